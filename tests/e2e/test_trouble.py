# SPDX-License-Identifier: Apache-2.0
"""A provider in trouble harms its own new logins, for a known time, and nobody else.

Each kind of trouble has a provider of its own, so that what is remembered of one does not touch the next."""

import time

import pytest

from harness.configuration import protect, provider_block
from harness.steps import SESSION, answer_of_provider, is_signed_in, lines_with, sign_in

DEADLINE = 1.0  # seconds, configured below

# name, how the answer is: at each endpoint this ends in 503 within the deadline
TROUBLES = [
    ("an_error_500", {"status": 500, "body": "boom"}),
    ("a_page_with_status_502", {"status": 502, "body": "<h1>Bad</h1>", "headers": {"Content-Type": "text/html"}}),
    ("nothing_ever", {"never": True}),
    ("one_byte_a_second", {"trickle": 1.0}),
    ("half_an_answer_and_silence", {"stall_after": 110}),
    ("a_closed_connection", {"close_after": 0}),
]
# these are no trouble but nonsense: refused, or 503
NONSENSE = [
    ("a_page", {"body": "<html>hello</html>", "headers": {"Content-Type": "text/html"}}),
    ("ten_megabytes", {"body_size": 10_000_000}),
    ("an_empty_body", {"body": ""}),
    ("no_content", {"status": 204, "body": ""}),
    ("bytes", {"raw_base64": "AP//fw0KDQo="}),
    ("a_very_old_protocol", {"raw_base64": "aGVsbG8K"}),
    ("a_header_without_end", {"headers": {"X-Long": "x" * 200_000}}),
    ("a_redirect", {"status": 302, "headers": {"Location": "/nowhere"}}),
    ("compression_nobody_asked_for", {"headers": {"Content-Encoding": "gzip"}}),
]
ENDPOINTS = ("discovery", "jwks", "token", "userinfo")
CASES = [(endpoint, *row) for endpoint in ENDPOINTS for row in TROUBLES + NONSENSE]
IDS = [f"{row[0]}-{row[1]}" for row in CASES]


def tenant(number):
    return f"trouble-{number}"


def configure(provider):
    text = "OAuthCallDeadline 1s\nOAuthMaxCalls 20\n"
    for number in range(len(CASES)):
        name = tenant(number)
        text += provider_block(name, provider.issuer(name)) + protect(f"/{name}", name)
    return text


@pytest.mark.rp("X-oversize")
@pytest.mark.parametrize("number", range(len(CASES)), ids=IDS)
def test_a_login_ends_soon_with_a_page_when_the_provider_sends(site, provider, browser, number):
    endpoint, name, twist = CASES[number]
    provider.twist(endpoint, tenant=tenant(number), **twist)
    began = time.monotonic()
    page = browser.navigate(f"{site.url}/{tenant(number)}/")
    took = time.monotonic() - began

    assert page.status in ((503,) if (name, twist) in TROUBLES else (400, 503)), page.text
    assert (page.header("Retry-After") is not None) == (page.status == 503)
    assert took < DEADLINE + 1.5
    assert page.header("Content-Type").startswith("text/html") and browser.cookie(SESSION) is None
    assert provider.count("token", tenant=tenant(number)) <= 1
    assert provider.count("end_session", tenant=tenant(number)) == 0
    assert len([line for line in site.new_log().splitlines() if "[oauth_session:" in line]) == 1
    site.announced += [r"\[oauth_session:"]


def test_who_is_signed_in_notices_nothing_of_a_provider_that_is_down(site, provider, browser):
    sign_in(browser, site)
    for endpoint in ENDPOINTS:
        provider.twist(endpoint, status=500)
    assert is_signed_in(browser, site)
    assert provider.count("token") == 1


def test_a_provider_that_recovers_is_used_again_at_once(site, provider, browser):
    sign_in(browser, site)
    browser.forget()
    provider.twist("token", tenant="main", times=1, status=500)
    assert browser.navigate(site.url + "/protected/env").status == 503
    sign_in(browser, site)
    site.announce("token_unavailable|provider_status")


@pytest.mark.rp("X-oversize")
def test_a_redirect_of_the_token_endpoint_is_not_followed(site, provider, browser):
    page = answer_of_provider(browser, site)
    provider.twist("token", tenant="main", status=307, headers={"Location": provider.issuer("stolen") + "/token"})
    assert browser.follow(page).status in (400, 503)
    assert provider.count("token", tenant="stolen") == 0
    site.announce(r"token_\w+|provider_status")


def test_a_failed_call_is_told_in_one_line_without_secrets(site, provider, browser):
    page = answer_of_provider(browser, site)
    provider.twist("token", tenant="main", status=500)
    browser.follow(page)
    [line] = [line for line in site.new_log().splitlines() if "[oauth_session:" in line]
    assert page.location_query["code"] not in line and page.location_query["state"] not in line
    assert lines_with(site, r"token_unavailable|provider_status")
    site.announce(r"token_unavailable|provider_status")

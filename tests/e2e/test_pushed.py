# SPDX-License-Identifier: Apache-2.0
"""Authorization requests that are pushed to the provider first (RFC 9126)."""

import threading
import time
from urllib.parse import parse_qs

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, default_configuration, protect, provider_block
from harness.steps import assert_refused, begin, lines_with, sign_in

AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")
REQUIRED = {"require_pushed_authorization_requests": True}


def configure(provider):
    text = ""

    def add(name, client_id="pushing", tenant="par", **directives):
        nonlocal text
        text += provider_block(name, provider.issuer(tenant), client_id, **directives) + protect(f"/{name}", name)
        text += f"ScriptAlias /{name} {{root}}/cgi/env\n"

    provider.register("pushing", client_secret=SECRET, auto_login="bob", only_pushed=True)
    for method in AUTH_METHODS:
        secret = None if method == "none" else SECRET
        provider.register(f"pushing-{method}", client_secret=secret or "", auto_login="bob", auth_method=method,
                          only_pushed=True)
        add(method, f"pushing-{method}", secret=secret, ClientAuth=method, PushedAuthorization="on")
    add("pushed", PushedAuthorization="on", Resource="https://a.example/ urn:b", PassParameters="login_hint",
        AuthorizationParameter="claims '{\"id_token\":{\"acr\":null}}'")
    add("auto", tenant="par-required")
    add("off", tenant="par-off", PushedAuthorization="off")
    add("plain", "site", tenant="par-plain", Resource=["https://a.example/", "urn:b"])
    add("nowhere", tenant="par-nowhere", PushedAuthorization="on")
    provider.register("person-pushing", client_secret=SECRET)
    add("person", "person-pushing", PushedAuthorization="on")
    return text


def pushed_form(provider, tenant="par"):
    [request] = provider.requests("pushed", tenant=tenant)
    return parse_qs(request["body"])


# Straight


def test_the_browser_carries_a_reference_and_nothing_else(site, provider, browser):
    page = begin(browser, site, "/pushed")
    assert page.location.startswith(f"{provider.issuer('par')}/authorize?")
    assert set(page.location_query) == {"client_id", "request_uri"} and page.location_query["client_id"] == "pushing"
    sent = pushed_form(provider)
    assert set(sent) == {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
                         "code_challenge_method", "resource", "claims"}
    assert sent["resource"] == ["https://a.example/", "urn:b"] and sent["code_challenge_method"] == ["S256"]
    assert sent["redirect_uri"] == [f"{site.url}/oauth/callback/pushed"]


@pytest.mark.parametrize("method", AUTH_METHODS)
def test_the_client_proves_itself_as_at_the_token_endpoint(site, provider, browser, method):
    assert sign_in(browser, site, f"/{method}").json["REMOTE_USER"] == "7d20aa31-bob"
    [request] = provider.requests("pushed", tenant="par")
    form = parse_qs(request["body"])
    assert form["client_id"] == [f"pushing-{method}"] and ("client_secret" in form) == (method == "client_secret_post")
    assert ("Authorization" in dict(request["headers"])) == (method == "client_secret_basic")


def test_each_login_pushes_a_request_of_its_own(site, provider, browser):
    first, second = (begin(browser, site, "/pushed").location_query["request_uri"] for _ in range(2))
    assert first != second


def test_many_tabs_are_finished_in_any_order(site, provider, browser):
    pages = [begin(browser, site, f"/pushed?tab={tab}") for tab in range(5)]
    for tab in (3, 0, 4, 1, 2):
        page = browser.navigate(pages[tab].location)
        assert (page.status, page.url) == (200, f"{site.url}/pushed?tab={tab}")


def test_a_person_who_types_a_password_comes_back_signed_in(site, provider, browser):
    page = browser.navigate(site.url + "/person")
    action, fields = page.form()
    page = browser.submit(action, {**fields, "username": "alice", "password": "alice"}, page.url)
    assert (page.status, page.url) == (200, site.url + "/person")


def test_what_a_link_asks_is_pushed_too(site, provider, browser):
    page = browser.navigate(f"{site.url}/oauth/login?provider=pushed&login_hint=ann%26state%3Dx", follow=False)
    assert set(page.location_query) == {"client_id", "request_uri"}
    assert pushed_form(provider)["login_hint"] == ["ann&state=x"] and len(pushed_form(provider)["state"]) == 1


def test_a_request_is_pushed_where_the_provider_takes_no_other(site, provider, browser):
    provider.twist("discovery", tenant="par-required", json_set=REQUIRED)
    sign_in(browser, site, "/auto")
    assert provider.count("pushed", tenant="par-required") == 1


def test_nothing_is_pushed_by_default_or_where_it_is_switched_off(site, provider, browser):
    provider.twist("discovery", tenant="par-off", json_set=REQUIRED)
    assert "state" in begin(browser, site, "/off").location_query
    assert "state" in begin(browser, site, "/plain").location_query
    assert provider.count("pushed") == 0


def test_resources_are_named_in_both_requests(site, provider, browser):
    """RFC 8707, 2.1 and 2.2"""
    page = begin(browser, site, "/plain")
    assert parse_qs(page.location)["resource"] == ["https://a.example/", "urn:b"]
    sign_in(browser, site, "/plain")
    [token] = provider.requests("token", tenant="par-plain")
    assert parse_qs(token["body"])["resource"] == ["https://a.example/", "urn:b"]


# Crooked


@pytest.mark.parametrize("twist, reason", [
    ({"status": 400, "json": {"error": "invalid_request", "error_description": "no <b>"}}, "pushed_refused"),
    ({"status": 401, "json": {"error": "invalid_client"}}, "pushed_refused"),
    ({"status": 200}, "pushed_refused"),
    ({"status": 302, "headers": {"Location": "https://evil.example/"}}, "pushed_refused"),
    ({"status": 413, "body": ""}, "pushed_refused"),
    ({"json_remove": ["request_uri"]}, "pushed_answer"),
    ({"json_set": {"request_uri": "urn:a b"}}, "pushed_answer"),
    ({"json_set": {"request_uri": "urn:" + "a" * 1100}}, "pushed_answer"),
    ({"json_remove": ["expires_in"]}, "pushed_answer"),
    ({"json_set": {"expires_in": -1}}, "pushed_answer"),
    ({"headers": {"Content-Type": "text/html"}}, "pushed_answer"),
    ({"body_size": 70000}, "call_too_large"),
])
def test_an_answer_that_is_not_one_ends_on_a_page(site, provider, browser, twist, reason):
    provider.twist("pushed", tenant="par", **twist)
    page = browser.navigate(site.url + "/pushed", follow=False)
    assert "<b>" not in page.text and page.location is None
    site.announce("reason=")
    assert page.status == 400 and provider.count("authorize", tenant="par") == 0
    assert len(lines_with(site, reason)) == 1, site.new_log()


@pytest.mark.parametrize("twist", [{"status": 503}, {"status": 429}, {"close_after": 0}])
def test_a_provider_in_trouble_is_503(site, provider, browser, twist):
    provider.twist("pushed", tenant="par", **twist)
    page = browser.navigate(site.url + "/pushed", follow=False)
    site.announce("reason=")
    assert page.status == 503 and page.header("Retry-After") and page.location is None


def test_a_provider_without_the_endpoint_can_not_be_pushed_to(site, provider, browser):
    provider.twist("discovery", tenant="par-nowhere", json_remove=["pushed_authorization_request_endpoint"])
    page = browser.navigate(site.url + "/nowhere", follow=False)
    site.announce("reason=pushed_endpoint ")
    assert page.status == 500 and len(lines_with(site, "pushed_endpoint")) == 1


def test_a_reference_is_taken_once(site, provider, browser):
    """That of the scripted provider: a login that is opened twice is refused there, and nobody is signed in by it."""
    page = begin(browser, site, "/pushed")
    assert browser.navigate(page.location).status == 200
    assert Browser().navigate(page.location).status == 400


def test_whoever_is_no_navigating_browser_causes_no_call(site, provider):
    for headers in ({}, {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}):
        assert Browser().fetch(site.url + "/pushed", headers=headers).status == 401
    assert provider.count("pushed") == 0


# A visitor without session causes a call: the cap holds


LIMITS = """
ServerLimit 1
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 8
MinSpareThreads 1
MaxSpareThreads 8
OAuthCallDeadline 3s
"""


def test_visitors_of_a_provider_that_hangs_hold_no_more_workers_than_the_cap(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url) + LIMITS
                      + provider_block("hangs", provider.issuer("par-hangs"), "pushing", PushedAuthorization="on")
                      + protect("/hangs", "hangs"))
    sign_in(browser, site)
    Browser().navigate(site.url + "/hangs", follow=False)  # the metadata is known now
    provider.twist("pushed", tenant="par-hangs", never=True)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(Browser().navigate(site.url + "/hangs", follow=False)))
               for _ in range(8)]
    for thread in threads:
        thread.start()
    while len(answers) < 6 and any(thread.is_alive() for thread in threads):
        time.sleep(0.01)
    began = time.monotonic()
    assert browser.navigate(site.url + "/protected/env").status == 200 and time.monotonic() - began < 1
    for thread in threads:
        thread.join()
    site.announce("reason=")
    assert [page.status for page in answers] == [503] * 8 and all(page.header("Retry-After") for page in answers)
    assert len(lines_with(site, "too_many_calls")) == 6

# SPDX-License-Identifier: Apache-2.0
"""Somebody else is told by us that a person has signed out (LO11): once, within a bounded time, and whatever comes of it."""

import time
from urllib.parse import parse_qsl, urlsplit

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import is_signed_in, lines_with, sign_in

SHORT = 4  # seconds: the deadline of the call, and not that of a sign-in


def configure(provider):
    """A vendor with an address for it, one who takes a form, one who is not there."""
    told = provider.issuer("told")
    calls = {"vendor": told + "/end_session?id_token_hint={id_token}", "form": told + "/userinfo", "lost": "http://127.0.0.1:9/bye"}
    return "".join([
        *(provider_block(name, provider.issuer("callers"), Scope="openid", LogoutCall=url) for name, url in calls.items()),
        *(f"Alias /{name} {{root}}/htdocs\n" + protect(f"/{name}", name) for name in calls)])


def signed_in(provider, site, name):
    browser = Browser()
    sign_in(browser, site, f"/{name}/index.html")
    return browser, provider.tokens()[-1]["id_token"]


def leave(browser, site):
    return browser.submit(site.url + "/oauth/logout", {}, site.url + "/")


def asked(provider, endpoint):
    return provider.requests(endpoint, tenant="told")


def test_it_is_called_once_with_the_id_token_in_its_place(site, provider):
    browser, id_token = signed_in(provider, site, "vendor")
    assert leave(browser, site).status == 200
    [request] = asked(provider, "end_session")
    assert request["method"] == "GET"
    assert dict(parse_qsl(urlsplit(request["target"]).query)) == {"id_token_hint": id_token}
    assert not {"Authorization", "Cookie"} & {name for name, _ in request["headers"]}
    leave(browser, site)  # once more
    assert len(asked(provider, "end_session")) == 1
    assert lines_with(site, "logout_call_failed") == []


def test_where_the_url_has_no_place_it_is_posted(site, provider):
    browser, id_token = signed_in(provider, site, "form")
    provider.twist("userinfo", tenant="told", status=204, headers={"Content-Type": None}, body="")
    assert leave(browser, site).status == 200
    [request] = asked(provider, "userinfo")
    assert (request["method"], dict(parse_qsl(request["body"]))) == ("POST", {"id_token": id_token})


@pytest.mark.parametrize("trouble", [{"status": 503}, {"status": 404}, {"never": True}, {"trickle": 1}, {"body_size": 300000},
                                     {"raw_base64": "AAAA"}])
def test_whatever_comes_of_it_he_is_signed_out_at_once(site, provider, trouble):
    browser, _ = signed_in(provider, site, "vendor")
    provider.twist("end_session", tenant="told", **trouble)
    begun = time.monotonic()
    assert leave(browser, site).status == 200
    assert time.monotonic() - begun < SHORT
    assert not is_signed_in(browser, site, "/vendor/index.html")
    [line] = lines_with(site, "logout_call_failed")
    assert "OAuthLogoutCall of vendor" in line and "id_token_hint" not in line


def test_nobody_there_is_no_reason_to_stay(site, provider):
    browser, _ = signed_in(provider, site, "lost")
    assert leave(browser, site).status == 200
    assert not is_signed_in(browser, site, "/lost/index.html")
    assert len(lines_with(site, "logout_call_failed")) == 1


def test_who_only_looks_at_the_question_is_not_told_of(site, provider):
    browser, _ = signed_in(provider, site, "vendor")
    browser.navigate(site.url + "/oauth/logout")
    assert asked(provider, "end_session") == [] and is_signed_in(browser, site, "/vendor/index.html")

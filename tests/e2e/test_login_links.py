# SPDX-License-Identifier: Apache-2.0
"""Logins that begin with a link to /oauth/login: of this site, of another one (OpenID Connect Core 1.0 §4), with an account."""

from urllib.parse import quote, urlencode, urlsplit

import pytest

from harness.configuration import protect, provider_block
from harness.steps import SESSION, assert_refused, is_signed_in, lines_with

ELSEWHERE = "https://portal.example/start"


def configure(provider):
    text = f"OAuthWebFinger {provider.base} https://accounts.example\n"
    for name in ("found", "listed"):
        text += provider_block(name, provider.issuer(name), Scope="openid profile", PassParameters="login_hint")
        text += protect(f"/{name}", name) + f"Alias /{name} {{root}}/htdocs\n"
    return text


def link(site, **parameters):
    return f"{site.url}/oauth/login?{urlencode(parameters)}"


def host(provider):
    return urlsplit(provider.base).netloc


@pytest.mark.rp("3RD-init-login")
def test_another_site_begins_a_login_with_an_issuer_alone(site, provider, browser):
    page = browser.navigate(link(site, iss=provider.issuer("listed")), ELSEWHERE)
    assert (page.status, page.url) == (200, site.url + "/")
    assert provider.count("authorize", tenant="listed") == 1 and is_signed_in(browser, site, "/listed/index.html")


@pytest.mark.rp("3RD-init-login")
def test_another_site_begins_a_login_by_post(site, provider, browser):
    parameters = {"iss": provider.issuer("listed"), "target_link_uri": site.url + "/listed/index.html", "login_hint": "bob"}
    page = browser.submit(site.url + "/oauth/login", parameters, ELSEWHERE)
    assert (page.status, page.url) == (200, site.url + "/listed/index.html")
    [asked] = provider.requests("authorize", tenant="listed")
    assert "login_hint=bob" in asked["target"]


@pytest.mark.rp("3RD-init-login")
def test_an_issuer_that_is_not_configured_is_gone_to_by_nobody(site, provider, browser):
    page = browser.navigate(link(site, iss=provider.issuer("stranger")), ELSEWHERE)
    assert provider.count("discovery", tenant="stranger") == provider.count("authorize", tenant="stranger") == 0
    assert_refused(browser, site, page, 404, "login_issuer_unknown")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_a_link_leads_to_no_other_site(site, provider, browser, target):
    page = browser.navigate(link(site, iss=provider.issuer("listed"), target_link_uri=target), ELSEWHERE)
    assert (page.status, page.url) == (200, site.url + "/")


def test_a_link_of_another_site_chooses_nothing_that_is_not_listed(site, provider, browser):
    browser.navigate(link(site, iss=provider.issuer("listed"), scope="openid everything", redirect_uri=ELSEWHERE,
                          prompt="none", client_id="other"), ELSEWHERE)
    [asked] = provider.requests("authorize", tenant="listed")
    assert "everything" not in asked["target"] and "portal.example" not in asked["target"]
    assert "prompt" not in asked["target"] and "client_id=site" in asked["target"]


def test_who_is_signed_in_there_already_keeps_his_session(site, provider, browser):
    browser.navigate(link(site, iss=provider.issuer("listed")), ELSEWHERE)
    before = browser.cookie(SESSION)
    page = browser.submit(site.url + "/oauth/login", {"iss": provider.issuer("listed")}, ELSEWHERE)
    assert page.status == 200 and browser.cookie(SESSION) == before
    assert provider.count("authorize", tenant="listed") == 1


@pytest.mark.rp("DYN-webfinger-acct")
def test_an_account_leads_to_its_provider(site, provider, browser):
    page = browser.navigate(link(site, account=f"found@{host(provider)}", to="/found/index.html"))
    assert (page.status, page.url) == (200, site.url + "/found/index.html")
    [asked] = provider.requests("webfinger")
    assert asked["target"] == "/.well-known/webfinger?resource=" + quote(f"acct:found@{host(provider)}", safe="") + \
        "&rel=http%3A%2F%2Fopenid.net%2Fspecs%2Fconnect%2F1.0%2Fissuer"
    assert provider.count("authorize", tenant="found") == 1


@pytest.mark.rp("DYN-webfinger-url")
def test_a_url_leads_to_its_provider(site, provider, browser):
    page = browser.navigate(link(site, account=f"{provider.base}/found/profile", to="/found/index.html"))
    assert (page.status, page.url) == (200, site.url + "/found/index.html")
    assert provider.count("webfinger") == 1 and provider.count("authorize", tenant="found") == 1


@pytest.mark.parametrize("account", ["found@localhost:{port}", "http://localhost:{port}/found", "found@evil.example",
                                     "https://169.254.169.254/latest", "found@127.0.0.1:1"])
def test_a_host_that_is_not_listed_is_never_contacted(site, provider, browser, account):
    """PD17: the provider listens at localhost, too, and would answer."""
    page = browser.navigate(link(site, account=account.format(port=urlsplit(provider.base).port)))
    assert provider.count("webfinger") == 0
    assert_refused(browser, site, page, 404, "account_host")


def test_what_is_no_account_is_refused(site, provider, browser):
    page = browser.navigate(link(site, account="=ada <script>"))
    assert "<script>" not in page.text
    assert_refused(browser, site, page, 400, "account_form|url_\\w+")


def test_an_account_with_an_issuer_that_is_not_configured_begins_no_login(site, provider, browser):
    page = browser.navigate(link(site, account=f"stranger@{host(provider)}"))
    assert provider.count("discovery", tenant="stranger") == 0
    assert_refused(browser, site, page, 404, "login_issuer_unknown")


@pytest.mark.parametrize("twist,status,reason", [
    ({"json": {"links": []}}, 404, "account_issuer"), ({"status": 404}, 400, "provider_status"),
    ({"body": "<html>", "headers": {"Content-Type": "text/html"}}, 400, "provider_content_type"),
    ({"status": 500}, 503, "provider_unavailable"), ({"status": 302, "headers": {"Location": "/x"}}, 400, "provider_status"),
], ids=["no_link", "no_account", "a_page", "an_error", "a_redirect"])
def test_an_account_whose_host_answers_otherwise_begins_no_login(site, provider, browser, twist, status, reason):
    provider.twist("webfinger", **twist)
    page = browser.navigate(link(site, account=f"found@{host(provider)}"))
    assert_refused(browser, site, page, status, reason)
    assert len(lines_with(site, reason)) == 1

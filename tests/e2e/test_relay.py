# SPDX-License-Identifier: Apache-2.0
"""OAuthRelay: a proxied application's requests bear the user's access token, and nobody else sees it."""

import time

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, protect, provider_block, with_applications
from harness.echo import EchoBackend
from harness.steps import sign_in

BACKEND = EchoBackend()
OVER = 1.1  # seconds after which a token of a second is over


def configure(provider):
    provider.register("relayed", client_secret=SECRET, auto_login="bob", refresh="rotate", token_lifetime=1)
    provider.register("bound", client_secret=SECRET, auto_login="bob", dpop="bound")
    on = ["Require valid-user", "OAuthRelay on"]
    return "".join([
        provider_block("relayed", provider.issuer("refresh"), "relayed", Scope="openid profile email"),
        "Alias /relay/page {root}/htdocs\n",
        with_applications("/relay", BACKEND.url), protect("/relay", "relayed", *on),
        protect("/relay/page", "relayed", "Require valid-user", "OAuthRelay off"),
        provider_block("bound", provider.issuer("dpop-bound"), "bound", Scope="openid", DPoP="on"),
        with_applications("/relay-bound", BACKEND.url), protect("/relay-bound", "bound", *on),
        with_applications("/relay-not", BACKEND.url), protect("/relay-not", "relayed")])


@pytest.fixture(scope="module")
def member(site_process, provider_process):
    browser = Browser()
    provider_process.untwist()
    sign_in(browser, site_process, "/relay/page/index.html")
    return browser


def bearers(page):
    assert page.status == 200, page.text
    lines = page.body.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    return [line.partition(": ")[2] for line in lines if line.lower().startswith("authorization:")]


def test_a_token_that_is_over_is_renewed_before_it_is_relayed(site, member, provider):
    time.sleep(OVER)
    relayed = bearers(member.fetch(f"{site.url}/relay/app"))
    [answer] = provider.tokens()
    assert relayed == [f"Bearer {answer['access_token']}"] and len(provider.refreshes("relayed")) == 1


def test_what_a_client_sends_never_stands_beside_it(site, member):
    [relayed] = bearers(member.fetch(f"{site.url}/relay/app", headers={"Authorization": "Bearer of-the-client"}))
    assert relayed.startswith("Bearer ") and "of-the-client" not in relayed


def test_no_token_goes_where_it_is_not_asked_for(site, member):
    assert bearers(member.fetch(f"{site.url}/relay-not/app")) == []


def test_programs_of_this_server_get_no_token(site, member):
    page = member.fetch(f"{site.url}/relay/env")
    [relayed] = bearers(member.fetch(f"{site.url}/relay/app"))
    assert page.status == 200 and relayed.partition(" ")[2] not in page.text and "OAUTH_ACCESS_TOKEN" not in page.text


def test_a_token_that_is_bound_to_a_key_is_not_relayed(site, browser):
    site.announce("reason=relay_token_type ")
    assert browser.navigate(f"{site.url}/relay-bound/app").status == 500


def test_no_log_has_the_token(site, member):
    [relayed] = bearers(member.fetch(f"{site.url}/relay/app"))
    assert relayed.partition(" ")[2] not in site.log()

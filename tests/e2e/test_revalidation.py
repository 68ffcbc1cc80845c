# SPDX-License-Identifier: Apache-2.0
"""Whom the provider has disabled is out after a while, whatever it can be asked with (SL14, TR8): OAuthRevalidate."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, protect, provider_block
from harness.steps import is_signed_in, lines_with, sign_in

AT_ONCE = 20
OLD = 1.1  # seconds after which the provider has to be asked

# name of a client: what the provider is asked by, what it is registered with, and what is configured
WAYS = {
    "refresh": ("token", {"refresh": "rotate"}, {}),
    "claims": ("userinfo", {}, {}),
    "token": ("introspection", {}, {"UserinfoEndpoint": "off"}),
}
CLIENTS = {name + suffix: way for name, way in WAYS.items() for suffix in ("-good", "-bad", "-down")}
OTHERS = {"over": ("", {"token_lifetime": 1}, {}), "refresh-many": WAYS["refresh"]}


def configure(provider):
    text = ""
    for name, (_, registered, written) in {**CLIENTS, **OTHERS}.items():
        provider.register(name, client_secret=SECRET, auto_login="bob", **registered)
        text += provider_block(name, provider.issuer("revalidated"), name, Scope="openid profile email", **written)
        text += f"ScriptAlias /{name}/app {{root}}/cgi/env\nAlias /{name} {{root}}/htdocs\n"
        text += protect(f"/{name}", name) + protect(f"/{name}/app", name, "Require valid-user", "OAuthRevalidate 1s")
    return text


@pytest.fixture(scope="module")
def crowd(site_process, provider_process):
    """A browser for each name, signed in long enough ago."""
    provider_process.untwist()  # what the file before left
    browsers = {name: Browser() for name in {**CLIENTS, **OTHERS}}
    for name, browser in browsers.items():
        sign_in(browser, site_process, f"/{name}/index.html")
    time.sleep(OLD)
    return browsers


def ask(browser, site, name):
    return browser.navigate(f"{site.url}/{name}/app", follow=False).status


@pytest.mark.parametrize("way", WAYS)
def test_who_is_welcome_stays_and_the_provider_was_asked_once(site, crowd, provider, way):
    name, endpoint = f"{way}-good", WAYS[way][0]
    assert ask(crowd[name], site, name) == 200
    assert provider.count(endpoint, tenant="revalidated") == 1
    assert is_signed_in(crowd[name], site, f"/{name}/index.html")


@pytest.mark.parametrize("way", WAYS)
def test_who_was_disabled_is_out(site, crowd, provider, way):
    name = f"{way}-bad"
    provider.revoke(name)
    assert is_signed_in(crowd[name], site, f"/{name}/index.html")  # nobody asks there
    assert ask(crowd[name], site, name) == 302
    assert len(lines_with(site, "session_refused")) == 1
    assert not is_signed_in(crowd[name], site, f"/{name}/index.html")


@pytest.mark.parametrize("way", WAYS)
def test_a_provider_in_trouble_signs_nobody_out(site, crowd, provider, way):
    name, endpoint = f"{way}-down", WAYS[way][0]
    site.announce("reason=(provider_unavailable|token_unavailable) ")
    provider.twist(endpoint, client=name, status=503)
    for _ in range(3):
        assert ask(crowd[name], site, name) == 200
    assert provider.count(endpoint, tenant="revalidated") == 1


def test_of_many_requests_at_once_one_asks_and_none_waits_for_it(site, crowd, provider):
    """Their tokens are good: it is the user who is asked for."""
    twins = [Browser() for _ in range(AT_ONCE)]
    for twin in twins:
        twin.cookies = list(crowd["refresh-many"].cookies)
    provider.twist("refresh", client="refresh-many", delay=0.3)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert set(pool.map(lambda twin: ask(twin, site, "refresh-many"), twins)) == {200}
    assert len(provider.refreshes("refresh-many")) == 1 and provider.reuses() == 0


def test_who_can_not_be_asked_for_signs_in_anew_where_it_is_wanted(site, crowd, provider):
    """R-SES-05"""
    assert ask(crowd["over"], site, "over") == 302
    assert is_signed_in(crowd["over"], site, "/over/index.html")
    assert crowd["over"].navigate(f"{site.url}/over/app").status == 200
    assert provider.count("token", tenant="revalidated") == 1

# SPDX-License-Identifier: Apache-2.0
"""The same login passes, unchanged, with providers that nobody here wrote, at each algorithm they sign with."""

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block, with_applications
from harness.httpd import Site
from providers.authlib_provider import AuthlibProvider
from providers.django_provider import DjangoProvider
from providers.glewlwyd import Glewlwyd
from providers.lemonldap import LemonLdap
from providers.oidc_provider import OidcProvider

pytestmark = pytest.mark.real

STRANGERS = [(OidcProvider, "RS256"), (OidcProvider, "PS256"), (OidcProvider, "ES256"), (OidcProvider, "EdDSA"),
             (Glewlwyd, "RS256"), (Glewlwyd, "PS256"), (Glewlwyd, "ES256"), (Glewlwyd, "EdDSA"),
             (AuthlibProvider, "RS256"), (AuthlibProvider, "PS256"), (AuthlibProvider, "ES256"),
             (LemonLdap, "RS256"), (DjangoProvider, "RS256")]


@pytest.fixture(scope="module", params=STRANGERS, ids=lambda stranger: f"{stranger[0].__name__}-{stranger[1]}")
def site_process(request, module, backend, tmp_path_factory):
    """An httpd whose one provider is the stranger; overrides the one of conftest.py, which knows only ours."""
    kind, algorithm = request.param
    if reason := kind.missing():
        pytest.skip(reason)
    stranger = kind(tmp_path_factory.mktemp("stranger"), algorithm)
    site = Site(configuration(stranger, backend))
    site.stranger = stranger
    try:
        stranger.start([site.url + "/oauth/callback/main", site.url + "/oauth/callback/mistaken"])
        yield site.start()
    finally:
        site.remove()
        stranger.stop()


def configuration(stranger, backend):
    return "".join([
        "OAuthSessionStore shm(2m)\nOAuthLogoutTarget /index.html\n",
        "<Directory {root}>\n    Require all granted\n</Directory>\n",
        with_applications("/protected", backend.url),
        with_applications("/named", backend.url),
        provider_block("main", stranger.issuer, stranger.client_id, stranger.client_secret, Scope="openid profile email",
                       **stranger.directives),
        provider_block("mistaken", stranger.issuer, stranger.client_id, "not-the-secret", Scope="openid",
                       **stranger.directives),
        protect("/protected"),
        protect("/mistaken", "mistaken"),
        protect("/named", "main", "OAuthUserClaim name", "Require valid-user"),
    ])


def sign_in(site, browser, path, user="alice"):
    return site.stranger.sign_in(browser, browser.navigate(site.url + path), user)


def test_login_returns_to_the_page_first_asked_for(site, browser):
    page = sign_in(site, browser, "/protected/env?page=2&of=3")
    assert (page.status, page.url) == (200, site.url + "/protected/env?page=2&of=3")
    assert page.json["QUERY_STRING"] == "page=2&of=3"


def test_a_program_sees_user_provider_and_claims(site, browser):
    alice = site.stranger.people["alice"]
    told = sign_in(site, browser, "/protected/env").json
    assert told["REMOTE_USER"] == told["OAUTH_CLAIM_sub"] != ""
    assert told["AUTH_TYPE"] == "OAuth"
    assert told["OAUTH_PROVIDER"] == "main"
    assert told["OAUTH_CLAIM_name"] == alice["name"]
    assert told["OAUTH_CLAIM_email"] == alice["email"]


def test_a_proxied_application_sees_the_same_in_headers(site, browser):
    user = sign_in(site, browser, "/protected/env").json["REMOTE_USER"]
    request = browser.navigate(site.url + "/protected/app").text
    assert f"X-OAuth-User: {user}\r\n" in request
    assert f"X-OAuth-Claim-email: {site.stranger.people['alice']['email']}\r\n" in request


def test_the_user_may_be_known_by_another_claim(site, browser):
    assert sign_in(site, browser, "/named/env").json["REMOTE_USER"] == site.stranger.people["alice"]["name"]


def test_a_second_page_needs_no_provider(site, browser):
    sign_in(site, browser, "/protected/env")
    page = browser.navigate(site.url + "/protected/env?another")
    assert page.status == 200 and page.steps == []


def test_two_browsers_are_two_users(site, browser):
    other = Browser()
    sign_in(site, browser, "/protected/env", "alice")
    sign_in(site, other, "/protected/env", "bob")
    people = site.stranger.people
    assert browser.navigate(site.url + "/protected/env").json["OAUTH_CLAIM_name"] == people["alice"]["name"]
    assert other.navigate(site.url + "/protected/env").json["OAUTH_CLAIM_name"] == people["bob"]["name"]


def test_after_sign_out_the_page_is_closed(site, browser):
    sign_in(site, browser, "/protected/env")
    asked = browser.navigate(site.url + "/oauth/logout")
    action, hidden = asked.form()
    left = browser.submit(action, hidden, asked.url)
    assert left.url == site.url + "/index.html"
    closed = browser.navigate(site.url + "/protected/env", follow=False)
    assert closed.status == 302 and closed.location.startswith(site.stranger.origin)


def test_an_answer_used_before_opens_nothing_for_another_browser(site, browser):
    page = sign_in(site, browser, "/protected/env")
    callback = next(step.url for step in page.steps if "/oauth/callback/main" in step.url)
    thief = Browser()
    assert thief.navigate(callback, follow=False).status != 200
    assert thief.cookie("oauth_session") is None


def test_a_wrong_secret_ends_in_a_page_and_a_line_in_the_log(site, browser):
    page = sign_in(site, browser, "/mistaken")
    assert page.status == 400 and "The sign-in service refused" in page.text
    assert browser.cookie("oauth_session") is None
    site.announce("token_refused")

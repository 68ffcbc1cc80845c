# SPDX-License-Identifier: Apache-2.0
"""OAuthUnauthenticated: what becomes of who is not signed in. With pass a page is for everybody and still knows who comes."""

import time

import pytest

from harness.configuration import default_configuration, open_place, provider_block
from harness.steps import SESSION, sign_in
from harness.values_backend import ValuesBackend

BACKEND = ValuesBackend()
PASS = "OAuthUnauthenticated pass"
PLACES = {  # in each of them a program that says its environment
    "/known": ["Require all granted", PASS, "OAuthSessionData on"],
    "/by-email": ["Require all granted", PASS, "OAuthUserClaim email"],
    "/by-number": ["Require all granted", PASS, "OAuthUserClaim no_such_claim"],
    "/of-another": ["Require all granted", PASS, "OAuthProvider other"],
    "/young": ["Require all granted", PASS, "OAuthSessionLifetime 1s"],
    "/both": ["AuthType OAuth", "OAuthProvider main", PASS, "Require valid-user"],
    "/not-bob": ["AuthType OAuth", PASS, "<RequireAll>", "Require all granted", "Require not user 7d20aa31-bob", "</RequireAll>"],
    "/api": ["AuthType OAuth", "OAuthUnauthenticated 401", "Require valid-user"],
    "/hidden": ["AuthType OAuth", "OAuthUnauthenticated 403", "Require valid-user"],
    "/api/gold": ["Require oauth-acr gold"],
    "/login": ["AuthType OAuth", "OAuthUnauthenticated login", "Require valid-user"],
}


def configure(provider):
    return "".join([
        provider_block("other", provider.issuer("other")),
        open_place("/oauth", "OAuthProvider main"),
        *(f"ScriptAlias {path} {{root}}/cgi/values\n" for path in sorted(PLACES, reverse=True)),
        *(open_place(path, *lines) for path, lines in PLACES.items()),
        f"ProxyPass /app {BACKEND.url}/app\n", open_place("/app", "Require all granted", PASS)])


def environment(browser, site, path="/known"):
    page = browser.navigate(site.url + path, follow=False)
    assert page.status == 200, (page.status, page.text)
    return page.json


def speaks_of_a_user(told):
    return [name for name in told if name in ("REMOTE_USER", "AUTH_TYPE") or name.startswith(("OAUTH_", "HTTP_X_OAUTH"))]


def test_who_has_no_session_goes_on_as_nobody(site, browser):
    assert speaks_of_a_user(environment(browser, site)) == [] and browser.cookies == []


def test_who_has_one_is_known_as_on_a_protected_page(site, provider, browser):
    protected = sign_in(browser, site, "/login").json
    told = environment(browser, site)
    assert told["REMOTE_USER"] == "7d20aa31-bob" and told["AUTH_TYPE"] == "OAuth"
    assert {name: value for name, value in told.items() if name.startswith("OAUTH_CLAIM_")} \
        == {name: value for name, value in protected.items() if name.startswith("OAUTH_CLAIM_")}
    assert environment(browser, site, "/by-email")["REMOTE_USER"] == "bob@example.org"


def test_so_it_is_with_a_proxied_application(site, provider, browser):
    assert not [name for name in environment(browser, site, "/app") if name.lower().startswith("x-oauth")]
    sign_in(browser, site)
    assert environment(browser, site, "/app")["X-OAuth-User"] == "7d20aa31-bob"


def test_his_values_are_told_and_kept(site, provider, browser):
    sign_in(browser, site)
    assert browser.navigate(site.url + "/known?X-Session-Set=x%3D1").status == 200
    assert environment(browser, site)["OAUTH_SESSION_DATA"] == "x=1"


def test_who_signed_out_is_nobody_again(site, provider, browser):
    sign_in(browser, site)
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    assert speaks_of_a_user(environment(browser, site)) == []


@pytest.mark.parametrize("path", ["/of-another", "/young"])
def test_a_session_that_is_not_good_enough_for_the_place_is_none(site, provider, browser, path):
    sign_in(browser, site)
    if path == "/young":
        time.sleep(1.1)
    assert speaks_of_a_user(environment(browser, site, path)) == []
    assert environment(browser, site)["REMOTE_USER"] == "7d20aa31-bob"


def test_a_session_without_the_name_that_the_place_asks_for_is_refused_as_elsewhere(site, provider, browser):
    assert speaks_of_a_user(environment(browser, site, "/by-number")) == []
    sign_in(browser, site)
    site.announce("reason=user_claim ")
    assert browser.navigate(site.url + "/by-number").status == 403


@pytest.mark.parametrize("value", ["x", "A" * 71, ""])
def test_a_cookie_that_nobody_gave_is_nobodys(site, browser, value):
    page = browser.navigate(site.url + "/known", headers={"Cookie": f"{SESSION}={value}"})
    assert page.status == 200 and speaks_of_a_user(page.json) == [] and page.header("Set-Cookie") is None


def test_where_require_asks_for_a_user_it_gets_one(site, provider, browser):
    page = browser.navigate(site.url + "/both", follow=False)
    assert page.status == 302 and "/authorize?" in page.location
    assert browser.fetch(site.url + "/both").status == 401
    assert browser.follow_all(page).json["REMOTE_USER"] == "7d20aa31-bob"


def test_who_is_known_is_judged_as_such(site, provider, browser):
    site.announce("AH01631|reason=forbidden ")
    assert speaks_of_a_user(environment(browser, site, "/not-bob")) == []
    sign_in(browser, site)
    assert browser.navigate(site.url + "/not-bob").status == 403


@pytest.mark.parametrize("path,status", [("/api", 401), ("/hidden", 403)])
@pytest.mark.parametrize("way", ["a person", "a script"])
def test_nobody_is_sent_to_the_login_where_that_is_not_wanted(site, browser, path, status, way):
    open_it = browser.navigate if way == "a person" else browser.fetch
    page = open_it(site.url + path)
    assert page.status == status and page.location is None and browser.cookies == []
    assert page.header("Content-Type") == "application/problem+json" and page.header("Cache-Control") == "no-store"
    assert (page.json["status"], page.json["reason"]) == (status, "no_session") and "/oauth/login" in page.json["login_url"]
    assert (page.header("WWW-Authenticate") is not None) == (status == 401)


@pytest.mark.parametrize("path", ["/api", "/hidden"])
def test_who_is_signed_in_gets_in_there(site, provider, browser, path):
    sign_in(browser, site)
    assert environment(browser, site, path)["REMOTE_USER"] == "7d20aa31-bob"


def test_a_stronger_sign_in_is_not_redirected_to_there_either(site, provider, browser):
    site.announce("AH01631|reason=forbidden ")
    sign_in(browser, site)
    page = browser.navigate(site.url + "/api/gold", follow=False)
    assert page.status == 401 and page.json["reason"] == "step_up_required" and 'acr_values="gold"' in page.header("WWW-Authenticate")


def test_answers_say_that_they_differ_by_who_comes(site, provider, browser):
    page = browser.navigate(site.url + "/known")
    assert page.header("Vary") == "Cookie" and page.header("Cache-Control") is None
    sign_in(browser, site)
    page = browser.navigate(site.url + "/known")
    assert page.header("Vary") == "Cookie" and page.header("Cache-Control") == "private, no-cache"


def test_it_counts_as_a_use(site, provider, browser):
    told = browser.navigate(site.url + "/oauth/login?to=/known").json
    assert told["OAUTH_NEW_LOGIN"] == "1" and "OAUTH_NEW_LOGIN" not in environment(browser, site)


def test_a_site_that_lets_everybody_pass_still_protects_its_pages(start_site, provider, backend, browser):
    site = start_site(PASS + "\n" + default_configuration(provider, backend.url))
    assert browser.navigate(site.url + "/protected/index.html", follow=False).status == 302
    sign_in(browser, site)
    page = browser.navigate(site.url + "/open/env")
    assert page.json["REMOTE_USER"] == "7d20aa31-bob"
    assert browser.navigate(site.url + "/oauth/sessions").status == 200

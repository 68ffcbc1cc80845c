# SPDX-License-Identifier: Apache-2.0
"""OAuthRealm: sessions side by side in one browser. None of them opens, ends or says anything in the place of another."""

import json
import time
from urllib.parse import parse_qs, urlencode

import pytest

from harness.browser import Browser, exchange
from harness.configuration import open_place, protect, provider_block
from harness.steps import BROWSER, SESSION, sign_in
from test_backchannel_logout import EVENT

MODULES = ("session", "session_cookie")
STAFF, CLIENTS, PARTNERS, HOME, OTHER = "/staff", "/clients", "/partners", "/home", "/staff/home"
MAYBE, NOBODYS, PAGES, LIST, CART = "/maybe", "/nobodys", "/pages", "/admin/staff", "/cart"
REALM = {STAFF: "staff", CLIENTS: "clients", PARTNERS: "partners", PAGES: "staff"}
OWN = "7d20aa31-bob"


def configure(provider):
    """/staff and /partners share a provider; /clients has one of its own; /home is of the host's own sessions."""
    values = ("Require valid-user", "OAuthSessionData on")
    return "".join([
        "OAuthClearSiteData cache cookies\n",
        provider_block("second", provider.issuer("second"), Scope="openid", FrontChannelLogout="on"),
        *(f"ScriptAlias {path} {{root}}/cgi/values\n"
          for path in (OTHER, STAFF, CLIENTS, PARTNERS, HOME, MAYBE, NOBODYS, CART)),
        protect(STAFF, "main", *values, "OAuthRealm staff", "Session On", "SessionEnv On", "SessionHeader X-Change",
                "OAuthSessionProvider on"),
        protect(CLIENTS, "second", *values, "OAuthRealm clients", "Session On", "SessionEnv On", "SessionHeader X-Change",
                "OAuthSessionProvider on"),
        protect(PARTNERS, "main", *values, "OAuthRealm partners"),
        protect(HOME, "main", *values),
        open_place(OTHER, "OAuthRealm default"), open_place("/oauth", "OAuthProvider main"),
        open_place(MAYBE, "Require all granted", "OAuthRealm clients", "OAuthUnauthenticated pass"),
        open_place(NOBODYS, "Require all granted", "OAuthRealm clients"),
        open_place(CART, "Require all granted", "OAuthRealm partners", "OAuthSessionData on", "OAuthGuestSession on"),
        f"Alias {PAGES} {{root}}/htdocs\n<Directory {{root}}/htdocs>\nOptions +Includes\nAddOutputFilter INCLUDES .shtml\n"
        "AddType text/html .shtml\n</Directory>\n",
        protect(PAGES, "main", *values, "OAuthRealm staff", "OAuthPassClaims both"),
        open_place(LIST, "SetHandler oauth-sessions", "Require ip 127.0.0.1", "OAuthRealm staff"),
        'LogFormat "%U %{user}^OA %{provider}^OA %{session}^OA" who\nCustomLog who.log who\n'])


def cookie_of(path):
    return f"{SESSION}-{REALM[path]}" if path in REALM else SESSION


def endpoint(site, path, name):
    return f"{site.url}/oauth/{'realms/' + REALM[path] + '/' if path in REALM else ''}{name}"


def is_in(browser, site, path):
    return browser.navigate(site.url + path, follow=False).status == 200


def told(browser, site, path, *orders):
    page = browser.navigate(site.url + path + "?" + urlencode(orders))
    assert page.status == 200, page.text
    return page.json


def sign_out(browser, site, path):
    page = browser.navigate(endpoint(site, path, "logout"))
    action, fields = page.form()
    return browser.submit(action, fields, page.url, follow=False)


@pytest.fixture
def both(site, provider):
    browser = Browser()
    sign_in(browser, site, STAFF)
    sign_in(browser, site, CLIENTS)
    return browser


@pytest.mark.parametrize("paths", [(STAFF, CLIENTS, PARTNERS, HOME), (HOME, PARTNERS, CLIENTS, STAFF)])
def test_who_signs_in_to_one_stays_signed_in_to_the_others(site, provider, paths):
    browser = Browser()
    for path in paths:
        assert not is_in(browser, site, path)
        sign_in(browser, site, path)
    assert all(is_in(browser, site, path) for path in paths)
    assert {cookie_of(path) for path in paths} <= {cookie.name for cookie in browser.cookies}
    assert told(browser, site, STAFF)["OAUTH_PROVIDER"] == "main" and told(browser, site, CLIENTS)["OAUTH_PROVIDER"] == "second"


def test_two_accounts_of_one_provider_are_used_at_once(site, provider):
    browser = Browser()
    sign_in(browser, site, STAFF)
    provider.twist("id_token", tenant="main", claims_set={"sub": "another"})
    provider.twist("userinfo", tenant="main", json_set={"sub": "another"})
    sign_in(browser, site, PARTNERS)
    assert told(browser, site, STAFF)["REMOTE_USER"] == OWN
    assert told(browser, site, PARTNERS)["REMOTE_USER"] == "another"


@pytest.mark.parametrize("leaving, staying", [(STAFF, CLIENTS), (CLIENTS, STAFF)])
def test_signing_out_of_one_leaves_the_other(site, both, leaving, staying):
    page = sign_out(both, site, leaving)
    assert page.status == 200 and "You are signed out" in page.text
    assert not is_in(both, site, leaving) and is_in(both, site, staying)
    assert page.header("Clear-Site-Data") == '"cache"'
    assert both.cookie(cookie_of(leaving)) is None


def test_a_cookie_under_the_name_of_another_realm_opens_nothing(site, provider):
    values = {}
    for path in (STAFF, CLIENTS, PARTNERS, HOME):
        browser = Browser()
        sign_in(browser, site, path)
        values[path] = browser.cookie(cookie_of(path))
    for path in values:
        for origin, value in values.items():
            page = Browser().fetch(site.url + path, headers={"Cookie": f"{cookie_of(path)}={value}"})
            assert page.status == (200 if path == origin else 401), (path, origin)


def test_all_cookies_of_other_realms_do_not_open_one(site, provider):
    browser = Browser()
    for path in (CLIENTS, PARTNERS, HOME):
        sign_in(browser, site, path)
    assert not is_in(browser, site, STAFF)


def test_the_state_of_a_login_brings_it_back_to_its_realm(site, provider):
    browser = Browser()
    departure = browser.navigate(site.url + STAFF + "?a=b", follow=False)
    answer = browser.follow(departure)
    assert answer.location.startswith(f"{site.url}/oauth/callback/main?")
    page = browser.follow(answer)
    assert page.location == f"{site.url}{STAFF}?a=b"
    assert browser.cookie(cookie_of(STAFF)) and not browser.cookie(SESSION)


def test_applications_are_shown_no_cookie_of_any_realm(site, both):
    sign_in(both, site, HOME)
    for path in (STAFF, CLIENTS, HOME, NOBODYS, OTHER):
        text = json.dumps(both.navigate(site.url + path, headers={"Cookie": "; ".join(
            ["theirs=1", *(f"{cookie.name}={cookie.value}" for cookie in both.cookies if cookie.path == "/"),
             "__Host-oauth_session-of_another_server=x", "oauth_guest-x=y"])}).json)
        assert '"theirs=1"' in text and SESSION + "-" not in text and "oauth_guest" not in text and BROWSER not in text


def test_a_place_of_no_sign_in_is_told_of_nobody(site, both):
    assert not [name for name in told(both, site, NOBODYS) if name == "REMOTE_USER" or name.startswith("OAUTH_")]


def test_optional_sign_in_knows_the_user_of_its_realm_alone(site, provider):
    browser = Browser()
    sign_in(browser, site, STAFF)
    assert "REMOTE_USER" not in told(browser, site, MAYBE)
    sign_in(browser, site, CLIENTS)
    assert told(browser, site, MAYBE)["OAUTH_PROVIDER"] == "second"


def test_a_place_within_a_realm_may_be_of_the_host_s_own(site, both):
    assert both.navigate(site.url + OTHER, follow=False).status == 302
    sign_in(both, site, HOME)
    sign_out(both, site, STAFF)
    assert is_in(both, site, OTHER)


# --- parts of a page ---

def write_page(site, name, text):
    (site.root / "htdocs" / name).write_text(text)


def part(browser, site, path):
    write_page(site, "part.shtml", f'<!--#echo var="REMOTE_USER" -->|<!--#include virtual="{path}" -->|<!--#echo var="OAUTH_PROVIDER" -->')
    page = browser.navigate(site.url + PAGES + "/part.shtml")
    before, text, behind = page.text.split("|")
    assert (before, behind) == (OWN, "main")
    return json.loads(text)


@pytest.mark.parametrize("path, provider_name", [(STAFF, "main"), (CLIENTS, "second"), (MAYBE, "second")])
def test_a_part_is_told_the_user_of_its_own_realm(site, both, path, provider_name):
    assert part(both, site, path)["OAUTH_PROVIDER"] == provider_name


@pytest.mark.parametrize("path", [NOBODYS, MAYBE])
def test_a_part_in_a_realm_where_nobody_is_signed_in_is_told_of_nobody(site, provider, path):
    browser = Browser()
    sign_in(browser, site, STAFF)
    assert not [name for name in part(browser, site, path)
                if name in ("REMOTE_USER", "AUTH_TYPE") or name.startswith(("OAUTH_", "HTTP_X_OAUTH", "HTTP_X_SESSION"))]


def test_a_protected_part_of_a_realm_where_nobody_is_signed_in_is_left_out(site, provider):
    browser = Browser()
    sign_in(browser, site, STAFF)
    write_page(site, "closed.shtml", f'a<!--#include virtual="{CLIENTS}" -->b')
    site.tolerate("AH01373", "AH01374", "unable to include")
    text = browser.navigate(site.url + PAGES + "/closed.shtml").text
    assert text.startswith("a") and text.endswith("b") and "REMOTE_USER" not in text


def test_a_script_that_sends_httpd_on_into_another_realm_writes_into_its_own(site, both):
    page = told(both, site, STAFF, ("X-Session-Set", "x=1"), ("Location", CLIENTS))
    assert page["OAUTH_PROVIDER"] == "second"
    assert parse_qs(told(both, site, STAFF)["OAUTH_SESSION_DATA"]) == {"x": ["1"]}
    assert not told(both, site, CLIENTS).get("OAUTH_SESSION_DATA")


# --- what is kept in them ---

def test_values_are_kept_apart(site, both):
    told(both, site, STAFF, ("X-Session-Set", "x=1"))
    told(both, site, CLIENTS, ("X-Session-Set", "x=2"))
    assert told(both, site, STAFF)["OAUTH_SESSION_DATA"] == "x=1" and told(both, site, CLIENTS)["OAUTH_SESSION_DATA"] == "x=2"


def test_pairs_of_mod_session_are_kept_apart(site, both):
    told(both, site, STAFF, ("X-Change", "a=1"))
    assert "a=1" in told(both, site, STAFF)["HTTP_SESSION"] and "a=1" not in told(both, site, CLIENTS).get("HTTP_SESSION", "")


def test_pairs_of_mod_session_are_those_of_a_part_s_realm(site, both):
    told(both, site, STAFF, ("X-Change", "a=1"))
    told(both, site, CLIENTS, ("X-Change", "a=2"))
    assert "a=1" in part(both, site, STAFF)["HTTP_SESSION"] and "a=2" in part(both, site, CLIENTS)["HTTP_SESSION"]


def test_a_guest_of_a_realm_is_none_elsewhere_and_joins_his_own(site, provider):
    browser = Browser()
    told(browser, site, CART, ("X-Session-Set", "cart=7"))
    assert browser.cookie("oauth_guest-partners") and not browser.cookie("oauth_guest")
    sign_in(browser, site, STAFF)
    assert told(browser, site, CART)["OAUTH_SESSION_DATA"] == "cart=7"
    sign_in(browser, site, PARTNERS)
    assert told(browser, site, PARTNERS)["OAUTH_SESSION_DATA"] == "cart=7"
    assert not told(browser, site, STAFF).get("OAUTH_SESSION_DATA")


# --- endpoints ---

def test_each_realm_says_who_is_signed_in_to_it(site, both):
    for path, provider_name in ((STAFF, "main"), (CLIENTS, "second")):
        assert both.fetch(endpoint(site, path, "session")).json["provider"] == provider_name
    assert both.fetch(site.url + "/oauth/session").status == 401


def test_a_program_is_told_the_login_of_the_realm(site, provider):
    page = Browser().fetch(site.url + STAFF)
    assert page.status == 401 and page.json["login_url"].startswith(endpoint(site, STAFF, "login") + "?")
    browser = Browser()
    assert browser.navigate(page.json["login_url"] + "&to=" + STAFF).url == site.url + STAFF


def test_a_person_is_shown_the_sessions_of_the_realm_alone(site, both):
    page = both.navigate(endpoint(site, STAFF, "sessions"))
    assert page.status == 200 and f'"{OWN}"' not in page.text and "/oauth/realms/staff/logout" in page.text
    assert page.form()[0].startswith(endpoint(site, STAFF, "sessions"))
    assert Browser().navigate(endpoint(site, STAFF, "sessions")).url == endpoint(site, STAFF, "sessions")


def test_an_administrator_is_shown_those_of_the_place_s_realm(site, both):
    names = {path: both.fetch(endpoint(site, path, "session")) for path in (STAFF, CLIENTS)}
    assert all(page.status == 200 for page in names.values())
    page = Browser().navigate(site.url + LIST)
    assert page.status == 200 and "main" in page.text and "second" not in page.text


@pytest.mark.parametrize("path", ["realms/none/login", "realms/staf/login", "realms//login", "realms/staff", "realms/staff/",
                                  "realms/staff/jwks", "realms/staff/callback/main", "realms/staff/backchannel-logout",
                                  "realms/default/login", "realms/staff/realms/clients/login"])
def test_no_other_path_is_an_endpoint(site, path):
    assert Browser().navigate(f"{site.url}/oauth/{path}", follow=False).status == 404


def test_a_form_s_token_of_one_realm_is_none_in_another(site, both):
    token = both.fetch(endpoint(site, STAFF, "session") + "?token=1").json["token"]
    body = urlencode({"token": token}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"}
    page = both.request("POST", endpoint(site, CLIENTS, "logout"), headers, body, initiator=site.url)
    assert page.status == 403 and is_in(both, site, CLIENTS)


def test_a_logout_of_the_provider_ends_its_sessions_in_all_realms(site, provider):
    browser = Browser()
    for path in (STAFF, PARTNERS, HOME, CLIENTS):
        sign_in(browser, site, path)
    made = {"iss": provider.issuer("main"), "aud": "site", "iat": int(time.time()), "exp": int(time.time()) + 120,
            "jti": f"token-{time.time_ns()}", "sub": OWN, "events": {EVENT: {}}}
    body = urlencode({"logout_token": provider.sign(made, "site", "main", header_remove=["typ"])}).encode()
    status = exchange("POST", site.url + "/oauth/backchannel-logout", {"Content-Type": "application/x-www-form-urlencoded"}, body)[0]
    assert status == 200
    assert [is_in(browser, site, path) for path in (STAFF, PARTNERS, HOME, CLIENTS)] == [False, False, False, True]


def test_the_log_names_the_session_of_the_realm(site, both):
    told(both, site, STAFF)
    told(both, site, CLIENTS)
    site.wait_for(lambda: CLIENTS in (site.root / "who.log").read_text())
    lines = [line.split() for line in (site.root / "who.log").read_text().splitlines()]
    staff, clients = ([line for line in lines if line[0] == path][-1] for path in (STAFF, CLIENTS))
    assert staff[2] == "main" and clients[2] == "second" and staff[3] != clients[3]

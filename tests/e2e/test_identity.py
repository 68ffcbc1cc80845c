# SPDX-License-Identifier: Apache-2.0
"""What applications are told of the user comes from the session and from nowhere else (R-HDR-01 to R-HDR-04)."""

import re

import pytest

from harness.browser import Browser, raw_exchange, raw_request, raw_status
from harness.configuration import open_place, protect, provider_block
from harness.steps import BROWSER, SESSION, sign_in

# names a client may try, in the spellings that some application reads as the same
SPOOFS = [
    "X-OAuth-User", "x-oauth-user", "X_OAuth_User", "X-OAuth_User", "X.OAuth.User", "XOAuthUser", "X--OAuth--User",
    "-X-OAuth-User", "X-O-Auth-User", "X'OAuth'User", "X-OAuth-Provider", "X-OAuth-Claim-email", "X_OAUTH_CLAIM_email",
    "X-OAuth-Claim-never_heard_of", "X-OAuth-Access-Token", "X-OAuth-Session-Expires", "X-OAuthorize",
]


def configure(provider):
    text = ""
    for path, lines in {
        "/as-headers": ["OAuthPassClaims headers"],
        "/as-both": ["OAuthPassClaims both"],
        "/as-environment": ["OAuthPassClaims environment"],
        "/as-none": ["OAuthPassClaims none"],
        "/with-token": ["OAuthPassTokens access"],
        "/set": ["SetEnv REMOTE_USER root", "SetEnv OAUTH_CLAIM_email root@x", "SetEnv OAUTH_PROVIDER root",
                 'Header set X-Told "%{OAUTH_CLAIM_email}e"'],
    }.items():
        text += f"ScriptAlias {path}/env {{root}}/cgi/env\n" + protect(path, "main", "Require valid-user", *lines)
    return text + "Alias /set {root}/htdocs\n"


def told_by_proxy(page):
    """Headers that the proxied application got, as it got them."""
    head = page.body.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
    return [tuple(line.split(": ", 1)) for line in head]


def identity(names):
    """Names that speak of the user to some application."""
    return sorted(name for name in names if re.match(r"(http)?(xoauth|oauth|remoteuser|xremoteuser)",
                                                     re.sub("[^a-z0-9]", "", name.lower())))


# What is told


def test_a_local_program_is_told_by_its_environment(site, provider, browser):
    told = sign_in(browser, site, "/protected/env").json
    assert told["REMOTE_USER"] == told["OAUTH_CLAIM_sub"] == "7d20aa31-bob" and told["AUTH_TYPE"] == "OAuth"
    assert told["OAUTH_PROVIDER"] == "main" and told["OAUTH_CLAIM_email"] == "bob@example.org"
    assert told["OAUTH_CLAIM_email_verified"] == "true" and told["OAUTH_CLAIM_groups"] == '["staff","admins"]'
    assert int(told["OAUTH_SESSION_EXPIRES"]) > 1700000000
    assert not any(name.startswith("HTTP_X_OAUTH") for name in told)


def test_a_proxied_application_is_told_by_headers(site, provider, browser):
    told = dict(told_by_proxy(sign_in(browser, site, "/protected/app")))
    assert told["X-OAuth-User"] == "7d20aa31-bob" and told["X-OAuth-Provider"] == "main"
    assert told["X-OAuth-Claim-email"] == "bob@example.org" and told["X-OAuth-Claim-name"] == "Bob Example"


def test_names_of_claims_are_told_as_they_fit(site, provider, browser):
    provider.twist("userinfo", tenant="main", json_set={"https://example.org/rôle": "editor"})
    told = sign_in(browser, site, "/protected/env").json
    assert told["OAUTH_CLAIM_email_verified"] == "true" and told["OAUTH_CLAIM_https___example_org_r__le"] == "editor"
    proxied = dict(told_by_proxy(browser.navigate(site.url + "/protected/app")))
    assert proxied["X-OAuth-Claim-email-verified"] == "true" and proxied["X-OAuth-Claim-https---example-org-r--le"] == "editor"


def test_protocol_members_of_tokens_are_not_told(site, provider, browser):
    told = sign_in(browser, site, "/protected/env").json
    for name in ("iss", "aud", "exp", "iat", "nonce", "at_hash"):
        assert f"OAUTH_CLAIM_{name}" not in told


def test_claims_keep_their_letters(site, provider, browser):
    name = "Özdemir \u202e \U0001f511 e\u0301 \"quoted\" a,b;c|d\\e"
    provider.twist("userinfo", tenant="main", json_set={"name": name})
    assert sign_in(browser, site, "/protected/env").json["OAUTH_CLAIM_name"] == name
    proxied = dict(told_by_proxy(browser.navigate(site.url + "/protected/app")))
    assert proxied["X-OAuth-Claim-name"].encode("latin-1").decode() == name


def test_claims_of_every_json_kind_are_told(site, provider, browser):
    claims = {"n": 7, "b": False, "o": {"a": [1, {"b": None}]}, "nothing": None}
    provider.twist("userinfo", tenant="main", json_set=claims)
    told = sign_in(browser, site, "/protected/env").json
    assert told["OAUTH_CLAIM_n"] == "7" and told["OAUTH_CLAIM_b"] == "false"
    assert told["OAUTH_CLAIM_o"] == '{"a":[1,{"b":null}]}'
    assert "OAUTH_CLAIM_nothing" not in told


def test_a_claim_can_not_take_the_place_of_the_user(site, provider, browser):
    provider.twist("userinfo", tenant="main", json_set={"remote-user": "root", "user": "root", "REMOTE_USER": "root",
                                                        "Sub": "root", "s_u_b": "root"})
    told = sign_in(browser, site, "/protected/env").json
    assert told["REMOTE_USER"] == told["OAUTH_CLAIM_sub"] == "7d20aa31-bob"
    proxied = told_by_proxy(browser.navigate(site.url + "/protected/app"))
    assert [value for name, value in proxied if re.sub("[^a-z]", "", name.lower()) == "xoauthuser"] == ["7d20aa31-bob"]
    subs = {value for name, value in proxied if re.sub("[^a-z]", "", name.lower()) == "xoauthclaimsub"}
    assert subs == {"7d20aa31-bob"}


@pytest.mark.parametrize("path, environment, headers", [
    ("/as-headers", False, True), ("/as-both", True, True), ("/as-environment", True, False),
    ("/as-none", False, False),
])
def test_claims_are_passed_as_configured(site, provider, browser, path, environment, headers):
    told = sign_in(browser, site, path + "/env").json
    assert told["REMOTE_USER"] == "7d20aa31-bob"
    assert ("OAUTH_CLAIM_sub" in told, "HTTP_X_OAUTH_CLAIM_SUB" in told) == (environment, headers)


def test_tokens_are_told_only_where_it_was_configured(site, provider, browser):
    told = sign_in(browser, site, "/protected/env").json
    token = dict(provider.requests("userinfo", tenant="main")[0]["headers"])["Authorization"].removeprefix("Bearer ")
    assert token not in str(told)
    assert token.encode() not in browser.navigate(site.url + "/protected/app").body
    assert token in browser.navigate(site.url + "/with-token/env").json.values()


# What is not


@pytest.mark.parametrize("name", SPOOFS)
@pytest.mark.parametrize("place", ["/open", "/mixed", "/satisfy"])
def test_nobody_can_name_himself_where_no_sign_in_is_asked(site, provider, place, name):
    for application in ("/env", "/app"):
        answer = raw_request(site, place + application, f"{name}: root-spoof", "X-Honest: kept")
        assert raw_status(answer) == 200 and b"root-spoof" not in answer and b"kept" in answer, answer


@pytest.mark.parametrize("name", SPOOFS)
def test_who_is_signed_in_can_not_add_to_his_name(site, provider, browser, name):
    sign_in(browser, site)
    for application in ("/protected/env", "/protected/app", "/mixed/app", "/satisfy/env"):
        spoofs = [f"{spelling}: root-spoof" for spelling in (name, name.upper())]
        answer = raw_request(site, application, *spoofs, browser.cookie_line())
        assert raw_status(answer) == 200 and b"root-spoof" not in answer, answer


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE", "PROPFIND"])
def test_names_are_scrubbed_whatever_the_method(site, provider, method):
    answer = raw_request(site, "/open/app", "X-OAuth-User: root-spoof", "Content-Length: 0", method=method)
    assert b"/app" in answer and b"root-spoof" not in answer


@pytest.mark.parametrize("lines", [
    "X-OAuth-User: a\r\n root-spoof", "X-OAuth-User : root-spoof", "X-OAuth-User:root-spoof",
    "X-OAuth-User:\troot-spoof\r\nx-oauth-user: root-spoof",
])
def test_names_are_scrubbed_however_the_line_is_written(site, provider, lines):
    answer = raw_request(site, "/open/app", lines)
    assert b"root-spoof" not in answer and raw_status(answer) in (200, 400)


@pytest.mark.parametrize("header", ["Connection", "Proxy-Connection", "TE", "Keep-Alive"])
def test_connection_can_not_take_our_headers_away(site, provider, browser, header):
    sign_in(browser, site)
    names = "close, X-OAuth-User, x-oauth-claim-email , X_OAuth_Provider"
    answer = raw_request(site, "/protected/app", f"{header}: {names}", browser.cookie_line())
    if raw_status(answer) != 400:
        told = answer.partition(b"\r\n\r\n")[2]
        assert b"\r\nX-OAuth-User: 7d20aa31-bob\r\n" in told and b"X-OAuth-Claim-email: bob@example.org" in told


@pytest.mark.parametrize("words", ["X-OAuth-User, close", "te,X-OAuth-User,close", "close, x-oauth-claim-email"])
def test_what_connection_says_besides_still_counts(site, provider, words):
    request = f"GET /open/env HTTP/1.1\r\nHost: localhost\r\nConnection: {words}\r\n\r\n"
    answer = raw_exchange(site.port, (request * 2).encode())
    assert answer.count(b"HTTP/1.1 200 ") == 1 and b"\r\nConnection: close\r\n" in answer


@pytest.mark.parametrize("place", ["/mixed", "/satisfy"])
def test_who_need_not_sign_in_is_nobody(site, provider, browser, place):
    told = browser.navigate(site.url + place + "/env").json
    assert identity(told) == []
    assert identity(name for name, _ in told_by_proxy(browser.navigate(site.url + place + "/app"))) == []
    assert provider.count("authorize") == 0


def test_a_wrong_session_is_nobody_where_none_is_needed(site, provider):
    for place in ("/open", "/mixed", "/satisfy"):
        told = Browser().fetch(site.url + place + "/env", headers={"Cookie": f"{SESSION}=forged"}).json
        assert identity(told) == []


@pytest.mark.requirement("R-HDR-04")
def test_the_configuration_of_others_can_not_speak_for_us(site, provider, browser):
    page = sign_in(browser, site, "/set/env")
    assert page.json["REMOTE_USER"] == "7d20aa31-bob" and page.json["OAUTH_PROVIDER"] == "main"
    assert page.json["OAUTH_CLAIM_email"] == "bob@example.org"
    page = browser.navigate(site.url + "/set/index.html")
    assert page.status == 200 and page.header("X-Told") == "bob@example.org"


def test_two_people_on_one_connection_are_told_apart(site, provider, browser):
    """A proxy in front may send the requests of many over the same connection."""
    sign_in(browser, site)
    nobody = "GET /mixed/env HTTP/1.1\r\nHost: localhost\r\n\r\n"
    bob = f"GET /protected/env HTTP/1.1\r\nHost: localhost\r\n{browser.cookie_line()}\r\n\r\n"
    refused = "GET /protected/env HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answers = raw_exchange(site.port, (bob + nobody + bob + refused).encode()).split(b"HTTP/1.1 ")[1:]
    assert [b"7d20aa31-bob" in answer for answer in answers] == [True, False, True, False]


# Our cookies are ours


@pytest.mark.parametrize("place", ["/protected", "/open", "/mixed", "/satisfy"])
def test_applications_do_not_see_our_cookies(site, provider, browser, place):
    sign_in(browser, site)
    browser.forget("oauth_rounds")  # no browser sends it anywhere but to our own endpoints
    others = 'first=1; second="a;b"; third'
    ours = browser.cookie_line().removeprefix("Cookie: ")
    for header in (f'first=1; {ours}; second="a;b"; third', f"{ours}; {others}", f"{others}; {ours}"):
        told = browser.fetch(f"{site.url}{place}/env", headers={"Cookie": header}).json
        assert told["HTTP_COOKIE"] == others
        proxied = browser.fetch(f"{site.url}{place}/app", headers={"Cookie": header})
        assert SESSION not in proxied.text and BROWSER not in proxied.text
        assert 'second="a;b"; third' in proxied.text


def test_a_cookie_header_with_nothing_but_ours_is_gone(site, provider, browser):
    sign_in(browser, site)
    told = browser.fetch(site.url + "/open/env", headers={"Cookie": f"{SESSION}={browser.cookie(SESSION)}"}).json
    assert "HTTP_COOKIE" not in told


# Inside the server

BASIC = ("AuthType Basic", "AuthName x", "AuthBasicProvider file", "AuthUserFile {root}/users", "Require valid-user")
BASIC_MODULES = ("auth_basic", "authn_file")
EVE = "eve:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=\n"
SHE_IS_EVE = {"Authorization": "Basic ZXZlOnRlc3Q="}


def small(provider):
    return ("OAuthSessionStore shm(2m)\n<Directory {root}>\nRequire all granted\nOptions +Includes +Indexes\n"
            "AddOutputFilter INCLUDES .shtml\nAddType text/html .shtml\n</Directory>\n"
            + provider_block("main", provider.issuer("main")))


def test_an_included_page_has_the_identity_of_the_request(start_site, provider, backend, browser):
    configuration = protect("/pages", "main") + "Alias /pages {root}/htdocs\nScriptAlias /pages-env {root}/cgi/env\n"
    site = start_site(small(provider) + configuration)
    whole = '<!--#echo var="REMOTE_USER" --> <!--#include virtual="/pages/index.html" -->'
    (site.root / "htdocs" / "whole.shtml").write_text(whole)
    page = browser.navigate(site.url + "/pages/whole.shtml")
    assert page.text.startswith("7d20aa31-bob <p>this is index.html")
    assert provider.count("authorize") == 1


@pytest.mark.parametrize("lines", [["Require all granted"], BASIC], ids=["open", "basic"])
def test_an_included_part_of_another_place_is_told_nothing_of_ours(start_site, provider, backend, browser, lines):
    site = start_site(small(provider) + protect("/pages", "main") + "Alias /pages {root}/htdocs\n"
                      + open_place("/part", *lines) + f"ProxyPass /part {backend.url}/part\n", modules=BASIC_MODULES)
    (site.root / "users").write_text(EVE)
    (site.root / "htdocs" / "whole.shtml").write_text('<!--#include virtual="/part" -->')
    sign_in(browser, site, "/pages/index.html")
    page = browser.navigate(site.url + "/pages/whole.shtml", headers=SHE_IS_EVE)
    assert page.text.startswith("GET /part HTTP/1.1") and "X-OAuth" not in page.text


def test_a_listing_shows_what_the_visitor_may_see_without_further_logins(start_site, provider, browser):
    site = start_site(small(provider) + protect("/list", "main") + "Alias /list {root}/list\n")
    folder = site.root / "list"
    folder.mkdir()
    for number in range(20):
        (folder / f"file-{number}.txt").write_text("x")
    page = browser.navigate(site.url + "/list/")
    assert page.status == 200 and page.text.count("file-") >= 20
    assert len(page.all_headers("Set-Cookie")) == 0 and provider.count("authorize") == 1


def test_an_error_page_of_a_protected_place_tells_the_right_user(start_site, provider, browser):
    site = start_site(small(provider) + protect("/protected", "main") + "Alias /protected {root}/htdocs\n"
                      "ScriptAlias /said/env {root}/cgi/env\nErrorDocument 404 /said/env\n")
    page = browser.navigate(site.url + "/protected/nothing-here", headers={"X-OAuth-User": "root-spoof"})
    assert page.status == 404 and "root-spoof" not in page.text


def test_a_place_of_another_kind_of_sign_in_is_left_alone(start_site, provider, browser):
    site = start_site(small(provider) + open_place("/basic", *BASIC) + "Alias /basic {root}/htdocs\n"
                      + open_place("/basic/other", *BASIC[:-1], "Require user other"), modules=BASIC_MODULES)
    (site.root / "users").write_text(EVE)
    assert browser.navigate(site.url + "/basic/index.html").status == 401
    page = browser.navigate(site.url + "/basic/index.html", headers=SHE_IS_EVE)
    assert page.status == 200 and provider.count("authorize") == 0 and page.header("Cache-Control") is None
    page = browser.navigate(site.url + "/basic/other", headers=SHE_IS_EVE)
    assert page.status == 401 and page.header("WWW-Authenticate").startswith("Basic ")
    site.announce("AH01631|reason=forbidden ")
    site.announced += ["AH01617|AH01618"] if "AH0161" in site.new_log() else []

# SPDX-License-Identifier: Apache-2.0
"""A visitor signs in and sees the page first asked for, with each kind of provider and client."""

import base64
import re
from urllib.parse import parse_qs, quote, unquote_plus, urlsplit

import pytest

from harness.browser import Browser, origin, raw_request, raw_status
from harness.configuration import ONE_PROCESS, SECRET, default_configuration, protect, provider_block, quoted
from harness.openid.tokens import new_key
from harness.steps import BROWSER, SESSION, answer_of_provider, begin, is_signed_in, sign_in

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")
SCOPE = "openid profile email"


def by_hand(provider, tenant, **more):
    base = provider.issuer(tenant)
    return {"AuthorizationEndpoint": f"{base}/authorize", "TokenEndpoint": f"{base}/token", **more}


def configure(provider):
    text = ""

    def add(name, issuer, client_id="site", *lines, **directives):
        nonlocal text
        text += provider_block(name, issuer, client_id, **directives)
        text += protect(f"/{name}", name, *lines) + f"ScriptAlias /{name} {{root}}/cgi/env\n"

    for algorithm in ALGORITHMS:
        provider.register(f"signs-{algorithm}", client_secret=SECRET, auto_login="bob", algorithm=algorithm)
        add(f"signs-{algorithm}", provider.issuer("algorithms"), f"signs-{algorithm}")
    for method in AUTH_METHODS:
        secret = None if method == "none" else SECRET
        provider.register(method, client_secret=secret or "", auto_login="bob", auth_method=method)
        add(method, provider.issuer("methods"), method, secret=secret, ClientAuth=method)
    provider.register("only-post", client_secret=SECRET, auto_login="bob", auth_method="client_secret_post")
    add("only-post", provider.issuer("only-post"), "only-post")
    provider.register("person", client_secret=SECRET, name="The tested site")
    add("person", provider.issuer("person"), "person")

    base = provider.issuer("by-hand")
    add("by-hand", base, **by_hand(provider, "by-hand", JwksURI=f"{base}/jwks", UserinfoEndpoint=f"{base}/userinfo"))
    add("no-userinfo", provider.issuer("no-userinfo"), UserinfoEndpoint="off")
    provider.end_issuer_in("slash", "/")
    add("slash", provider.issuer("slash") + "/")
    add("odd", provider.issuer("odd"))
    add("odd-keys", provider.issuer("odd-keys"))
    add("quiet", provider.issuer("quiet"))
    add("extra", provider.issuer("extra"), AuthorizationParameter=["prompt consent", "ui_locales \"de en\""],
        TokenParameter="audience \"a b\"", Scope="openid email")

    profile = {"ProfileURL": f"{provider.issuer('plain')}/user", "MapClaim": ["sub id", "plan plan.name"]}
    plain = by_hand(provider, "plain", Scope="read:user", **profile)
    add("plain", None, **plain)
    add("plain-login", None, "site", "OAuthUserClaim login", "Require valid-user", **plain)
    provider.register("plain-form", client_secret=SECRET, auto_login="alice", token_format="form")
    add("plain-form", None, "plain-form", UserClaim="login", **plain)
    add("by-name", provider.issuer("main"), Scope=SCOPE, UserClaim="preferred_username")
    add("by-email", provider.issuer("main"), Scope=SCOPE, UserClaim="email")
    return text + """
<Directory {root}/people>
    AuthType OAuth
    OAuthProvider main
    Require user 7d20aa31-bob
</Directory>
Alias /people {root}/people
"""


# The way there and back


def test_login_returns_to_the_page_first_asked_for(site, provider, browser):
    page = sign_in(browser, site, "/protected/env/deep/path?year=2026&q=a%20b%26c&empty=")
    assert page.json["QUERY_STRING"] == "year=2026&q=a%20b%26c&empty=" and page.json["PATH_INFO"] == "/deep/path"
    assert [step.status for step in page.steps] == [302, 302, 303]


@pytest.mark.rp("GEN-14")
def test_the_visitor_is_sent_to_the_provider_with_pkce_nonce_and_sealed_state(site, provider, browser):
    page = begin(browser, site)
    asked = page.location_query
    assert page.location.startswith(f"{provider.issuer('main')}/authorize?")
    assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", "site", SCOPE)
    assert asked["redirect_uri"] == f"{site.url}/oauth/callback/main"
    assert asked["code_challenge_method"] == "S256"
    for name in ("code_challenge", "nonce"):
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", asked[name])
    assert re.fullmatch(r"[A-Za-z0-9_-]{40,480}", asked["state"])
    assert page.header("Cache-Control") == "no-store"


def test_two_logins_share_no_state_nonce_or_challenge(site, provider, browser):
    first, second = (begin(browser, site).location_query for _ in range(2))
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_the_callback_leaves_no_code_behind(site, provider, browser):
    page = browser.follow(answer_of_provider(browser, site))
    assert page.status == 303 and page.header("Location") == f"{site.url}/protected/env"
    assert page.header("Cache-Control") == "no-store" and page.header("Referrer-Policy") == "no-referrer"


@pytest.mark.rp("CORE-happy/code", "CORE-userinfo-header")
def test_the_code_is_exchanged_once_and_user_info_asked_once(site, provider, browser):
    sign_in(browser, site)
    [token] = provider.requests("token", tenant="main")
    [userinfo] = provider.requests("userinfo", tenant="main")
    form = parse_qs(token["body"])
    assert form["grant_type"] == ["authorization_code"] and len(form["code_verifier"][0]) == 43
    assert form["redirect_uri"] == [f"{site.url}/oauth/callback/main"] and "client_secret" not in form
    assert dict(userinfo["headers"])["Authorization"].startswith("Bearer ")
    assert "?" not in userinfo["target"] and userinfo["method"] == "GET"


def test_the_cookies_are_as_narrow_as_can_be(site, provider, browser):
    page = sign_in(browser, site)
    cookies = {value.partition("=")[0]: value for step in page.steps for value in step.all_headers("Set-Cookie")
               if origin(step.url) == site.url}
    note = cookies.pop("oauth_rounds")  # is gone in a minute, and no application sees it
    assert "; Path=/oauth; Max-Age=60; HttpOnly" in note and len(note.split(";")[0]) < 100
    assert set(cookies) == {SESSION, BROWSER}
    for cookie in cookies.values():
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert attributes == {"path=/", "httponly", "samesite=lax"}
        assert len(cookie.split(";")[0]) < 100


def test_a_login_page_with_a_password_leads_to_the_same(site, provider, browser):
    page = browser.navigate(site.url + "/person?x=1")
    assert "The tested site" in page.text
    action, fields = page.form()
    page = browser.submit(action, {**fields, "username": "alice", "password": "alice"}, page.url)
    assert page.url == site.url + "/person?x=1" and page.json["REMOTE_USER"] == "5b1c9f0e-alice"


@pytest.mark.requirement("R-SES-02")
def test_a_new_login_gives_a_new_session_and_ends_the_old(site, provider, browser):
    sign_in(browser, site)
    first, old = browser.cookie(SESSION), Browser()
    old.cookies = list(browser.cookies)
    sign_in(browser, site, "/by-name")
    assert browser.cookie(SESSION) not in (None, first)
    assert not is_signed_in(old, site)


@pytest.mark.parametrize("length", [400, 1500])
def test_a_long_target_is_kept(site, provider, browser, length):
    sign_in(browser, site, "/protected/env?long=" + "x" * length)
    assert {cookie.name for cookie in browser.cookies} - {"provider_login", "oauth_rounds"} == {SESSION, BROWSER}


def test_a_target_too_long_to_keep_still_ends_signed_in(site, provider, browser):
    page = browser.navigate(site.url + "/protected/env?long=" + "x" * 6000)
    assert page.status == 200 and page.url == site.url + "/"
    assert is_signed_in(browser, site)


def test_three_tabs_finish_in_reverse_order(site, provider, browser):
    tabs = [answer_of_provider(browser, site, f"/protected/env?tab={number}") for number in range(3)]
    for number in (2, 1, 0):
        page = browser.follow_all(browser.follow(tabs[number]))
        assert page.status == 200 and page.url.endswith(f"/protected/env?tab={number}")


def test_thirty_tabs_need_one_cookie(site, provider, browser):
    for number in range(30):
        begin(browser, site, f"/protected/env?tab={number}")
    assert [cookie.name for cookie in browser.cookies] == [BROWSER]


def test_a_directory_and_a_named_user_can_be_asked_for(site, provider, browser):
    page = browser.navigate(site.url + "/people/index.html")
    assert page.status == 200 and "this is index.html" in page.text


def test_who_signed_in_and_may_not_come_in_gets_403_and_no_second_login(site, provider, browser):
    browser.navigate(site.url + "/person")
    provider.register("site", client_secret=SECRET, auto_login="alice")
    page = browser.navigate(site.url + "/people/index.html")
    provider.register("site", client_secret=SECRET, auto_login="bob")
    site.announce("AH01631|reason=forbidden ")
    assert page.status == 403 and len(page.steps) == 3
    assert provider.count("authorize", tenant="main") == 1


# Providers and clients of each kind


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_id_tokens_of_each_algorithm_are_accepted(site, provider, browser, algorithm):
    assert sign_in(browser, site, f"/signs-{algorithm}").json["REMOTE_USER"] == "7d20aa31-bob"


@pytest.mark.parametrize("method", AUTH_METHODS)
def test_the_client_proves_itself_by_the_method_that_was_configured(site, provider, browser, method):
    sign_in(browser, site, f"/{method}")
    [token] = provider.requests("token", tenant="methods")
    form, authorization = parse_qs(token["body"]), dict(token["headers"]).get("Authorization", "")
    assert ("client_secret" in form) == (method == "client_secret_post")
    assert authorization.startswith("Basic ") == (method == "client_secret_basic")
    assert form.get("client_id", [method]) == [method]


@pytest.mark.rp("CORE-client-secret-basic", "GEN-05")
def test_client_secret_basic_encodes_what_a_secret_can_hold(site, provider, browser):
    sign_in(browser, site)
    authorization = dict(provider.requests("token", tenant="main")[0]["headers"])["Authorization"]
    client_id, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().split(":")
    assert (unquote_plus(client_id), unquote_plus(secret)) == ("site", SECRET)


@pytest.mark.rp("GEN-07")
def test_the_method_is_taken_from_the_metadata_when_none_was_configured(site, provider, browser):
    provider.twist("discovery", tenant="only-post",
                   json_set={"token_endpoint_auth_methods_supported": ["client_secret_post"]})
    sign_in(browser, site, "/only-post")
    [token] = provider.requests("token", tenant="only-post")
    assert parse_qs(token["body"])["client_secret"] == [SECRET]
    assert "Authorization" not in dict(token["headers"])


def test_endpoints_by_hand_need_no_discovery(site, provider, browser):
    provider.twist("discovery", tenant="by-hand", status=500)
    sign_in(browser, site, "/by-hand")
    assert provider.count("discovery", tenant="by-hand") == 0


def test_a_process_fetches_metadata_and_keys_once_for_many_logins(start_site, provider, backend):
    site = start_site(default_configuration(provider, backend.url) + ONE_PROCESS)
    for _ in range(3):
        sign_in(Browser(), site)
    for endpoint, count in (("discovery", 1), ("jwks", 1), ("token", 3)):
        assert provider.count(endpoint, tenant="main") == count


def test_user_info_that_is_switched_off_is_not_asked(site, provider, browser):
    sign_in(browser, site, "/no-userinfo")
    assert provider.count("userinfo", tenant="no-userinfo") == 0


@pytest.mark.rp("GEN-01")
def test_an_issuer_with_a_slash_at_its_end_keeps_it(site, provider, browser):
    sign_in(browser, site, "/slash")
    assert provider.requests("discovery", tenant="slash")[0]["target"] == "/t/slash/.well-known/openid-configuration"


@pytest.mark.rp("GEN-02")
def test_metadata_in_odd_order_and_with_unknown_members_is_understood(site, provider, browser):
    provider.twist("discovery", tenant="odd", json_set={
        "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        "response_types_supported": ["id_token code", "token code id_token", "code"], "x_unknown": {"a": [1, None]}})
    sign_in(browser, site, "/odd")


@pytest.mark.rp("GEN-03")
def test_keys_nobody_can_use_do_not_spoil_the_set(site, provider, browser):
    encryption = {**new_key("ES256").export_public(as_dict=True), "use": "enc", "alg": "ECDH-ES"}
    strange = {"kty": "EC", "use": "sig", "kid": "k", "crv": "secp256k1", "x": "AQ", "y": "AQ"}
    provider.set_keys("odd-keys", beside=[encryption, strange, {"kty": "TEA", "kid": "t"}])
    sign_in(browser, site, "/odd-keys")


@pytest.mark.rp("GEN-08", "GEN-09")
def test_a_provider_that_says_only_what_it_must_is_enough(site, provider, browser):
    provider.twist("discovery", tenant="quiet", json_remove=["authorization_response_iss_parameter_supported"])
    provider.twist("authorize", tenant="quiet", parameters_remove=["iss"], parameters_set={"session_state": "a.b"})
    provider.twist("token", tenant="quiet", json_remove=["expires_in", "scope"])
    sign_in(browser, site, "/quiet")


@pytest.mark.rp("X-token-type-case")
@pytest.mark.parametrize("spelling", ["bearer", "bEARER"])
def test_the_token_type_may_be_spelled_in_any_case(site, provider, browser, spelling):
    provider.twist("token", tenant="main", json_set={"token_type": spelling})
    sign_in(browser, site)


@pytest.mark.rp("X-aud-array")
def test_an_audience_of_one_in_an_array_is_accepted(site, provider, browser):
    provider.twist("id_token", tenant="main", claims_set={"aud": ["site"], "azp": "site"})
    sign_in(browser, site)


def test_further_parameters_and_scopes_are_sent(site, provider, browser):
    asked = begin(browser, site, "/extra").location_query
    assert (asked["prompt"], asked["ui_locales"], asked["scope"]) == ("consent", "de en", "openid email")
    sign_in(browser, site, "/extra")
    assert parse_qs(provider.requests("token", tenant="extra")[0]["body"])["audience"] == ["a b"]


@pytest.mark.parametrize("source", ["file:{path}", "exec:/bin/cat {path}", "env:LANG"])
def test_the_client_secret_may_be_kept_elsewhere(start_site, provider, backend, browser, tmp_path, source):
    """What stands behind its first line is none of it; LANG is what the harness gives httpd."""
    path = tmp_path / "secret"
    path.touch(0o600)
    path.write_text("C.UTF-8\r\na comment\n")
    provider.register("elsewhere", client_secret="C.UTF-8", auto_login="bob")
    secret = quoted(source.format(path=path))
    site = start_site(default_configuration(provider, backend.url)
                      + provider_block("elsewhere", provider.issuer("main"), "elsewhere", None, ClientSecret=secret)
                      + protect("/elsewhere", "elsewhere") + "ScriptAlias /elsewhere {root}/cgi/env\n")
    sign_in(browser, site, "/elsewhere")


# Plain OAuth 2.0


def test_plain_oauth_takes_the_user_from_the_profile(site, provider, browser):
    told = sign_in(browser, site, "/plain").json
    assert told["REMOTE_USER"] == "1002" and told["OAUTH_CLAIM_sub"] == "1002"
    assert told["OAUTH_CLAIM_login"] == "bob" and told["OAUTH_CLAIM_plan"] == "free"
    assert provider.count("discovery", tenant="plain") == provider.count("jwks", tenant="plain") == 0
    assert provider.count("profile", tenant="plain") == 1


def test_plain_oauth_sends_no_openid_scope_and_no_nonce_but_pkce(site, provider, browser):
    asked = begin(browser, site, "/plain").location_query
    assert asked["scope"] == "read:user" and "nonce" not in asked and asked["code_challenge_method"] == "S256"


def test_the_user_claim_of_a_location_chooses_the_name(site, provider, browser):
    assert sign_in(browser, site, "/plain-login").json["REMOTE_USER"] == "bob"


def test_a_token_answer_in_a_form_is_understood(site, provider, browser):
    assert sign_in(browser, site, "/plain-form").json["REMOTE_USER"] == "alice"


@pytest.mark.parametrize("path, user", [("/protected/env", "7d20aa31-bob"), ("/by-name", "bob"),
                                        ("/by-email", "bob@example.org")])
def test_the_user_is_sub_or_the_claim_that_was_configured(site, provider, browser, path, user):
    assert sign_in(browser, site, path).json["REMOTE_USER"] == user


# The login address


def test_a_sign_in_link_leads_to_the_page_it_names(site, provider, browser):
    target = "/open/env?from=link"
    page = browser.navigate(f"{site.url}/oauth/login?provider=main&to={quote(target, safe='')}")
    assert page.url == site.url + target and browser.cookie(SESSION)


def test_a_sign_in_link_goes_straight_on_when_signed_in(site, provider, browser):
    sign_in(browser, site)
    page = browser.navigate(f"{site.url}/oauth/login?provider=main&to=/open/env")
    assert page.url == site.url + "/open/env" and len(page.steps) == 1
    assert provider.count("authorize") == 1


@pytest.mark.parametrize("target", [
    "https://evil.example/", "//evil.example/", "/\\evil.example", "\\/evil.example", "/%09/evil.example", "/\t/evil",
    "javascript:alert(1)", "evil.example", "", "/oauth/logout", "/oauth/callback/main", "/a\r\nSet-Cookie: a=b",
    "///evil.example", "/\u2028/evil", "https:evil.example", "/..//evil.example/%2f..",
])
def test_a_sign_in_link_never_leads_elsewhere(site, provider, browser, target):
    page = browser.navigate(f"{site.url}/oauth/login?provider=main&to={quote(target, safe='')}", follow=False)
    while page.location is not None and "/oauth/callback/" not in page.url:
        page = browser.follow(page)
    location = page.header("Location")
    assert page.status == 303 and location.startswith(site.url + "/") and "\r" not in location
    assert not urlsplit(location).path.startswith(("/oauth/", "//", "/\\", "/\t"))


@pytest.mark.parametrize("target", [
    "//evil.example/..%2f..%2fprotected/env", "/protected//evil.example", "/protected/%5cevil.example",
    "//protected/env", "/\\protected/env", "http://evil.example/protected/env", "/protected/env?//evil.example",
    "/protected/%0d%0aX:%20y",
])
def test_a_crooked_target_never_leads_elsewhere(site, provider, browser, target):
    answer = raw_request(site, target, "Accept: text/html")
    if raw_status(answer) == 302:
        page = browser.navigate(location_of(answer), follow=False)
        set_cookie = answer.split(b"Set-Cookie: ")[1].split(b"\r\n")[0]
        browser.keep(set_cookie.decode(), site.url)
        landed = browser.follow(page)
        assert landed.status == 303 and origin(landed.location) == site.url
        assert not urlsplit(landed.location).path.startswith(("//", "/\\"))


def location_of(answer):
    return answer.split(b"\r\nLocation: ")[1].split(b"\r\n")[0].decode()

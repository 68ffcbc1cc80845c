# SPDX-License-Identifier: Apache-2.0
"""Where real providers disagree: one test for each topic of the table in providers.md, and a case for each of
their answers. What nobody should have to accept is refused, and says why."""

import time
from itertools import takewhile
from urllib.parse import parse_qs

import pytest

from harness.browser import Browser, exchange
from harness.configuration import SECRET, protect, provider_block
from harness.rp_cases import SHARED
from harness.steps import assert_refused, begin, is_signed_in, sign_in

DISCOVERY = "/.well-known/openid-configuration"
ODD_SECRET = "a secret+of%odd&characters:=\\"
# metadata is kept, so each that says something else has an issuer of its own
SILENT = {"json_remove": ["authorization_response_iss_parameter_supported", "end_session_endpoint"]}
ONLY_PUSHED = {"json_set": {"require_pushed_authorization_requests": True}}
# how often a refresh token changes, what the answer to one is twisted with, and how many there are in two renewals
REFRESHES = {
    "new": ("rotate", {"refresh": {"json_remove": ["id_token"]}}, 2),
    "old-without-nonce": ("keep", {"refreshed_id_token": {"claims_remove": ["nonce"]}}, 1),
    "old-said-again": ("repeat", {}, 1),
    "new-and-id-token": ("rotate", {}, 2),
}
OVER = 1.1  # seconds after which a token of a second is over


def configure(provider):
    for name, (refresh, _, _) in REFRESHES.items():
        provider.register(name, client_secret=SECRET, auto_login="bob", refresh=refresh, token_lifetime=1)
    for method in ("client_secret_basic", "client_secret_basic_raw"):
        provider.register(method, client_secret=ODD_SECRET, auto_login="bob", auth_method=method)
    provider.register("bound", client_secret=SECRET, auto_login="bob", dpop="bound")
    provider.register("pushing", client_secret=SECRET, auto_login="bob", only_pushed=True)
    provider.register("person", client_secret=SECRET)
    provider.end_issuer_in("ends-in-slash", "/")
    return "".join([
        place("path", provider.issuer("path"), LogoutAtProvider="on"),
        place("silent", provider.issuer("silent"), LogoutAtProvider="on"),
        place("no-path", provider.issuer()),
        place("ends-in-slash", provider.issuer("ends-in-slash") + "/"),
        place("slash-behind", provider.issuer("behind"), MetadataURL=provider.issuer("behind") + DISCOVERY + "/"),
        place("localhost", at_localhost(provider)),
        *(place(method, provider.issuer("path"), method, ODD_SECRET, ClientAuth=method)
          for method in ("client_secret_basic", "client_secret_basic_raw")),
        place("bound", provider.issuer("path"), "bound", DPoP="on"),
        place("fresh", provider.issuer("path"), AuthorizationParameter="max_age 600"),
        place("nobody", provider.issuer("path"), "person", PassParameters="prompt"),
        place("only-pushed", provider.issuer("only-pushed"), "pushing"),
        *(f"ScriptAlias /{name}/env {{root}}/cgi/env\n" + place(name, provider.issuer("path"), name)
          + protect(f"/{name}/env", name, "Require valid-user", "OAuthPassTokens access") for name in REFRESHES),
    ])


def place(name, issuer, client_id="site", secret=SECRET, **directives):
    return provider_block(name, issuer, client_id, secret, **{"Scope": "openid profile email", **directives}) \
        + protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"


def at_localhost(provider):
    return provider.issuer("localhost").replace("127.0.0.1", "localhost")


# Who it is


@pytest.mark.parametrize("name", ["path", "no-path", "ends-in-slash"])
def test_issuer(site, provider, browser, name):
    sign_in(browser, site, "/" + name)


def test_issuer_whose_metadata_has_a_slash_at_its_end(site, provider, browser):
    sign_in(browser, site, "/slash-behind")
    [request] = provider.requests("discovery", tenant="behind")
    assert request["target"].endswith(DISCOVERY + "/")


def test_issuer_by_the_name_of_localhost(site, provider, browser):
    issuer = at_localhost(provider)
    provider.twist("discovery", tenant="localhost", json_set={"issuer": issuer})
    provider.twist("authorize", tenant="localhost", parameters_set={"iss": issuer})
    provider.twist("id_token", tenant="localhost", claims_set={"iss": issuer})
    sign_in(browser, site, "/localhost")


# Who we are


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_basic_raw"])
def test_client_secret_basic(site, provider, browser, method):
    sign_in(browser, site, "/" + method)


REFUSALS = {
    "403_unauthorized_client": (403, {"error": "unauthorized_client"}),
    "403_invalid_code": (403, {"error": "invalid_code"}),
    "401_invalid_client": (401, {"error": "invalid_client"}),
    "400_invalid_grant": (400, {"error": "invalid_grant"}),
    "problem_json": (400, {"type": "about:blank", "title": "Bad Request", "status": 400}),
}


@pytest.mark.parametrize("status, body", REFUSALS.values(), ids=REFUSALS)
def test_error_on_wrong_client_or_code(site, provider, browser, status, body):
    kind = "application/problem+json" if "title" in body else "application/json"
    provider.twist("token", tenant="path", status=status, json=body, headers={"Content-Type": kind})
    assert_refused(browser, site, browser.navigate(site.url + "/path"), 400, "token_refused|token_response_\\w+")
    assert provider.count("token", tenant="path") == 1 and provider.count("userinfo", tenant="path") == 0


# Its answer


@pytest.mark.parametrize("name, answer", [("path", {}), ("silent", {}), ("silent", {"parameters_remove": ["iss"]})],
                         ids=["announced", "not_announced", "no"])
def test_iss_in_the_callback(site, provider, browser, name, answer):
    provider.twist("discovery", tenant="silent", **SILENT)
    provider.twist("authorize", tenant=name, **answer)
    sign_in(browser, site, "/" + name)


def test_iss_in_the_callback_that_is_another_though_not_announced(site, provider, browser):
    provider.twist("discovery", tenant="silent", **SILENT)
    provider.twist("authorize", tenant="silent", parameters_set={"iss": provider.issuer("path")})
    assert_refused(browser, site, browser.navigate(site.url + "/silent"), 400, "answer_issuer")


@pytest.mark.parametrize("more", [
    {"session_state": "a/b=.c="},
    {"session_state": "x", "client_assertion": "e30.e30.AA",
     "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}])
def test_extra_callback_parameters(site, provider, browser, more):
    provider.twist("authorize", tenant="path", parameters_set=more)
    assert sign_in(browser, site, "/path").json["QUERY_STRING"] == ""


# Its tokens


@pytest.mark.parametrize("spelling", ["bearer", "Bearer"])
def test_token_type(site, provider, browser, spelling):
    provider.twist("token", tenant="path", json_set={"token_type": spelling})
    sign_in(browser, site, "/path")


@pytest.mark.parametrize("spelling", ["DPoP", "dpop"])
def test_token_type_of_bound_tokens(site, provider, browser, spelling):
    provider.twist("token", client="bound", json_set={"token_type": spelling})
    sign_in(browser, site, "/bound")


@pytest.mark.parametrize("name, said", [("bound", "Bearer"), ("path", "DPoP")])
def test_token_type_that_was_not_agreed_on(site, provider, browser, name, said):
    provider.twist("token", tenant="path", json_set={"token_type": said})
    assert_refused(browser, site, browser.navigate(f"{site.url}/{name}"), 400, "token_response_token_type")


@pytest.mark.parametrize("audience", ["site", ["site"]])
def test_aud_in_the_id_token(site, provider, browser, audience):
    provider.twist("id_token", tenant="path", claims_set={"aud": audience})
    sign_in(browser, site, "/path")


ALICE = {"name": "Alice", "email": "alice@example.org", "email_verified": True}


@pytest.mark.parametrize("in_token, elsewhere", [(ALICE, {}), ({}, ALICE), (ALICE, ALICE)],
                         ids=["there_alone", "user_info_only", "there_too"])
def test_claims_in_the_id_token(site, provider, browser, in_token, elsewhere):
    provider.twist("id_token", tenant="path", claims_set={"sub": "alice", **in_token})
    provider.twist("userinfo", tenant="path", json={"sub": "alice", **elsewhere})
    told = sign_in(browser, site, "/path").json
    assert (told["OAUTH_CLAIM_name"], told["OAUTH_CLAIM_email"]) == ("Alice", "alice@example.org")


@pytest.mark.parametrize("twist", [{}, {"claims_remove": ["at_hash"]}], ids=["at_hash", "neither"])
def test_at_hash_and_c_hash(site, provider, browser, twist):
    provider.twist("id_token", tenant="path", **twist)
    sign_in(browser, site, "/path")


@pytest.mark.parametrize("twist", [{"claims_set": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
                                   {"claims_set": {"c_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}], ids=["at_hash", "c_hash"])
def test_at_hash_and_c_hash_that_are_wrong(site, provider, browser, twist):
    provider.twist("id_token", tenant="path", **twist)
    assert_refused(browser, site, browser.navigate(site.url + "/path"), 400, "id_token_at_hash|id_token_c_hash")


AUTH_TIMES = {"0": {"claims_set": {"auth_time": 0}}, "right": {}, "absent": {"claims_remove": ["auth_time"]}}


@pytest.mark.parametrize("twist", AUTH_TIMES.values(), ids=AUTH_TIMES)
def test_auth_time(site, provider, browser, twist):
    provider.twist("id_token", tenant="path", **twist)
    sign_in(browser, site, "/path")


@pytest.mark.parametrize("twist", [AUTH_TIMES["0"], AUTH_TIMES["absent"]], ids=["0", "absent"])
def test_auth_time_where_max_age_asked_for_it(site, provider, browser, twist):
    provider.twist("id_token", tenant="path", **twist)
    assert_refused(browser, site, browser.navigate(site.url + "/fresh"), 400, "id_token_\\w+")


@pytest.mark.parametrize("header", [{}, {"header_remove": ["kid"]}, {"header_set": {"kid": None}}],
                         ids=["yes", "absent", "null"])
def test_kid_in_the_header(site, provider, browser, header):
    provider.twist("id_token", tenant="path", **header)
    sign_in(browser, site, "/path")


def test_redirect_uri_match(site, provider, browser):
    """Some compare each character and some leave the query out: ours has none, and is the same in both requests."""
    asked = begin(browser, site, "/path?x=1").location_query
    sign_in(browser, site, "/path?x=1")
    [request] = provider.requests("token", tenant="path")
    assert parse_qs(request["body"])["redirect_uri"] == [asked["redirect_uri"]] == [site.url + "/oauth/callback/path"]


# Nobody is signed in there


def quietly(site):
    return f"{site.url}/oauth/login?provider=nobody&to=/nobody&prompt=none"


@pytest.mark.parametrize("error", ["login_required", "interaction_required"])
def test_prompt_none(site, provider, browser, error):
    provider.twist("authorize", client="person", parameters_set={"error": error})
    assert_refused(browser, site, browser.navigate(quietly(site)), 400, "answer_error")


def test_prompt_none_answered_without_state(site, provider, browser):
    provider.twist("authorize", client="person", parameters_remove=["state"])
    assert_refused(browser, site, browser.navigate(quietly(site)), 400, "\\w*state\\w*")


def test_prompt_none_answered_with_the_login_form(site, provider, browser):
    """It is not ours to mend: who signs in there is signed in."""
    page = browser.navigate(f"{site.url}/nobody")
    action, fields = page.form()
    page = browser.submit(action, {**fields, "username": "bob", "password": "bob"}, page.url)
    assert (page.status, page.url) == (200, site.url + "/nobody")


@pytest.mark.parametrize("status", [302, 303])
def test_redirect_status(site, provider, browser, status):
    provider.twist("authorize", tenant="path", status=status)
    sign_in(browser, site, "/path")


@pytest.mark.parametrize("twist", [{}, {"json_remove": ["scope"]}, {"json_set": {"scope": "dummy"}}],
                         ids=["yes", "absent", "dummy"])
def test_scope_in_the_token_answer(site, provider, browser, twist):
    provider.twist("token", tenant="path", **twist)
    sign_in(browser, site, "/path")


# Its tokens are over


@pytest.fixture(scope="module")
def renewed(site_process, provider_process):
    """Of each client, the refresh tokens that it sent in two renewals, and the pages that these were for."""
    browsers = {name: Browser() for name in REFRESHES}
    pages = {name: [] for name in REFRESHES}
    provider_process.untwist()
    provider_process.forget_requests()
    for name, (_, twists, _) in REFRESHES.items():
        sign_in(browsers[name], site_process, "/" + name)
        provider_process.twist("refresh", client=name, json_set={"expires_in": 1})
        for endpoint, twist in twists.items():
            provider_process.twist(endpoint, client=name, **twist)
    for _ in range(2):
        time.sleep(OVER)
        for name in REFRESHES:
            pages[name].append(browsers[name].navigate(f"{site_process.url}/{name}/env", follow=False))
    return {name: (provider_process.refreshes(name), pages[name]) for name in REFRESHES}


@pytest.mark.parametrize("name", REFRESHES)
def test_refresh_answer(renewed, name):
    sent, pages = renewed[name]
    assert [page.status for page in pages] == [200, 200]
    assert [len({page.json[name] for page in pages}) for name in ("OAUTH_ACCESS_TOKEN", "REMOTE_USER")] == [2, 1]
    assert (len(sent), len(set(sent))) == (2, REFRESHES[name][2])


# Signing out


def leave(browser, site):
    return browser.submit(site.url + "/oauth/logout", {}, site.url + "/", follow=False)


@pytest.mark.parametrize("own_page", [False, True])
def test_logout_at_the_provider(site, provider, browser, own_page):
    """Whether it sends the browser back or asks by a page of its own: here the session is over before."""
    if own_page:
        provider.twist("end_session", tenant="path", status=200, body="<p>Do you want to leave?</p>",
                       headers={"Location": None, "Content-Type": "text/html"})
    sign_in(browser, site, "/path")
    page = leave(browser, site)
    assert page.location.startswith(provider.issuer("path") + "/end_session?")
    assert (browser.follow(page).location is None) == own_page
    assert not is_signed_in(browser, site, "/path")


def test_logout_at_a_provider_that_has_none(site, provider, browser):
    provider.twist("discovery", tenant="silent", **SILENT)
    sign_in(browser, site, "/silent")
    assert leave(browser, site).status == 200
    assert not is_signed_in(browser, site, "/silent") and provider.count("end_session") == 0


EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.mark.parametrize("header, more", [({"typ": "JWT"}, {}), ({"typ": "logout+jwt"}, {"exp": 120})],
                         ids=["without_exp", "with_exp"])
def test_back_channel_logout(site, provider, browser, header, more):
    sub, now = sign_in(browser, site, "/path").json["REMOTE_USER"], int(time.time())
    claims = {"iss": provider.issuer("path"), "aud": "site", "iat": now, "jti": f"token-{time.time_ns()}", "sub": sub,
              "events": {EVENT: {}}, **{name: now + seconds for name, seconds in more.items()}}
    body = "logout_token=" + provider.sign(claims, "site", "path", header_set=header)
    status, _, _ = exchange("POST", site.url + "/oauth/backchannel-logout",
                            {"Content-Type": "application/x-www-form-urlencoded"}, body.encode())
    assert status == 200 and not is_signed_in(browser, site, "/path")


# What only some have


def test_pushed_requests_and_proofs(site, provider, browser):
    """Asked for by the metadata; DPoP and certificates by the configuration (test_dpop.py, test_mtls.py)."""
    provider.twist("discovery", tenant="only-pushed", **ONLY_PUSHED)
    sign_in(browser, site, "/only-pushed")
    sign_in(Browser(), site, "/path")
    assert (provider.count("pushed", tenant="only-pushed"), provider.count("pushed", tenant="path")) == (1, 0)


def test_code_replay(site, provider, browser):
    """What a provider does then differs; here no code is sent twice."""
    page = sign_in(browser, site, "/path")
    callback = next(step.url for step in page.steps if "/oauth/callback/" in step.url)
    assert browser.navigate(callback).url == site.url + "/path"
    assert Browser().navigate(callback, follow=False).status != 200
    assert provider.count("token", tenant="path") == 1


# The table itself

TOPICS = {
    "issuer": test_issuer,
    "client_secret_basic": test_client_secret_basic,
    "error on wrong client / code": test_error_on_wrong_client_or_code,
    "`iss` in the callback": test_iss_in_the_callback,
    "extra callback parameters": test_extra_callback_parameters,
    "`token_type`": test_token_type,
    "`aud` in id_token": test_aud_in_the_id_token,
    "claims in id_token (scope profile email)": test_claims_in_the_id_token,
    "at_hash / c_hash": test_at_hash_and_c_hash,
    "`auth_time`": test_auth_time,
    "kid in JOSE header": test_kid_in_the_header,
    "redirect URI match": test_redirect_uri_match,
    "prompt=none, nobody signed in": test_prompt_none,
    "refresh answer": test_refresh_answer,
    "redirect status": test_redirect_status,
    "scope in token answer": test_scope_in_the_token_answer,
    "RP-initiated logout": test_logout_at_the_provider,
    "back-channel logout": test_back_channel_logout,
    "PAR / DPoP / mTLS": test_pushed_requests_and_proofs,
    "code replay": test_code_replay,
}


def test_every_topic_of_the_table_has_a_test():
    table = SHARED / "providers.md"
    if not table.exists():
        pytest.skip(f"there is no {table}: set OAS_SHARED_DIR")
    _, behind = table.read_text(encoding="utf-8").split("### Where the providers disagree", 1)
    rows = takewhile(lambda line: line.startswith("|"), behind.split("\n\n")[1].splitlines()[2:])
    assert [row.split("|")[1].strip() for row in rows] == list(TOPICS)

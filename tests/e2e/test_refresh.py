# SPDX-License-Identifier: Apache-2.0
"""An access token is renewed by the request that needs it (OpenID Connect Core 1.0 §12, R-RT-01 to R-RT-03): once, whoever
comes at the same time; and what the provider answers is judged like the answer to a login."""

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, new_key, protect, provider_block, write_keys
from harness.openid.assertions import part
from harness.steps import SESSION, is_signed_in, lines_with, sign_in

pytestmark = pytest.mark.usefixtures("site_process")  # registers the clients, also for tests with a server of their own
AT_ONCE = 50
TENANT = "refresh"
OVER = 1.1     # seconds after which a token of a second is over
HALF_LIFE = 4  # of a token that is to be renewed before it is over, which it is from then on, not being one of hours

# what a refreshed ID token may not be (OpenID Connect Core 1.0 §12.2), and why it is refused
CROOKED = {
    "issuer": ({"claims_append": {"iss": "/"}}, "id_token_issuer"),
    "subject": ({"claims_set": {"sub": "5b1c9f0e-alice"}}, "refreshed_subject"),
    "audience": ({"claims_set": {"aud": "another"}}, "id_token_audience"),
    "party": ({"claims_set": {"azp": "azp"}}, "id_token_azp"),
    "nonce": ({"claims_set": {"nonce": "another"}}, "refreshed_nonce"),
    "time": ({"claims_shift": {"auth_time": -1}}, "refreshed_auth_time"),
    "signature": ({"flip_signature": True}, "jwt_signature"),
    "unsigned": ({"sign_with": "none", "algorithm": "none"}, "jwt_form"),
    "token": ({"claims_set": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "id_token_at_hash"),
    "late": ({"claims_shift": {"exp": -700, "iat": -700}}, "id_token_expired"),
}

# name, and what the provider's client is registered with
CLIENTS = {
    "happy": {"refresh": "rotate", "token_lifetime": 1},
    "silent": {"refresh": "rotate", "token_lifetime": 1},
    "many": {"refresh": "rotate", "token_lifetime": 1},
    "kept": {"refresh": "keep", "token_lifetime": 1},
    "none": {"token_lifetime": 1},
    "due": {"refresh": "rotate", "token_lifetime": 2 * HALF_LIFE},
    "revoked": {"refresh": "rotate", "token_lifetime": 1},
    "down": {"refresh": "rotate", "token_lifetime": 1},
    "refused": {"refresh": "rotate", "token_lifetime": 1},
    "unknown": {"refresh": "rotate", "token_lifetime": 1},
    "leaving": {"refresh": "rotate", "token_lifetime": 1},
    "unneeded": {"refresh": "rotate", "token_lifetime": 1},
    **{name: {"refresh": "rotate", "token_lifetime": 1} for name in CROOKED},
}


def block(provider, name, *lines, **directives):
    return "".join([
        provider_block(name, provider.issuer(TENANT), name, Scope="openid profile email", **directives),
        f"ScriptAlias /{name}/env {{root}}/cgi/env\nAlias /{name} {{root}}/htdocs\n",
        protect(f"/{name}", name), protect(f"/{name}/env", name, "Require valid-user", "OAuthPassTokens access", *lines)])


def configure(provider):
    for name, values in CLIENTS.items():
        provider.register(name, client_secret=SECRET, auto_login="bob", **values)
    looking = ("RewriteEngine on", "RewriteCond /down/env -U", "RewriteRule ^ -")  # into a place that needs a token
    return "".join([
        *(block(provider, name, *(["OAuthRefreshUserinfo 1s"] if name == "happy" else [])) for name in CLIENTS),
        "ScriptAlias /looking/env {root}/cgi/env\n", protect("/looking", "down", "Require valid-user", *looking)])


@pytest.fixture(scope="module")
def crowd(site_process, provider_process):
    """A browser for each client, signed in when the first test begins, so that all tokens of a second are over at once."""
    provider_process.untwist()  # what the file before left
    browsers = {name: Browser() for name in CLIENTS if name != "due"}
    for name, browser in browsers.items():
        enter(browser, site_process, name)
    time.sleep(OVER)
    return browsers


def enter(browser, site, name):
    """By a page that needs no token: a request that does might renew one that lives so short already."""
    sign_in(browser, site, f"/{name}/index.html")


def token_of(page):
    assert page.status == 200, (page.status, page.text)
    return page.json["OAUTH_ACCESS_TOKEN"]


def given_tokens(provider):
    return [answer["access_token"] for answer in provider.tokens()]


def ask(browser, site, name):
    return browser.navigate(f"{site.url}/{name}/env", follow=False)


def ask_at_once(site, browser, name, count=AT_ONCE):
    """Twins of a browser, which share its cookies as tabs do."""
    twins = [Browser() for _ in range(count)]
    for twin in twins:
        twin.cookies = list(browser.cookies)
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda twin: ask(twin, site, name), twins))


# What is renewed


@pytest.mark.rp("REF-happy")
def test_the_application_gets_the_new_token_with_the_request_that_renews_it(site, crowd, provider):
    page = ask(crowd["happy"], site, "happy")
    [answer] = provider.tokens()
    assert token_of(page) == answer["access_token"]
    [question] = provider.requests("userinfo", tenant=TENANT)
    assert dict(question["headers"])["Authorization"] == f"Bearer {answer['access_token']}"
    assert page.json["OAUTH_CLAIM_email"] == "bob@example.org"
    assert len(provider.refreshes("happy")) == 1 and provider.reuses() == 0


def test_a_refreshed_id_token_may_come_without_a_nonce(site, crowd, provider):
    provider.twist("refreshed_id_token", client="silent", claims_remove=["nonce", "auth_time", "at_hash"])
    page = ask(crowd["silent"], site, "silent")
    assert token_of(page) in given_tokens(provider)
    assert page.json["OAUTH_CLAIM_auth_time"].isdigit()  # nobody has signed in later because nobody says when


def test_what_a_refreshed_id_token_says_of_the_user_is_told(start_site, provider, browser):
    site = start_site(block(provider, "silent", UserinfoEndpoint="off"))
    enter(browser, site, "silent")
    time.sleep(OVER)
    provider.twist("refreshed_id_token", client="silent", claims_set={"groups": ["staff"]})
    assert ask(browser, site, "silent").json["OAUTH_CLAIM_groups"] == '["staff"]'
    assert ask(browser, site, "silent").json["OAUTH_CLAIM_groups"] == '["staff"]'


def test_a_token_is_renewed_before_it_is_over(site, provider, browser):
    enter(browser, site, "due")
    first = token_of(ask(browser, site, "due"))
    assert token_of(ask(browser, site, "due")) == first  # it is too early
    time.sleep(HALF_LIFE)
    assert token_of(ask(browser, site, "due")) == given_tokens(provider)[-1] != first
    assert len(provider.refreshes("due")) == 1


def test_a_refresh_token_that_is_not_replaced_is_used_again(start_site, provider, browser):
    site = start_site(block(provider, "kept"))
    enter(browser, site, "kept")
    provider.twist("refresh", client="kept", json_set={"expires_in": 1})
    for _ in range(2):
        time.sleep(OVER)
        assert token_of(ask(browser, site, "kept")) == given_tokens(provider)[-1]
    first, second = provider.refreshes("kept")
    assert first == second


def test_without_a_refresh_token_the_application_gets_what_there_is(site, crowd, provider):
    token_of(ask(crowd["none"], site, "none"))
    assert provider.count("token") == 0 and is_signed_in(crowd["none"], site, "/none/index.html")


def test_who_needs_no_token_renews_none(site, crowd, provider):
    assert is_signed_in(crowd["unneeded"], site, "/unneeded/index.html")
    assert provider.count("token") == 0


# Once


@pytest.mark.parametrize("mpm", ["event", "prefork"])
def test_of_many_requests_at_once_one_renews_it_and_all_get_it(start_site, provider, mpm):
    """A provider that rotates refresh tokens would sign the user out at the second one."""
    site, browser = start_site(block(provider, "many"), mpm), Browser()
    enter(browser, site, "many")
    time.sleep(OVER)
    provider.twist("refresh", client="many", delay=0.3)
    pages = ask_at_once(site, browser, "many")
    assert {token_of(page) for page in pages} == {given_tokens(provider)[-1]}
    assert len(provider.refreshes("many")) == 1 and provider.reuses() == 0
    assert is_signed_in(browser, site, "/many/index.html")


def test_while_one_renews_it_the_others_go_on_with_what_still_serves(site, provider, browser):
    enter(browser, site, "due")
    first = token_of(ask(browser, site, "due"))
    time.sleep(HALF_LIFE)
    provider.twist("refresh", client="due", delay=2)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(ask_at_once, site, browser, "due", 1)
        site.wait_for(lambda: provider.refreshes("due"))
        assert {token_of(page) for page in ask_at_once(site, browser, "due", 4)} == {first}
        assert not slow.done()
        assert token_of(slow.result()[0]) != first
    assert len(provider.refreshes("due")) == 1


def test_another_takes_over_from_one_who_was_killed(start_site, provider, browser):
    """As long as the lease lasts: five calls, and two seconds. The provider does not rotate, for it answered one who is dead."""
    site = start_site("OAuthCallDeadline 1s\n" + block(provider, "kept"), "prefork")
    enter(browser, site, "kept")
    time.sleep(OVER)
    provider.twist("refresh", client="kept", never=True, times=1)
    first = threading.Thread(target=lambda: fails_somehow(site, browser))
    first.start()
    site.wait_for(lambda: provider.refreshes("kept"))
    site.announce("reason=refresh_awaited ")
    site.kill_workers(signal.SIGKILL)
    first.join()
    site.wait_for(lambda: ask(browser, site, "kept").status == 200)
    assert len(provider.refreshes("kept")) == 2


def fails_somehow(site, browser):
    try:
        ask_at_once(site, browser, "kept", 1)
    except OSError:
        pass


# What ends a session, and what does not


def assert_ended(browser, site, provider, name, reason):
    page = ask(browser, site, name)
    assert page.status == 302 and "/authorize" in page.location, (page.status, page.text)
    [line] = lines_with(site, "session_refused")
    assert f"({reason})" in line
    assert not is_signed_in(browser, site, f"/{name}/index.html")
    assert len(provider.refreshes(name)) == 1


def test_a_grant_that_was_revoked_ends_the_session(site, crowd, provider):
    provider.revoke("revoked")
    script = crowd["revoked"].fetch(f"{site.url}/revoked/env")
    assert script.status == 401
    assert len(lines_with(site, "session_refused")) == 1
    assert not is_signed_in(crowd["revoked"], site, "/revoked/index.html")


@pytest.mark.parametrize("name", [
    pytest.param("issuer", marks=pytest.mark.rp("REF-invalid-issuer")),
    pytest.param("subject", marks=pytest.mark.rp("REF-invalid-sub")),
    *(name for name in CROOKED if name not in ("issuer", "subject"))])
def test_a_crooked_id_token_ends_the_session_before_its_tokens_are_used(site, crowd, provider, name):
    twist, reason = CROOKED[name]
    provider.twist("refreshed_id_token", client=name, **twist)
    assert_ended(crowd[name], site, provider, name, reason)
    assert provider.count("userinfo") == 0


def test_a_provider_in_trouble_ends_no_session(site, crowd, provider):
    site.announce("reason=(token_unavailable|refresh_pending) ")
    provider.twist("refresh", client="down", status=500)
    page = ask(crowd["down"], site, "down")
    assert (page.status, page.header("Retry-After")) == (503, "5")
    assert is_signed_in(crowd["down"], site, "/down/index.html")
    provider.untwist()
    assert ask(crowd["down"], site, "down").status == 503  # nobody asks again at once
    assert ask(crowd["down"], site, "looking").json["OAUTH_CLAIM_sub"]  # a part's trouble is not the page's
    assert len(provider.refreshes("down")) == 1


@pytest.mark.parametrize("name, what, twist, reason", [
    ("refused", "refresh", {"status": 401, "json": {"error": "invalid_client"}}, "token_refused"),
    ("unknown", "refreshed_id_token", {"sign_with": "unknown"}, "jwt_no_key"),
])
def test_what_is_not_about_the_person_ends_no_session(site, crowd, provider, name, what, twist, reason):
    """A client secret that ran out, a key that is not published yet."""
    site.announce(f"reason={reason} ")
    provider.twist(what, client=name, **twist)
    page = ask(crowd[name], site, name)
    assert (page.status, page.header("Retry-After")) == (503, "5")
    assert is_signed_in(crowd[name], site, f"/{name}/index.html")


def test_until_it_is_over_a_token_serves_whatever_the_provider_says(site, provider, browser):
    enter(browser, site, "due")
    first = token_of(ask(browser, site, "due"))
    time.sleep(HALF_LIFE)
    site.announce("reason=token_refused ")
    provider.twist("refresh", client="due", status=401, json={"error": "invalid_client"})
    for _ in range(3):
        assert token_of(ask(browser, site, "due")) == first
    assert len(provider.refreshes("due")) == 1


def test_who_signs_out_meanwhile_stays_signed_out(site, crowd, provider):
    """R-SES-04: what a request in flight brings home does not bring a session back."""
    browser = crowd["leaving"]
    provider.twist("refresh", client="leaving", delay=0.5)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(ask_at_once, site, browser, "leaving", 1)
        site.wait_for(lambda: provider.refreshes("leaving"))
        cookies = list(browser.cookies)
        sign_out(browser, site)
        assert slow.result()[0].status == 302
    browser.cookies = cookies
    assert not is_signed_in(browser, site, "/leaving/index.html")


def sign_out(browser, site):
    page = browser.navigate(site.url + "/oauth/logout")
    action, fields = page.form()
    browser.submit(action, fields, page.url)
    assert browser.cookie(SESSION) is None


# Keys


def test_a_bound_token_is_renewed_with_the_key_it_was_bound_to(start_site, provider, browser, tmp_path):
    """The server's keys change, and with them the key that tokens are bound to (RFC 9449 §5)."""
    path = tmp_path / "oauth.keys"
    write_keys(path, new_key())
    provider.register("bound", client_secret=SECRET, auto_login="bob", dpop="nonce", refresh="rotate", token_lifetime=1)
    site = start_site(f"OAuthKeyFile {path}\n" + block(provider, "bound", "OAuthRefreshUserinfo 1s", DPoP="on"))
    enter(browser, site, "bound")
    write_keys(path, new_key(), path.read_text())
    site.graceful()
    time.sleep(OVER)
    assert token_of(ask(browser, site, "bound")) == given_tokens(provider)[-1]
    keys = {proof_key(request) for endpoint in ("token", "userinfo") for request in provider.requests(endpoint, tenant=TENANT)}
    assert len(keys) == 1 and len(set(provider.refreshes("bound"))) == 1
    assert proof_key(provider_login(provider, site)) not in keys


def provider_login(provider, site):
    """The token request of somebody who signs in now."""
    sign_in(Browser(), site, "/bound/env")
    return provider.requests("token", tenant=TENANT)[-1]


def proof_key(request):
    [proof] = [value for name, value in request["headers"] if name.lower() == "dpop"]
    return str(sorted(part(proof, 0)["jwk"].items()))

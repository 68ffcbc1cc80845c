# SPDX-License-Identifier: Apache-2.0
"""The provider says that somebody signed out there, and from its answer on he is signed out here."""

import time

import pytest

from harness.browser import Browser, exchange
from harness.configuration import protect, provider_block
from harness.openid.state import USERS
from harness.steps import is_signed_in, lines_with, sign_in

EVENT = "http://schemas.openid.net/event/backchannel-logout"
SID = "s-1.~!*'();:@&=+$,/?#[] %\u00e9\"<>|^`{}"


def configure(provider):
    """Two issuers that know the same people, and a client at the first that agreed on RS256 alone."""
    provider.register("strict", client_secret="a-secret-of-a-strict-client", auto_login="bob")
    return "".join([
        provider_block("other", provider.issuer("other"), Scope="openid"),
        provider_block("strict", provider.issuer("strict"), "strict", "a-secret-of-a-strict-client", Scope="openid",
                       SigningAlgorithms="RS256"),
        "Alias /elsewhere {root}/htdocs\n", protect("/elsewhere", "other"),
        "Alias /strict {root}/htdocs\n", protect("/strict", "strict")])


def address(site):
    return site.url + "/oauth/backchannel-logout"


def token(provider, tenant="main", client="site", claims=None, without=(), **twist):
    """A straight logout token of the subject bob, but for what the test says."""
    made = {"iss": provider.issuer(tenant), "aud": client, "iat": int(time.time()), "exp": int(time.time()) + 120,
            "jti": f"token-{time.time_ns()}", "sub": "bob-sub", "events": {EVENT: {}}, **(claims or {})}
    twist = {"header_remove": ["typ"], **twist}
    return provider.sign({name: value for name, value in made.items() if name not in without}, client, tenant, **twist)


def post(site, body, content_type="application/x-www-form-urlencoded"):
    status, headers, _ = exchange("POST", address(site), {"Content-Type": content_type}, body.encode())
    return status, {name.lower(): value for name, value in headers}


def tell(site, text):
    status, headers = post(site, "more=of+it&logout_token=" + text)
    assert headers["cache-control"] == "no-store"
    return status


def signed_in(provider, site, sid=None, path="/protected/env"):
    browser = Browser()
    provider.untwist()
    if sid is not None:
        provider.twist("id_token", claims_set={"sid": sid})
    sign_in(browser, site, path)
    return browser


@pytest.fixture(autouse=True)
def bob(provider):
    """As this file knows him; all others share the provider, and know him as he was."""
    provider.user("bob", password="bob", sub="bob-sub", name="Bob", email="bob@example.org")
    yield
    provider.user("bob", **USERS["bob"])


@pytest.mark.rp("LOG-back-ok", "LOG-common")
def test_the_session_of_that_provider_session_ends(site, provider):
    one, other = signed_in(provider, site, SID), signed_in(provider, site, "another")
    assert tell(site, token(provider, claims={"sid": SID, "unknown": [1]})) == 200
    assert not is_signed_in(one, site) and is_signed_in(other, site)
    assert len(lines_with(site, "provider_sign_out")) == 1


@pytest.mark.rp("LOG-back-ok")
def test_a_session_that_is_gone_already_is_fine(site, provider):
    assert tell(site, token(provider, claims={"sid": "of nobody"})) == 200


@pytest.mark.requirement("R-SES-07")
def test_all_sessions_of_a_subject_end(site, provider):
    browsers = [signed_in(provider, site, "one"), signed_in(provider, site, "two"), signed_in(provider, site)]
    assert tell(site, token(provider)) == 200
    assert not any(is_signed_in(browser, site) for browser in browsers)


def test_a_subject_of_another_issuer_is_somebody_else(site, provider):
    here, there = signed_in(provider, site), signed_in(provider, site, path="/elsewhere/index.html")
    assert tell(site, token(provider, tenant="other")) == 200
    assert is_signed_in(here, site) and not is_signed_in(there, site, "/elsewhere/index.html")


def test_subject_and_provider_session_must_fit_together(site, provider):
    browser = signed_in(provider, site, "of-bob")
    assert tell(site, token(provider, claims={"sub": "alice-sub", "sid": "of-bob"})) == 200
    assert is_signed_in(browser, site)


def test_sessions_under_a_former_key_end_too(site, provider):
    browser = signed_in(provider, site, "before")
    keys = site.root / "run" / "oauth_session.keys"
    before = keys.read_text()
    keys.write_text("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n" + before)
    try:
        site.graceful()
        assert is_signed_in(browser, site)
        assert tell(site, token(provider, claims={"sid": "before"})) == 200
        assert not is_signed_in(browser, site)
    finally:
        keys.write_text(before)
        site.graceful()


CROOKED = [
    ("LOG-back-alg-none", "jwt_form|jwt_algorithm", {"algorithm": "none"}),
    ("LOG-back-no-event", "logout_token_event", {"without": ["events"]}),
    ("LOG-back-wrong-event", "logout_token_event", {"claims": {"events": {"http://other.example/event": {}}}}),
    ("LOG-back-with-nonce", "logout_token_nonce", {"claims": {"nonce": "a-nonce"}}),
    ("LOG-back-wrong-aud", "logout_token_stranger", {"claims": {"aud": "sitex"}}),
    ("X-logout-replay", "logout_token_time", {"claims": {"iat": int(time.time()) - 3600}}),
    ("X-logout-replay", "logout_token_names", {"without": ["sub"]}),
    (None, "logout_token_names", {"without": ["jti"]}),
    (None, "jwt_signature", {"flip_signature": True}),
    (None, "jwt_signature", {"sign_with": "foreign"}),
    (None, "logout_token_type", {"header_set": {"typ": "at+jwt"}, "header_remove": []}),
    (None, "signed_claims_time", {"claims": {"exp": int(time.time()) - 60}}),
]


@pytest.mark.parametrize("reason,how", [
    pytest.param(reason, how, id=f"{row or reason}-{place}", marks=[pytest.mark.rp(row)] if row else [])
    for place, (row, reason, how) in enumerate(CROOKED)])
@pytest.mark.requirement("R-LO-03")
def test_a_crooked_token_signs_nobody_out(site, provider, reason, how):
    site.announce(f"reason=({reason}) ")
    browser = signed_in(provider, site, "kept")
    assert tell(site, token(provider, **how)) == 400
    assert is_signed_in(browser, site)
    assert len(lines_with(site, reason)) == 1


@pytest.mark.rp("LOG-back-wrong-iss")
def test_a_token_of_an_issuer_that_signs_nobody_in_here_is_refused(site, provider):
    site.announce("reason=logout_token_stranger ")
    browser = signed_in(provider, site)
    assert tell(site, token(provider, claims={"iss": provider.issuer("main") + "x"})) == 400
    assert is_signed_in(browser, site)


@pytest.mark.rp("LOG-back-wrong-alg")
def test_an_algorithm_that_was_not_agreed_on_is_refused(site, provider):
    site.announce("reason=jwt_algorithm ")
    browser = signed_in(provider, site, path="/strict/index.html")
    assert tell(site, token(provider, "strict", "strict", algorithm="ES256")) == 400
    assert is_signed_in(browser, site, "/strict/index.html")
    assert tell(site, token(provider, "strict", "strict")) == 200
    assert not is_signed_in(browser, site, "/strict/index.html")


@pytest.mark.rp("X-logout-replay")
@pytest.mark.requirement("R-LO-04")
def test_a_token_counts_once_in_the_whole_server(site, provider):
    site.announce("reason=logout_token_repeated ")
    text = token(provider)
    assert tell(site, text) == 200
    browser = signed_in(provider, site)
    site.graceful()
    assert tell(site, text) == 400
    assert is_signed_in(browser, site)


@pytest.mark.rp("LOG-back-alg-none", "LOG-back-no-event")
def test_a_crooked_token_is_refused_also_when_nobody_is_signed_in(site, provider):
    site.announce("reason=(jwt_form|jwt_algorithm) ", "reason=logout_token_event ")
    assert tell(site, token(provider, algorithm="none")) == 400
    assert tell(site, token(provider, without=["events"])) == 400


@pytest.mark.rp("X-backchannel-methods")
def test_only_a_form_that_is_posted_is_heard(site, provider):
    site.announce("reason=logout_token_missing ")
    text = token(provider)
    browser = signed_in(provider, site)
    assert exchange("GET", f"{address(site)}?logout_token={text}", {})[0] == 405
    assert post(site, "")[0] == 400
    assert post(site, '{"logout_token": "%s"}' % text, "application/json")[0] == 400
    assert post(site, "logout_token=" + "a" * 200000)[0] == 413
    assert is_signed_in(browser, site)


def test_a_request_for_nobody_asks_the_provider_nothing(site, provider):
    site.announce("reason=logout_token_stranger ", "reason=logout_token_form ")
    provider.forget_requests()
    for text in (token(provider, claims={"iss": "https://stranger.example"}), "no-token"):
        assert tell(site, text) == 400
    assert all(provider.count(endpoint) == 0 for endpoint in ("discovery", "jwks", "token", "userinfo"))


PEOPLE = ("bob-sub", "ada-sub", "eve-sub")
PLACES = {"main": "/protected/index.html", "other": "/elsewhere/index.html"}


@pytest.mark.requirement("R-LO-05")
def test_of_many_people_at_two_providers_those_sign_out_who_are_named(site, provider):
    """Three people with three sessions each, at both."""
    browsers = {}
    for tenant, path in PLACES.items():
        for person in PEOPLE:
            for number in range(3):
                sid = f"{person}-{number}"
                browsers[tenant, person, sid] = browser = Browser()
                provider.twist("id_token", claims_set={"sub": person, "sid": sid}, times=1)
                provider.twist("userinfo", json_set={"sub": person}, times=1)
                sign_in(browser, site, path)
    gone = set()
    for claims, ends in (
            ({"sub": "bob-sub", "sid": "bob-sub-1"}, lambda tenant, person, sid: (tenant, sid) == ("main", "bob-sub-1")),
            ({"sub": "ada-sub", "sid": "bob-sub-2"}, lambda *_: False),
            ({"sid": "eve-sub-0"}, lambda tenant, person, sid: (tenant, sid) == ("main", "eve-sub-0")),
            ({"sub": "ada-sub"}, lambda tenant, person, sid: (tenant, person) == ("main", "ada-sub"))):
        without = () if "sub" in claims else ("sub",)
        assert tell(site, token(provider, claims=claims, without=without)) == 200
        gone |= {key for key in browsers if ends(*key)}
        assert {key for key, browser in browsers.items() if not is_signed_in(browser, site, PLACES[key[0]])} == gone
    assert len(gone) == 5


@pytest.mark.requirement("R-LO-07")
def test_tokens_under_keys_that_nobody_knows_cost_the_provider_one_call(site, provider):
    site.announce("reason=jwt_no_key ")
    browser = signed_in(provider, site)
    provider.forget_requests()
    assert {tell(site, token(provider, sign_with="unknown")) for _ in range(12)} == {400}
    assert provider.count("jwks", tenant="main") <= 1
    assert is_signed_in(browser, site)

# SPDX-License-Identifier: Apache-2.0
"""Nothing that opens anything is ever written to a log, however much is logged (R-LOG-02, R-LOG-05)."""

from urllib.parse import parse_qs, parse_qsl, quote, quote_plus, urlsplit

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, default_configuration
from harness.rp_flows import flow_configuration, flows
from harness.scripts import read_form, walk
from harness.steps import BROWSER, SESSION, answer_of_provider, begin, sign_in


LOUD = "LogLevel info oauth_session:trace8\nOAuthCallDeadline 3s\n"


@pytest.fixture
def talkative(start_site, provider, backend):
    """The module logs all it has to say."""
    return start_site(default_configuration(provider, backend.url) + LOUD)


def secrets_of(browser, provider, page):
    """All that was secret in the login whose callback this page leads to."""
    answer = page.location_query
    found = {"client secret": SECRET, "code": answer["code"], "state": answer["state"],
             "session": browser.cookie(SESSION), "browser": browser.cookie(BROWSER)}
    for request in provider.requests("token"):
        found["verifier"] = parse_qs(request["body"])["code_verifier"][0]
        found["credentials"] = dict(request["headers"])["Authorization"].split()[1]
    for request in provider.requests("userinfo"):
        found["access token"] = dict(request["headers"])["Authorization"].split()[1]
    return {name: value for name, value in found.items() if value}


def assert_not_logged(site, secrets):
    logs = site.log() + (site.root / "access.log").read_text()
    for name, value in secrets.items():
        assert not any(form in logs for form in (value, quote(value), quote_plus(value))), f"the {name} is in a log"


def test_no_secret_of_a_login_is_logged(talkative, provider, browser):
    page = answer_of_provider(browser, talkative)
    browser.follow_all(page)
    secrets = secrets_of(browser, provider, page)
    browser.navigate(talkative.url + "/oauth/logout")
    browser.follow(page)
    browser.submit(talkative.url + "/oauth/logout", {}, talkative.url + "/")
    browser.follow(page)
    assert len(secrets) == 8
    assert_not_logged(talkative, secrets | {"e-mail address": "bob@example.org"})
    talkative.announce("callback_repeated")


@pytest.mark.parametrize("endpoint, twist", [
    ("id_token", {"flip_signature": True}), ("id_token", {"claims_append": {"nonce": "x"}}),
    ("id_token", {"claims_append": {"at_hash": "x"}}), ("token", {"status": 500}), ("token", {"body": "no json"}),
    ("token", {"status": 400, "json": {"error": "invalid_grant"}}), ("userinfo", {"status": 401}),
    ("userinfo", {"json_set": {"sub": "other"}}), ("userinfo", {"json_set": {"name": "a\nb"}}),
    ("token", {"stall_after": 200}), ("token", {"close_after": 200}),
])
def test_no_secret_of_a_refused_login_is_logged(talkative, provider, browser, endpoint, twist):
    page = answer_of_provider(browser, talkative)
    provider.twist(endpoint, tenant="main", **twist)
    assert browser.follow(page).status in (400, 503)
    assert_not_logged(talkative, secrets_of(browser, provider, page))
    talkative.announce(r"reason=\w+ ")


@pytest.mark.parametrize("twist", [{}, {"claims_append": {"nonce": "x"}}, {"flip_signature": True}])
@flows(suits=lambda flow: flow.type in ("code id_token token", "id_token"))
def test_no_token_that_comes_through_the_browser_is_logged(start_site, provider, backend, browser, certificates, flow, twist):
    site = start_site(default_configuration(provider, backend.url) + flow_configuration(provider, flow, client="site") + LOUD,
                      tls=certificates.site)
    provider.twist("front_id_token", tenant="rp", **twist)
    page = browser.follow(begin(browser, site, flow.path))
    pairs = parse_qsl(urlsplit(page.location).fragment) if page.location else read_form(page).pairs
    assert walk(browser, page).status == (400 if twist else 200)
    secrets = {name: value for name, value in pairs if name in ("code", "state", "id_token", "access_token")}
    assert len(secrets) == (4 if flow.has_code else 2)
    assert_not_logged(site, secrets)
    site.announced += [r"reason=\w+ "] if twist else []


def test_no_secret_of_a_foreign_or_changed_callback_is_logged(talkative, provider, browser):
    page = answer_of_provider(browser, talkative)
    for url in (page.location + "x", page.location + "&state=y", page.location + "&error=z", page.location):
        Browser().navigate(url, follow=False)
    assert_not_logged(talkative, secrets_of(browser, provider, page))
    talkative.announce(r"reason=\w+ ")


def test_a_forged_session_is_not_logged(talkative, provider, browser):
    sign_in(browser, talkative)
    forged = browser.cookie(SESSION)[:-4] + "AAAA"
    assert browser.fetch(talkative.url + "/protected/env", headers={"Cookie": f"{SESSION}={forged}"}).status == 401
    assert_not_logged(talkative, {"forged cookie": forged, "session": browser.cookie(SESSION)})

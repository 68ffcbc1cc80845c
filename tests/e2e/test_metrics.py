# SPDX-License-Identifier: Apache-2.0
"""SetHandler oauth-metrics: what all processes count together, as programs that watch servers read it."""

import re
from urllib.parse import urlencode

import pytest

from harness.browser import Browser, raw_request
from harness.configuration import default_configuration, open_place, protect, provider_block
from harness.exposition import figure, read
from harness.steps import answer_of_provider, form_token, lines_with, refresh, sign_in

MPM = "prefork"
PLACE = open_place("/metrics", "SetHandler oauth-metrics", "Require ip 127.0.0.1")


def configure(provider):
    return "".join([
        "StartServers 3\nMinSpareServers 3\nKeepAlive Off\n", PLACE,
        open_place("/open-metrics", "SetHandler oauth-metrics", "Require all granted"),
        "Alias /nobody {root}/htdocs\n", protect("/nobody", "main", "Require user somebody-else"),
        protect("/my-metrics", "main", "Require user nobody-at-all", "SetHandler oauth-metrics"),
        open_place("/status", "SetHandler server-status"),
        provider_block("metered", provider.issuer("metered"), Scope="openid offline_access"),
        "Alias /metered {root}/htdocs\n", protect("/metered", "metered"),
        provider_block("broken", provider.issuer("broken")), protect("/broken", "broken"),
    ])


def scrape(site):
    page = Browser().fetch(site.url + "/metrics")
    assert page.status == 200
    return read(page.text)


@pytest.fixture
def grown(site):
    """By how much a figure has grown in this test."""
    before = scrape(site)

    def by(name, **labels):
        return figure(scrape(site), name, **labels) - before.get((name, frozenset(labels.items())), 0)
    return by


def test_the_answer_is_of_the_text_form_and_not_kept(site):
    page = Browser().fetch(site.url + "/metrics")
    assert page.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8"
    assert page.header("Cache-Control") == "no-store"
    families = set(re.findall(r"^# TYPE (\w+) ", page.text, re.M))
    assert families >= {"oauth_sessions", "oauth_store_used_bytes", "oauth_store_size_bytes", "oauth_logins_total",
                        "oauth_refreshes_total", "oauth_logouts_total", "oauth_denials_total", "oauth_provider_call_seconds",
                        "oauth_provider_calls_running", "oauth_provider_calls_limit", "oauth_provider_circuit_open"}
    read(page.text)


def test_after_so_many_logins_there_are_so_many_whoever_of_the_processes_answers(site, grown):
    for _ in range(4):
        sign_in(Browser(), site)
    assert {figure(scrape(site), "oauth_logins_total", provider="main", outcome="success") for _ in range(6)} \
        == {figure(scrape(site), "oauth_logins_total", provider="main", outcome="success")}
    assert grown("oauth_logins_total", provider="main", outcome="success") == 4
    assert grown("oauth_sessions") == 4
    assert grown("oauth_store_used_bytes", table="sessions") > 0
    assert grown("oauth_logins_total", provider="main", outcome="failed") == 0


def test_a_sign_out_is_one_and_the_session_is_gone(site, browser, grown):
    sign_in(browser, site)
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    assert grown("oauth_logouts_total", provider="main", outcome="success") == 1 and grown("oauth_sessions") == 0


def test_who_does_not_agree_is_denied(site, provider, browser, grown):
    provider.twist("authorize", tenant="main", times=1, parameters_set={"error": "access_denied"}, parameters_remove=["code"])
    assert browser.navigate(site.url + "/protected/env").status == 403
    site.announce("reason=access_denied")
    assert grown("oauth_logins_total", provider="main", outcome="denied") == 1


def test_an_answer_that_is_not_right_is_refused(site, provider, browser, grown):
    page = answer_of_provider(browser, site)
    provider.twist("id_token", tenant="main", flip_signature=True)
    browser.follow(page)
    provider.untwist()
    site.announce("reason=jwt_signature ")
    assert grown("oauth_logins_total", provider="main", outcome="refused") == 1
    assert grown("oauth_logins_total", provider="main", outcome="success") == 0


def test_names_that_strangers_make_up_get_no_row(site, grown):
    rows = set(scrape(site))
    for name in ("made-up", "x", "y"):
        raw_request(site, f"/oauth/callback/{name}?code=x", "Accept: text/html")
    site.tolerate("reason=")
    assert set(scrape(site)) == rows


def test_who_may_not_see_a_page_is_a_denial(site, browser, grown):
    sign_in(browser, site)
    assert browser.navigate(site.url + "/nobody/index.html").status == 403
    site.tolerate("AH01631|reason=")
    assert grown("oauth_denials_total", provider="main") == 1


def test_renewals_are_counted_with_how_they_ended(site, provider, browser, grown):
    sign_in(browser, site, "/metered/index.html")
    assert refresh(browser, site, form_token(browser, site)).status == 200
    assert grown("oauth_refreshes_total", provider="metered", outcome="success") == 1
    assert grown("oauth_provider_call_seconds_count", provider="metered", call="token") >= 1


def test_a_provider_that_is_down_has_failures_and_then_an_open_circuit(site, provider, grown):
    assert figure(scrape(site), "oauth_provider_circuit_open", provider="broken") == 0
    provider.twist("token", tenant="broken", status=503)
    pages = [Browser().navigate(site.url + "/broken/").status for _ in range(6)]
    provider.untwist()
    site.tolerate("reason=")
    assert pages == [503] * 6
    assert figure(scrape(site), "oauth_provider_circuit_open", provider="broken") == 1
    assert figure(scrape(site), "oauth_provider_circuit_open", provider="main") == 0
    assert grown("oauth_provider_call_failures_total", provider="broken", call="token") == 5  # the sixth was not made
    assert grown("oauth_logins_total", provider="broken", outcome="failed") == 6


def test_calls_that_are_over_do_not_run(site, browser):
    sign_in(browser, site)
    figures = scrape(site)
    assert figure(figures, "oauth_provider_calls_running") == 0 < figure(figures, "oauth_provider_calls_limit")


def test_a_place_for_everybody_is_not_served(site):
    assert Browser().fetch(site.url + "/open-metrics").status == 500
    site.announce("reason=metrics_unprotected ")
    assert len(lines_with(site, "metrics_unprotected")) == 1


def test_a_require_keeps_others_out(site, browser):
    sign_in(browser, site)
    assert browser.fetch(site.url + "/my-metrics").status == 403
    site.tolerate("AH01631|reason=")


def test_only_reading_is_allowed(site):
    page = Browser().fetch(site.url + "/metrics", method="POST", body=urlencode({"a": "b"}).encode())
    assert page.status == 405 and page.header("Allow") == "GET, HEAD"


def test_the_status_page_says_the_same(site, browser):
    sign_in(browser, site)
    lines = dict(re.findall(r"^(OAuth\w+): (\d+)$", Browser().fetch(site.url + "/status?auto").text, re.M))
    figures = scrape(site)
    logins = sum(value for (name, labels), value in figures.items()
                 if name == "oauth_logins_total" and ("outcome", "success") in labels)
    assert int(lines["OAuthLogins"]) == logins and int(lines["OAuthSessions"]) == figure(figures, "oauth_sessions")
    assert int(lines["OAuthCallsLimit"]) == figure(figures, "oauth_provider_calls_limit")
    assert f"<dt>Sign-ins</dt><dd>{int(logins)}</dd>" in Browser().fetch(site.url + "/status").text


def test_a_restart_begins_at_zero_and_sessions_stay(site, browser):
    sign_in(browser, site)
    living = figure(scrape(site), "oauth_sessions")
    site.graceful()
    figures = scrape(site)
    assert figure(figures, "oauth_logins_total", provider="main", outcome="success") == 0
    assert figure(figures, "oauth_sessions") == living > 0


def test_a_server_without_providers_has_no_figures(start_site):
    assert scrape(start_site(PLACE)) == {}

# SPDX-License-Identifier: Apache-2.0
"""What ends by itself, by a server's clock that the test sets (SL1, SL2, SL9, SL11): nothing here waits."""

import pytest

from harness.browser import Browser
from harness.clock import machine_with, one_test_of
from harness.configuration import open_place, protect, provider_block
from harness.exposition import figure, read
from harness.steps import answer_of_provider, count_of_our_redirects, is_signed_in, sign_in

MINUTE, HOUR = 60, 3600
IDLE, LIFETIME, ATTEMPT = 30 * MINUTE, 8 * HOUR, 10 * MINUTE
NOTED = IDLE // 10  # seconds between two uses that are noted
SLACK = 5           # seconds that a test may take
PAGE = "/protected/index.html"


@pytest.fixture(scope="module")
def machine(module, provider_process):
    """A clock, and a server with one provider."""
    with machine_with("OAuthSessionStore shm(2m)\n<Directory {root}>\n    Require all granted\n</Directory>\n"
                      + provider_block("main", provider_process.issuer("passing"), Scope="openid", LogoutAtProvider="on")
                      + "Alias /protected {root}/htdocs\n" + protect("/protected")
                      + open_place("/metrics", "SetHandler oauth-metrics", "Require ip 127.0.0.1")) as machine:
        yield machine


@pytest.fixture
def clock(machine):
    clock, _ = machine
    clock.set(0)
    return clock


@pytest.fixture
def site(machine, clock, provider):
    with one_test_of(machine[1]) as site:
        yield site


@pytest.fixture
def browser(site):
    browser = Browser()
    sign_in(browser, site, PAGE)
    return browser


@pytest.mark.requirement("R-SES-05")
def test_a_session_that_nobody_uses_ends_at_its_idle_limit(site, clock, browser):
    clock.set(IDLE - SLACK)
    assert browser.fetch(site.url + "/oauth/session").json["idle_seconds"] <= SLACK
    clock.set(IDLE)
    assert not is_signed_in(browser, site, PAGE)


def test_sessions_whose_time_has_passed_are_none_for_who_counts_them(site, clock, browser):
    def living():
        return figure(read(Browser().fetch(site.url + "/metrics").text), "oauth_sessions")

    assert living() > 0
    clock.set(LIFETIME)
    assert living() == 0


@pytest.mark.requirement("R-SES-05")
def test_each_use_prolongs_it_and_none_beyond_its_lifetime(site, clock, browser):
    for seconds in range(0, LIFETIME - SLACK, IDLE - SLACK):
        clock.set(seconds)
        assert is_signed_in(browser, site, PAGE)
    clock.set(LIFETIME)
    assert not is_signed_in(browser, site, PAGE)


def test_a_page_that_asks_all_the_time_how_long_it_lasts_prolongs_nothing(site, clock, browser):
    for seconds in range(0, IDLE, MINUTE):
        clock.set(seconds)
        assert browser.fetch(site.url + "/oauth/session").json["idle_seconds"] <= IDLE - seconds
    clock.set(IDLE)
    assert browser.fetch(site.url + "/oauth/session").status == 401


def test_a_use_is_noted_a_few_times_in_the_idle_limit(site, clock, browser):
    """SL6"""
    def left():
        return browser.fetch(site.url + "/oauth/session").json["idle_seconds"]

    assert is_signed_in(browser, site, PAGE)  # the first one always
    clock.set(NOTED - SLACK)
    assert is_signed_in(browser, site, PAGE) and left() <= IDLE - NOTED + SLACK
    clock.set(NOTED + SLACK)
    assert is_signed_in(browser, site, PAGE) and left() > IDLE - SLACK


def test_a_login_may_take_so_long_and_begins_anew_after_that(site, clock):
    late, browser = Browser(), Browser()
    answers = [answer_of_provider(one, site, PAGE) for one in (browser, late)]
    clock.set(ATTEMPT - SLACK)
    assert browser.follow(answers[0]).status == 303 and is_signed_in(browser, site, PAGE)
    clock.set(ATTEMPT)
    page = late.follow(answers[1])
    assert page.status == 302 and "/authorize?" in page.location
    assert not is_signed_in(late, site, PAGE)


@pytest.mark.parametrize("leap", [-HOUR, 2 * HOUR])
def test_an_answer_that_two_clocks_do_not_agree_about_has_a_page_that_says_so(site, clock, leap):
    """C11. The provider's clock stays as it is; behind two hours the attempt is over, and the next one meets the same."""
    browser = Browser()
    page = answer_of_provider(browser, site, PAGE)
    clock.set(leap)
    page = browser.follow_all(browser.follow(page))
    site.announce("reason=id_token_(early|old|expired) ")
    assert page.status == 400 and "clock" in page.text and "Try again" in page.text
    assert count_of_our_redirects(page, site) <= 3 and not is_signed_in(browser, site, PAGE)


def test_who_takes_too_long_twice_reads_that_it_took_too_long(site, clock):
    browser = Browser()
    page = answer_of_provider(browser, site, PAGE)
    clock.set(ATTEMPT)
    page = browser.follow(browser.follow(page))
    clock.set(2 * ATTEMPT)
    page = browser.follow(page)
    site.announce("reason=state_expired ")
    assert page.status == 400 and "took too long" in page.text and "clocks" in page.text
    clock.set(0)


def test_who_idled_out_is_signed_out_at_the_provider_without_a_hint(site, clock, browser):
    """LO2"""
    clock.set(IDLE)
    page = browser.submit(site.url + "/oauth/logout", {}, site.url + "/", follow=False)
    assert page.status == 303 and "/end_session?" in page.location
    asked = page.location_query
    assert "id_token_hint" not in asked and asked["client_id"] == "site"
    assert asked["post_logout_redirect_uri"] == site.url + "/oauth/logged-out" and asked["state"]

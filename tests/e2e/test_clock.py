# SPDX-License-Identifier: Apache-2.0
"""The machine's clock is set while the server runs (R-SHM-15), by hours, days and years, forward and back."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.browser import Browser
from harness.clock import machine_with, one_test_of
from harness.configuration import SECRET, default_configuration, protect, provider_block
from harness.steps import is_signed_in, sign_in

HOUR, DAY, YEAR = 3600, 86400, 365 * 86400
LIFETIME = 8 * HOUR
LOOK = 1.2  # seconds in which the server looks at the clock once more
TOLERANCE = 300  # seconds by which a clock may be set right
NOTICES = "reason=clock_set:"
PAGE = "/plain/index.html"


def plain_provider(provider):
    """Of plain OAuth 2.0: without tokens that say a time, people can sign in whatever the clock shows."""
    url = provider.issuer("plain")
    provider.register("plain", client_secret=SECRET, auto_login="bob")
    return (provider_block("plain", client_id="plain", AuthorizationEndpoint=url + "/authorize", TokenEndpoint=url + "/token",
                           ProfileURL=url + "/user", MapClaim="sub login")
            + "Alias /plain {root}/htdocs\n" + protect("/plain", "plain"))


@pytest.fixture(scope="module")
def machine(module, provider_process, backend):
    """A clock, and the server that goes by it."""
    with machine_with("OAuthSessionIdle 8h\n" + default_configuration(provider_process, backend.url)
                      + plain_provider(provider_process)) as machine:
        yield machine


@pytest.fixture
def clock(machine):
    clock, _ = machine
    yield clock
    clock.set(0)


@pytest.fixture
def site(machine, clock):
    with one_test_of(machine[1]) as site:
        yield site


def at(clock, site, seconds, page=PAGE):
    """Somebody who signs in then."""
    browser = Browser()
    clock.set(seconds)
    sign_in(browser, site, page)
    return browser


def notices(site):
    return [line for line in site.new_log().splitlines() if NOTICES in line]


def info(browser, site):
    return browser.fetch(site.url + "/oauth/session").json


def test_set_forward_sessions_end_so_much_earlier(clock, site):
    browser = at(clock, site, 0)
    clock.set(HOUR)
    told = info(browser, site)
    assert LIFETIME - HOUR - 60 < told["lifetime_seconds"] <= LIFETIME - HOUR
    clock.set(LIFETIME - 60)
    assert is_signed_in(browser, site, PAGE)
    clock.set(LIFETIME)
    assert not is_signed_in(browser, site, PAGE)


@pytest.mark.parametrize("leap", [DAY, 10 * YEAR])
@pytest.mark.requirement("R-SHM-15")
def test_set_far_forward_all_sessions_end_and_new_ones_begin(clock, site, leap):
    browser = at(clock, site, 0)
    clock.set(leap)
    assert not is_signed_in(browser, site, PAGE)
    sign_in(browser, site, PAGE)
    assert info(browser, site)["lifetime_seconds"] > LIFETIME - 60


def test_set_back_a_little_nobody_notices(clock, site):
    browser = at(clock, site, 0)
    clock.set(-TOLERANCE + 30)
    assert is_signed_in(browser, site, PAGE)
    assert info(browser, site)["lifetime_seconds"] <= LIFETIME + TOLERANCE


@pytest.mark.parametrize("leap", [HOUR, DAY, 10 * YEAR])
def test_set_back_sessions_that_would_begin_later_end_and_new_ones_begin(clock, site, leap):
    browser = at(clock, site, 0)
    clock.set(-leap)
    assert not is_signed_in(browser, site, PAGE)
    sign_in(browser, site, PAGE)
    assert info(browser, site)["lifetime_seconds"] <= LIFETIME


@pytest.mark.requirement("R-SHM-15")
def test_set_back_no_session_has_more_than_its_lifetime_before_it(clock, site):
    browser = at(clock, site, -4 * HOUR)
    for hours in (0, -3):
        clock.set(hours * HOUR)
        assert is_signed_in(browser, site, PAGE)
        assert info(browser, site)["lifetime_seconds"] <= LIFETIME
    clock.set(-4 * HOUR + LIFETIME)
    assert not is_signed_in(browser, site, PAGE)


@pytest.mark.requirement("R-SHM-15")
def test_the_log_says_which_way_and_how_far(clock, site):
    """So that who finds all people signed out knows why. The clock is looked at once in a second."""
    hops = [(DAY, "set forward by 86400 s"), (0, "set back by 86400 s")] * 3
    missing = {words for _, words in hops}
    for seconds, words in hops:  # the first one may be no news: a server that has just begun knows no time before
        clock.set(seconds)
        time.sleep(LOOK)
        missing -= {words} if any(words in line for line in notices(site)) else set()
        if not missing:
            break
    assert not missing, site.new_log()


@pytest.mark.requirement("R-SHM-15")
def test_under_load_a_clock_that_hops_signs_nobody_out_who_may_stay(clock, site):
    browsers = [at(clock, site, 0) for _ in range(8)]
    hops = [HOUR, 0, 3 * HOUR, -TOLERANCE + 60, 7 * HOUR, HOUR, 0] * 3

    def work(browser):
        return {browser.navigate(site.url + PAGE, follow=False).status for _ in range(12)}

    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = [pool.submit(work, browser) for browser in browsers]
        while not all(answer.done() for answer in answers):
            for seconds in hops:
                clock.set(seconds)
        assert set().union(*(answer.result() for answer in answers)) == {200}


def test_after_all_of_it_people_sign_in_as_ever(clock, site):
    """Nothing that is kept of the provider waits for a time that will not come."""
    for seconds in (10 * YEAR, -10 * YEAR, 0):
        at(clock, site, seconds)
    assert is_signed_in(at(clock, site, 0, "/protected/index.html"), site)

# SPDX-License-Identifier: Apache-2.0
"""A store without room: whoever is signed in stays so, and who is not is told when to come back."""

import time

import pytest

from harness.browser import Browser
from harness.configuration import ONE_PROCESS, default_configuration
from harness.steps import SESSION, answer_of_provider, is_signed_in, lines_with, sign_in

SMALLEST = "OAuthSessionStore shm(1m)\n"
LARGE = {"refresh_token": "r" * 50_000}  # of 64 kB that a token response may have
MOST = 25                                # of such sessions can be in the store
FULL = "reason=store_full"


@pytest.fixture
def small_site(start_site, provider, backend):
    site = start_site(default_configuration(provider, backend.url).replace("OAuthSessionStore shm(2m)\n", SMALLEST))
    provider.twist("token", tenant="main", json_set=LARGE)
    return site


def fill(site):
    """People who are signed in, and the one for whom there is no room, with his page."""
    people = []
    while len(people) < MOST:
        browser = Browser()
        page = browser.navigate(site.url + "/protected/env")
        if page.status != 200:
            return people, browser, page
        people.append(browser)
    raise AssertionError(f"{MOST} people are signed in, and the store is not full")


def sign_out(browser, site):
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    assert not is_signed_in(browser, site)


def test_the_next_login_is_told_when_to_come_back_and_nobody_is_signed_out(small_site):
    people, late, page = fill(small_site)
    assert len(people) > 10
    assert page.status == 503 and int(page.header("Retry-After")) >= 30 and page.header("Cache-Control") == "no-store"
    assert "No more people can sign in" in page.text and 'href="/protected/env"' in page.text
    assert late.cookie(SESSION) is None and not is_signed_in(late, small_site)
    [line] = lines_with(small_site, "store_full")
    assert "[oauth_session:alert]" in line and "status=full" in line
    assert all(is_signed_in(browser, small_site) for browser in people)
    small_site.announce(FULL)


def test_there_is_room_again_when_somebody_signs_out(small_site):
    people, late, _ = fill(small_site)
    sign_out(people.pop(0), small_site)
    sign_in(late, small_site)
    assert all(is_signed_in(browser, small_site) for browser in [*people, late])
    small_site.announce(FULL)


def test_there_is_room_again_when_sessions_have_ended(start_site, provider, backend):
    """Nobody has to sign out, or to tidy up: what is over makes room for what comes."""
    site = start_site("OAuthSessionLifetime 4s\n" + ONE_PROCESS
                      + default_configuration(provider, backend.url).replace("OAuthSessionStore shm(2m)\n", SMALLEST))
    provider.twist("token", tenant="main", json_set=LARGE)
    people, late, _ = fill(site)
    site.wait_for(lambda: not any(is_signed_in(browser, site) for browser in people))
    time.sleep(1)  # the table makes room by the second: all of them may have ended in this one
    sign_in(late, site)
    site.announce(FULL)


def test_who_signs_in_anew_in_vain_stays_who_he_was(small_site):
    [person, *_], _, _ = fill(small_site)
    kept = list(person.cookies)
    person.forget(SESSION)
    page = answer_of_provider(person, small_site)
    person.cookies = kept
    assert person.follow(page).status == 503 and is_signed_in(person, small_site)
    small_site.announce(FULL)


def test_a_program_is_told_so_in_its_own_words(small_site):
    _, late, _ = fill(small_site)
    page = late.fetch(answer_of_provider(late, small_site).location)
    assert page.status == 503 and page.header("Content-Type").startswith("application/problem+json")
    assert page.json["reason"] == "store_full" and int(page.header("Retry-After")) >= 30
    small_site.announce(FULL)


def test_small_sessions_have_room_beside_the_largest_that_there_can_be(small_site, provider, browser):
    """Token response, user info and claims are bounded; all at their bounds, they fit into the smallest store."""
    provider.untwist()
    sign_in(browser, small_site)
    provider.twist("token", tenant="main", json_set={"refresh_token": "r" * 62_000})
    provider.twist("userinfo", tenant="main", json_set={"nonce": "n" * 45_000, **{f"c{n}": "x" * 3900 for n in range(4)}})
    large = Browser()
    sign_in(large, small_site)
    assert is_signed_in(browser, small_site) and is_signed_in(large, small_site)


def test_who_would_not_fit_into_an_empty_store_is_told_so_and_gets_no_session(start_site, provider, backend, browser):
    """The smallest store that can be configured has room for a few dozen people, but not for the largest account there is."""
    site = start_site(default_configuration(provider, backend.url).replace("shm(2m)", "shm(128k)"))
    sign_in(browser, site)
    provider.twist("token", tenant="main", json_set={"refresh_token": "r" * 62_000})
    provider.twist("userinfo", tenant="main", json_set={"nonce": "n" * 45_000, **{f"c{n}": "x" * 3900 for n in range(4)}})
    large = Browser()
    page = large.navigate(site.url + "/protected/env")
    assert page.status == 400 and "Your account is too large for this site" in page.text
    assert large.cookie(SESSION) is None and not is_signed_in(large, site)
    [line] = lines_with(site, "session_larger_than_store")
    assert "status=refused" in line and "the session needs more than" in line
    assert is_signed_in(browser, site)
    provider.untwist()
    sign_in(large, site)
    site.announce("reason=session_larger_than_store")

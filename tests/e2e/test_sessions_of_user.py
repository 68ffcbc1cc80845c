# SPDX-License-Identifier: Apache-2.0
"""One user has as many sessions as he may have and no more: the oldest makes room for the next."""

import re
from concurrent.futures import ThreadPoolExecutor

from harness.browser import Browser
from harness.configuration import SECRET, protect, provider_block
from harness.steps import is_signed_in, lines_with, sign_in

MOST = 32
ALICE = "/alice/index.html"
NEWS = "sessions_of_user"


def configure(provider):
    provider.register("site-of-alice", client_secret=SECRET, auto_login="alice")
    return (provider_block("alice", provider.issuer("main"), "site-of-alice") + protect("/alice", "alice")
            + "Alias /alice {root}/htdocs\n")


def signed_in(site, count):
    browsers = [Browser() for _ in range(count)]
    for browser in browsers:
        sign_in(browser, site)
    return browsers


def test_the_oldest_of_too_many_sessions_goes_and_no_other(site, provider):
    alice = Browser()
    sign_in(alice, site, ALICE)
    browsers = signed_in(site, MOST)
    assert lines_with(site, NEWS) == [] and all(is_signed_in(browser, site) for browser in browsers)
    browsers += signed_in(site, 1)
    assert [is_signed_in(browser, site) for browser in browsers] == [False] + MOST * [True]
    assert is_signed_in(alice, site, ALICE)
    [line] = lines_with(site, NEWS)
    assert "[oauth_session:notice]" in line and not re.search("bob|Bob|7d20aa31", line)
    sign_in(browsers[0], site)
    assert [is_signed_in(browser, site) for browser in browsers[:3]] == [True, False, True]


def test_logins_at_the_same_time_end_no_more_than_they_must(site, provider):
    signed_in(site, MOST)
    late = [Browser() for _ in range(8)]
    with ThreadPoolExecutor(len(late)) as pool:
        list(pool.map(lambda browser: sign_in(browser, site), late))
    assert all(is_signed_in(browser, site) for browser in late)
    more = signed_in(site, MOST - len(late))
    assert all(is_signed_in(browser, site) for browser in late + more)

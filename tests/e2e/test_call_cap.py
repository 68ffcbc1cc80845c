# SPDX-License-Identifier: Apache-2.0
"""Calls to a provider that hangs may hold some workers, never all."""

import threading
import time

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration, protect, provider_block
from harness.steps import answer_of_provider, sign_in

WORKERS = 8
LIMITS = """
ServerLimit 1
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 8
MinSpareThreads 1
MaxSpareThreads 8
OAuthCallDeadline 5s
"""
QUICK = 0.1  # seconds; what a request may take while the provider hangs


@pytest.fixture
def small_site(start_site, provider, backend):
    """Eight workers, so that two calls may be under way: a quarter."""
    return start_site(default_configuration(provider, backend.url) + LIMITS
                      + provider_block("hangs", provider.issuer("hangs")) + protect("/hangs", "hangs"))


def seconds(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


def follow_in_background(pages):
    """Each browser opens its callback; returns (threads, answers with their times as they come)."""
    answers = []

    def follow(browser, page):
        began = time.monotonic()
        answer = browser.follow(page)
        answers.append((answer, time.monotonic() - began))

    threads = [threading.Thread(target=follow, args=pair) for pair in pages]
    for thread in threads:
        thread.start()
    return threads, answers


def test_eight_hanging_callbacks_on_eight_workers_delay_nobody_else(small_site, provider, browser):
    sign_in(browser, small_site)
    visitors = [Browser() for _ in range(WORKERS)]
    pages = [(visitor, answer_of_provider(visitor, small_site, "/hangs")) for visitor in visitors]
    provider.twist("token", tenant="hangs", never=True)
    threads, answers = follow_in_background(pages)
    while len(answers) < WORKERS - 2 and any(thread.is_alive() for thread in threads):
        time.sleep(0.02)

    for path in ("/index.html", "/protected/index.html"):
        took = sorted(seconds(lambda: browser.navigate(small_site.url + path)) for _ in range(9))
        assert took[4] < QUICK and took[-1] < 5 * QUICK
    assert sum(thread.is_alive() for thread in threads) == 2
    for answer, took in answers:
        assert answer.status == 503 and int(answer.header("Retry-After")) > 0 and took < 1
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer, _ in answers) == [503] * WORKERS
    assert all(took < 7 for _, took in answers)
    small_site.announce("too_many_calls")
    small_site.announce("reason=call_deadline ")


def test_the_cap_is_free_again_when_the_provider_is_well(small_site, provider, browser):
    visitors = [Browser() for _ in range(3)]
    pages = [(visitor, answer_of_provider(visitor, small_site, "/hangs")) for visitor in visitors]
    provider.twist("token", tenant="hangs", delay=1.0)
    threads, answers = follow_in_background(pages)
    for thread in threads:
        thread.join()
    provider.untwist()
    assert sorted(answer.status for answer, _ in answers) == [303, 303, 503]
    assert browser.navigate(small_site.url + "/hangs").status in (200, 404)
    small_site.announce("too_many_calls")

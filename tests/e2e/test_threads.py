# SPDX-License-Identifier: Apache-2.0
"""Threads of one process that do everything at once: what ThreadSanitizer is shown (tests/run tsan)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.browser import Browser
from harness.configuration import ONE_PROCESS, SECRET, default_configuration, protect, provider_block
from harness.steps import SESSION, sign_in

PEOPLE, WINDOWS, ROUNDS, READINGS = 4, 2, 3, 8


def configuration(provider, backend):
    text = default_configuration(provider, backend.url) + ONE_PROCESS
    for number in range(PEOPLE):
        provider.user(f"reader{number}", password="x", sub=f"reader-{number}")
        provider.register(f"window{number}", client_secret=SECRET, auto_login=f"reader{number}")
        text += provider_block(f"w{number}", provider.issuer("main"), f"window{number}")
        text += protect(f"/shelf{number}", f"w{number}") + f"ScriptAlias /shelf{number} {{root}}/cgi/env\n"
    return text


def read(site, path, cookie):
    """What this window shows, again and again: names, and statuses where there was none."""
    answers = [Browser().fetch(site.url + path, headers={"Cookie": cookie}) for _ in range(READINGS)]
    return {answer.json["REMOTE_USER"] if answer.status == 200 else answer.status for answer in answers}


def live(site, number):
    """Sign in, read in several windows at once, sign out while they go on reading, and see that it is over."""
    path, seen = f"/shelf{number}", set()
    for _ in range(ROUNDS):
        browser = Browser()
        sign_in(browser, site, path)
        cookie = f"{SESSION}={browser.cookie(SESSION)}"
        with ThreadPoolExecutor(WINDOWS) as windows:
            readings = [windows.submit(read, site, path, cookie) for _ in range(WINDOWS)]
            readings[0].result()
            browser.submit(site.url + "/oauth/logout", {}, site.url + path)
            seen = seen.union(*(reading.result() for reading in readings))
        seen |= {f"then {Browser().fetch(site.url + path, headers={'Cookie': cookie}).status}"}
    return seen


@pytest.mark.threads
def test_threads_of_one_process_do_everything_at_once(start_site, provider, backend):
    site = start_site(configuration(provider, backend))
    with ThreadPoolExecutor(PEOPLE) as people:
        lives = list(people.map(lambda number: live(site, number), range(PEOPLE)))
    assert [seen - {401} for seen in lives] == [{f"reader-{number}", "then 401"} for number in range(PEOPLE)]

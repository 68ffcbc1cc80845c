# SPDX-License-Identifier: Apache-2.0
"""Many people at once, signing in, reading and signing out: everybody is himself, all the time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, default_configuration, protect, provider_block
from harness.steps import SESSION, sign_in

PEOPLE, ROUNDS, READINGS = 6, 3, 4
# With event they stay: where one ends it closes a connection unanswered now and then, without this module, too.
CHILDREN_COME_AND_GO = "StartServers 3\nMaxRequestsPerChild 25\n"
CHILDREN = {"prefork": CHILDREN_COME_AND_GO, "worker": CHILDREN_COME_AND_GO, "event": "StartServers 3\n"}


def configuration(provider, backend, mpm):
    """Each person has a provider's client and a place of his own, all of one server and one store."""
    text = default_configuration(provider, backend.url) + CHILDREN[mpm]
    for number in range(PEOPLE):
        provider.user(f"person{number}", password="x", sub=f"subject-{number}")
        provider.register(f"client{number}", client_secret=SECRET, auto_login=f"person{number}")
        text += provider_block(f"p{number}", provider.issuer("main"), f"client{number}")
        text += protect(f"/place{number}", f"p{number}") + f"ScriptAlias /place{number} {{root}}/cgi/env\n"
    return text


def live(site, number):
    """One person's hour; returns the names he was called."""
    names = set()
    for _ in range(ROUNDS):
        browser, path = Browser(), f"/place{number}"
        names.add(sign_in(browser, site, path).json["REMOTE_USER"])
        for _ in range(READINGS):
            names.add(browser.navigate(site.url + path).json["REMOTE_USER"])
        kept = browser.cookie(SESSION)
        browser.submit(site.url + "/oauth/logout", {}, site.url + path)
        after = Browser().fetch(site.url + path, headers={"Cookie": f"{SESSION}={kept}"})
        names.add(f"status {after.status}")
    return names


@pytest.mark.parametrize("mpm", CHILDREN)
def test_everybody_is_himself_all_the_time(start_site, provider, backend, mpm):
    site = start_site(configuration(provider, backend, mpm), mpm)
    with ThreadPoolExecutor(PEOPLE) as people:
        lives = list(people.map(lambda number: live(site, number), range(PEOPLE)))
    assert lives == [{f"subject-{number}", "status 401"} for number in range(PEOPLE)]

# SPDX-License-Identifier: Apache-2.0
"""Keys are changed while people are signed in: nobody notices, until a key is dropped."""

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration, new_key, write_keys
from harness.figures import PLACE as STATUS, figures
from harness.load import CHILDREN, CLIENTS, Load, load_configuration, print_figures
from harness.steps import SESSION, is_signed_in, sign_in

ROTATIONS = 5
ANSWERS_BETWEEN = 60


def change_generation(site):
    """Until all children know the keys of now: one that is about to end serves who is connected to it."""
    former = set(site.workers())
    site.graceful()
    site.wait_for(lambda: not former & set(site.workers()))


@pytest.mark.soak
@pytest.mark.parametrize("mpm", ["event", "prefork"])
def test_nobody_notices_five_changes_of_keys(start_site, provider, tmp_path, mpm):
    path, keys = tmp_path / "oauth.keys", [new_key()]
    write_keys(path, *keys)
    site = start_site(f"OAuthSessionStore shm(2m)\nOAuthKeyFile {path}\n" + load_configuration(provider) + CHILDREN[mpm],
                      mpm, scripts=False)
    with Load(site, provider, CLIENTS[mpm]) as load:
        for _ in range(ROTATIONS):
            new = new_key()
            write_keys(path, *keys, new)
            change_generation(site)
            keys.insert(0, new)
            write_keys(path, *keys)
            site.graceful()
            load.wait_for_answers(ANSWERS_BETWEEN)
    load.check_all()
    print_figures(f"rollover.{mpm}", load, rotations=ROTATIONS)
    assert load.oracle.complaints() == []


def test_sessions_under_a_dropped_key_are_refused_and_gone_and_no_others(start_site, provider, backend, tmp_path):
    path, keys, people = tmp_path / "oauth.keys", [], []
    site = None
    for _ in range(3):
        keys.insert(0, new_key())
        write_keys(path, *keys)
        if site is None:
            site = start_site(f"OAuthKeyFile {path}\n" + STATUS + default_configuration(provider, backend.url),
                              scripts=False)  # restarts so close together are too much for mod_cgid
        else:
            site.graceful()
        people.append(Browser())
        sign_in(people[-1], site, "/protected/index.html")
    assert all(is_signed_in(browser, site) for browser in people) and figures(site)["s"] == 3
    write_keys(path, *keys[:2])
    site.graceful()
    assert [is_signed_in(browser, site) for browser in people] == [False, True, True]
    site.wait_for(lambda: "reason=keys_dropped: ended 1 sessions" in site.new_log())
    assert figures(site)["s"] == 2
    write_keys(path, *keys)  # whoever has the key back does not have the session back
    site.graceful()
    old = Browser()
    assert old.fetch(site.url + "/protected/", headers={"Cookie": f"{SESSION}={people[0].cookie(SESSION)}"}).status == 401

# SPDX-License-Identifier: Apache-2.0
"""Keys are changed while people are signed in: nobody notices, until a key is dropped."""

import base64
from http.client import HTTPConnection

import pytest

from harness.browser import FETCH, Browser
from harness.configuration import default_configuration, new_key, write_keys
from harness.figures import PLACE as STATUS, figures
from harness.load import CHILDREN, CLIENTS, PLACE, Load, load_configuration, print_figures
from harness.steps import SESSION, begin, is_signed_in, sign_in

ROTATIONS = 5
ANSWERS_BETWEEN = 60


def sealing_key(site, place):
    """The id of the key that a login that begins now is sealed under."""
    state = begin(Browser(), site, place).location_query["state"]
    return base64.urlsafe_b64decode(state + "=" * (-len(state) % 4))[:4]


def change_keys(site, path, keys, place):
    """In one step; until the new key seals, which it does when the last child has ended that did not know it."""
    former = sealing_key(site, place)
    keys.insert(0, new_key())
    write_keys(path, *keys)
    site.graceful()
    site.wait_for(lambda: sealing_key(site, place) != former)


@pytest.mark.soak
@pytest.mark.parametrize("mpm", ["event", "prefork"])
def test_nobody_notices_five_changes_of_keys(start_site, provider, tmp_path, mpm):
    path, keys = tmp_path / "oauth.keys", [new_key()]
    write_keys(path, *keys)
    site = start_site(f"OAuthSessionStore shm(2m)\nOAuthKeyFile {path}\n" + load_configuration(provider) + CHILDREN[mpm],
                      mpm, scripts=False)
    with Load(site, provider, CLIENTS[mpm]) as load:
        for _ in range(ROTATIONS):
            change_keys(site, path, keys, PLACE)
            load.wait_for_answers(ANSWERS_BETWEEN)
    load.check_all()
    print_figures(f"rollover.{mpm}", load, rotations=ROTATIONS)
    assert load.oracle.complaints() == []


def test_a_child_of_before_knows_who_signs_in_after_a_change_of_keys(start_site, provider, backend, tmp_path):
    """Whoever has a connection is served by the child that took it, also when it knows the former keys alone."""
    path, keys = tmp_path / "oauth.keys", [new_key()]
    write_keys(path, *keys)
    site = start_site(f"OAuthKeyFile {path}\nKeepAliveTimeout 20\n" + default_configuration(provider, backend.url), "prefork",
                      scripts=False)
    connection, browser = HTTPConnection("127.0.0.1", site.port), Browser()
    assert ask(connection, site, {}) == 401
    former = sealing_key(site, "/protected/")
    keys.insert(0, new_key())
    write_keys(path, *keys)
    site.graceful()
    sign_in(browser, site, "/protected/index.html")
    assert sealing_key(site, "/protected/") == former
    assert ask(connection, site, {"Cookie": f"{SESSION}={browser.cookie(SESSION)}"}) == 200
    site.wait_for(lambda: sealing_key(site, "/protected/") != former)
    assert is_signed_in(browser, site)


def ask(connection, site, headers):
    connection.request("GET", "/protected/index.html", headers=FETCH | {"Host": site.host} | headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def test_sessions_under_a_dropped_key_are_refused_and_gone_and_no_others(start_site, provider, backend, tmp_path):
    path, keys, people = tmp_path / "oauth.keys", [new_key()], [Browser() for _ in range(3)]
    write_keys(path, *keys)
    site = start_site(f"OAuthKeyFile {path}\n" + STATUS + default_configuration(provider, backend.url),
                      scripts=False)  # restarts so close together are too much for mod_cgid
    sign_in(people[0], site, "/protected/index.html")
    for browser in people[1:]:
        change_keys(site, path, keys, "/protected/index.html")
        sign_in(browser, site, "/protected/index.html")
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

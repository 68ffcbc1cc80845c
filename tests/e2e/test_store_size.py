# SPDX-License-Identifier: Apache-2.0
"""Another size of OAuthSessionStore is another table, and everybody moves into it."""

import os
import random
import signal
import time

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration
from harness.httpd import Site
from harness.steps import is_signed_in, lines_with, sign_in

AGAIN = {"restart": lambda site: site.restart(), "stop and start": lambda site: (site.stop(), site.start())}
LARGE = {"refresh_token": "r" * 50_000}
KILLS = 12
UNCLEAN = "Unclean shutdown"


def signed_in(site, count=5):
    browsers = [Browser() for _ in range(count)]
    for browser in browsers:
        sign_in(browser, site)
    return browsers


def all_signed_in(people, site):
    return all(is_signed_in(browser, site) for browser in people)


def sign_out(browser, site):
    """Returns the browser with the cookies it had before."""
    former = Browser()
    former.cookies = list(browser.cookies)
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    return former


@pytest.fixture
def site(start_site, provider, backend):
    return start_site(default_configuration(provider, backend.url))


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("size", ["3m", "1m", "9m"])
def test_a_changed_size_keeps_sessions(site, again, size):
    people = signed_in(site)
    site.change("shm(2m)", f"shm({size})")
    AGAIN[again](site)
    assert all_signed_in(people, site)
    assert len(lines_with(site, "store_resized:")) == 1 and len(site.segments_there()) == 1
    former = sign_out(people.pop(), site)
    site.change(f"shm({size})", "shm(2m)")
    AGAIN[again](site)
    assert all_signed_in(people, site) and not is_signed_in(former, site)
    assert len(lines_with(site, "store_resized:")) == 2 and len(site.segments_there()) == 1


@pytest.mark.parametrize("mpm", ["prefork", "worker", "event"])
def test_a_changed_size_waits_at_a_graceful_restart(start_site, provider, backend, browser, mpm):
    """Children of the last generation are still writing to the table there is."""
    site = start_site(default_configuration(provider, backend.url), mpm)
    sign_in(browser, site)
    site.change("shm(2m)", "shm(3m)")
    for waits in (1, 2):
        site.graceful()
        assert is_signed_in(browser, site)
        assert len(lines_with(site, "store_size_waits:")) == waits and not lines_with(site, "store_resized:")
    site.restart()
    assert is_signed_in(browser, site)
    assert len(lines_with(site, "store_size_waits:")) == 2 and len(lines_with(site, "store_resized:")) == 1


@pytest.mark.parametrize("again", AGAIN)
def test_a_size_that_is_too_small_ends_nobodys_session(site, provider, again):
    """The table stays until enough of them have signed out."""
    provider.twist("token", tenant="main", json_set=LARGE)
    people = signed_in(site, 22)
    site.change("shm(2m)", "shm(1m)")
    AGAIN[again](site)
    assert all_signed_in(people, site) and len(site.segments_there()) == 1
    site.announce("reason=store_size_kept: the session table keeps its 2048 kB: .* 1024 kB have no room")
    while len(people) > 3:
        sign_out(people.pop(), site)
    AGAIN[again](site)
    assert all_signed_in(people, site)
    assert len(lines_with(site, "store_resized:")) == 1


class LittleMemory(Site):
    """A site that has 5 MB of shared memory, and nobody else has them."""

    def command(self, *options):
        return ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs -o size=5m none /dev/shm && exec "$0" "$@"',
                *super().command(*options)]


@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount")
def test_a_size_for_which_there_is_no_memory_waits(module, provider, backend):
    site = LittleMemory(default_configuration(provider, backend.url))
    try:
        site.start()
        people = signed_in(site)
        site.change("shm(2m)", "shm(4m)")
        site.restart()
        assert all_signed_in(people, site)
        [line] = lines_with(site, "store_size_kept:")
        assert "OAuthSessionStore asks for 4100 kB of shared memory, and /dev/shm has " in line
        site.change("shm(4m)", "shm(1m)")
        site.restart()
        assert all_signed_in(people, site) and len(lines_with(site, "store_resized:")) == 1
    finally:
        site.remove()


@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount")
def test_a_start_without_memory_says_what_is_missing(module, provider, backend):
    site = LittleMemory(default_configuration(provider, backend.url).replace("shm(2m)", "shm(64m)"))
    try:
        with pytest.raises(AssertionError, match="asks for 65540 kB of shared memory, and /dev/shm has 5120 kB free"):
            site.start()
    finally:
        site.remove()


def test_a_kill_at_any_moment_of_a_change_keeps_all_sessions(site):
    people, ended = signed_in(site, 8), []
    for number in range(KILLS):
        site.change(*(("shm(2m)", "shm(3m)") if number % 2 == 0 else ("shm(3m)", "shm(2m)")))
        site.process.send_signal(signal.SIGHUP)
        time.sleep(random.uniform(0, 0.25))
        site.kill()
        site.start()
        assert len(site.segments_there()) == 1, site.segments_there()
        assert all_signed_in(people, site) and not any(is_signed_in(former, site) for former in ended), number
        if len(people) > 2:
            ended.append(sign_out(people.pop(), site))
    site.announce(UNCLEAN)

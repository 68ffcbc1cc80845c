# SPDX-License-Identifier: Apache-2.0
"""Children that outlive their server. Nobody else finds them: they hold no port after a graceful restart."""

import os
import signal
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration
from harness.processes import has_not_ended
from harness.steps import is_signed_in, lines_with, sign_in

LARGE = 64 * 1024 * 1024  # bytes, more than all buffers on the way
SOON = 1.0  # seconds


@pytest.fixture
def site(start_site, provider, backend):
    """Of prefork, whose children are all workers."""
    site = start_site(default_configuration(provider, backend.url), "prefork")
    with open(site.root / "htdocs/large", "wb") as file:
        file.truncate(LARGE)
    return site


@contextmanager
def download(site):
    """A request that goes on until the connection is closed."""
    with socket.create_connection(("127.0.0.1", site.port), 10) as connection:
        connection.sendall(f"GET /large HTTP/1.1\r\nHost: localhost:{site.port}\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        yield connection


def last_of_former_generation(site):
    """The process id of the child that goes on after a graceful restart, with all others gone."""
    former = set(site.workers())
    site.graceful()
    site.wait_for(lambda: len(former & set(site.workers())) == 1)
    [pid] = former & set(site.workers())
    return pid


def kill_all_but(survivor, site):
    pids = [site.process.pid, *(pid for pid in site.workers() if pid != survivor)]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    site.process.wait(10)
    while any(has_not_ended(pid) for pid in pids):
        time.sleep(0.005)


def test_a_server_does_not_take_over_what_a_child_of_another_one_still_uses(site, browser):
    sign_in(browser, site)
    with download(site):
        survivor = last_of_former_generation(site)
        kill_all_but(survivor, site)
        with pytest.raises(AssertionError, match=f"process {survivor} was started by a server that ended"):
            site.start()
        assert has_not_ended(survivor)
    site.announce("reason=startup: process .* still uses the sessions", "Configuration Failed")
    site.start()
    assert is_signed_in(browser, site) and not has_not_ended(survivor)
    sign_in(Browser(), site)
    site.tolerate("Unclean shutdown")


def test_a_start_waits_for_a_child_that_is_just_ending(site, browser):
    sign_in(browser, site)
    with download(site) as connection:
        survivor = last_of_former_generation(site)
        kill_all_but(survivor, site)
        threading.Timer(SOON, connection.close).start()
        site.start()
    assert is_signed_in(browser, site) and not has_not_ended(survivor)
    site.tolerate("Unclean shutdown")


def test_a_restart_ends_them(site, browser):
    sign_in(browser, site)
    with download(site):
        survivor = last_of_former_generation(site)
        site.restart()
        assert not has_not_ended(survivor)
    assert is_signed_in(browser, site) and not lines_with(site, "store_in_use:")

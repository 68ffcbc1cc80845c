# SPDX-License-Identifier: Apache-2.0
"""Sessions outlive whatever happens to the server, and to the size of their table."""

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration
from harness.steps import is_signed_in, lines_with, sign_in

BY_RESTART = [lambda site: site.restart(), lambda site: (site.stop(), site.start())]


def change(site, former, new):
    """In the configuration, which counts from the next start or restart."""
    path = site.root / "httpd.conf"
    text = path.read_text()
    assert former in text
    path.write_text(text.replace(former, new))


@pytest.fixture
def site(start_site, provider, backend):
    return start_site(default_configuration(provider, backend.url))


@pytest.fixture
def people(site):
    """Five who have signed in."""
    browsers = [Browser() for _ in range(5)]
    for browser in browsers:
        sign_in(browser, site)
    return browsers


def all_signed_in(people, site):
    return all(is_signed_in(browser, site) for browser in people)


@pytest.mark.parametrize("again", BY_RESTART)
@pytest.mark.parametrize("size", ["3m", "1m", "9m"])
def test_a_changed_size_keeps_sessions(site, people, again, size):
    change(site, "shm(2m)", f"shm({size})")
    again(site)
    assert all_signed_in(people, site)
    assert len(lines_with(site, "store_resized:")) == 1 and len(site.segments_there()) == 1
    people[0].submit(site.url + "/oauth/logout", {}, site.url + "/")
    change(site, f"shm({size})", "shm(2m)")
    again(site)
    assert all_signed_in(people[1:], site) and not is_signed_in(people[0], site)


@pytest.mark.parametrize("mpm", ["prefork", "worker", "event"])
def test_a_changed_size_waits_at_a_graceful_restart(start_site, provider, backend, browser, mpm):
    """Children of the last generation are still writing to the table there is."""
    site = start_site(default_configuration(provider, backend.url), mpm)
    sign_in(browser, site)
    change(site, "shm(2m)", "shm(3m)")
    site.graceful()
    assert is_signed_in(browser, site)
    assert len(lines_with(site, "store_size_waits:")) == 1 and not lines_with(site, "store_resized:")
    site.restart()
    assert is_signed_in(browser, site)
    assert len(lines_with(site, "store_size_waits:")) == 1 and len(lines_with(site, "store_resized:")) == 1

# SPDX-License-Identifier: Apache-2.0
"""The server's own keys: made once, changed without signing anybody out, and worth nothing when they are taken away."""

import base64
import stat

import pytest

from harness.configuration import default_configuration, new_key, write_keys
from harness.steps import begin, is_signed_in, sign_in


@pytest.fixture
def keyed_site(start_site, provider, backend, tmp_path):
    """A site with a key file of its own, and that file."""
    path = tmp_path / "oauth.keys"
    write_keys(path, new_key())
    return start_site(f"OAuthKeyFile {path}\n" + default_configuration(provider, backend.url)), path


def test_new_keys_sign_nobody_out_while_the_former_are_listed(keyed_site, provider, browser):
    site, path = keyed_site
    former = path.read_text()
    sign_in(browser, site)
    write_keys(path, new_key(), former)
    site.graceful()
    assert is_signed_in(browser, site)


def test_a_login_under_way_survives_a_change_of_keys(keyed_site, provider, browser):
    site, path = keyed_site
    departure = begin(browser, site)
    write_keys(path, new_key(), path.read_text())
    site.graceful()
    page = browser.follow_all(departure)
    assert (page.status, page.url) == (200, site.url + "/protected/env")
    assert provider.count("authorize") == 1


def test_a_key_that_is_taken_away_ends_its_sessions(keyed_site, provider, browser):
    site, path = keyed_site
    sign_in(browser, site)
    write_keys(path, new_key())
    site.graceful()
    assert not is_signed_in(browser, site)
    sign_in(browser, site)


def test_a_first_start_makes_a_key_file_for_its_owner_alone(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url))
    [path] = site.root.rglob("oauth_session.keys")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and len(base64.b64decode(path.read_text())) == 32
    made = path.read_text()
    sign_in(browser, site)
    site.stop()
    site.start()
    assert path.read_text() == made and is_signed_in(browser, site)

# SPDX-License-Identifier: Apache-2.0
"""Sessions outlive the machine: OAuthSessionSnapshot is written at stop and read where shared memory is gone."""

import os
import random
import time

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration, new_key, write_keys
from harness.httpd import Site
from harness.steps import is_signed_in, lines_with, sign_in

PAGE = 4096
SPOILT = 20_000  # places


@pytest.fixture
def folder(tmp_path):
    write_keys(tmp_path / "keys", new_key())
    return tmp_path


@pytest.fixture
def configuration(provider, backend, folder):
    return (f"OAuthKeyFile {folder}/keys\nOAuthSessionSnapshot {folder}/sessions\n"
            + default_configuration(provider, backend.url))


@pytest.fixture
def site(start_site, configuration):
    """Of an MPM that may be told to stop as soon as it has begun: event's children can crash then (harness/httpd.py)."""
    return start_site(configuration, "prefork")


def reboot(site, meanwhile=lambda: None):
    """As far as sessions can tell: all is stopped, shared memory is gone."""
    site.stop()
    site.forget_memory()
    meanwhile()
    site.start()


def sign_out(browser, site):
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")


def kept(browser):
    """The same browser with the cookies it has now, whatever happens to it later."""
    copy = Browser()
    copy.cookies = list(browser.cookies)
    return copy


@pytest.mark.parametrize("mpm", ["prefork", "worker", "event"])
def test_sessions_outlive_the_machine_and_ended_ones_stay_ended(start_site, configuration, folder, browser, mpm):
    site, other = start_site(configuration, mpm), Browser()
    sign_in(browser, site)
    sign_in(other, site)
    former = kept(other)
    reboot(site)
    assert is_signed_in(browser, site) and is_signed_in(former, site)
    assert not (folder / "sessions").exists()
    sign_out(other, site)
    for _ in range(2):
        reboot(site)
        assert is_signed_in(browser, site) and not is_signed_in(former, site)


def test_a_graceful_stop_writes_it_too(site, folder, browser):
    sign_in(browser, site)
    site.stop_gracefully()
    site.forget_memory()
    site.start()
    assert is_signed_in(browser, site)


def test_the_file_is_for_nobody_else_and_shows_nothing(site, folder, browser):
    sign_in(browser, site)
    site.stop()
    path = folder / "sessions"
    assert path.stat().st_mode & 0o777 == 0o600 and sorted(p.name for p in folder.iterdir()) == ["keys", "sessions"]
    content = path.read_bytes()
    assert len(content) > 500
    for secret in (b"bob", b"main", browser.cookie("oauth_session").encode()):
        assert secret not in content


def test_neither_restarts_nor_children_write_it(site, folder, browser):
    sign_in(browser, site)
    site.graceful()
    site.restart()
    assert not (folder / "sessions").exists() and is_signed_in(browser, site)


def test_a_former_snapshot_brings_nobody_back(site, folder, browser):
    """Stop, start with the memory still there, sign out, and then the machine ends without a word."""
    sign_in(browser, site)
    former = kept(browser)
    site.stop()
    site.start()
    assert not (folder / "sessions").exists() and is_signed_in(browser, site)
    sign_out(browser, site)
    site.kill()
    site.forget_memory()
    site.start()
    assert not is_signed_in(former, site)
    site.announce("Unclean shutdown")


@pytest.mark.parametrize("again", ["graceful", "restart"])
def test_one_of_a_time_before_the_directive_was_taken_out_brings_nobody_back(site, folder, browser, again):
    """Stop, start without the directive, sign out, and put it back while the server runs."""
    sign_in(browser, site)
    former, directive = kept(browser), f"OAuthSessionSnapshot {folder}/sessions\n"
    site.stop()
    site.change(directive, "")
    site.start()
    sign_out(browser, site)
    assert (folder / "sessions").exists()
    site.change("OAuthKeyFile", directive + "OAuthKeyFile")
    getattr(site, again)()
    assert not (folder / "sessions").exists()
    site.kill()
    site.forget_memory()
    site.start()
    assert not is_signed_in(former, site)
    site.announce("Unclean shutdown")


def test_a_snapshot_goes_into_a_table_of_another_size(site, browser):
    sign_in(browser, site)
    reboot(site, lambda: site.change("shm(2m)", "shm(1m)"))
    assert is_signed_in(browser, site)
    assert lines_with(site, "snapshot_restored:") and lines_with(site, "store_resized:")


def spoil(site, seed):
    """As somebody could who has got hold of a child."""
    [path], dice = site.segments_there(), random.Random(seed)
    with open(path, "r+b") as memory:
        for _ in range(SPOILT):
            memory.seek(dice.randrange(PAGE, path.stat().st_size - 8))
            memory.write(dice.choice((b"\xff", b"\0" * 8, dice.randbytes(dice.randrange(1, 8)))))


@pytest.mark.parametrize("seed", range(4))
def test_what_a_child_wrote_into_the_table_does_not_hurt_the_parent(site, folder, seed):
    """R-SHM-04: it is root, and it goes through all of the table at stop and at start."""
    for _ in range(5):
        sign_in(Browser(), site)
    site.stop()
    (folder / "sessions").unlink()
    site.start()
    spoil(site, seed)
    site.stop()
    assert site.process.returncode == 0 and (folder / "sessions").exists()
    site.start()
    site.stop()
    assert site.process.returncode == 0
    site.forget_memory()
    site.start()
    browser = Browser()
    sign_in(browser, site)
    assert is_signed_in(browser, site)
    site.tolerate("oauth_session:warn")


def damaged(folder, change):
    path = folder / "sessions"
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize("change", [
    lambda content: content[:-1], lambda content: content[:40], lambda content: content[:7], lambda content: content + b"\0",
    lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
    lambda content: b"OASSNAP0" + content[8:],
])
def test_a_changed_snapshot_is_ignored(site, folder, browser, change):
    sign_in(browser, site)
    reboot(site, lambda: damaged(folder, change))
    assert not is_signed_in(browser, site)
    sign_in(browser, site)
    site.announce("reason=snapshot_ignored: .*/sessions: ")
    assert not (folder / "sessions").exists()
    reboot(site)
    assert is_signed_in(browser, site)


def test_a_snapshot_under_other_keys_is_ignored(site, folder, browser):
    sign_in(browser, site)
    reboot(site, lambda: write_keys(folder / "keys", new_key()))
    assert not is_signed_in(browser, site)
    site.announce("reason=snapshot_ignored: .*: it was sealed under a key that is not listed")


@pytest.mark.parametrize("other", [
    lambda path: (path.write_text("somebody's own\n"), path.chmod(0o600)),
    lambda path: (path.write_text("OASSNAP2"), path.chmod(0o644)),
    lambda path: path.mkdir(),
    lambda path: path.symlink_to(path.with_name("keys")),
])
def test_a_file_that_is_no_snapshot_stays_as_it_is(site, folder, browser, other):
    site.stop()
    path = folder / "sessions"
    path.unlink()
    other(path)
    before = os.lstat(path)
    site.start()
    sign_in(browser, site)
    site.stop()
    assert os.lstat(path).st_ino == before.st_ino and os.lstat(path).st_mtime == before.st_mtime
    site.announce("reason=snapshot_refused: ")


def test_a_snapshot_that_can_not_be_written_is_said(site, folder, browser):
    sign_in(browser, site)
    (folder / "sessions.new").mkdir()
    site.stop()
    site.announce("reason=snapshot_not_written: can not make .*/sessions.new: ")


def test_a_snapshot_wants_keys_that_outlive_the_machine(module, provider, backend, folder):
    site = Site(f"OAuthSessionSnapshot {folder}/sessions\n" + default_configuration(provider, backend.url))
    try:
        status, text = site.check()
        assert status != 0 and "OAuthSessionSnapshot needs OAuthKeyFile" in text
    finally:
        site.remove()


def test_a_session_that_ends_while_the_machine_is_off_does_not_come_back(start_site, configuration, browser):
    site = start_site("OAuthSessionIdle 2s\n" + configuration)
    sign_in(browser, site)
    reboot(site, lambda: time.sleep(2.1))
    assert not is_signed_in(browser, site)

# SPDX-License-Identifier: Apache-2.0
"""OAuthFreeze: a file stops sign-ins without a restart, and ends all sessions where it says so."""

import json
import os
import time

import pytest

from harness.browser import Browser
from harness.configuration import ONE_PROCESS, protect
from harness.steps import is_signed_in, lines_with, sign_in

PAGE = "/protected/index.html"
BOUND = 8  # seconds in which what a file says is obeyed; it takes one or two


def configure(provider):
    return "".join([ONE_PROCESS, "OAuthFreeze {root}/freeze\nOAuthAuditLog {root}/audit.log\n",
                    "Alias /staff {root}/htdocs\n", protect("/staff", "main", "OAuthRealm staff", "Require valid-user")])


@pytest.fixture
def freeze(site):
    path = site.root / "freeze"
    yield path
    path.unlink(missing_ok=True)
    site.tolerate("reason=frozen ")
    within(lambda: Browser().navigate(site.url + PAGE, follow=False).status == 302)


def within(is_true):
    end = time.monotonic() + BOUND
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.05)


def frozen(site, browser):
    """What somebody sees who wants to sign in, when the server has seen the file."""
    site.announce("reason=frozen ")
    within(lambda: browser.navigate(site.url + PAGE, follow=False).status == 503)
    return browser.navigate(site.url + PAGE, follow=False)


def audit(site):
    return [json.loads(line) for line in (site.root / "audit.log").read_text().splitlines()]


def test_nobody_signs_in_while_the_file_is_there_and_who_is_signed_in_goes_on(site, browser, freeze):
    sign_in(browser, site, PAGE)
    freeze.touch()
    page = frozen(site, Browser())
    assert page.header("Retry-After") == "60" and "Nobody can sign in just now" in page.text
    assert is_signed_in(browser, site)
    freeze.unlink()
    stranger = Browser()
    within(lambda: stranger.navigate(site.url + PAGE, follow=False).status == 302)
    sign_in(stranger, site, PAGE)


def test_a_sign_in_that_is_under_way_ends_when_the_file_is_gone(site, browser, freeze):
    page = browser.navigate(site.url + PAGE, follow=False)
    while "/oauth/callback" not in page.location:
        page = browser.navigate(page.location, follow=False)
    callback = page.location
    freeze.touch()
    frozen(site, Browser())
    assert browser.navigate(callback, follow=False).status == 503
    assert not is_signed_in(browser, site)
    freeze.unlink()
    within(lambda: Browser().navigate(site.url + PAGE, follow=False).status == 302)
    page = browser.navigate(callback)
    assert (page.status, page.url) == (200, site.url + PAGE)


def test_end_all_ends_the_sessions_of_each_realm(site, freeze):
    people = {PAGE: Browser(), "/staff/index.html": Browser()}
    for path, browser in people.items():
        sign_in(browser, site, path)
    site.announce("reason=frozen ")
    freeze.write_text("end-all\n")
    for path, browser in people.items():
        within(lambda path=path, browser=browser: browser.navigate(site.url + path, follow=False).status == 503)
    within(lambda: sum(line["sessions"] for line in audit(site)
                       if line["event"] == "revocation" and line["by"] == "freeze") >= 2)
    assert any("end-all" in line for line in lines_with(site, "freeze"))
    freeze.unlink()
    for path, browser in people.items():
        within(lambda path=path, browser=browser: browser.navigate(site.url + path, follow=False).status == 302)


def test_another_word_ends_nobody(site, browser, freeze):
    sign_in(browser, site, PAGE)
    freeze.write_text("end-everything")
    frozen(site, Browser())
    within(lambda: any("nobody can sign in" in line for line in lines_with(site, "freeze")))
    assert is_signed_in(browser, site)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's httpd has another user in its children")
def test_a_file_that_can_not_be_read_stops_sign_ins_and_ends_nobody(site, browser, freeze):
    sign_in(browser, site, PAGE)
    site.announce("reason=freeze_file:")
    freeze.touch(0o600)
    freeze.write_text("end-all")
    frozen(site, Browser())
    within(lambda: lines_with(site, "freeze_file"))
    assert is_signed_in(browser, site)

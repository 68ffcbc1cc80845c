# SPDX-License-Identifier: Apache-2.0
"""What tests do again and again, in the words of a login."""

import re
from urllib.parse import urlencode

SESSION, BROWSER = "oauth_session", "oauth_browser"


def sign_in(browser, site, path="/protected/env"):
    """Ends on the page first asked for."""
    page = browser.navigate(site.url + path)
    assert (page.status, page.url) == (200, site.url + path), page.text
    return page


def sign_in_as(browser, site, user, password, path="/protected/env"):
    """Where nobody is signed in at the provider yet: its page asks who it is."""
    page = browser.navigate(site.url + path)
    action, fields = page.form()
    page = browser.submit(action, {**fields, "username": user, "password": password}, page.url)
    assert (page.status, page.url) == (200, site.url + path), page.text
    return page


def begin(browser, site, path="/protected/env"):
    """A login under way: the answer that sends the browser to the provider."""
    page = browser.navigate(site.url + path, follow=False)
    assert page.status == 302, (page.status, page.text)
    return page


def answer_of_provider(browser, site, path="/protected/env"):
    """A login nearly done: the provider's answer, whose location is the callback."""
    page = browser.follow(begin(browser, site, path))
    assert "/callback/" in page.location, page.text
    return page


def count_of_our_redirects(page, site):
    """On the way to this page."""
    return len([step for step in page.steps if step.location is not None and step.url.startswith(site.url)])


def is_signed_in(browser, site, path="/protected/index.html"):
    return browser.navigate(site.url + path, follow=False).status == 200


def form_token(browser, site):
    return browser.fetch(f"{site.url}/oauth/session?token=1").json["token"]


def refresh(browser, site, token, headers=None):
    """A page of the site has tokens and claims renewed at once."""
    return browser.fetch(f"{site.url}/oauth/refresh?claims=1", method="POST", body=urlencode({"token": token}).encode(),
                         headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": site.url, **(headers or {})})


def lines_with(site, reason):
    """The module's log lines of this test that give this reason."""
    return [line for line in site.new_log().splitlines()
            if "[oauth_session:" in line and re.search(f"reason=({reason})[ :]", line)]


def assert_refused(browser, site, page, status, reason):
    """A page says so, the log says why in one line, and nobody is signed in."""
    site.announce(f"reason=({reason}) ")
    assert page.status == status, (page.status, page.text)
    assert page.header("Content-Type").startswith("text/html") and page.header("Cache-Control") == "no-store"
    assert len(lines_with(site, reason)) == 1, site.new_log()
    assert browser.cookie(SESSION) is None
    assert not is_signed_in(browser, site)

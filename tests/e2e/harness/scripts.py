# SPDX-License-Identifier: Apache-2.0
"""What pages on the way of a login do by themselves, done without an engine for scripts. Chromium does the real thing in
test_browser.py."""

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from harness.browser import MOST_STEPS, FormReader

REFRESH = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]*)">')
KNOWN = re.compile(r"\[('state'[^\]]*)\]")  # the parameters that the fragment page passes on


def walk_on(browser, page):
    """One step on from a page that does not wait for a person; None: it waits."""
    if page.location is not None:
        return browser.follow(page)
    if refresh := REFRESH.search(page.text):
        return after(page, browser.navigate(urljoin(page.url, refresh.group(1)), initiator=page.url, follow=False))
    if "<script>document.forms[0].submit()</script>" in page.text:
        return post(browser, page, read_form(page).pairs)
    if "location.hash" in page.text:
        known = KNOWN.search(page.text).group(1).replace("'", "").split(",")
        given = parse_qsl(urlsplit(page.url).fragment, keep_blank_values=True)
        return post(browser, page, sorted((pair for pair in given if pair[0] in known), key=lambda pair: known.index(pair[0])))
    return None


def walk(browser, page, until=lambda page: False):
    """To the page where a person has something to read, or to the first that fits."""
    while not until(page) and (following := walk_on(browser, page)) is not None:
        assert len(following.steps) < MOST_STEPS, "a loop: " + " -> ".join(step.url for step in following.steps)
        page = following
    return page


def read_form(page):
    reader = FormReader()
    reader.feed(page.text)
    return reader


def post(browser, page, pairs):
    target = urljoin(page.url, read_form(page).action)
    return after(page, browser.submit(target, pairs, initiator=page.url, follow=False))


def after(page, following):
    following.steps = [*page.steps, page]
    return following

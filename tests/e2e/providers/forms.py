# SPDX-License-Identifier: Apache-2.0
"""The forms of a page, as a browser without scripts sees them."""

from html.parser import HTMLParser
from urllib.parse import urljoin


class Form:
    def __init__(self, attributes, page_url):
        self.action = urljoin(page_url, attributes.get("action") or page_url)
        self.method = (attributes.get("method") or "get").upper()
        self.fields = {}

    def submit(self, browser, **filled_in):
        """Send the form with these fields filled in; the answer's redirect, if any, is not followed."""
        return browser.request(self.method, self.action, data={**self.fields, **filled_in}, allow_redirects=False)


class FormReader(HTMLParser):
    def __init__(self, page_url):
        super().__init__()
        self.page_url = page_url
        self.forms = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.forms.append(Form(attributes, self.page_url))
        elif tag in ("input", "button") and self.forms and attributes.get("name"):
            self.forms[-1].fields[attributes["name"]] = attributes.get("value") or ""


def first_form(page):
    """The first form of a requests.Response; an AssertionError shows the page that should have had one."""
    reader = FormReader(page.url)
    reader.feed(page.text)
    assert reader.forms, f"{page.status_code} without a form at {page.url}:\n{page.text[:1000]}"
    return reader.forms[0]


def follow_within(browser, answer, origin):
    """Follow redirects as long as they stay at `origin`; the answer is a page, or the redirect that leaves."""
    while answer.is_redirect:
        target = urljoin(answer.url, answer.headers["Location"])
        if not target.startswith(origin + "/"):
            break
        answer = browser.get(target, allow_redirects=False)
    return answer

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Visits the demonstration as a person would, by script: check.py SITE_URL

Prints a line for each thing that is as it should be; the first that is not ends it with status 1.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))
from harness.browser import Browser  # noqa: E402


class Visitor:
    def __init__(self, site):
        self.site = site
        self.browser = Browser()

    def open(self, path, follow=True):
        return self.browser.navigate(self.site + path, follow=follow)

    def submit(self, page, **filled_in):
        action, hidden = page.form()
        return self.browser.submit(action, {**hidden, **filled_in}, page.url)

    def sign_in(self, path, user):
        return self.submit(self.open(path), username=user, password=user)


def expect(what, page, words="", status=200, address=None):
    """Print what is true, or end with what came instead."""
    if page.status == status and words in page.text and address in (None, page.url):
        print(f"ok      {what}")
        return
    sys.exit(f"FAILED  {what}\n        wanted: {status} “{words}” {address or ''}\n"
             f"        got: {page.status} at {page.url}\n{page.text[:1500]}")


def check_public_page(visitor):
    expect("the public page is open", visitor.open("/"), "Everybody may read this page")


def check_sign_in(alice):
    expect("a protected page leads to the provider", alice.open("/members/"), "Password")
    asked_for = "/members/minutes.html?page=2"
    expect("after the login comes the page first asked for, query string included", alice.sign_in(asked_for, "alice"),
           "Minutes of the meeting", address=alice.site + asked_for)
    expect("the rest of the directory needs no second login", alice.open("/members/", follow=False), "You are signed in")


def check_applications(alice, bob):
    program, application = alice.open("/claims", follow=False), alice.open("/app/", follow=False)
    expect("the CGI program knows the user", program, "Hello, alice")
    expect("the CGI program sees the claims", program, "alice@example.org")
    expect("the proxied application knows the user", application, "Hello, alice")
    expect("the proxied application sees the claims", application, "X-OAuth-Claim-email <td>alice@example.org")
    expect("bob has his groups", bob.sign_in("/claims", "bob"), "[&quot;staff&quot;,&quot;admins&quot;]")


def check_sign_out(alice, bob):
    question = alice.open("/oauth/logout")
    expect("the sign-out page asks first", question, "<form")
    expect("its button ends the session", alice.submit(question), "You are signed out")
    expect("the protected page is closed", alice.open("/members/", follow=False), status=302)
    expect("bob is still signed in", bob.open("/claims", follow=False), "Hello, bob")


def main(site):
    alice, bob = Visitor(site), Visitor(site)
    check_public_page(alice)
    check_sign_in(alice)
    check_applications(alice, bob)
    check_sign_out(alice, bob)


if __name__ == "__main__":
    main(sys.argv[1])

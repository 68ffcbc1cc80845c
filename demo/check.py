#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Visits the demonstration as a person would, by script: check.py SITE_URL

Prints a line for each thing that is as it should be; the first that is not ends it with status 1.
"""

import sys
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


class Form(HTMLParser):
    """The first form of a page."""

    def __init__(self, answer):
        super().__init__()
        self.action = self.page_url = answer.url
        self.fields = {}
        self.feed(answer.text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.action = urljoin(self.page_url, attributes.get("action", ""))
        elif tag == "input" and "name" in attributes:
            self.fields[attributes["name"]] = attributes.get("value", "")


class Visitor:
    def __init__(self, site):
        self.site = site
        self.browser = requests.Session()
        self.browser.trust_env = False
        self.browser.headers["Accept"] = "text/html"

    def open(self, path):
        return self.browser.get(self.site + path)

    def submit(self, answer, **filled_in):
        form = Form(answer)
        return self.browser.post(form.action, data={**form.fields, **filled_in}, headers={"Origin": origin(form.action)})

    def sign_in(self, path, user):
        login = self.open(path)
        expect(login, "Password", "the provider asks for a password")
        return self.submit(login, username=user, password=user)


def origin(url):
    return "/".join(url.split("/")[:3])


def expect(answer, words, what, status=200):
    """Print what is true, or end with what came instead."""
    if answer.status_code != status or words not in answer.text:
        sys.exit(f"FAILED  {what}\n        wanted status {status} and “{words}” at {answer.url}\n"
                 f"        came {answer.status_code}:\n{answer.text[:1500]}")
    print(f"ok      {what}")


def expect_address(answer, address, what):
    if answer.url != address:
        sys.exit(f"FAILED  {what}\n        wanted {address}\n        came to {answer.url}")
    print(f"ok      {what}")


def check(site):
    alice = Visitor(site)
    expect(alice.open("/"), "Everybody may read this page", "the public page is open")

    asked_for = "/members/minutes.html?page=2"
    minutes = alice.sign_in(asked_for, "alice")
    expect(minutes, "Minutes of the meeting", "after the login the protected page is there")
    expect_address(minutes, site + asked_for, "it is the page first asked for, query string included")
    expect(alice.open("/members/"), "You are signed in", "the other pages of the directory need no second login")

    claims = alice.open("/claims")
    expect(claims, "Hello, alice", "the CGI program knows the user")
    expect(claims, "alice@example.org", "the CGI program sees the claims")
    application = alice.open("/app/")
    expect(application, "Hello, alice@example.org", "the proxied application knows the user")
    expect(application, "X-OAuth-Claim-name", "the proxied application sees the claims")

    bob = Visitor(site)
    expect(bob.sign_in("/claims", "bob"), "[&quot;staff&quot;,&quot;admins&quot;]", "bob has his groups")

    question = alice.open("/oauth/logout")
    expect(question, "<form", "the sign-out page asks first")
    expect(alice.submit(question), "You are signed out", "the button ends the session")
    closed = alice.browser.get(site + "/members/", allow_redirects=False)
    expect(closed, "", "the protected page is closed again", status=302)
    expect(bob.open("/claims"), "Hello, bob", "bob is still signed in")


if __name__ == "__main__":
    check(sys.argv[1])

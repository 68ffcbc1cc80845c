# SPDX-License-Identifier: Apache-2.0
"""Require oauth-user-file: people by a file, which is read anew when it changes."""

import time

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration, open_place, protect, provider_block
from harness.httpd import Site
from harness.steps import lines_with, sign_in

TENANT = "listed"
USER = "7d20aa31-bob"
REFUSED = "AH01631|reason=forbidden "
FILE = "# the board\n\n  Ada@Example.org \n7d20aa31-bob-and-more\nben smith\n"


def configure(provider):
    name = ["OAuthUserClaim preferred_username", "Require oauth-user-file {root}/members"]
    return "".join([
        provider_block("teller", provider.issuer(TENANT)),
        *(f"AliasMatch ^/{place}$ {{root}}/htdocs/index.html\n" for place in ("in", "not", "name", "page")),
        protect("/page", "teller", "Require valid-user"),
        protect("/in", "teller", "Require oauth-user-file {root}/members"), protect("/name", "teller", *name),
        protect("/not", "teller", "<RequireAll>", "Require valid-user", "Require not oauth-user-file {root}/members", "</RequireAll>")])


@pytest.fixture(scope="module")
def site_process(request, module, provider_process, backend):
    site = Site(default_configuration(provider_process, backend.url) + configure(provider_process))
    (site.root / "members").write_text(FILE)
    try:
        yield site.start()
    finally:
        site.remove()


@pytest.fixture(autouse=True)
def people(site):
    path = site.root / "members"
    if not path.exists() or path.read_text() != FILE:
        path.write_text(FILE)
        next_second()
    return path


def next_second():
    """Each process looks at the file once a second."""
    time.sleep(1 - time.time() % 1)


def signed_in(site, provider, **claims):
    browser = Browser()
    provider.untwist(tenant=TENANT)
    provider.twist("id_token", tenant=TENANT, claims_set=claims)
    provider.twist("userinfo", tenant=TENANT, json={"sub": USER})
    sign_in(browser, site, "/page")
    return browser


def answers(browser, site):
    site.tolerate(REFUSED)
    return [browser.navigate(f"{site.url}/{place}", follow=False).status for place in ("in", "not")]


@pytest.mark.parametrize("claims, expected", [
    ({"email": "ada@example.org", "email_verified": True}, [200, 403]),
    ({"email": "ADA@EXAMPLE.ORG", "email_verified": True}, [200, 403]),
    ({"email": "ada@example.org"}, [403, 403]),
    ({"email": "ada@example.org", "email_verified": False}, [403, 403]),
    ({"email": "ada@example.org.evil.test", "email_verified": True}, [403, 200]),
    ({"email": "# the board", "email_verified": True}, [403, 200]),
    ({}, [403, 200]),
])
def test_a_verified_address_passes_and_any_is_kept_out(site, provider, claims, expected):
    assert answers(signed_in(site, provider, **claims), site) == expected


@pytest.mark.parametrize("name, status", [("ben smith", 200), ("Ben Smith", 403), ("ben", 403), ("ada@example.org", 403)])
def test_a_name_passes_as_it_is_spelled_and_is_never_an_address(site, provider, name, status):
    site.tolerate(REFUSED)
    browser = signed_in(site, provider, preferred_username=name)
    assert browser.navigate(site.url + "/name", follow=False).status == status


def test_a_change_counts_without_a_restart(site, provider, people):
    browser = signed_in(site, provider)
    assert answers(browser, site) == [403, 200]
    people.write_text(FILE + USER + "\n")
    next_second()
    assert answers(browser, site) == [200, 403]
    people.write_text(FILE)
    next_second()
    assert answers(browser, site) == [403, 200]


def sentences_of(site):
    """What the log says of the file, in as many ways as there are."""
    return {line.split("reason=")[1].partition(": ")[2] for line in lines_with(site, "people_file")}


def test_a_file_that_is_gone_lets_nobody_pass_and_the_log_says_so_once(site, provider, people):
    browser = signed_in(site, provider, email="ada@example.org", email_verified=True)
    assert answers(browser, site) == [200, 403]
    site.announce("reason=people_file ")
    people.unlink()
    next_second()
    assert answers(browser, site) == [403, 403]
    next_second()
    assert answers(browser, site) == [403, 403]
    sentence, = sentences_of(site)
    assert str(people) in sentence


def test_a_mark_of_utf8_is_no_part_of_the_first_line(site, provider, people):
    people.write_bytes(b"\xef\xbb\xbf" + USER.encode() + b"\n")
    next_second()
    assert answers(signed_in(site, provider), site) == [200, 403]


def test_a_file_with_a_nul_lets_nobody_pass_and_the_log_says_so_once(site, provider, people):
    browser = signed_in(site, provider)
    assert answers(browser, site) == [403, 200]
    site.announce("reason=people_file ")
    people.write_bytes(f"ada@example.org\0\n{USER}\n".encode())
    next_second()
    assert answers(browser, site) == [403, 403]
    next_second()
    assert answers(browser, site) == [403, 403]
    assert len(sentences_of(site)) == 1


def test_the_refused_are_not_shown_where_it_is(site, provider, people):
    site.announce(REFUSED)
    page = signed_in(site, provider).navigate(site.url + "/in")
    assert page.status == 403 and "Require oauth-user-file ..." in page.text and str(people) not in page.text


@pytest.mark.parametrize("line, wrong", [
    ("Require oauth-user-file", "takes one file"), ("Require oauth-user-file a b", "takes one file"),
    ("Require oauth-user-file /nowhere/at/all", "/nowhere/at/all can not be read"),
    ("Require oauth-user-file {root}", "can not be read: it is no file of people"),
])
def test_a_file_that_makes_no_sense_is_told_at_start(module, line, wrong):
    site = Site(open_place("/wrong", line))
    try:
        status, text = site.check()
    finally:
        site.remove()
    assert status != 0 and wrong in text, text

# SPDX-License-Identifier: Apache-2.0
"""A page for one person is kept for nobody else."""

import os
import tempfile
import time

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration, open_place
from harness.steps import sign_in


BOB = "7d20aa31-bob"
PARTS = ("whole.shtml", "whole.typed")
WITH_PARTS = ("<Directory {root}/htdocs>\nOptions +Includes\nAddType text/html .shtml\nAddOutputFilter INCLUDES .shtml\n"
              "AddType text/x-typed .typed\nAddOutputFilterByType INCLUDES text/x-typed\n</Directory>\n"
              + open_place("/asked.shtml", "OAuthProvider main", "OAuthUnauthenticated pass")
              + "".join(open_place(f"/{name}", 'Header set Cache-Control "max-age=600"') for name in PARTS))
OPTIONAL = open_place("/protected.html", "OAuthProvider main", "OAuthUnauthenticated pass", 'Header set X-Who "expr=%{OAUTH_USER}"')


@pytest.fixture(params=["On", "Off", "On\nCacheStorePrivate on"], ids=["before", "behind", "keeping what is private"])
def cached_site(request, start_site, provider, backend):
    """A site with mod_cache in front of everything, before anybody is asked to sign in, as httpd has it by default, or behind it."""
    with tempfile.TemporaryDirectory() as cache:
        os.chmod(cache, 0o777)
        yield start_site(f"CacheRoot {cache}\nCacheEnable disk /\nCacheQuickHandler {request.param}\n"
                         + default_configuration(provider, backend.url) + OPTIONAL + WITH_PARTS
                         + '<Location /protected/other.html>\nHeader set Cache-Control "public, max-age=600"\n</Location>\n',
                         modules=["cache", "cache_disk", "filter"])


def grow_old(site, name):
    """A page that was changed long ago is one that caches keep without asking."""
    path = site.root / "htdocs" / name
    os.utime(path, (time.time() - 10_000_000,) * 2)


@pytest.mark.requirement("R-HTTP-06")
@pytest.mark.parametrize("name", ["index.html", "other.html"], ids=["silent", "public"])
def test_a_cache_in_front_serves_nobody_the_page_of_another(cached_site, provider, browser, name):
    grow_old(cached_site, name)
    assert sign_in(browser, cached_site, "/protected/" + name).status == 200
    page = browser.navigate(cached_site.url + "/protected/" + name)
    assert page.status == 200 and page.header("Age") is None and "private" in page.header("Cache-Control")
    assert Browser().navigate(cached_site.url + "/protected/" + name, follow=False).status == 302
    assert browser.navigate(cached_site.url + "/protected/" + name).status == 200


@pytest.mark.requirement("R-HTTP-06")
def test_a_cache_in_front_serves_nobodys_page_to_who_is_signed_in_and_his_to_nobody(cached_site, browser):
    grow_old(cached_site, "protected.html")
    url = cached_site.url + "/protected.html"
    nobody = [Browser().navigate(url).header("X-Who") for _ in range(2)]
    sign_in(browser, cached_site)
    assert (nobody, browser.navigate(url).header("X-Who"), Browser().navigate(url).header("X-Who")) == (["", ""], BOB, "")


@pytest.mark.requirement("R-HTTP-06")
def test_a_page_with_parts_is_kept_for_nobody_else(cached_site, browser):
    """Its beginning is on its way when they are made."""
    cached_site.tolerate("unable to include")
    htdocs = cached_site.root / "htdocs"
    (htdocs / "asked.shtml").write_text('[<!--#echo var="REMOTE_USER" -->]')
    for name in PARTS:
        (htdocs / name).write_text("begin " * 4000 + '<!--#include virtual="/asked.shtml" --><!--#include virtual="/protected/other.html" -->')
        grow_old(cached_site, name)
    urls = [f"{cached_site.url}/{name}" for name in PARTS]
    nobodys = [Browser().navigate(url).text for url in urls]
    sign_in(browser, cached_site)
    for url, without in zip(urls, nobodys):
        page = browser.navigate(url)
        assert BOB in page.text and "private" in page.header("Cache-Control") and page.header("Vary") == "Cookie"
        page = Browser().navigate(url)
        assert page.text == without and BOB not in without
        assert (page.header("Cache-Control"), page.header("Vary")) == ("max-age=600", "Cookie")
    assert Browser().navigate(cached_site.url + "/protected/other.html", follow=False).status == 302


def test_the_cache_keeps_what_is_for_everybody(cached_site, browser):
    """Or the test above would pass without a cache."""
    grow_old(cached_site, "index.html")
    for _ in range(2):
        page = browser.navigate(cached_site.url + "/index.html")
    assert page.header("Age") is not None


def test_an_answer_for_one_person_says_so(site, provider, browser):
    page = sign_in(browser, site, "/protected/index.html")
    assert page.header("Cache-Control") == "private, no-cache" and "Cookie" in page.header("Vary")
    assert browser.navigate(site.url + "/index.html").header("Cache-Control") is None


@pytest.mark.parametrize("said, sent", [
    ("max-age=60", "max-age=60, private"), ("public, max-age=60", "public, max-age=60, private"),
    ("no-store", "no-store"), ("public, no-store", "public, no-store"), ("private, max-age=5", "private, max-age=5"),
])
def test_what_the_application_says_is_never_made_weaker(start_site, provider, backend, browser, said, sent):
    site = start_site(default_configuration(provider, backend.url)
                      + f'<Location /protected>\nHeader set Cache-Control "{said}"\n</Location>\n')
    assert sign_in(browser, site, "/protected/index.html").header("Cache-Control") == sent


@pytest.mark.parametrize("said, sent", [("Accept-Encoding", {"Accept-Encoding", "Cookie"}), ("cookie", {"cookie"}), ("*", {"*"})])
def test_what_else_the_answer_varies_by_is_kept(start_site, provider, backend, browser, said, sent):
    site = start_site(default_configuration(provider, backend.url)
                      + f'<Location /protected>\nHeader set Vary "{said}"\n</Location>\n')
    vary = [name.strip() for name in sign_in(browser, site, "/protected/index.html").header("Vary").split(",")]
    assert set(vary) == sent and len(vary) == len(sent)

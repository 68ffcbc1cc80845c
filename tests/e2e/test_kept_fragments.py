# SPDX-License-Identifier: Apache-2.0
"""OAuthKeepFragment (UX8): what stands behind "#" outlives the sign-in. That the page's script does it is in test_browser.py."""

import html
import re
from urllib.parse import quote

import pytest

from harness.configuration import open_place
from harness.steps import sign_in


def configure(provider):
    return open_place("/protected/index.html", "OAuthKeepFragment on")


def way_on(page):
    return html.unescape(re.search(r'id="on" href="([^"]+)"', page.text).group(1))


def test_a_page_whose_script_alone_may_run_goes_on_to_the_login(site, browser):
    page = browser.navigate(site.url + "/protected/index.html?a=1", follow=False)
    policy, nonce = page.header("Content-Security-Policy"), re.search(r'script nonce="([^"]+)"', page.text).group(1)
    assert page.status == 401 and page.header("Cache-Control") == "no-store" and not page.all_headers("Set-Cookie")
    assert f"script-src 'nonce-{nonce}'" in policy and "default-src 'none'" in policy and "unsafe" not in policy
    assert way_on(page).endswith("to=%2Fprotected%2Findex.html%3Fa%3D1")


def test_where_no_script_runs_the_login_goes_on_without_it(site, browser):
    page = browser.navigate(site.url + "/protected/index.html", follow=False)
    onward = re.search(r'<noscript><meta http-equiv="refresh" content="0; url=([^"]+)"></noscript>', page.text).group(1)
    landed = browser.navigate(site.url + html.unescape(onward))
    assert (landed.status, landed.url) == (200, site.url + "/protected/index.html")


def test_it_comes_back_with_the_address(site, browser):
    page = browser.navigate(site.url + "/protected/index.html?a=1", follow=False)
    landed = browser.navigate(site.url + way_on(page) + quote("#/deep/7?x=1", safe=""))
    assert landed.status == 200 and landed.url == site.url + "/protected/index.html?a=1#/deep/7?x=1"


@pytest.mark.parametrize("to", ["#//evil.example", "//evil.example#/", "/\\evil.example#x", "/#\r\nX: y", "/#<script>", '/#"',
                                "https://evil.example/#/protected", "/oauth/logout#/protected", "/#\\evil", "/#é"])
@pytest.mark.requirement("R-RD-01")
def test_it_leads_nowhere_else(site, browser, to):
    landed = browser.navigate(f"{site.url}/oauth/login?to={quote(to, safe='')}")
    assert landed.url == site.url + "/"


def test_who_asks_by_program_or_is_signed_in_sees_no_such_page(site, browser):
    assert browser.fetch(site.url + "/protected/index.html").header("Content-Type") == "application/problem+json"
    sign_in(browser, site)
    assert "this is index.html" in browser.navigate(site.url + "/protected/index.html", follow=False).text

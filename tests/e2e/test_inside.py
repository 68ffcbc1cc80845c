# SPDX-License-Identifier: Apache-2.0
"""Inside the server: what httpd asks itself for on the way to a page is part of that page, and begins no login."""

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration, open_place, protect, provider_block
from harness.steps import sign_in

USER = "7d20aa31-bob"


def configure(provider):
    return ("<Directory {root}>\nOptions +Includes +Indexes +ExecCGI\nAddOutputFilter INCLUDES .shtml\n"
            "AddType text/html .shtml\n</Directory>\n" + protect("/open/secret")
            + protect("/open/forbidden", "main", "Require user nobody")
            + open_place("/open", "DirectoryIndex disabled") + "Alias /open {root}/htdocs\n"
            + protect("/index") + "Alias /index {root}/cgi\n"
            + open_place("/index", "SetHandler cgi-script", "DirectoryIndex env")
            + protect("/people") + "Alias /people {root}/people\n<Directory {root}/people>\nRewriteEngine on\n"
            + "RewriteRule ^nice$ /protected/env\nRewriteRule ^closed$ /open/forbidden/part.html\n</Directory>\n"
            + protect("/firm", "main", "AuthzSendForbiddenOnFailure On", "Require user nobody")
            + protect("/called", "main", "OAuthUserClaim nickname", "Require valid-user")
            + protect("/called-well", "main", "OAuthUserClaim email", "Require valid-user")
            + "ScriptAlias /called-well {root}/cgi/env\n"
            + provider_block("second", provider.issuer("second")) + protect("/second", "second")
            + "ScriptAlias /second/env {root}/cgi/env\n")


def write_pages(site):
    for name in ("secret", "forbidden"):
        (site.root / "htdocs" / name).mkdir(exist_ok=True)
        (site.root / "htdocs" / name / "part.html").write_text(f"[{name}]")
        (site.root / "htdocs" / f"{name}.shtml").write_text(f'<p>page</p><!--#include virtual="{name}/part.html" -->')


def test_a_part_that_is_not_for_everybody_is_left_out_of_a_page_that_is(site, provider):
    write_pages(site)
    page = Browser().navigate(site.url + "/open/secret.shtml", follow=False)
    assert page.status == 200 and "<p>page</p>" in page.text and "[secret]" not in page.text
    assert page.header("Location") is None and page.all_headers("Set-Cookie") == []
    site.announce("unable to include")


def test_a_part_is_shown_to_who_is_signed_in_and_may_see_it(site, provider, browser):
    write_pages(site)
    sign_in(browser, site, "/open/secret/part.html")
    assert "[secret]" in browser.navigate(site.url + "/open/secret.shtml").text
    page = browser.navigate(site.url + "/open/forbidden.shtml")
    assert page.status == 200 and "<p>page</p>" in page.text and "[forbidden]" not in page.text
    assert "not for you" not in page.text and page.header("Cache-Control") != "no-store"
    site.announce("unable to include", "AH01631|reason=forbidden ")


def test_a_listing_for_everybody_sends_nobody_to_a_login(site, provider):
    write_pages(site)
    page = Browser().navigate(site.url + "/open/", follow=False)
    assert page.status == 200 and 'href="secret.shtml"' in page.text
    assert page.header("Location") is None and page.all_headers("Set-Cookie") == []


def test_a_listing_with_what_only_one_may_see_is_for_him_alone(site, provider, browser):
    write_pages(site)
    sign_in(browser, site, "/open/secret/part.html")
    page = browser.navigate(site.url + "/open/")
    assert 'href="secret/"' in page.text and "private" in page.header("Cache-Control")
    assert 'href="secret/"' not in Browser().navigate(site.url + "/open/").text
    site.announce("AH01631|reason=forbidden ")


def test_the_index_of_a_folder_is_told_who_asks(site, provider, browser):
    told = sign_in(browser, site, "/index/").json
    assert told["REMOTE_USER"] == told["OAUTH_CLAIM_sub"] == USER and provider.count("authorize") == 1


def test_a_page_under_another_address_is_told_who_asks(site, provider, browser):
    told = sign_in(browser, site, "/people/nice").json
    assert told["REMOTE_USER"] == told["OAUTH_CLAIM_sub"] == USER and provider.count("authorize") == 1


def test_a_page_under_another_address_is_closed_to_who_may_not_see_it(site, provider, browser):
    write_pages(site)
    page = browser.navigate(site.url + "/people/closed")
    assert page.status == 403 and "not for you" in page.text and provider.count("authorize") == 1
    site.announce("AH01631|reason=forbidden ")


def test_a_refusal_that_is_403_already_gets_the_same_page(site, provider, browser):
    page = browser.navigate(site.url + "/firm")
    assert page.status == 403 and "not for you" in page.text and provider.count("authorize") == 1
    site.announce("AH01631|reason=forbidden ")


def test_a_script_is_not_given_a_login_in_the_middle_of_a_page(site, provider):
    write_pages(site)
    page = Browser().fetch(site.url + "/open/secret.shtml")
    assert page.status == 200 and "<p>page</p>" in page.text and "login_url" not in page.text
    site.announce("unable to include")


def test_who_has_not_the_claim_that_names_him_may_not_pass(site, provider, browser):
    page = browser.navigate(site.url + "/called")
    assert page.status == 403 and "not for you" in page.text
    assert browser.navigate(site.url + "/called").status == 403 and provider.count("authorize") == 1
    site.announce("reason=user_claim .*nickname")


def test_each_place_names_the_user_as_it_wants(site, provider, browser):
    assert sign_in(browser, site, "/called-well").json["REMOTE_USER"] == "bob@example.org"
    assert browser.navigate(site.url + "/protected/env").json["REMOTE_USER"] == USER


def test_the_session_of_a_page_is_none_for_a_part_of_another_providers(site, provider, browser):
    (site.root / "htdocs" / "mixed.shtml").write_text('<p>page</p><!--#include virtual="/second/env" -->')
    sign_in(browser, site, "/protected/index.html")
    page = browser.navigate(site.url + "/protected/mixed.shtml")
    assert page.status == 200 and "<p>page</p>" in page.text and "REMOTE_USER" not in page.text
    site.announce("unable to include")

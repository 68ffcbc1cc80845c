# SPDX-License-Identifier: Apache-2.0
"""OAuthTemplates: a site's own layout, looks and words, and what is said of a file that is not right."""

import re
import shutil
from pathlib import Path

import pytest

from harness.httpd import Site
from harness.steps import sign_in

EXAMPLE = Path(__file__).parents[2] / "examples/templates"


def configure(provider):
    return f"OAuthTemplates {EXAMPLE}\n"


def load(browser, url, language="en"):
    return browser.load("GET", url, None, headers={"Accept-Language": language})


def test_the_folder_that_is_shown_in_the_examples_works(site, browser):
    page = load(browser, site.url + "/oauth/logout")
    assert page.status == 200 and "<h1>See you soon</h1>" in page.text
    assert "<title>See you soon – localhost:" in page.text and "<header>localhost:" in page.text
    assert '<body class="signed-out">' in page.text and "--accent: #7a2d8c" in page.text


@pytest.mark.parametrize("language, heading", [("de-CH", "Bis bald"), ("fr", "Vous êtes déconnecté"), ("es", "Ha cerrado la sesión")])
def test_own_words_are_for_one_language_or_a_new_one(site, browser, language, heading):
    page = load(browser, site.url + "/oauth/logout", language)
    assert f"<h1>{heading}</h1>" in page.text and page.header("Content-Language") == language[:2]


def test_what_has_no_own_word_is_said_as_before(site, browser):
    assert "Zur Startseite" in load(browser, site.url + "/oauth/logout", "de").text


def test_the_policy_stays_and_allows_pictures_of_the_site_itself(site, browser):
    page = load(browser, site.url + "/oauth/logout")
    policy = page.header("Content-Security-Policy")
    [nonce] = re.findall(r"style-src 'nonce-([\w-]+)'", policy)
    assert "default-src 'none'" in policy and "script-src" not in policy and "img-src 'self'" in policy
    assert page.text.count("<style") == 1 and f'<style nonce="{nonce}">' in page.text


def test_a_user_with_a_crooked_name_stays_text_in_the_own_layout(site, provider, browser):
    provider.twist("id_token", claims_set={"name": "<b>{user}</b>'\"${title}"})
    sign_in(browser, site)
    page = load(browser, site.url + "/oauth/logout")
    assert "Hello <strong>&lt;b&gt;{user}&lt;/b&gt;&#39;&quot;${title}</strong>, you are signed in." in page.text


WRONG = {
    "page.html": ("<p>\n${head}\n${titel}", "page.html line 3: ${titel} is no variable; ${language}, ${title}"),
    "style.css": ("a {\n", "style.css line 1: there is no } for this {"),
    "words.de": ("Sign out\n= Abmelden\nSign otu\n= X\n", "words.de line 3: no page has the text \"Sign otu\"; the closest is \"Sign out\""),
    "words.de_AT": ("", "\"de_AT\" is no language; a tag such as de or pt-BR is right"),
    "pages.html": ("", "pages.html is no template; page.html, style.css and words.LANGUAGE (words.de) are right"),
    "words.en": ("#" * 65537, "words.en"),
}


@pytest.fixture(scope="module")
def own_site(module):
    """Never started: only what it says of its configuration counts."""
    site = Site("OAuthTemplates {root}/templates\n")
    yield site
    site.remove()


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_not_right_is_named_with_its_line_before_the_server_starts(own_site, name):
    text, complaint = WRONG[name]
    folder = own_site.root / "templates"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / name).write_text(text)
    status, said = own_site.check()
    assert status != 0 and "OAuthTemplates: " in said and complaint in said


def test_what_editors_leave_behind_is_no_template(own_site):
    folder = own_site.root / "templates"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXAMPLE, folder)
    for name in ("words.de~", ".words.en.swp", "README"):
        (folder / name).write_bytes(b"\xff")
    assert own_site.check()[0] == 0


def test_a_folder_that_is_not_there_is_said(own_site):
    shutil.rmtree(own_site.root / "templates", ignore_errors=True)
    assert "can not read the folder" in own_site.check()[1]

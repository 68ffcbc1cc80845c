# SPDX-License-Identifier: Apache-2.0
"""Of several providers a person chooses one where neither the place nor the link names any: on a page of ours, or of the site."""

import html
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration, open_place, provider_block, quoted
from harness.steps import SESSION, assert_refused, is_signed_in, sign_in

CROOKED = "Second <b onclick=\"x()\">& 'Söhne'</b>"
DEEP = "/any/index.html?a=1&b=%C3%A9%20%26&c=%3Cb%3E"
NOBODY = ("AuthType OAuth", "Require valid-user")  # in particular


def several(provider):
    return provider_block("second", provider.issuer("second"), DisplayName=quoted(CROOKED), PassParameters="login_hint")


def configure(provider):
    places = {"/any": [], "/staff": ["OAuthRealm staff"], "/decided": ["OAuthRealm decided"], "/mine": ["OAuthProvider second"],
              "/aged": ["OAuthSessionLifetime 1s"], "/anchor": ["OAuthKeepFragment on"]}
    return several(provider) + "".join(
        f"Alias {path} {{root}}/htdocs\n" + open_place(path, *NOBODY, *lines) for path, lines in places.items()) \
        + open_place("/oauth/realms/decided", "OAuthProvider second")


def choices(page):
    """What the page offers: names, as they are written, and links."""
    assert page.status == 200 and '<body class="chooser">' in page.text, (page.status, page.text)
    return {name: html.unescape(link) for link, name in re.findall(r'<li><a class="small" href="([^"]*)">(.*?)</a></li>', page.text)}


def choose(browser, page, name):
    return browser.navigate(origin_of(page) + choices(page)[html.escape(name, True)], page.url)


def origin_of(page):
    return "http://" + urlsplit(page.url).netloc


def the_second(page):
    [name] = [name for name in choices(page) if name != "main"]
    return choices(page)[name]


@pytest.mark.parametrize("choice, tenant", [(0, "main"), (1, "second")])
def test_a_person_chooses_and_comes_back_to_the_page_with_its_query(site, provider, browser, choice, tenant):
    page = browser.navigate(site.url + DEEP)
    assert [step.status for step in page.steps] == [302] and provider.count("authorize") == 0 and browser.cookies == []
    landed = browser.navigate(site.url + list(choices(page).values())[choice], page.url)
    assert (landed.status, landed.url) == (200, site.url + DEEP)
    assert provider.count("authorize", tenant=tenant) == 1 and provider.count("authorize") == 1


def test_the_page_needs_no_script_and_is_in_no_cache_nor_frame(site, provider, browser):
    page = browser.navigate(site.url + DEEP)
    assert "<script" not in page.text and "<h1>Choose where to sign in</h1>" in page.text
    assert all(step.header("Cache-Control") == "no-store" for step in [page, *page.steps])
    policy = page.header("Content-Security-Policy")
    assert "default-src 'none'" in policy and "script-src" not in policy and "frame-ancestors 'none'" in policy


def test_a_name_is_shown_as_it_was_written_and_is_no_markup(site, provider, browser):
    """OAuthDisplayName"""
    page = browser.navigate(site.url + "/any/index.html")
    assert list(choices(page))[0] == "main" and len(choices(page)) == 2
    assert html.unescape(list(choices(page))[1]) == CROOKED and "<b " not in page.text
    assert "onclick=\"" not in page.text


def test_it_speaks_the_language_of_who_reads_it(site, provider, browser):
    page = browser.load("GET", site.url + "/oauth/login", None, headers={"Accept-Language": "de"})
    assert "<h1>Anmeldedienst wählen</h1>" in page.text and len(choices(page)) == 2


def test_who_is_on_no_way_to_a_page_is_told_where_people_choose(site, provider, browser):
    page = browser.fetch(site.url + DEEP)
    assert page.status == 401 and page.header("Content-Type") == "application/problem+json"
    assert page.json["login_url"] == site.url + "/oauth/login"
    assert len(choices(browser.navigate(page.json["login_url"]))) == 2
    told = browser.fetch(site.url + "/oauth/login?to=/any/")
    assert told.status == 401 and told.json["login_url"] == site.url + "/oauth/login?to=%2Fany%2F"


def test_head_is_answered_as_get_without_a_body(site, provider, browser):
    page = browser.load("HEAD", site.url + DEEP, None, follow=False)
    assert page.status == 302 and page.location.startswith(site.url + "/oauth/login?to=%2Fany")
    page = browser.load("HEAD", page.location, None, follow=False)
    assert (page.status, page.body) == (200, b"") and page.header("Content-Type").startswith("text/html")


def test_where_the_place_names_its_provider_nobody_is_asked(site, provider, browser):
    page = browser.navigate(site.url + "/mine/index.html")
    assert (page.status, page.url) == (200, site.url + "/mine/index.html")
    assert provider.count("authorize", tenant="second") == 1


def test_the_place_of_the_login_page_may_decide_too(site, provider, browser):
    page = browser.navigate(site.url + "/decided/index.html")
    assert (page.status, page.url) == (200, site.url + "/decided/index.html")
    assert provider.count("authorize", tenant="second") == 1 and browser.cookie(SESSION + "-decided") is not None


def test_an_issuer_in_the_link_decides(site, provider, browser):
    page = browser.navigate(f"{site.url}/oauth/login?to=%2Fany%2Findex.html&iss={quote(provider.issuer('second'), safe='')}")
    assert (page.status, page.url) == (200, site.url + "/any/index.html") and provider.count("authorize", tenant="second") == 1


def test_a_realm_has_its_own_choice_and_session(site, provider, browser):
    page = browser.navigate(site.url + "/staff/index.html")
    assert all(link.startswith("/oauth/realms/staff/login?provider=") for link in choices(page).values())
    landed = browser.navigate(site.url + the_second(page), page.url)
    assert (landed.status, landed.url) == (200, site.url + "/staff/index.html")
    assert browser.cookie(SESSION + "-staff") is not None and browser.cookie(SESSION) is None


def test_who_has_a_session_of_either_is_not_asked(site, provider, browser):
    sign_in(browser, site, "/mine/index.html")
    assert browser.navigate(site.url + "/any/index.html", follow=False).status == 200
    assert browser.navigate(site.url + "/oauth/login?to=%2Fany%2F", follow=False).location == site.url + "/any/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)",
                                    "/oauth/logout"])
def test_a_choice_leads_to_no_other_site(site, provider, browser, target):
    page = browser.navigate(f"{site.url}/oauth/login?to={quote(target, safe='')}", "https://elsewhere.example/")
    assert "evil" not in page.text and "alert" not in page.text
    landed = browser.navigate(site.url + the_second(page), page.url)
    assert (landed.status, landed.url) == (200, site.url + "/")


def test_a_provider_that_is_none_is_refused(site, provider, browser):
    page = browser.navigate(site.url + "/oauth/login?provider=third&to=%2Fany%2F")
    assert_refused(browser, site, page, 404, "login_provider_unknown")


def test_only_what_the_chosen_one_lets_pass_is_asked_of_it(site, provider, browser):
    page = browser.navigate(site.url + "/oauth/login?to=%2Fany%2F&login_hint=ada&scope=everything", "https://elsewhere.example/")
    browser.navigate(site.url + the_second(page), page.url)
    [asked] = provider.requests("authorize", tenant="second")
    assert "login_hint=ada" in asked["target"] and "everything" not in asked["target"]
    Browser().navigate(site.url + choices(page)["main"], page.url)
    [asked] = provider.requests("authorize", tenant="main")
    assert "login_hint" not in asked["target"]


def test_the_list_of_sessions_asks_too(site, provider, browser):
    page = browser.navigate(site.url + "/oauth/sessions")
    landed = browser.navigate(site.url + the_second(page), page.url)
    assert (landed.status, landed.url) == (200, site.url + "/oauth/sessions") and "Where you are signed in" in landed.text


def test_a_login_that_was_begun_at_one_is_not_finished_at_the_other(site, provider, browser):
    """MP1"""
    page = browser.navigate(site.url + "/any/index.html")
    answer = browser.follow(browser.navigate(site.url + choices(page)["main"], page.url, follow=False))
    page = browser.navigate(answer.location.replace("/callback/main", "/callback/second"))
    assert_refused(browser, site, page, 400, "state_provider|state_\\w+")


# --- a page of the site ---

@pytest.fixture(scope="module")
def own_process(module, provider_process, backend):
    from harness.httpd import Site

    site = Site(default_configuration(provider_process, backend.url) + several(provider_process)
                + "OAuthChooser /open/app/choose?look=dark\nAlias /any {root}/htdocs\nAlias /staff {root}/htdocs\n"
                + open_place("/any", *NOBODY) + open_place("/staff", *NOBODY, "OAuthRealm staff"))
    yield site.start()
    site.remove()


@pytest.fixture
def own(own_process):
    own_process.begin_test()
    yield own_process
    assert own_process.end_test() == []


@pytest.mark.parametrize("path, realm", [("/any", None), ("/staff", "staff")])
def test_a_page_of_the_site_offers_what_it_likes(own, provider, browser, path, realm):
    """MP3: it writes the links of everybody; `to` comes to it, and goes on with them."""
    page = browser.navigate(own.url + path + "/index.html?a=1&b=2")
    assert page.status == 200 and urlsplit(page.url).path == "/open/app/choose"
    query = urlsplit(page.url).query
    assert parse_qs(query) == {"look": ["dark"], "to": [path + "/index.html?a=1&b=2"], **({"realm": [realm]} if realm else {})}
    login = f"/oauth/realms/{realm}/login" if realm else "/oauth/login"
    landed = browser.navigate(f"{own.url}{login}?provider=second&{query}", page.url)
    assert (landed.status, landed.url) == (200, f"{own.url}{path}/index.html?a=1&b=2")


def test_what_another_site_writes_into_it_chooses_nothing_more(own, provider, browser):
    """MP3: neither another site, nor scopes or parameters that the provider does not let pass; and no name comes twice."""
    page = browser.navigate(own.url + "/oauth/login?to=https%3A%2F%2Fevil.example%2F&scope=everything", "https://elsewhere.example/")
    assert page.url.startswith(own.url + "/open/app/choose?") and "evil" not in page.url
    landed = browser.navigate(f"{own.url}/oauth/login?provider=second&{urlsplit(page.url).query}", page.url)
    assert landed.url == own.url + "/"
    [asked] = provider.requests("authorize", tenant="second")
    assert "everything" not in asked["target"]


def test_a_page_that_is_closed_itself_gives_way_to_ours(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url) + several(provider) + "OAuthChooser /any/choose.html\n"
                      + "Alias /any {root}/htdocs\n" + open_place("/any", *NOBODY))
    page = browser.navigate(site.url + "/any/index.html")
    assert page.url.startswith(site.url + "/oauth/login?") and len(choices(page)) == 2

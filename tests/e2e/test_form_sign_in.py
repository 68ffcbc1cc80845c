# SPDX-License-Identifier: Apache-2.0
"""Users of mod_auth_form, whom no provider knows, are signed in by our store: who they are and their passwords are in none of
their browsers, and in nobody's sight."""

import base64
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration, open_place
from harness.steps import SESSION, is_signed_in, sign_in
from harness.traces import Search, files, shared_memory

MODULES = ("session", "session_cookie", "request", "auth_form", "authn_file")
GUEST = "oauth_guest"
CLUB, LOGIN, LOGOUT, PUBLIC = "/club", "/do/login", "/do/logout", "/public"
FORM = ("AuthType form", "AuthName Club", "AuthFormProvider file", "AuthUserFile {root}/users",
        "Session On", "OAuthSessionProvider on")
USER, PASSWORD = "clara-" + secrets.token_hex(6), secrets.token_urlsafe(20)


def configure(provider):
    anybody = "Require all granted"
    return "".join([
        f"Alias {CLUB} {{root}}/htdocs\nScriptAlias {PUBLIC} {{root}}/cgi/values\n",
        open_place(CLUB, *FORM, "Require valid-user"),
        open_place(LOGIN, *FORM, anybody, "SetHandler form-login-handler",
                   f"AuthFormLoginSuccessLocation {CLUB}/index.html"),
        open_place(LOGOUT, *FORM, anybody, "SetHandler form-logout-handler", "AuthFormLogoutLocation /"),
        open_place(PUBLIC, anybody, "Session On", "SessionEnv On", "SessionHeader X-Change", "OAuthSessionProvider on")])


def write_users(site):
    digest = base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()
    (site.root / "users").write_text(f"{USER}:{{SHA}}{digest}\n")


@pytest.fixture
def club(site):
    write_users(site)
    return site


@pytest.fixture(params=[GUEST, SESSION])
def browser(request, club):
    """Of a visitor who has been here before, or of somebody who is signed in by a provider: with the cookie that counts."""
    browser = Browser()
    browser.kind = request.param
    if browser.kind == SESSION:
        sign_in(browser, club)
    browser.fetch(club.url + PUBLIC + "?X-Change=lang%3Den")
    assert [cookie.name for cookie in browser.cookies if cookie.name in (GUEST, SESSION)] == [browser.kind]
    return browser


def enter(browser, site, password=PASSWORD, **options):
    return browser.submit(site.url + LOGIN, {"httpd_username": USER, "httpd_password": password}, site.url + "/", **options)


def is_in(browser, site):
    page = browser.navigate(site.url + CLUB + "/index.html", follow=False)
    assert page.status in (200, 401), page.text
    return page.status == 200


def everything_sent(browser):
    return "\n".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)


def test_who_gives_his_password_is_in_until_he_leaves(club, browser):
    assert not is_in(browser, club)
    page = enter(browser, club)
    assert (page.status, page.url) == (200, club.url + CLUB + "/index.html")
    assert is_in(browser, club)
    browser.navigate(club.url + LOGOUT)
    assert not is_in(browser, club)


def test_a_wrong_password_lets_nobody_in(club, browser):
    club.announce("AH01807")
    cookie = browser.cookie(browser.kind)
    assert enter(browser, club, password="wrong").status == 401
    assert not is_in(browser, club) and browser.cookie(browser.kind) == cookie


def test_a_form_of_the_protected_page_itself_signs_in(club, browser):
    page = CLUB + "/index.html"
    before = browser.cookie(browser.kind)
    browser.submit(club.url + page, {"httpd_username": USER, "httpd_password": PASSWORD, "httpd_location": page}, club.url + page)
    assert is_in(browser, club) and browser.cookie(browser.kind) != before


def test_a_cookie_of_before_the_sign_in_is_good_for_nothing(club, browser):
    planted = Browser()
    planted.cookies = list(browser.cookies)
    enter(browser, club)
    assert is_in(browser, club)
    assert not is_in(planted, club)


def test_the_browser_is_told_neither_user_nor_password(club, browser):
    page = enter(browser, club, follow=False)
    said = str(page.headers) + everything_sent(browser)
    assert page.status == 302 and USER not in said and PASSWORD not in said


def test_who_is_signed_in_by_a_provider_stays_so(club):
    browser = Browser()
    sign_in(browser, club)
    enter(browser, club)
    assert is_signed_in(browser, club)
    browser.navigate(club.url + LOGOUT)
    assert is_signed_in(browser, club)


def test_who_signs_out_of_everything_is_out(club):
    browser = Browser()
    sign_in(browser, club)
    enter(browser, club)
    browser.submit(club.url + "/oauth/logout", {}, club.url + "/")
    assert not is_in(browser, club)


def test_who_never_was_here_gets_a_cookie_with_his_sign_in_and_not_before(club):
    browser = Browser()
    assert not is_in(browser, club) and browser.cookies == []
    enter(browser, club)
    assert is_in(browser, club) and [cookie.name for cookie in browser.cookies] == [GUEST]


def test_he_stays_in_when_he_signs_in_at_a_provider_and_his_former_cookie_opens_nothing(club):
    browser, copy = Browser(), Browser()
    enter(browser, club)
    copy.cookies = list(browser.cookies)
    sign_in(browser, club)
    assert is_in(browser, club) and browser.cookie(GUEST) is None
    assert not is_in(copy, club)


def test_a_request_that_began_before_the_sign_in_does_not_undo_it(club, browser):
    late = Browser()
    late.cookies = list(browser.cookies)
    enter(browser, club)
    page = late.fetch(club.url + PUBLIC + "?X-Change=lang%3Dde")
    assert page.status == 200 and is_in(browser, club)


def test_who_sends_the_form_several_times_at_once_is_in_by_each_answer(club):
    first = Browser()
    first.fetch(club.url + PUBLIC + "?X-Change=lang%3Den")
    browsers = [Browser() for _ in range(6)]
    for browser in browsers:
        browser.cookies = list(first.cookies)
    with ThreadPoolExecutor(len(browsers)) as pool:
        list(pool.map(lambda browser: enter(browser, club, follow=False), browsers))
    assert all(is_in(browser, club) for browser in browsers) and not is_in(first, club)


def test_what_else_is_kept_for_him_goes_with_him(club, browser):
    enter(browser, club)
    assert "lang=en" in browser.fetch(club.url + PUBLIC).json["HTTP_SESSION"]


def test_nobody_reads_user_or_password_in_memory_or_in_a_file(club, browser):
    enter(browser, club)
    assert is_in(browser, club)
    everything = {"user": USER.encode(), "password": PASSWORD.encode(), "cookie": browser.cookie(browser.kind).encode()}
    found = [(place, Search(everything).found_in(content)) for place, content in shared_memory(club)]
    found += [(place, Search({"password": PASSWORD.encode()}).found_in(content)) for place, content in files(club)]
    assert len(found) > 3 and [(place, names) for place, names in found if names] == []


def test_he_stays_in_when_children_die_and_the_server_begins_anew(start_site, provider, backend):
    site = start_site(default_configuration(provider, backend.url) + configure(provider).replace("ScriptAlias", "Alias"),
                      modules=MODULES, scripts=False)
    write_users(site)
    guest, person = Browser(), Browser()
    sign_in(person, site, "/protected/index.html")
    for browser in (guest, person):
        enter(browser, site)
    site.tolerate("exit signal Killed", "AH10392")
    for happen in (site.kill_workers, site.graceful, site.restart):
        happen()
        assert is_in(guest, site) and is_in(person, site)

# SPDX-License-Identifier: Apache-2.0
"""Lists of sessions: a person sees and ends his own, an administrator everybody's, and nobody else does in their name."""

import base64
import hashlib
import re

import pytest

from harness.browser import NAVIGATION, Browser
from harness.configuration import SECRET, open_place, protect, provider_block
from harness.steps import SESSION, answer_of_provider, is_signed_in, lines_with, sign_in

MODULES = ("auth_basic", "authn_file")
MPM = "prefork"  # each request may be another process'
EVIL = "http://evil.example/page"
ALICE = "/alice/index.html"
JSON = {"Accept": "application/json", "Sec-Fetch-Mode": None, "Sec-Fetch-Dest": None, "Sec-Fetch-Site": None}
PASSWORD = {"Authorization": "Basic " + base64.b64encode(b"root:secret").decode()}
PEOPLE = "root:{SHA}" + base64.b64encode(hashlib.sha1(b"secret").digest()).decode() + "\n"
BASIC = ("AuthType Basic", "AuthName x", "AuthBasicProvider file", "AuthUserFile {root}/users", "Require valid-user")
SIGNED_IN = ("AuthType OAuth", "OAuthProvider alice", "Require valid-user")
LIST = "SetHandler oauth-sessions"
OPEN = {  # places where the list must not be shown
    "inherited": (), "granted": ("Require all granted",), "no-provider": ("Require not ip 192.0.2.77", "Require all granted"),
    "any": ("<RequireAny>", "Require ip 127.0.0.1", "Require all granted", "</RequireAny>"),
    "every-address": ("Require ip 0.0.0.0/1 128.0.0.0/1",), "old": ("Order allow,deny", "Allow from all"),
    "method": ("Require method GET POST",), "satisfy-any": (*BASIC, "Satisfy any"),
    "satisfy-any-signed-in": (*SIGNED_IN, "Satisfy any"),
    "satisfy-any-granted": ("Order deny,allow", "Deny from all", "Require all granted", "Satisfy any"),
}
CLOSED = {  # and where an administrator may come from here without a name
    "address": ("Require ip 127.0.0.1",), "local": ("Require local",),
    "old-address": ("Order deny,allow", "Deny from all", "Allow from 127.0.0.1"),
    "satisfy-any-address": (*BASIC, "Order deny,allow", "Deny from all", "Allow from 127.0.0.1", "Satisfy any"),
    "either": (*SIGNED_IN[:-1], "<RequireAny>", "Require ip 127.0.0.1", "Require valid-user", "</RequireAny>"),
}


def configure(provider):
    provider.register("site-of-alice", client_secret=SECRET, auto_login="alice")
    return "".join([
        provider_block("alice", provider.issuer("main"), "site-of-alice"), protect("/alice", "alice"),
        "Alias /alice {root}/htdocs\n", open_place("/oauth", "OAuthProvider main"),
        open_place("/admin/password", *BASIC, LIST), open_place("/admin/signed-in", *SIGNED_IN, LIST),
        open_place("/admin/nobody", "Require all denied", LIST),
        *(open_place(f"/admin/{name}", *lines, LIST) for name, lines in (OPEN | CLOSED).items() if name != "no-provider"),
        open_place("/admin/no-provider", "<RequireAll>", *OPEN["no-provider"], "</RequireAll>", LIST),
    ])


@pytest.fixture
def admin(site, provider):
    """Who knows the password, and at the beginning nobody is signed in."""
    (site.root / "users").write_text(PEOPLE)
    browser = Browser()
    end(browser, site, all="yes")
    return browser


def own(site):
    return site.url + "/oauth/sessions"


def people(site, path="/admin/password"):
    return site.url + path


def get(browser, url, **headers):
    page = browser.fetch(url, headers=JSON | headers)
    assert page.status == 200, page.text
    return page.json


def end(browser, site, path="/admin/password", **fields):
    """As a program does it: the list, then what is to end."""
    token = get(browser, people(site, path), **PASSWORD)["token"]
    body = "&".join(f"{name}={value}" for name, value in {"token": token, **fields}.items()).encode()
    page = browser.fetch(people(site, path), "POST", body,
                         {"Content-Type": "application/x-www-form-urlencoded", **JSON, **PASSWORD})
    return page.json["ended"] if page.status == 200 else page


def signed_in(site, count=1, path="/protected/env"):
    browsers = [Browser() for _ in range(count)]
    for browser in browsers:
        sign_in(browser, site, path)
    return browsers


def alive(browsers, site):
    return [is_signed_in(browser, site) for browser in browsers]


# --- a person's own

def test_a_person_sees_where_he_is_signed_in_and_ends_one(site, admin):
    first, second = signed_in(site, 2)
    signed_in(site, 1, ALICE)
    page = second.navigate(own(site))
    assert page.status == 200 and page.text.count("<li>") == 2 and page.text.count("this browser") == 1
    assert "just now" in page.text and "127.0.0.1" in page.text
    assert page.header("Cache-Control") == "no-store" and "frame-ancestors 'none'" in page.header("Content-Security-Policy")
    action, fields = page.form()
    assert set(fields) == {"token", "end", "others"}
    page = second.submit(action, {"token": fields["token"], "end": fields["end"]}, page.url)
    assert page.url == own(site) and page.steps[-1].status == 303 and page.text.count("<li>") == 1
    assert alive([first, second], site) == [False, True]
    assert len(lines_with(site, "sessions_ended")) == 1
    assert first.navigate(site.url + "/protected/env", follow=False).status == 302


def test_a_program_sees_the_same_as_json(site, admin):
    first, second = signed_in(site, 2)
    listed = get(first, own(site))
    assert listed["total"] == 2 and [row["this_browser"] for row in listed["sessions"]].count(True) == 1
    assert {row["provider"] for row in listed["sessions"]} == {"main"}
    assert not any(first.cookie(SESSION)[i:i + 16] in str(listed) for i in range(50))
    body = f"others=yes&token={listed['token']}".encode()
    page = first.fetch(own(site), "POST", body, {"Content-Type": "application/x-www-form-urlencoded", **JSON})
    assert page.json == {"ended": 1} and alive([first, second], site) == [True, False]


def test_who_is_not_signed_in_signs_in_and_comes_back(site, admin, browser):
    page = browser.navigate(own(site))
    assert (page.status, page.url) == (200, own(site)) and "this browser" in page.text
    page = Browser().fetch(own(site), headers=JSON)
    assert page.status == 401 and page.json["reason"] == "no_session"
    assert Browser().fetch(own(site), "POST", b"others=yes", JSON).status == 401


@pytest.mark.parametrize("headers", [
    {}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": None},
    {"Sec-Fetch-Site": None, "Origin": "null"}, {"Sec-Fetch-Site": None, "Origin": "http://localhost"},
    {"Sec-Fetch-Site": None, "Origin": "https://localhost.evil.example"},
])
def test_a_foreign_page_ends_nothing_even_with_cookie_and_token(site, admin, headers):
    browsers = signed_in(site, 2)
    cookies = {"Cookie": f"{SESSION}={browsers[0].cookie(SESSION)}"}
    fields = {"token": get(browsers[0], own(site))["token"], "others": "yes"}
    page = browsers[0].submit(own(site), fields, EVIL, headers=cookies | headers)
    site.announce("form_foreign")
    assert page.status == 403 and "Nothing has happened" in page.text and alive(browsers, site) == [True, True]


@pytest.mark.parametrize("token", [None, "", "x", "A" * 60, "another's"])
def test_without_the_right_token_nothing_ends(site, admin, token):
    browsers = signed_in(site, 2)
    if token == "another's":
        token = get(browsers[1], own(site))["token"]
    fields = {"others": "yes"} | ({"token": token} if token is not None else {})
    assert browsers[0].submit(own(site), fields, own(site)).status == 403
    site.announce("form_token")
    assert alive(browsers, site) == [True, True]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_nothing_but_a_post_ends_anything(site, admin, method):
    browsers = signed_in(site, 2)
    token = get(browsers[0], own(site))["token"]
    browsers[0].fetch(f"{own(site)}?others=yes&token={token}", method)
    assert end(admin, site, end="x") == 0
    token = get(admin, people(site), **PASSWORD)["token"]
    admin.fetch(f"{people(site)}?all=yes&token={token}", method, headers=PASSWORD)
    assert alive(browsers, site) == [True, True]


# --- everybody's

@pytest.mark.requirement("R-SES-07")
def test_an_administrator_lists_filters_and_ends(site, admin):
    bobs, alices = signed_in(site, 3), signed_in(site, 2, ALICE)
    listed = get(admin, people(site), **PASSWORD)
    assert listed["total"] == 5 and len({row["id"] for row in listed["sessions"]}) == 5
    bob = next(row["user"] for row in listed["sessions"] if row["provider"] == "main")
    assert get(admin, people(site) + f"?user={bob}", **PASSWORD)["total"] == 3
    assert get(admin, people(site) + "?provider=alice", **PASSWORD)["total"] == 2
    assert get(admin, people(site) + "?address=127.0.0.2", **PASSWORD)["total"] == 0
    assert end(admin, site, end=listed["sessions"][0]["id"]) == 1
    assert [is_signed_in(browser, site, ALICE) for browser in alices] == [True, False]
    assert end(admin, site, all="yes", user=bob) == 3 and alive(bobs, site) == [False] * 3
    assert end(admin, site, all="yes") == 1 and not is_signed_in(alices[0], site, ALICE)
    assert all("(root)" in line for line in lines_with(site, "sessions_ended")) and lines_with(site, "sessions_ended")


def test_the_page_of_an_administrator_has_a_search_and_buttons(site, admin):
    browsers = signed_in(site, 2)
    page = admin.navigate(people(site) + "?provider=main&user=", headers=PASSWORD)
    assert "2 sessions of that kind" in page.text and "End all 2 sessions" in page.text
    action, fields = page.form()
    fields = {"token": fields["token"], "all": "yes", "provider": "main"}
    page = admin.submit(people(site) + "?provider=main", fields, page.url, follow=False, headers=PASSWORD)
    assert page.status == 303 and page.location == people(site) + "?provider=main"
    assert alive(browsers, site) == [False, False]


@pytest.mark.parametrize("slashes", ["//", "///", "//evil.example/../"], ids=["two", "three", "host"])
def test_links_and_actions_of_the_list_never_name_another_host(site, admin, slashes):
    signed_in(site)
    page = admin.navigate(f"{site.url}{slashes}admin/password", headers=PASSWORD)
    assert page.status == 200 and 'action="/' in page.text
    assert not re.search(r"""(action|href)=["']?//""", page.text)


@pytest.mark.parametrize("name", CLOSED)
def test_who_may_come_by_his_address_needs_a_token_too(site, admin, name):
    browsers = signed_in(site, 1)
    url = people(site, "/admin/" + name)
    assert admin.submit(url, {"all": "yes"}, url).status == 403
    site.announce("form_token")
    assert alive(browsers, site) == [True]
    assert end(admin, site, "/admin/" + name, all="yes") == 1 and alive(browsers, site) == [False]


def test_who_signed_in_with_us_is_an_administrator_where_require_says_so(site, admin):
    [alice] = signed_in(site, 1, "/admin/signed-in")
    page = alice.navigate(people(site, "/admin/signed-in"))
    assert page.status == 200 and "this browser" in page.text
    assert Browser().navigate(people(site, "/admin/signed-in"), follow=False).status == 302


@pytest.mark.parametrize("name", OPEN)
def test_where_anybody_may_come_the_list_is_not_shown(site, admin, name):
    [bob] = signed_in(site)
    site.announce("sessions_unprotected|AH01797")
    assert bob.navigate(people(site, "/admin/" + name)).status == 500
    assert bob.fetch(people(site, "/admin/" + name), "POST", b"all=yes", JSON).status == 500
    assert is_signed_in(bob, site) and len(lines_with(site, "sessions_unprotected")) == 2


def test_who_is_kept_out_sees_and_ends_nothing(site, admin):
    [bob] = signed_in(site)
    site.announce("AH01630|AH01617|AH01618")
    assert bob.navigate(people(site, "/admin/nobody")).status == 403
    assert bob.navigate(people(site)).status == 401
    assert bob.fetch(people(site), "POST", b"all=yes", JSON).status == 401
    assert is_signed_in(bob, site)


FORGERIES = [
    ({}, {}), ({}, {"Sec-Fetch-Site": "same-site"}), ({}, {"Sec-Fetch-Site": None}),
    ({}, {"Sec-Fetch-Site": None, "Origin": "null"}), ({"token": "AAAA"}, {"Sec-Fetch-Site": None, "Origin": None}),
    ({"token": None}, {"Sec-Fetch-Site": None, "Origin": None}), ({"token": ""}, {"Sec-Fetch-Site": "same-origin"}),
]


@pytest.mark.parametrize("fields, headers", FORGERIES)
def test_a_foreign_page_ends_nobodys_session_by_the_password_the_browser_knows(site, admin, fields, headers):
    browsers = signed_in(site)
    fields = {"token": get(admin, people(site), **PASSWORD)["token"], "all": "yes"} | fields
    fields = {name: value for name, value in fields.items() if value is not None}
    page = admin.submit(people(site), fields, EVIL, headers=PASSWORD | headers)
    site.announce("form_foreign|form_token")
    assert page.status == 403 and alive(browsers, site) == [True]


def test_the_token_of_another_browser_is_none(site, admin):
    browsers = signed_in(site)
    token = get(Browser(), people(site), **PASSWORD)["token"]
    page = admin.submit(people(site), {"token": token, "all": "yes"}, people(site), headers=PASSWORD)
    site.announce("form_token")
    assert page.status == 403 and alive(browsers, site) == [True]


@pytest.mark.parametrize("fields", [{"all": "yes", "user": ""}, {"all": "yes", "usr": "bob"}, {"user": "bob"},
                                    {"all": "yes", "end": "x"}, {}])
def test_a_request_that_is_not_clear_ends_nobodys_session(site, admin, fields):
    browsers = signed_in(site)
    page = end(admin, site, **fields)
    site.announce("sessions_form")
    assert page.status == 400 and page.json["reason"] == "sessions_form" and alive(browsers, site) == [True]


def test_what_a_browser_says_of_itself_is_no_part_of_the_page(site, admin):
    evil = '"><script>alert(1)</script>\'&\xe9\xff'
    browser = Browser()
    answer = answer_of_provider(browser, site)
    browser.request("GET", answer.location, NAVIGATION | {"User-Agent": evil.encode("latin-1")}, initiator=answer.url,
                    top_level=True, after=answer)
    for page in (browser.navigate(own(site)), admin.navigate(people(site), headers=PASSWORD)):
        assert page.status == 200 and "<script>alert" not in page.text and "&lt;script&gt;" in page.text
    agents = [row["agent"] for row in get(admin, people(site), **PASSWORD)["sessions"]]
    assert any("<script>" in agent for agent in agents)


def test_a_list_names_no_cookie_key_or_token(site, admin):
    [bob] = signed_in(site)
    page = admin.navigate(people(site), headers=PASSWORD)
    assert bob.cookie(SESSION) not in page.text and not re.search("access|refresh_token|eyJ", page.text)


def test_ending_is_at_once_true_for_every_process(site, admin):
    browsers = signed_in(site, 2)
    for _ in range(5):
        assert alive(browsers, site) == [True, True]
    assert end(admin, site, all="yes") == 2
    for _ in range(10):
        assert alive(browsers, site) == [False, False]

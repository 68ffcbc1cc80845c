# SPDX-License-Identifier: Apache-2.0
"""A browser with the sessions of two providers: each part of a page is of the sign-in that its place wants."""

from urllib.parse import parse_qs, urlencode

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import SESSION, sign_in

PAGES, MINE, THEIRS, SENDING = "/pages", "/mine", "/theirs", "/sending"
USERS = {"main": "bob@example.org", "second": "ann@example.org"}


def configure(provider):
    values = ("Require valid-user", "OAuthSessionData on", "OAuthPassTokens access")
    return "".join([
        provider_block("second", provider.issuer("second"), Scope="openid email", UserClaim="email"),
        *(f"ScriptAlias {path} {{root}}/cgi/values\n" for path in (MINE, THEIRS, SENDING)),
        f"Alias {PAGES} {{root}}/htdocs\n<Directory {{root}}/htdocs>\nOptions +Includes\nAddOutputFilter INCLUDES .shtml\n"
        "AddType text/html .shtml\n</Directory>\n",
        protect(PAGES, "main", *values, "OAuthUserClaim email"), protect(MINE, "main", *values, "OAuthUserClaim email"),
        protect(SENDING, "main", *values, "OAuthUserClaim email", "Options +Includes",
                "SetOutputFilter INCLUDES"),
        protect(THEIRS, "second", *values),
        'LogFormat "%U %{user}^OA %{provider}^OA" who\nCustomLog who.log who\n'])


@pytest.fixture
def cookie(site, provider):
    """Of somebody who is bob at the one and ann at the other."""
    cookies = []
    for path, tenant in ((MINE, "main"), (THEIRS, "second")):
        provider.twist("id_token", tenant=tenant, claims_set={"email": USERS[tenant], "email_verified": True})
        provider.twist("userinfo", tenant=tenant, json_set={"email": USERS[tenant], "email_verified": True})
        browser = Browser()
        sign_in(browser, site, path)
        cookies.append(f"{SESSION}={browser.cookie(SESSION)}")
    return "; ".join(cookies)


def ask(site, cookie, path, *orders, **headers):
    page = Browser().navigate(site.url + path + "?" + urlencode(orders), headers={"Cookie": cookie, **headers})
    assert page.status == 200, page.text
    return page


def keep(site, cookie, **values):
    """The same name in both sessions."""
    for path, value in values.items():
        ask(site, cookie, "/" + path, ("X-Session-Set", f"x={value}"))


def told(site, cookie, path):
    environment = ask(site, cookie, path).json
    values = parse_qs(environment["OAUTH_SESSION_DATA"])
    return environment["OAUTH_PROVIDER"], environment["REMOTE_USER"], values.get("x", [None])[0]


def write_page(site, name, text):
    (site.root / "htdocs" / name).write_text(text)


def test_each_place_finds_its_own(site, cookie):
    keep(site, cookie, mine="1", theirs="2")
    assert told(site, cookie, MINE) == ("main", USERS["main"], "1")
    assert told(site, cookie, THEIRS) == ("second", USERS["second"], "2")


def test_a_page_goes_on_with_its_own_behind_a_part_of_another(site, cookie):
    keep(site, cookie, mine="1", theirs="2")
    said = "".join(f"<!--#if expr=\"{question}\" -->[yes]<!--#else -->[no]<!--#endif -->" for question in (
        "session('x') == '1'", "%{OAUTH_PROVIDER} == 'main'", "oauth_claim('email') == 'bob@example.org'"))
    write_page(site, "both.shtml", f'<!--#include virtual="{THEIRS}" -->{said}')
    page = ask(site, cookie, PAGES + "/both.shtml")
    assert page.text.endswith("[yes][yes][yes]") and f'"REMOTE_USER": "{USERS["second"]}"' in page.text
    site.wait_for(lambda: "both.shtml" in (site.root / "who.log").read_text())
    line = next(line for line in (site.root / "who.log").read_text().splitlines() if "both.shtml" in line)
    assert line.split()[1:] == [USERS["main"], "main"]


def test_a_part_of_its_own_behind_one_of_another_is_told_of_its_own(site, cookie):
    keep(site, cookie, mine="1", theirs="2")
    write_page(site, "three.shtml", "".join(f'<!--#include virtual="{path}" -->' for path in (THEIRS, MINE, THEIRS, MINE)))
    page = ask(site, cookie, PAGES + "/three.shtml")
    tokens = [part.split('"')[0] for part in page.text.split('"OAUTH_ACCESS_TOKEN": "')[1:]]
    users = [part.split('"')[0] for part in page.text.split('"REMOTE_USER": "')[1:]]
    data = [part.split('"')[0] for part in page.text.split('"OAUTH_SESSION_DATA": "')[1:]]
    assert users == [USERS["second"], USERS["main"]] * 2 and data == ["x=2", "x=1"] * 2
    assert tokens[:2] == tokens[2:] and tokens[0] != tokens[1]


def test_each_part_writes_into_its_own(site, cookie):
    keep(site, cookie, mine="1", theirs="2")
    write_page(site, "writes.shtml", f'<!--#include virtual="{THEIRS}?X-Session-Set=x%3D4" -->'
                                     f'<!--#include virtual="{MINE}?X-Session-Set=x%3D3" -->')
    ask(site, cookie, PAGES + "/writes.shtml")
    assert told(site, cookie, MINE)[2] == "3" and told(site, cookie, THEIRS)[2] == "4"


def test_a_page_writes_into_its_own_also_when_a_part_of_another_comes_first(site, cookie):
    """Its environment, which it prints, is a page with a part in it."""
    keep(site, cookie, mine="1", theirs="2")
    page = ask(site, cookie, SENDING, ("X-Session-Set", "x=3"), Part=f"<!--#include virtual='{THEIRS}' -->")
    assert f'"REMOTE_USER": "{USERS["main"]}"' in page.text and f'"REMOTE_USER": "{USERS["second"]}"' in page.text
    assert told(site, cookie, MINE)[2] == "3" and told(site, cookie, THEIRS)[2] == "2"


def test_a_script_that_sends_httpd_on_to_another_writes_into_its_own(site, cookie):
    keep(site, cookie, mine="1", theirs="2")
    page = ask(site, cookie, MINE, ("X-Session-Set", "x=3"), ("Location", THEIRS))
    assert page.json["REMOTE_USER"] == USERS["second"]
    assert told(site, cookie, MINE)[2] == "3" and told(site, cookie, THEIRS)[2] == "2"

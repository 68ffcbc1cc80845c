# SPDX-License-Identifier: Apache-2.0
"""A browser with the sessions of two providers: each part of a page is of the sign-in that its place wants."""

import json
import time
from urllib.parse import parse_qs, urlencode

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, open_place, protect, provider_block
from harness.steps import SESSION, sign_in

PAGES, MINE, THEIRS, SENDING = "/pages", "/mine", "/theirs", "/sending"
UNTOLD, STRANGE, NOBODYS, PLAIN, ANOTHERS = "/untold", "/strange", "/nobodys", "/plain", "/anothers"
LASTING, DOUBTED = "/lasting", "/doubted"  # of a provider who can not be asked for the user after a second
OF_USER = ("HTTP_X_OAUTH", "OAUTH_", "HTTP_X_SESSION", "REMOTE_USER", "AUTH_TYPE")
USERS = {"main": "bob@example.org", "second": "ann@example.org"}


def configure(provider):
    values = ("Require valid-user", "OAuthSessionData on", "OAuthPassTokens access")
    provider.register("over", client_secret=SECRET, auto_login="bob", token_lifetime=1)
    return "".join([
        provider_block("over", provider.issuer("revalidated"), "over", Scope="openid profile email"),
        open_place("/oauth", "OAuthProvider main"),
        open_place(LASTING, "AuthType OAuth", *values[:2]), f"Alias {LASTING} {{root}}/htdocs\n",
        protect(DOUBTED, "over", "Require valid-user", "OAuthRevalidate 1s"), f"ScriptAlias {DOUBTED} {{root}}/cgi/values\n",
        provider_block("second", provider.issuer("second"), Scope="openid email", UserClaim="email"),
        *(f"ScriptAlias {path} {{root}}/cgi/values\n" for path in (MINE, THEIRS, SENDING, UNTOLD, STRANGE, NOBODYS, PLAIN, ANOTHERS)),
        f"Alias {PAGES} {{root}}/htdocs\n<Directory {{root}}/htdocs>\nOptions +Includes\nAddOutputFilter INCLUDES .shtml\n"
        "AddType text/html .shtml\n</Directory>\n",
        protect(PAGES, "main", *values, "OAuthUserClaim email", "OAuthPassClaims both"), protect(MINE, "main", *values, "OAuthUserClaim email"),
        protect(SENDING, "main", *values, "OAuthUserClaim email", "Options +Includes",
                "SetOutputFilter INCLUDES"),
        protect(THEIRS, "second", *values), protect(STRANGE, "second", "Require valid-user"),
        protect(UNTOLD, "main", "Require valid-user", "OAuthPassClaims none"),
        open_place(NOBODYS, "OAuthProvider second", "OAuthUnauthenticated pass"),
        open_place(ANOTHERS, "OAuthProvider second"), "SetEnv OAUTH_CLIENT of-an-application\n",
        'LogFormat "%U %{user}^OA %{provider}^OA" who\nCustomLog who.log who\n'])


@pytest.fixture
def cookie(site, provider):
    """Of somebody who is bob at the one and ann at the other."""
    cookies = []
    for path, tenant in ((MINE, "main"), (THEIRS, "second")):
        provider.twist("id_token", tenant=tenant, claims_set={"email": USERS[tenant], "email_verified": True})
        provider.twist("userinfo", tenant=tenant, json_set={**({"name": "Bob Example"} if tenant == "main" else {}), "email": USERS[tenant], "email_verified": True})
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


def part(site, cookie, path):
    """What a part is told in a page that is told all, and before and behind it the page's own."""
    said = '<!--#echo var="OAUTH_CLAIM_name" -->'
    write_page(site, "told.shtml", f'{said}|<!--#include virtual="{path}" -->|{said}')
    before, text, behind = ask(site, cookie, PAGES + "/told.shtml").text.split("|")
    assert before == behind == "Bob Example"
    return json.loads(text)


def of_user(environment):
    return {name: value for name, value in environment.items()
            if name.startswith(OF_USER) and name != "OAUTH_CLIENT"}


def test_a_part_of_another_is_told_nothing_of_the_page_s_user(site, cookie):
    keep(site, cookie, mine="1")
    told = part(site, cookie, STRANGE)
    assert told["REMOTE_USER"] == told["OAUTH_CLAIM_email"] == USERS["second"] and told["OAUTH_PROVIDER"] == "second"
    assert not [name for name in told if name.startswith(("HTTP_X_OAUTH", "HTTP_X_SESSION", "OAUTH_SESSION_DATA"))]
    assert "OAUTH_ACCESS_TOKEN" not in told and "OAUTH_CLAIM_name" not in told
    assert told["OAUTH_CLIENT"] == "of-an-application"


def test_a_part_is_told_no_more_than_its_place_passes(site, cookie):
    assert of_user(part(site, cookie, UNTOLD)) == {"REMOTE_USER": "7d20aa31-bob", "AUTH_TYPE": "OAuth"}


@pytest.mark.parametrize("path", [NOBODYS, ANOTHERS])
def test_a_part_of_another_without_a_user_is_told_of_none(site, cookie, path):
    assert of_user(part(site, cookie.split("; ")[0], path)) == {}


def test_a_part_where_nobody_signs_in_is_told_of_the_page_s_user(site, cookie):
    told = part(site, cookie, PLAIN)
    assert told["REMOTE_USER"] == USERS["main"] and told["OAUTH_CLAIM_name"] == "Bob Example"


def test_a_page_of_any_sign_in_keeps_its_own_when_a_part_wants_more_of_it(site, cookie):
    """The one part finds the page's session too old, and the other one has a session of another provider: for itself."""
    browser = Browser()
    sign_in(browser, site, DOUBTED)
    cookies = f"{SESSION}={browser.cookie(SESSION)}; {cookie}"
    keep(site, cookies, theirs="2")
    said = "".join(f'<!--#if expr="{question}" -->[yes]<!--#else -->[no]<!--#endif -->'
                   for question in ("%{OAUTH_PROVIDER} == 'over'", "session('x') == ''"))
    write_page(site, "doubted.shtml", f'<!--#include virtual="{DOUBTED}" --><!--#include virtual="{THEIRS}" -->{said}')
    site.announce(r'unable to include "/doubted"')
    time.sleep(1.1)
    page = ask(site, cookies, LASTING + "/doubted.shtml")
    assert f'"REMOTE_USER": "{USERS["second"]}"' in page.text and page.text.endswith("[yes][yes]"), page.text

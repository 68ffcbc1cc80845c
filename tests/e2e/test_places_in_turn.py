# SPDX-License-Identifier: Apache-2.0
"""httpd serves one page in the place of another: each place tells of its own user what it passes, and of nobody else's."""

import re
from urllib.parse import urlencode

import pytest

from harness.browser import Browser
from harness.configuration import open_place, protect, provider_block
from harness.steps import SESSION, sign_in

MODULES = ("negotiation",)
BOB, ANN = "bob@example.org", "ann@example.org"
USERS = {"main": BOB, "second": ANN}
INDEX, CHOSEN, CLOSED, NAMELESS = "/index", "/chosen", "/closed", "/nameless"
OF_USER = re.compile(r"(REDIRECT_)*(REMOTE_USER|AUTH_TYPE|OAUTH_(?!CLIENT$)|HTTP_X_OAUTH|HTTP_X_SESSION)")
ALL = ("OAuthPassTokens access", "OAuthPassClaims both", "OAuthSessionData on", "OAuthUserClaim email")


def program(path):
    return f"ScriptAlias {path} {{root}}/cgi/values\n"


def configure(provider):
    of_main, of_second = protect("{}", "main", "Require valid-user", *ALL), protect("{}", "second", "Require valid-user", *ALL)
    folders = "".join(
        f"Alias {path} {{root}}/cgi\n" + folder.replace("{}", path) + index.replace("{}", path + "/" + name)
        for path, folder, index, name in (
            (INDEX, of_main, of_second, "values"), (CHOSEN, of_main, of_second, "page.en"),
            (CLOSED, open_place("{}", "Require all granted"), of_second, "values"),
            (NAMELESS, of_main, open_place("{}", "OAuthPassClaims none", "OAuthPassTokens none", "OAuthSessionData off"), "values")))
    return "".join([
        provider_block("second", provider.issuer("second"), Scope="openid email"), folders,
        *(open_place(path, "SetHandler cgi-script", "Options +ExecCGI +MultiViews", "DirectoryIndex values")
          for path in (INDEX, CHOSEN, CLOSED, NAMELESS)),
        *(program(path) for path in ("/mine", "/theirs", "/untold", "/anybody")),
        protect("/mine", "main", "Require valid-user", *ALL), protect("/theirs", "second", "Require valid-user", *ALL),
        protect("/untold", "main", "Require valid-user", "OAuthPassClaims none", "OAuthUserClaim email"), open_place("/anybody", "Require all granted"),
        *(f"Alias /lost-{name} {{root}}/none\n" + protect(f"/lost-{name}", "main", "Require valid-user", *ALL,
                                                         f"ErrorDocument 404 /{name}") for name in ("theirs", "untold", "anybody")),
        "Alias /pages {root}/htdocs\n<Directory {root}/htdocs>\nOptions +Includes\nAddOutputFilter INCLUDES .shtml\n"
        "AddType text/html .shtml\nDirectoryIndex index.shtml\n</Directory>\nAddLanguage en .en\n",
        protect("/pages", "main", "Require valid-user", *ALL), "Alias /less {root}/htdocs\n",
        protect("/less", "main", "Require valid-user", "OAuthPassClaims none", "OAuthUserClaim email"),
        "SetEnv OAUTH_CLIENT of-an-application\n"])


@pytest.fixture
def cookies(site, provider):
    """By provider, of somebody who is bob at the one and ann at the other."""
    kept = {}
    for path, tenant in (("/mine", "main"), ("/theirs", "second")):
        provider.twist("id_token", tenant=tenant, claims_set={"email": USERS[tenant], "email_verified": True, f"only_{tenant}": "yes"})
        provider.twist("userinfo", tenant=tenant, json_set={"email": USERS[tenant], "email_verified": True})
        browser = Browser()
        sign_in(browser, site, path)
        kept[tenant] = f"{SESSION}={browser.cookie(SESSION)}"
    return kept


@pytest.fixture
def cookie(cookies):
    return "; ".join(cookies.values())


def ask(site, cookie, path, *orders):
    return Browser().navigate(site.url + path + ("?" + urlencode(orders) if orders else ""), follow=False,
                              headers={"Cookie": cookie})


def told(page):
    """All that the program was told of somebody."""
    assert page.status in (200, 404), (page.status, page.text)
    return {name: value for name, value in page.json.items() if OF_USER.match(name)}


def assert_is_told_of(tenant, environment):
    assert environment["REMOTE_USER"] == environment["OAUTH_CLAIM_email"] == USERS[tenant]
    assert environment["OAUTH_PROVIDER"] == tenant and environment[f"OAUTH_CLAIM_only_{tenant}"] == "yes"
    other = next(name for name in USERS if name != tenant)
    assert USERS[other] not in str(environment) and f"only_{other}" not in str(environment), environment


# A page that stands for its folder


@pytest.mark.requirement("R-HTTP-03")
@pytest.mark.parametrize("path", [INDEX, CLOSED])
def test_the_index_of_a_folder_is_told_of_its_own_user(site, cookie, path):
    page = ask(site, cookie, path + "/")
    assert_is_told_of("second", told(page))
    assert "private" in page.header("Cache-Control") and page.header("Vary") == "Cookie"


def test_the_index_of_a_folder_keeps_values_of_its_own_user(site, cookie):
    assert ask(site, cookie, INDEX + "/", ("X-Session-Set", "x=9")).status == 200
    assert ask(site, cookie, INDEX + "/").json["OAUTH_SESSION_DATA"] == "x=9"
    assert ask(site, cookie, "/theirs").json["OAUTH_SESSION_DATA"] == "x=9"
    assert ask(site, cookie, "/mine").json["OAUTH_SESSION_DATA"] == ""


def test_what_is_told_once_is_told_to_the_index(site, cookie):
    for path, value in (("/mine", "1"), ("/theirs", "2")):
        assert ask(site, cookie, path, ("X-Session-Set", f"!once={value}")).status == 200
    assert ask(site, cookie, INDEX + "/").json["OAUTH_SESSION_DATA"] == "%21once=2"
    assert ask(site, cookie, "/mine").json["OAUTH_SESSION_DATA"] == "%21once=1"


@pytest.mark.requirement("R-HTTP-03")
@pytest.mark.parametrize("path", [INDEX, CLOSED])
def test_the_index_of_a_folder_is_closed_to_who_has_only_the_folder_s_session(site, cookies, path):
    page = ask(site, cookies["main"], path + "/")
    assert page.status == 401 and BOB not in page.text and page.header("Set-Cookie") is None


def test_an_index_that_passes_nothing_is_told_the_folder_s_user_alone(site, cookie):
    assert told(ask(site, cookie, NAMELESS + "/")) == {"REMOTE_USER": BOB, "AUTH_TYPE": "OAuth"}


def test_what_negotiation_chooses_is_told_of_its_own_user(site, cookie):
    (site.root / "cgi" / "page.en").write_bytes((site.root / "cgi" / "values").read_bytes())
    (site.root / "cgi" / "page.en").chmod(0o755)
    assert_is_told_of("second", told(ask(site, cookie, CHOSEN + "/page")))


def test_an_index_without_a_place_of_its_own_is_told_each_thing_once(site, cookie):
    (site.root / "htdocs" / "whole").mkdir()
    (site.root / "htdocs" / "whole" / "index.shtml").write_text("<!--#printenv -->")
    text = ask(site, cookie, "/pages/whole/").text
    names = [line.partition("=")[0] for line in text.splitlines() if OF_USER.match(line)]
    assert "OAUTH_CLAIM_email" in names and len(names) == len(set(names))


# A page that another one led to


@pytest.mark.requirement("R-HTTP-03")
@pytest.mark.parametrize("sent", ["/lost-{}", "/mine?Location=/{}"], ids=["error", "script"])
def test_a_page_sent_on_to_is_told_of_its_own_user(site, cookie, sent):
    assert_is_told_of("second", told(ask(site, cookie, sent.format("theirs"))))


@pytest.mark.requirement("R-HTTP-03")
@pytest.mark.parametrize("sent", ["/lost-{}", "/mine?Location=/{}"], ids=["error", "script"])
def test_a_page_sent_on_to_is_told_no_more_than_its_place_passes(site, cookie, sent):
    page = ask(site, cookie, sent.format("untold"))
    assert told(page) == {"REMOTE_USER": BOB, "AUTH_TYPE": "OAuth"}
    assert page.json["OAUTH_CLIENT"] == "of-an-application"


@pytest.mark.requirement("R-HTTP-03")
@pytest.mark.parametrize("sent", ["/lost-{}", "/mine?Location=/{}"], ids=["error", "script"])
def test_a_page_for_everybody_is_told_nothing_but_what_httpd_itself_says(site, cookie, sent):
    page = ask(site, cookie, sent.format("anybody"))
    assert told(page) == {"REDIRECT_REMOTE_USER": BOB}
    assert "private" in page.header("Cache-Control") and "Cookie" in page.header("Vary")


@pytest.mark.requirement("R-HTTP-03")
def test_a_page_sent_on_to_asks_for_its_own_sign_in(site, cookies):
    page = ask(site, cookies["main"], "/mine?Location=/theirs")
    assert page.status == 302 and "/authorize" in page.location and BOB not in page.text


def test_a_nested_page_is_told_what_its_own_place_passes(site, cookie):
    (site.root / "htdocs" / "outer.shtml").write_text('<!--#include virtual="/less/inner.shtml" -->')
    (site.root / "htdocs" / "inner.shtml").write_text('[<!--#echo var="REMOTE_USER" -->|<!--#echo var="OAUTH_CLAIM_email" -->]')
    assert ask(site, cookie, "/pages/outer.shtml").text == f"[{BOB}|(none)]"

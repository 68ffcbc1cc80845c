# SPDX-License-Identifier: Apache-2.0
"""What administrators want of rules that other modules have directives of their own for: claims in an expression, Basic for tools
and a cookie for browsers at one address, and an open place within a closed one."""

import base64
import hashlib

import pytest

from harness.browser import Browser
from harness.configuration import open_place, protect, provider_block
from harness.steps import sign_in

MODULES = ("auth_basic", "authn_file")
TENANT = "ways"
EXPRESSIONS = {  # a filter as mod_auth_openidc would have it in jq: the same for httpd, and whether it lets the user in
    '.groups | index("staff")': ("'staff' -in oauth_claims('groups')", True),
    '.groups | index("board")': ("'board' -in oauth_claims('groups')", False),
    ".level >= 7 and .level < 9": ("oauth_claim('level') -ge 7 && oauth_claim('level') -lt 9", True),
    ".level > 7": ("oauth_claim('level') -gt 7", False),
    '.department == "sales" or .admin == true': ("oauth_claim('department') == 'sales' || oauth_claim('admin') == 'true'", True),
    '.email | test("@example\\.org$")': ("oauth_claim('email') =~ /@example\\.org$/", True),
    '.realm_access.roles | index("admin")': ("'admin' -in oauth_claims('realm_access.roles')", True),
    "(.groups | length) == 0": ("oauth_claim('groups') == '[]'", False),
    'has("missing") | not': ("oauth_claim('missing') == ''", True),
}
CLAIMS = {"groups": ["staff", "x"], "level": 7, "department": "sales", "email": "bob@example.org", "realm_access": {"roles": ["admin"]}}
TOOLS = ["<If \"-n req('Authorization')\">", "AuthType Basic", "AuthName tools", "AuthUserFile {root}/passwords", "</If>",
         "<Else>", "AuthType OAuth", "OAuthProvider teller", "</Else>", "Require valid-user"]


def configure(provider):
    return "".join([
        provider_block("teller", provider.issuer(TENANT)), protect("/page", "teller"),
        *(protect(f"/e{number}", "teller", f"Require expr \"%{{REMOTE_USER}} != '' && ({expression})\"")
          for number, (expression, _) in enumerate(EXPRESSIONS.values())),
        "AliasMatch ^/(e[0-9]+|page)$ {root}/htdocs/index.html\n",
        "ScriptAlias /both {root}/cgi/env\n", open_place("/both", *TOOLS),
        "ScriptAlias /vault {root}/cgi/env\n", protect("/vault", "teller"), open_place("/vault/open", "Require all granted")])


@pytest.fixture(scope="module", autouse=True)
def passwords(site_process):
    secret = base64.b64encode(hashlib.sha1(b"tool").digest()).decode()
    (site_process.root / "passwords").write_text(f"tool:{{SHA}}{secret}\n")


def test_a_filter_over_claims_is_an_expression_of_httpd(site, provider, browser):
    provider.untwist(tenant=TENANT)
    provider.twist("id_token", tenant=TENANT, claims_set=CLAIMS)
    provider.twist("userinfo", tenant=TENANT, json={"sub": "7d20aa31-bob"})
    sign_in(browser, site, "/page")
    site.announce("AH01629|AH01631|reason=forbidden ")
    answers = {jq: browser.navigate(f"{site.url}/e{number}", follow=False).status for number, jq in enumerate(EXPRESSIONS)}
    assert answers == {jq: 200 if passes else 403 for jq, (_, passes) in EXPRESSIONS.items()}


def test_a_stranger_is_asked_to_sign_in_whatever_the_expression_says_of_nobody(site):
    for number in range(len(EXPRESSIONS)):
        assert Browser().navigate(f"{site.url}/e{number}", follow=False).status == 302
    site.tolerate("AH01629")


# One address


def basic(password):
    return {"Authorization": "Basic " + base64.b64encode(f"tool:{password}".encode()).decode()}


def test_a_tool_comes_by_basic_and_a_browser_by_its_cookie(site, provider, browser):
    assert Browser().fetch(site.url + "/both", headers=basic("tool")).json["REMOTE_USER"] == "tool"
    assert sign_in(browser, site, "/both").json["REMOTE_USER"] == "7d20aa31-bob"
    assert browser.fetch(site.url + "/both", headers=basic("tool")).json["REMOTE_USER"] == "tool"


def test_a_wrong_password_is_401_and_no_login(site, provider):
    provider.forget_requests()
    site.announce("AH01617|AH01618")
    page = Browser().navigate(site.url + "/both", headers=basic("wrong"))
    assert page.status == 401 and page.steps == [] and page.header("WWW-Authenticate") == 'Basic realm="tools"'
    assert provider.count("authorize") == 0


def test_what_is_neither_gets_no_further_by_a_header(site):
    site.tolerate("AH01614|AH01617|AH01618")
    for value in ("Bearer x", "Basic", "Basic !", " ", "OAuth x"):
        page = Browser().navigate(site.url + "/both", headers={"Authorization": value}, follow=False)
        assert page.status in (401, 302), (value, page.status)


# An open place within a closed one


@pytest.mark.parametrize("path", ["/vault/open", "/vault/open/", "//vault///open/x", "/vault/./open", "/vault/closed/../open"])
def test_the_open_place_is_open(site, path):
    assert Browser().navigate(site.url + path, follow=False).status == 200


@pytest.mark.parametrize("path", [
    "/vault/closed", "/vault/open/../closed", "/vault/open/%2e%2e/closed", "/vault/open%2f../closed", "/vault/open/..%2fclosed",
    "/vault/open%23/../closed", "/vault/open%3f/../closed", "/vault/open;/../closed", "/vault/open;x", "/vault/closed;/vault/open",
    "/vault/closed%23/vault/open", "/vault/closed%3f/vault/open", "/vault/closed?/vault/open", "//vault//closed", "/vault//open/..//closed",
    "/vault/%6fpen/../closed", "/vault/open%00/../closed", "/vault/OPEN", "/vault/open%5c..%5cclosed/../../closed", "/vault/openly",
])
def test_and_nothing_else_is(site, path):
    site.tolerate("AH10244|AH00026|AH01071|AH10411")
    page = Browser().navigate(site.url + path, follow=False)
    assert page.status in (302, 400, 403, 404), (page.status, page.text)

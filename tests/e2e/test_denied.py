# SPDX-License-Identifier: Apache-2.0
"""Who is signed in and may not pass is told why: which rules he does not fulfil and the names of his claims, on the page, in
problem+json, in the log and in an ErrorDocument of the site's own; and how to come back as somebody else."""

import re
import subprocess

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block, SECRET
from harness.steps import SESSION, lines_with, sign_in, sign_in_as

MODULES = ("authz_groupfile",)
TENANT = "denied"
BOB = {"department": "sales", "groups": ["secret-value-of-bob"], "email": "bob@example.org", "email_verified": True,
       "level": 7, "blocked": True}
VALUES = ("sales", "secret-value-of-bob", "bob@example.org", "7d20aa31-bob")
REFUSED = "AH01631|AH01629|reason=forbidden "


def any_of(*lines):
    return ["<RequireAny>", *lines, "</RequireAny>"]


def all_of(*lines):
    return ["<RequireAll>", *lines, "</RequireAll>"]


def none_of(*lines):
    return ["<RequireNone>", *lines, "</RequireNone>"]


GROUP, LEVEL, USER = "Require oauth-group accounting", "Require oauth-claim level 8", "Require user nobody"
OTHER = 'Require oauth-claim department ~ "^it$"   hr'
BLOCKED = "Require not oauth-claim blocked true"
PLACES = {  # name of a place: its lines, and the rules that a refusal names
    "one": ([GROUP], [GROUP]),
    "several": ([GROUP, OTHER], [GROUP, OTHER]),
    "any": (any_of(GROUP, LEVEL), [GROUP, LEVEL]),
    "all": (all_of("Require oauth-claim level 7", GROUP, LEVEL), [GROUP]),
    "not": (all_of("Require valid-user", BLOCKED), [BLOCKED]),
    "none": (all_of("Require valid-user", *none_of(GROUP, "Require oauth-claim level 7")),
             ["<RequireNone> Require oauth-claim level 7"]),
    "any-made-up-for": (all_of(*any_of(GROUP, "Require oauth-claim level 7"), LEVEL), [LEVEL]),
    "any-within-all": (all_of("Require valid-user", *any_of(GROUP, LEVEL)), [GROUP, LEVEL]),
    "scope": (["Require oauth-scope admin"], ["Require oauth-scope admin"]),
    "provider": (["Require oauth-provider main"], ["Require oauth-provider main"]),
    "domain": (["Require oauth-email-domain example.net"], ["Require oauth-email-domain example.net"]),
    "people": (["Require oauth-claim email carol@example.net"], ["Require oauth-claim email ..."]),
    "people-within": (["Require oauth-claim user.Login carol"], ["Require oauth-claim user.Login ..."]),
    "people-elsewhere": (["Require oauth-claim https://example.org/mail carol"], ["Require oauth-claim https://example.org/mail ..."]),
    "list-of-people": (["Require oauth-group staff carol@example.net"], ["Require oauth-group ..."]),
    "pattern-of-people": (["Require oauth-claim contact ~ ^carol@"], ["Require oauth-claim contact ..."]),
    "not-people": (all_of("Require valid-user", "Require not oauth-claim sub 7d20aa31-bob"), ["Require not oauth-claim sub ..."]),
    "acr": (all_of(GROUP, "Require oauth-acr gold"), [GROUP]),
    "not-amr": (all_of("Require valid-user", *none_of("Require oauth-age 1h")), ["<RequireNone> Require oauth-age 1h"]),
    "markup": (['Require oauth-group "<b>&"'], ['Require oauth-group "<b>&"']),
    "valid-user-of-httpd": (all_of("Require valid-user", USER), []),
    "group-of-httpd": (["AuthGroupFile {root}/groups", "Require group readers"], []),
    "expr-of-httpd": (["Require expr \"%{REMOTE_USER} != '' && oauth_claim('level') == '8'\""], []),
    "mixed-with-httpd": (any_of(USER, GROUP), [GROUP]),
    "alias": (["Require salespeople"], []),
}
OWN = {"own-page": [GROUP]}
MADE_UP_FOR = any_of(LEVEL, "Require valid-user")
MIXED = all_of("Require valid-user", *any_of(GROUP, LEVEL), *none_of("Require oauth-scope admin"))
WANTED = {  # name of a place: what is to become of who may not pass
    "status": "401", "elsewhere": "https://www.example.org/join?from=here", "there": "/open/index.html", "itself": "/itself",
    "same-place": "/same-place/other", "to-and": "/fro", "fro": "/to-and", "closed": "/several", "missing": "/open/none",
    "by-name": "{url}/open/index.html", "by-name-closed": "{url}/by-name-closed",
}


def configure(provider):
    provider.register("choosing", client_secret=SECRET, name="A site where one chooses")
    return "".join([
        "OAuthPath /oauth\n",
        "OAuthAuditLog denied.audit\n", provider_block("teller", provider.issuer(TENANT), MapClaim="teams team_names commas"),
        provider_block("choosing", provider.issuer("choice"), client_id="choosing", Scope="openid email"),
        '<AuthzProviderAlias oauth-claim salespeople "department it">\n</AuthzProviderAlias>\n',
        *(protect(f"/{name}", "teller", *lines) for name, (lines, _) in PLACES.items()),
        *(f"AliasMatch ^/{name}$ {{root}}/htdocs/index.html\n" for name in (*PLACES, "page", "own-page", "alices")),
        protect("/page", "teller", "Require valid-user"), protect("/team", "teller", 'Require oauth-claim teams "blue sky"'),
        "AliasMatch ^/team$ {root}/htdocs/index.html\n",
        *(protect(f"/{name}", "teller", *MIXED, "OAuthUnauthorized " + wanted)
          for name, wanted in WANTED.items()),
        protect("/again", "choosing", "Require oauth-claim email alice@example.org", "OAuthUnauthorized login"),
        "AliasMatch ^/again$ {root}/htdocs/index.html\n",
        protect("/own-page", "teller", *OWN["own-page"], "ErrorDocument 403 /open/env"),
        protect("/alices", "choosing", "Require oauth-claim email alice@example.org"),
        protect("/anybodys", "choosing", "Require valid-user"), "ScriptAlias /anybodys {root}/cgi/env\n",
        protect("/made-up-for", "teller", *MADE_UP_FOR), "AliasMatch ^/made-up-for$ {root}/htdocs/index.html\n",
        protect("/with-page", "teller", GROUP, "ErrorDocument 403 /why-not"), "AliasMatch ^/with-page$ {root}/htdocs/index.html\n",
        protect("/why-not", "teller", *MADE_UP_FOR), "ScriptAlias /why-not {root}/cgi/env\n",
        "Alias /listing {root}/listing\n<Directory {root}/listing>\nAllowOverride AuthConfig\nOptions +Indexes\nAuthType OAuth\n"
        "OAuthProvider teller\nRequire valid-user\n</Directory>\n",
        'LogFormat "%U %{reason}^OA [%{rule}^OA] %{OAUTH_DENIED_RULE}e" why\nCustomLog why.log why\n',
    ])


@pytest.fixture(scope="module", autouse=True)
def group_file(site_process):
    (site_process.root / "groups").write_text("readers: 7d20aa31-alice\n")


@pytest.fixture
def closed_folders(site):
    folders = [site.root / "listing" / f"closed-{number}" for number in range(3)]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".htaccess").write_text(f"{GROUP}\n")
    return folders


@pytest.fixture
def bob(site, provider):
    """Somebody of whom the provider says this and nothing else."""
    browser = Browser()
    provider.untwist(tenant=TENANT)
    provider.twist("id_token", tenant=TENANT, claims_set=BOB)
    provider.twist("userinfo", tenant=TENANT, json={"sub": "7d20aa31-bob"})
    sign_in(browser, site, "/page")
    return browser


def document(browser, site, name, **more):
    site.announce(REFUSED)
    answer = browser.fetch(f"{site.url}/{name}", headers={"Accept": "application/json"}, **more)
    assert answer.status == 403 and answer.header("Content-Type") == "application/problem+json", answer.text
    return answer


def test_a_page_says_the_same_in_words(site, bob):
    site.announce(REFUSED)
    page = bob.navigate(site.url + "/any")
    assert page.status == 403 and page.steps == [] and f"<code>{GROUP}</code>" in page.text and f"<code>{LEVEL}</code>" in page.text
    assert all(f"<code>{name}</code>" in page.text for name in (*BOB, "sub"))
    assert "&lt;b&gt;&amp;" in bob.navigate(site.url + "/markup").text


@pytest.mark.parametrize("name", ["any", "not-people", "valid-user-of-httpd"])
def test_no_value_of_a_claim_is_told(site, bob, name):
    texts = [document(bob, site, name).text, bob.navigate(f"{site.url}/{name}").text, *lines_with(site, "forbidden")]
    assert len(texts) == 4
    assert not [(value, text) for value in VALUES for text in texts if value in text.replace(PLACES[name][0][-2], "")]


def test_a_head_is_refused_without_a_body(site, bob):
    site.announce(REFUSED)
    answer = bob.fetch(site.url + "/one", method="HEAD", headers={"Accept": "application/json"})
    assert (answer.status, answer.text) == (403, "")


def test_the_log_has_the_rule_as_it_is_written_and_the_names_of_claims(site, bob):
    document(bob, site, "people")
    line, = lines_with(site, "forbidden")
    assert "not fulfilled: Require oauth-claim email carol@example.net; " in line and "department, " in line
    document(bob, site, "valid-user-of-httpd")
    assert "LogLevel authz_core:debug" in lines_with(site, "forbidden")[-1]


def logged(site, path):
    """The last line of the access log about this path, without it."""
    def lines():
        return [line for line in (site.root / "why.log").read_text().splitlines() if line.startswith(path + " ")]
    site.wait_for(lines)
    return lines()[-1].removeprefix(path + " ")


def test_the_access_log_may_have_it_too(site, bob):
    document(bob, site, "several")
    told = f"{GROUP}; {OTHER}".replace('"', '\\"')
    assert logged(site, "/several") == f"forbidden [{told}] {told}"
    bob.navigate(site.url + "/page")
    site.wait_for(lambda: "/page - [-] -" in (site.root / "why.log").read_text())


def test_a_page_of_the_sites_own_is_told_in_variables(site, bob):
    site.announce(REFUSED)
    page = bob.navigate(site.url + "/own-page")
    told = page.json
    assert page.status == 403 and told["REDIRECT_OAUTH_DENIED_RULE"] == GROUP and told["REDIRECT_OAUTH_ERROR"] == "forbidden"
    assert set(BOB) | {"sub"} == set(told["REDIRECT_OAUTH_DENIED_CLAIMS"].split(", ")) - {"auth_time"}
    assert told["REDIRECT_STATUS"] == "403"


def test_a_line_that_another_one_made_up_for_is_no_reason(site, bob):
    assert bob.navigate(site.url + "/made-up-for").status == 200
    assert logged(site, "/made-up-for") == "- [-] -"


def test_a_page_of_the_sites_own_that_is_closed_itself_leaves_the_reason_as_it_is(site, bob):
    site.announce(REFUSED)
    page = bob.navigate(site.url + "/with-page")
    assert (page.status, page.json["REDIRECT_OAUTH_DENIED_RULE"]) == (403, GROUP)
    assert logged(site, "/with-page").startswith(f"forbidden [{GROUP}] ")


def test_closed_folders_in_a_listing_are_not_the_pages_refusal(site, bob, closed_folders):
    """Their lines are read for the listing, and are gone when the log is written."""
    site.tolerate("AH01631|AH01629")
    page = bob.navigate(site.url + "/listing/")
    assert page.status == 200 and "Index of /listing" in page.text and "closed-" not in page.text
    assert logged(site, "/listing/") == "- [-] -"
    assert not [line for line in site.new_log().splitlines() if "reason=forbidden " in line]
    assert '"denial"' not in (site.root / "denied.audit").read_text().splitlines()[-1]
    site.announce(REFUSED)
    assert bob.fetch(site.url + "/listing/closed-0/").status == 403
    assert GROUP in logged(site, "/listing/closed-0/") and '"denial"' in (site.root / "denied.audit").read_text().splitlines()[-1]


def test_values_are_in_a_debug_log_alone(start_site, provider):
    level = "debug"
    site = start_site(provider_block("main", provider.issuer("main")) + protect("/one", "main", GROUP) + protect("/page")
                      + f"LogLevel oauth_session:{level}\nOAuthSessionStore shm(2m)\nAlias /page {{root}}/htdocs/index.html\n")
    browser = Browser()
    provider.twist("id_token", tenant="main", claims_set={"groups": ["secret-value-of-bob"]})
    sign_in(browser, site, "/page")
    site.announce(REFUSED)
    assert "secret" not in browser.navigate(site.url + "/one").text
    values = [line for line in site.log().splitlines() if "secret-value-of-bob" in line]
    assert values and all("[oauth_session:debug]" in line for line in values)


@pytest.mark.parametrize("note", [{"hasgroups": True}, {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {}}}])
def test_groups_that_the_provider_did_not_send_are_not_just_missing(site, provider, note):
    """What Microsoft's provider says of who is in more than some 200 groups."""
    browser = Browser()
    provider.untwist(tenant=TENANT)
    provider.twist("id_token", tenant=TENANT, claims_set=note)
    provider.twist("userinfo", tenant=TENANT, json={"sub": "7d20aa31-bob"})
    sign_in(browser, site, "/page")
    assert "reason=claims_elsewhere" in site.new_log()
    assert document(browser, site, "one").json["claim_elsewhere"] == "groups"
    assert "too much to say of groups" in browser.navigate(site.url + "/one").text
    assert "more of him elsewhere: groups" in lines_with(site, "forbidden")[-1]
    assert "claim_elsewhere" not in document(browser, site, "domain").json


def test_a_text_is_a_list_where_the_administrator_says_so(site, provider):
    browser = Browser()
    provider.untwist(tenant=TENANT)
    provider.twist("id_token", tenant=TENANT, claims_set={"team_names": "red, blue sky", "groups": "accounting,staff"})
    sign_in(browser, site, "/page")
    assert browser.navigate(site.url + "/team").status == 200
    assert document(browser, site, "one").json["rules"] == [GROUP]


# As somebody else


def way_on(page, text):
    found = re.search(r'href="([^"]+)">' + text, page.text)
    return found[1].replace("&amp;", "&") if found else None


def refused_as_bob(site, provider, browser, **metadata):
    sign_in_as(browser, site, "bob", "bob", "/anybodys")
    site.announce(REFUSED)
    provider.forget_requests()
    page = browser.navigate(site.url + "/alices?x=1")
    assert page.status == 403 and provider.count("authorize", tenant="choice") == 0
    return page


def test_who_may_not_see_a_page_comes_back_as_somebody_else(site, provider, browser):
    page = refused_as_bob(site, provider, browser)
    page = browser.navigate(site.url + way_on(page, "Sign in as somebody else"), initiator=site.url)
    assert "prompt=select_account" in page.url
    assert browser.navigate(site.url + "/anybodys").json["REMOTE_USER"] == "7d20aa31-bob"  # until he is somebody else
    action, fields = page.form()
    page = browser.submit(action, {**fields, "username": "alice", "password": "alice"}, page.url)
    assert (page.status, page.url) == (200, site.url + "/alices?x=1")
    assert browser.navigate(site.url + "/anybodys").json["REMOTE_USER"] == "5b1c9f0e-alice"


def test_who_comes_back_as_the_same_is_refused_again_and_sent_nowhere(site, provider, browser):
    page = refused_as_bob(site, provider, browser)
    page = browser.navigate(site.url + way_on(page, "Sign in as somebody else"), initiator=site.url)
    action, fields = page.form()
    page = browser.submit(action, {**fields, "username": "bob", "password": "bob"}, page.url)
    assert (page.status, page.url) == (403, site.url + "/alices?x=1")
    assert browser.navigate(site.url + "/alices").steps == []


def test_a_program_is_told_the_address_of_that_login(site, provider, browser):
    refused_as_bob(site, provider, browser)
    url = document(browser, site, "alices").json["switch_url"]
    assert url.startswith(site.url + "/oauth/login?provider=choosing&to=%2Falices&step_up=")
    assert "prompt=select_account" in browser.navigate(url, follow=False).location


def test_who_may_not_see_a_page_may_sign_out(site, provider, browser):
    page = refused_as_bob(site, provider, browser)
    page = browser.navigate(site.url + way_on(page, "Sign out"), initiator=site.url)
    action, fields = page.form()
    assert browser.submit(action, fields, page.url).status == 200
    assert browser.navigate(site.url + "/anybodys", follow=False).status == 302


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_lack_of_right_begins_no_login(site, provider, bob, method):
    site.announce(REFUSED)
    provider.forget_requests()
    for name in ("one", "not", "valid-user-of-httpd"):
        page = bob.load(method, f"{site.url}/{name}", site.url, body=b"" if method == "POST" else None, follow=False)
        assert page.status == 403 and page.location is None
    assert provider.count("authorize") == 0

# As the place wants it


def test_a_place_may_want_another_status(site, bob):
    site.announce(REFUSED)
    page = bob.navigate(site.url + "/status")
    assert page.status == 401 and page.steps == [] and "not for you" in page.text and page.header("WWW-Authenticate")
    assert bob.fetch(site.url + "/status").status == 401


@pytest.mark.parametrize("name, address", [("elsewhere", WANTED["elsewhere"]), ("there", "{url}/open/index.html"),
                                           ("missing", "{url}/open/none"), ("by-name", "{url}/open/index.html")])
def test_a_place_may_send_people_elsewhere_and_no_programs(site, bob, name, address):
    site.announce(REFUSED)
    page = bob.navigate(f"{site.url}/{name}", follow=False)
    assert (page.status, page.location) == (303, address.format(url=site.url))
    assert document(bob, site, name).json["rules"] == [GROUP, LEVEL]


@pytest.mark.parametrize("name", ["itself", "same-place", "to-and", "fro", "closed", "by-name-closed"])
def test_nobody_is_sent_to_a_page_that_would_send_him_on(site, bob, name):
    site.announce(REFUSED)
    page = bob.navigate(f"{site.url}/{name}")
    assert (page.status, page.steps) == (403, []) and "not for you" in page.text


def test_a_place_may_want_one_new_login(site, provider, browser):
    refused_as_bob(site, provider, browser)
    page = browser.navigate(site.url + "/again?x=1")
    assert "prompt=select_account" in page.url
    action, fields = page.form()
    page = browser.submit(action, {**fields, "username": "bob", "password": "bob"}, page.url)
    assert (page.status, page.url) == (403, site.url + "/again?x=1") and provider.count("token", tenant="choice") == 1
    assert browser.navigate(site.url + "/again").steps == []
    assert browser.fetch(site.url + "/again").status == 403


def test_the_new_login_may_open_the_page(site, provider, browser):
    refused_as_bob(site, provider, browser)
    page = browser.navigate(site.url + "/again")
    action, fields = page.form()
    page = browser.submit(action, {**fields, "username": "alice", "password": "alice"}, page.url)
    assert (page.status, page.url) == (200, site.url + "/again")


def test_a_provider_that_asks_nobody_is_asked_once(start_site, provider):
    site = start_site(provider_block("main", provider.issuer("main")) + protect("/", "main", GROUP, "OAuthUnauthorized login")
                      + "OAuthSessionStore shm(2m)\n")
    site.announce(REFUSED)
    browser = Browser()
    page = browser.navigate(site.url + "/page")
    assert page.status == 403 and provider.count("authorize", tenant="main") == 2
    assert browser.navigate(site.url + "/page").steps == [] and provider.count("authorize", tenant="main") == 2


@pytest.mark.parametrize("mpm", ["prefork", "worker"])
def test_other_mpms_and_http2_say_the_same(start_site, provider, mpm):
    modules = () if mpm == "prefork" else ("http2",)  # which prefork does not do
    site = start_site(provider_block("main", provider.issuer("main")) + protect("/one", "main", GROUP) + protect("/page")
                      + "Alias /page {root}/htdocs/index.html\nOAuthSessionStore shm(2m)\n"
                      + ("Protocols h2c http/1.1\n" if modules else ""), mpm, modules)
    browser = Browser()
    sign_in(browser, site, "/page")
    assert document(browser, site, "one").json["rules"] == [GROUP]
    if modules:
        told = subprocess.run(["curl", "-s", "--http2-prior-knowledge", "-w", "%{http_version} %{http_code}", site.url + "/one",
                               "-b", f"{SESSION}={browser.cookie(SESSION)}"], capture_output=True, text=True, check=True).stdout
        assert told.endswith("2 403") and GROUP in told


# All of them: more than the log wants to have in a second


def test_a_document_names_the_rules_that_are_not_fulfilled_and_the_claims_that_are_there(site, bob):
    told = {name: document(bob, site, name).json["rules"] for name in PLACES}
    assert told == {name: rules for name, (_, rules) in PLACES.items()}
    answer = document(bob, site, "one").json
    assert set(BOB) | {"sub"} <= set(answer["claims"]) and answer["reason"] == "forbidden" and "login_url" not in answer

# SPDX-License-Identifier: Apache-2.0
"""Values of the session, claims and the user in httpd's expressions, at each place that takes some."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.browser import Browser
from harness.configuration import open_place, protect, provider_block
from harness.steps import sign_in
from harness.values_backend import ValuesBackend

APP, OTHER, OFF, ANYBODY, PAGES, ENV = "/app", "/other", "/off", "/anybody", "/pages", "/env"
BUYERS, BUYERS_ALONE, STAFF, YOUNG, WITH_LISTS = "/buyers", "/buyers-alone", "/staff", "/young", "/lists"
EARLY, EARLY_VARIABLE, REWRITTEN = "/early", "/early-variable", "/rewritten"
SENT_ON, OPTIONAL, GUESTS = "/sent-on", "/optional", "/guests"
SENDING, NOT_ONE, LOST = "/sending", "/not-one", "/lost"
USER = "7d20aa31-bob"
CLAIMS = {"groups": ["staff", "Küche"], "roles": {"of": ["admin"]}, "department": "sales"}
LISTS = [("staff", "groups", "yes"), ("Küche", "groups", "yes"), ("sta", "groups", None), ("admin", "roles.of", "yes"),
         ("sales", "department", "yes"), ("staff", "unheard_of", None), ("", "groups", None)]
BACKEND = ValuesBackend()



def say_all(directive, header="X-Said"):
    return f'{directive} set {header} "expr=%{{session:x}};%{{oauth_claim:email}};%{{OAUTH_USER}};%{{OAUTH_PROVIDER}}"'


def configure(provider):
    inside, data = "Require valid-user", "OAuthSessionData on"
    said = (say_all("RequestHeader", "X-Heard"), say_all("Header"))
    is_buyer = "%{REMOTE_USER} != '' && session('role') == 'buyer'"
    return "".join([
        *(f"ProxyPass {path} {BACKEND.url}{path}\n" for path in (APP, OTHER, OFF, ANYBODY, OPTIONAL, GUESTS, BUYERS, BUYERS_ALONE,
                                                                STAFF, YOUNG, WITH_LISTS)),
        *(f"ScriptAlias {path} {{root}}/cgi/env\n" for path in (EARLY, EARLY_VARIABLE, REWRITTEN, ENV, NOT_ONE)),
        f"ScriptAlias {SENDING} {{root}}/cgi/values\nAlias {LOST} {{root}}/none\n",
        *(open_place(path, data, "OAuthGuestSession on", *more) for path, more in (
            (SENDING, ("Require all granted",)), (LOST, ("Require all granted", f"ErrorDocument 404 {NOT_ONE}")),
            (NOT_ONE, ("Require expr \"session('x') != '1'\"", "Header set X-Late yes \"expr=session('x') == '1'\"")))),
        f"Alias {PAGES} {{root}}/htdocs\n<Directory {{root}}/htdocs>\nOptions +Includes\nAddOutputFilter INCLUDES .shtml\n"
        "AddType text/html .shtml\n</Directory>\n",
        protect(APP, "main", inside, data, *said, 'Header set X-Once "expr=%{session:!once}"'),
        protect(OTHER, "main", inside, data + " other", *said),
        protect(OFF, "main", inside, *said), open_place(ANYBODY, data, *said),
        open_place(OPTIONAL, data, *said, "OAuthUnauthenticated pass", "OAuthProvider main"),
        open_place(GUESTS, data, "OAuthGuestSession on", *said, "<If \"session('x') == '1'\">", "Header set X-Early yes", "</If>"),
        protect(BUYERS, "main", data, f'Require expr "{is_buyer}"'),
        protect(BUYERS_ALONE, "main", data, "Require expr \"session('role') == 'buyer'\""),
        protect(STAFF, "main", "Require expr \"%{REMOTE_USER} != '' && oauth_claim('email') =~ /@example.org$/\""),
        protect(WITH_LISTS, "lists", inside, *(f"Header set X-{number} yes \"expr='{value}' -in oauth_claims('{path}')\""
                                               for number, (value, path, _) in enumerate(LISTS))),
        provider_block("lists", provider.issuer("lists")),
        protect(YOUNG, "main", inside, "<If \"true\">", "Header set X-Age expr=%{OAUTH_SESSION_AGE}", "</If>"),
        protect(EARLY, "main", inside, data, "<If \"session('x') == '1' || %{OAUTH_USER} != ''\">", "Header set X-Early yes",
                "</If>", "Header set X-Late yes \"expr=session('x') == '1'\""),
        protect(EARLY_VARIABLE, "main", inside, data, "SetEnvIfExpr \"session('x') == '1'\" EARLY=yes"),
        protect(REWRITTEN, "main", inside, data, "RewriteEngine on", "RewriteCond expr \"session('x') =~ /^(1)$/\"",
                "RewriteRule .* - [E=LATE:yes]"),
        protect(PAGES, "main", inside, data),
        f"RewriteEngine on\n<Location {SENT_ON}>\nRewriteEngine on\nRewriteRule .* {EARLY} [PT]\n</Location>\n",
        "CustomLog buyers.log \"%U %{X-Said}o\" \"expr=session('role') == 'buyer'\"\n"])


@pytest.fixture
def browser(site):
    browser = Browser()
    sign_in(browser, site)
    return browser


def ask(browser, site, path, *query):
    page = browser.navigate(site.url + path + ("?" + "&".join(query) if query else ""))
    assert page.status == 200, page.text
    return page


def keep(browser, site, value, name="x", path=APP):
    """value is escaped as in a form, and here once more for the query."""
    ask(browser, site, path, f"X-Session-Set={name}%3D{value.replace('%', '%25')}")


def said(browser, site, path=APP):
    """What the backend was told, and what the browser is."""
    page = ask(browser, site, path)
    return page.json.get("X-Heard"), page.header("X-Said")


def test_headers_of_requests_and_answers_say_it(site, browser):
    keep(browser, site, "1")
    expected = f"1;bob@example.org;{USER};main"
    assert said(browser, site) == (expected, expected)


def test_what_is_told_once_is_said_once(site, browser):
    keep(browser, site, "Saved", "!once")
    assert [ask(browser, site, APP).header("X-Once") for _ in range(2)] == ["Saved", ""]


def test_what_was_never_set_is_empty(site, browser):
    assert said(browser, site)[0] == f";bob@example.org;{USER};main"


@pytest.mark.parametrize("path,expected", [(OTHER, f";bob@example.org;{USER};main"), (OFF, f";bob@example.org;{USER};main"),
                                           (ANYBODY, ";;;"), (OPTIONAL, f"1;bob@example.org;{USER};main")])
def test_a_place_has_its_own_values_and_its_own_user(site, browser, path, expected):
    keep(browser, site, "1")
    assert said(browser, site, path) == (expected, expected)


@pytest.mark.parametrize("path", [ANYBODY, OPTIONAL])
def test_nobody_has_nothing(site, path):
    assert said(Browser(), site, path) == (";;;", ";;;")


def test_a_guest_has_values_and_no_name(site):
    guest = Browser()
    assert said(guest, site, GUESTS) == (";;;", ";;;")
    keep(guest, site, "1", path=GUESTS)
    assert said(guest, site, GUESTS) == ("1;;;", "1;;;")
    assert ask(guest, site, GUESTS).header("X-Early") is None


@pytest.mark.parametrize("escaped", ["a%00b", "a%0Ab", "a%0D%0AX-Evil%3A%201", "%7F", "%FF", "%C3"])
def test_what_no_header_can_hold_is_empty(site, browser, escaped):
    keep(browser, site, escaped)
    page = ask(browser, site, APP)
    assert page.header("X-Said") == page.json["X-Heard"] == f";bob@example.org;{USER};main"
    assert "X-Evil" not in page.json and page.header("X-Evil") is None


@pytest.mark.parametrize("escaped,text", [("%5B1%2C2%5D", "[1,2]"), ("a%09b", "a\tb"), ("%22%27%25%7B%7D%3B%5C", "\"'%{};\\")])
def test_text_comes_as_it_is(site, browser, escaped, text):
    keep(browser, site, escaped)
    assert said(browser, site)[1] == f"{text};bob@example.org;{USER};main"


def test_a_rule_may_ask_for_a_value(site, browser):
    site.announce("AH01629")
    site.announce("reason=forbidden ")
    assert browser.navigate(site.url + BUYERS).status == 403
    keep(browser, site, "buyer", "role", APP)
    assert browser.navigate(site.url + BUYERS).status == 200


def test_a_stranger_is_asked_to_sign_in_where_the_rule_names_the_user(site):
    assert Browser().navigate(site.url + BUYERS, follow=False).status == 302


def test_a_rule_that_does_not_name_the_user_is_asked_before_he_is_known(site, browser):
    """As httpd does with each Require expr."""
    site.announce("AH01630")
    keep(browser, site, "buyer", "role", APP)
    assert browser.navigate(site.url + BUYERS_ALONE).status == 403


def test_a_rule_may_ask_for_a_claim(site, browser):
    assert browser.navigate(site.url + STAFF).status == 200


def test_a_rule_may_ask_for_a_value_of_a_list(site, provider):
    provider.twist("id_token", tenant="lists", claims_set=CLAIMS)
    page = sign_in(Browser(), site, WITH_LISTS)
    assert [page.header(f"X-{number}") for number in range(len(LISTS))] == [expected for _, _, expected in LISTS]


def test_the_age_of_the_session_is_a_number(site, browser):
    assert 0 <= int(ask(browser, site, YOUNG).header("X-Age")) < 60


def test_a_condition_of_a_rewrite_in_a_place_sees_it(site, browser):
    assert "LATE" not in ask(browser, site, REWRITTEN).json
    keep(browser, site, "1")
    assert ask(browser, site, REWRITTEN).json["LATE"] == "yes"


def test_a_section_is_chosen_before_anybody_is_known(site, browser):
    keep(browser, site, "1")
    for path in (EARLY, SENT_ON):
        page = ask(browser, site, path)
        assert page.header("X-Early") is None and page.header("X-Late") == "yes"
    assert "EARLY" not in ask(browser, site, EARLY_VARIABLE).json


@pytest.mark.parametrize("path, status", [(NOT_ONE, 200), (f"{SENDING}?Location={NOT_ONE}", 200), (LOST + "/page", 404)])
def test_a_guest_is_not_known_before_his_turn_wherever_httpd_was_sent_from(site, path, status):
    guest = Browser()
    keep(guest, site, "1", path=GUESTS)
    page = guest.navigate(site.url + path)
    assert (page.status, page.header("X-Late")) == (status, "yes") and "SCRIPT_NAME" in page.text


def test_a_page_with_includes_sees_it(site, browser):
    (site.root / "htdocs" / "role.shtml").write_text(
        "<!--#if expr=\"session('x') == '1'\" -->[one]<!--#else -->[other]<!--#endif -->")
    assert "[other]" in ask(browser, site, PAGES + "/role.shtml").text
    keep(browser, site, "1")
    assert "[one]" in ask(browser, site, PAGES + "/role.shtml").text


def test_a_log_may_have_the_requests_of_some(site, browser):
    log = site.root / "buyers.log"
    ask(browser, site, APP + "/visitor")
    keep(browser, site, "buyer", "role")
    ask(browser, site, APP + "/buyer")
    site.wait_for(lambda: "/buyer" in log.read_text())
    assert "/visitor" not in log.read_text()


def test_all_expressions_of_a_request_are_of_one_moment(site, browser):
    """Who changes the values meanwhile is seen by the next request."""
    keep(browser, site, "former")
    BACKEND.server.is_slow.clear()
    BACKEND.server.may_go_on.clear()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(ask, browser, site, APP + "/slow")
        assert BACKEND.server.is_slow.wait(10)
        keep(browser, site, "newer")
        BACKEND.server.may_go_on.set()
        assert slow.result().header("X-Said").startswith("former;")
    assert said(browser, site)[1].startswith("newer;")

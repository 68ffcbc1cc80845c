# SPDX-License-Identifier: Apache-2.0
"""The callback where answers come as forms, from a page of the provider or from ours: what holds for a query holds there,
and a body has its own limits."""

import re
from urllib.parse import urlencode, urlsplit

import pytest

from harness.configuration import SECRET, protect, provider_block
from harness.rp_flows import Flow, calls, flow_configuration, visit
from harness.scripts import read_form, walk
from harness.steps import BROWSER, SESSION, assert_refused, begin, lines_with

TLS = True
BY_FORM, BY_FRAGMENT = Flow("code", "form_post"), Flow("code id_token", "fragment")
POSTED = [Flow("code", "form_post"), Flow("id_token", "form_post"), Flow("code id_token", "fragment"),
          Flow("id_token", "fragment")]
posted = pytest.mark.parametrize("flow", POSTED, ids=[flow.name for flow in POSTED])


def configure(provider):
    provider.register("rp", client_secret=SECRET, auto_login="alice")
    return "".join(flow_configuration(provider, flow) for flow in [*POSTED, Flow("code", "query")])


def page_that_posts(browser, site, flow, path=None):
    """A login nearly done: the page, the provider's or ours, that has the answer and would now post it."""
    page = browser.follow(begin(browser, site, path or flow.path))
    return browser.follow(page) if page.location else page


def post(browser, page):
    """It does: what the callback answers."""
    before = len(browser.sent)
    return walk(browser, page, until=lambda _: len(browser.sent) > before)


# The rules of the callback


@pytest.mark.rp("X-code-replay")
@posted
def test_a_form_posted_again_by_who_is_signed_in_leads_to_the_target(site, provider, browser, flow):
    page = page_that_posts(browser, site, flow, flow.path + "?x=1")
    first = walk(browser, page)
    session = browser.cookie(SESSION)
    again = walk(browser, page)
    assert first.url == again.url == site.url + flow.path + "?x=1" and again.status == 200
    assert calls(provider)[0] == int(flow.has_code) and browser.cookie(SESSION) == session


@pytest.mark.rp("X-code-replay")
@posted
def test_a_form_posted_again_by_who_signed_out_is_refused(site, provider, browser, flow):
    page = page_that_posts(browser, site, flow)
    walk(browser, page)
    browser.forget(browser_name(browser, SESSION))
    refused = walk(browser, page)
    assert calls(provider)[0] == int(flow.has_code)
    assert_refused(browser, site, refused, 400, "callback_repeated")


def browser_name(browser, name):
    return next(cookie.name for cookie in browser.cookies if cookie.name.endswith(name))


@posted
def test_a_lost_cookie_costs_one_more_round_and_keeps_the_target(site, provider, browser, flow):
    page = page_that_posts(browser, site, flow, flow.path + "?x=1")
    browser.forget(browser_name(browser, BROWSER))
    page = walk(browser, page)
    assert (page.status, page.url) == (200, site.url + flow.path + "?x=1")
    assert provider.count("authorize", tenant="rp") == 2


@posted
def test_a_lost_cookie_does_not_lose_a_long_target(site, provider, browser, flow):
    path = flow.path + "?long=" + "x" * 1500
    page = page_that_posts(browser, site, flow, path)
    browser.forget(browser_name(browser, BROWSER))
    page = walk(browser, page)
    assert (page.status, page.url) == (200, site.url + path)


@posted
def test_a_browser_without_cookies_gets_a_page_and_no_loop(site, provider, browser, flow):
    browser.keep = lambda *_: None
    page = visit(browser, site, flow.path + "?x=1")
    assert provider.count("authorize", tenant="rp") == 2 and calls(provider) == (0, 0)
    assert f'href="{flow.path}?x=1"' in page.text
    assert_refused(browser, site, page, 400, "browser_cookie")


def test_a_browser_that_brings_the_cookie_with_no_form_gets_a_page_and_no_loop(site, provider, browser):
    """It takes SameSite=None for Lax, as some did."""
    keep = browser.keep
    browser.keep = lambda cookie, url: keep(cookie.replace("SameSite=None", "SameSite=Lax"), url)
    page = visit(browser, site, BY_FORM.path)
    assert provider.count("authorize", tenant="rp") == 2 and calls(provider) == (0, 0)
    assert_refused(browser, site, page, 400, "browser_cookie")


@posted
def test_a_signed_in_browser_with_a_stale_form_goes_to_its_target(site, provider, browser, flow):
    page = page_that_posts(browser, site, flow, flow.path + "?late=1")
    assert visit(browser, site, flow.path).status == 200
    browser.forget(browser_name(browser, BROWSER))
    landed = walk(browser, page)
    assert (landed.status, landed.url) == (200, site.url + flow.path + "?late=1")


@posted
def test_what_a_form_is_answered_with_goes_on_by_itself_and_by_a_link(site, provider, browser, flow):
    page = post(browser, page_that_posts(browser, site, flow))
    state = re.search(r'url=/oauth/callback/[\w-]+\?state=([\w-]+)"', page.text).group(1)
    assert page.status == 200 and page.header("Cache-Control") == "no-store"
    assert f'href="/oauth/callback/{flow.name}?state={state}"' in page.text
    assert "code=" not in page.text and "<script" not in page.text


@posted
def test_a_state_alone_is_of_no_use(site, provider, browser, flow):
    """Before its form was posted: the login begins once more, and then there is a page."""
    asked = begin(browser, site, flow.path)
    callback = f"{site.url}/oauth/callback/{flow.name}?state=" + asked.location_query["state"]
    landed = browser.navigate(callback, follow=False)
    assert landed.status == 302 and calls(provider) == (0, 0) and browser.cookie(SESSION) is None
    callback = f"{site.url}/oauth/callback/{flow.name}?state=" + landed.location_query["state"]
    assert_refused(browser, site, browser.navigate(callback), 400, "browser_cookie")


# Its body


def send(browser, site, flow, page, body=None, query="", content_type="application/x-www-form-urlencoded", **headers):
    """Post to the callback what a page would, changed."""
    pairs = read_form(page).pairs
    body = urlencode(pairs).encode() if body is None else body(urlencode(pairs).encode())
    url = f"{site.url}/oauth/callback/{flow.name}{query}"
    return browser.load("POST", url, page.url, body, follow=False, headers={"Content-Type": content_type, **headers})


@pytest.mark.parametrize("change, reason", [
    (lambda body: body + b"&code=x", "form_repeated"), (lambda body: body + b"&c%6fde=x", "form_repeated"),
    (lambda body: body + b"&x=%zz", "form_escape"), (lambda body: body + b"&x=%00", "form_escape"),
    (lambda body: body + b"&x=\0", "form_nul"), (lambda body: body + b"&x=%ff", "form_utf8"),
    (lambda body: body + b"".join(b"&p%d=1" % n for n in range(100)), "form_too_many"),
    (lambda body: b"", "state_missing"), (lambda body: b"&&&===", "form_repeated|state_missing"),
    (lambda body: body.replace(b"code=", b"Code="), "answer_code"),
    (lambda body: body.replace(b"&", b";"), "state_missing|answer_code|form_repeated"),
])
def test_a_body_that_makes_no_sense_is_refused(site, provider, browser, change, reason):
    page = page_that_posts(browser, site, BY_FORM)
    refused = send(browser, site, BY_FORM, page, change)
    assert calls(provider) == (0, 0)
    assert_refused(browser, site, refused, 400, reason)


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "application/json", "",
                                          "application/x-www-form-urlencodedx"])
def test_a_body_of_another_type_is_not_read(site, provider, browser, content_type):
    page = page_that_posts(browser, site, BY_FORM)
    refused = send(browser, site, BY_FORM, page, content_type=content_type)
    assert calls(provider) == (0, 0)
    assert_refused(browser, site, refused, 400, "state_missing")


def test_a_body_may_name_its_characters(site, provider, browser):
    page = page_that_posts(browser, site, BY_FORM)
    page = send(browser, site, BY_FORM, page, content_type="application/x-www-form-urlencoded; charset=UTF-8")
    assert walk(browser, page).status == 200


def test_a_body_of_a_megabyte_signs_nobody_in(site, provider, browser):
    page = page_that_posts(browser, site, BY_FORM)
    refused = send(browser, site, BY_FORM, page, lambda body: body + b"&x=" + b"x" * 1_000_000)
    assert refused.status == 413 and calls(provider) == (0, 0) and browser.cookie(SESSION) is None
    assert_next_login_works(browser, site)


def assert_next_login_works(browser, site):
    assert visit(browser, site, BY_FORM.path).status == 200


@pytest.mark.parametrize("query", ["?state=x", "?code=x", "?x=1"])
def test_a_form_and_a_query_at_once_are_refused(site, provider, browser, query):
    page = page_that_posts(browser, site, BY_FORM)
    refused = send(browser, site, BY_FORM, page, query=query)
    assert calls(provider) == (0, 0)
    assert_refused(browser, site, refused, 400, "answer_mode")


def test_a_fragment_is_taken_from_a_page_of_this_site_alone(site, provider, browser):
    """Browsers say so in one of two ways."""
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
                    {"Sec-Fetch-Site": None, "Origin": "https://evil.example"},
                    {"Sec-Fetch-Site": None, "Origin": "null"}, {"Sec-Fetch-Site": None, "Origin": None}):
        page = page_that_posts(browser, site, BY_FRAGMENT)
        pairs = urlsplit(page.url).fragment.encode()
        refused = send(browser, site, BY_FRAGMENT, page, lambda _: pairs, **headers)
        assert refused.status == 400 and browser.cookie(SESSION) is None
    assert calls(provider) == (0, 0) and len(lines_with(site, "answer_origin")) == 6
    site.announce("answer_origin")


def test_an_older_browser_that_says_origin_alone_is_signed_in(site, provider, browser):
    page = page_that_posts(browser, site, BY_FRAGMENT)
    pairs = urlsplit(page.url).fragment.encode()
    page = send(browser, site, BY_FRAGMENT, page, lambda _: pairs, **{"Sec-Fetch-Site": None, "Origin": site.url})
    assert walk(browser, page).status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_the_callback_takes_no_other_method(site, browser, method):
    answer = browser.fetch(f"{site.url}/oauth/callback/{BY_FORM.name}", method=method)
    assert answer.status == 405 and answer.header("Allow") == "GET, HEAD, POST"


# The page that passes a fragment on


def test_the_page_runs_its_own_script_and_nothing_else(site, browser):
    page = browser.navigate(f"{site.url}/oauth/callback/{BY_FRAGMENT.name}")
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", page.header("Content-Security-Policy")).group(1)
    policy = {part.strip() for part in page.header("Content-Security-Policy").replace(nonce, "N").split(";")}
    assert len(nonce) >= 22 and policy == {"default-src 'none'", "style-src 'nonce-N'", "script-src 'nonce-N'",
                                           "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"}
    assert page.status == 200 and page.header("Cache-Control") == "no-store"
    assert page.header("X-Content-Type-Options") == "nosniff" and page.header("Referrer-Policy") == "same-origin"
    assert page.text.count("<script") == 1 == page.text.count(f'<script nonce="{nonce}">')
    assert not re.search(r"https?:|src=|\son\w+=", page.text)
    again = browser.navigate(f"{site.url}/oauth/callback/{BY_FRAGMENT.name}")
    assert nonce not in again.text and not again.all_headers("Set-Cookie")


def test_the_page_says_what_it_needs_where_scripts_are_off(site, browser):
    page = browser.navigate(f"{site.url}/oauth/callback/{BY_FRAGMENT.name}")
    [said] = re.findall(r"<noscript>(.*?)</noscript>", page.text, re.S)
    assert "JavaScript" in said and 'href="/"' in said


@pytest.mark.parametrize("query", ["?<script>alert(1)</script>", "?state=%3Cscript%3E", "?x=1&y=%22%27"])
def test_nothing_of_the_address_gets_into_the_page(site, browser, query):
    page = browser.navigate(f"{site.url}/oauth/callback/{BY_FRAGMENT.name}{query}")
    assert "alert" not in page.text and page.status == 400
    site.announce(r"state_\w+|form_\w+")


# Where forms can not come


def test_a_site_without_tls_is_told_why_forms_can_not_come(start_site, provider, browser):
    site = start_site("OAuthSessionStore shm(2m)\nServerName www.site.test:{port}\n"
                      + provider_block("main", provider.issuer("rp"), "rp", ResponseMode="form_post") + protect("/", "main"))
    page = browser.navigate(site.url + "/", headers={"Host": f"www.site.test:{site.port}"}, follow=False)
    assert page.status == 500 and "form_post_without_tls" in page.text and not page.all_headers("Set-Cookie")
    [line] = lines_with(site, "form_post_without_tls")
    assert "OAuthPublicURL" in line and f"http://www.site.test:{site.port}" in line
    site.announce("form_post_without_tls")


def test_on_loopback_browsers_keep_the_cookie_without_tls(start_site, provider, browser):
    site = start_site("OAuthSessionStore shm(2m)\n"
                      + provider_block("main", provider.issuer("rp"), "rp", ResponseMode="form_post") + protect("/", "main"))
    page = browser.navigate(site.url + "/", follow=False)
    [cookie] = page.all_headers("Set-Cookie")
    assert page.status == 302 and cookie.startswith("oauth_browser=") and cookie.endswith("; Secure; HttpOnly; SameSite=None")

# SPDX-License-Identifier: Apache-2.0
"""The callback, called by those who should not: no outside call is made before the attempt is known to be theirs."""

import threading
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from harness.browser import Browser, raw_request, raw_status
from harness.configuration import protect, provider_block
from harness.steps import BROWSER, SESSION, answer_of_provider, assert_refused, is_signed_in, lines_with, sign_in


def configure(provider):
    return provider_block("second", provider.issuer("second")) + protect("/second", "second")


def changed(url, **parameters):
    """The callback's URL with parameters changed; None takes one away."""
    parts = urlsplit(url)
    pairs = {**dict(parse_qsl(parts.query)), **parameters}
    query = urlencode({name: value for name, value in pairs.items() if value is not None})
    return f"{parts.scheme}://{parts.netloc}{parts.path}?{query}"


def state_of(page):
    return dict(parse_qsl(urlsplit(page.location).query))["state"]


def callback(browser, page, **parameters):
    """Open the provider's answer, changed, coming from the provider."""
    return browser.navigate(changed(page.location, **parameters), initiator=page.url)


def assert_no_call(provider):
    assert provider.count("token") == 0 and provider.count("userinfo") == 0


def flip(text, place):
    other = "A" if text[place] != "A" else "B"
    return text[:place] + other + (text[place + 1:] if place != -1 else "")


@pytest.mark.rp("X-state-mismatch")
@pytest.mark.parametrize("forge", [
    lambda state: "", lambda state: "x", lambda state: flip(state, 0), lambda state: flip(state, 20),
    lambda state: flip(state, len(state) // 2), lambda state: flip(state, -3), lambda state: state[:-1],
    lambda state: state + "A", lambda state: state + "=", lambda state: state[::-1], lambda state: state.swapcase(),
    lambda state: "A" * len(state), lambda state: state * 20, lambda state: state.replace(state[5], "%", 1),
    lambda state: state[:30] + "\n" + state[30:], lambda state: state + "\0", lambda state: "é" + state,
])
def test_a_forged_state_is_refused(site, provider, browser, forge):
    page = answer_of_provider(browser, site)
    refused = callback(browser, page, state=forge(state_of(page)))
    assert_no_call(provider)
    assert_refused(browser, site, refused, 400, r"state_\w+|form_\w+|seal_\w+")


@pytest.mark.rp("X-state-mismatch")
def test_a_callback_without_state_is_refused(site, provider, browser):
    page = answer_of_provider(browser, site)
    refused = callback(browser, page, state=None)
    assert_no_call(provider)
    assert_refused(browser, site, refused, 400, "state_missing")


@pytest.mark.parametrize("query", ["", "?", "?code=x&state="])
def test_a_bare_callback_is_refused(site, provider, browser, query):
    refused = browser.navigate(f"{site.url}/oauth/callback/main{query}")
    assert_refused(browser, site, refused, 400, r"state_\w+|form_\w+")


@pytest.mark.parametrize("path", ["/oauth/callback/other", "/oauth/callback/", "/oauth/callback", "/oauth/nothing",
                                  "/oauth/callback/main/more", "/oauth/"])
def test_an_endpoint_that_is_none_is_not_found(site, provider, browser, path):
    page = browser.navigate(site.url + path)
    assert page.status in (400, 404)
    site.announced += ["callback_unknown"] if lines_with(site, "callback_unknown") else []


@pytest.mark.rp("X-state-mismatch")
def test_somebody_elses_callback_signs_the_victim_in_nowhere(site, provider, browser):
    """Login CSRF: the attacker's code and state in the victim's browser begin the victim's own login."""
    attacker = Browser()
    page = answer_of_provider(attacker, site)
    landed = browser.navigate(page.location, initiator="http://evil.example/", follow=False)
    assert_no_call(provider)
    assert landed.status == 302 and landed.location_query["state"] != state_of(page)
    assert browser.cookie(SESSION) is None


@pytest.mark.rp("X-state-mismatch")
def test_somebody_elses_callback_is_refused_for_a_browser_with_a_login_of_its_own_under_way(site, provider, browser):
    answer_of_provider(browser, site)
    page = answer_of_provider(Browser(), site)
    landed = browser.navigate(page.location, initiator="http://evil.example/", follow=False)
    assert_no_call(provider)
    assert landed.status == 302 and browser.cookie(SESSION) is None


def test_a_browser_without_cookies_gets_a_page_and_no_loop(site, provider, browser):
    browser.keep = lambda *_: None
    page = browser.navigate(site.url + "/protected/env?x=1")
    assert len([step for step in page.steps if "/authorize" in step.url]) == 2
    assert_no_call(provider)
    assert 'href="/protected/env?x=1"' in page.text and "cookie" in page.text
    assert_refused(browser, site, page, 400, "browser_cookie")


def test_a_lost_cookie_costs_one_more_round_and_keeps_the_target(site, provider, browser):
    page = answer_of_provider(browser, site, "/protected/env?x=1")
    browser.forget(BROWSER)
    page = browser.follow_all(browser.follow(page))
    assert page.status == 200 and page.url == site.url + "/protected/env?x=1"


def test_a_changed_cookie_is_no_cookie_of_this_attempt(site, provider, browser):
    page = answer_of_provider(browser, site)
    [cookie] = [cookie for cookie in browser.cookies if cookie.name == BROWSER]
    cookie.value = flip(cookie.value, 3)
    assert browser.follow(page).status == 302
    assert_no_call(provider)


@pytest.mark.rp("X-code-replay")
def test_a_repeated_callback_of_who_is_signed_in_leads_to_the_target(site, provider, browser):
    page = answer_of_provider(browser, site)
    first, again = browser.follow(page), None
    session = browser.cookie(SESSION)
    again = browser.follow(page)
    assert (first.status, again.status) == (303, 303) and again.location == first.location
    assert provider.count("token") == 1 and browser.cookie(SESSION) == session


@pytest.mark.rp("X-code-replay")
def test_a_repeated_callback_of_who_signed_out_is_refused(site, provider, browser):
    page = answer_of_provider(browser, site)
    browser.follow(page)
    browser.forget(SESSION)
    refused = browser.follow(page)
    assert provider.count("token") == 1
    assert_refused(browser, site, refused, 400, "callback_repeated")


def test_a_callback_repeated_at_the_same_moment_makes_one_session(site, provider, browser):
    page = answer_of_provider(browser, site)
    provider.twist("token", tenant="main", delay=0.3)
    twins = [Browser(), Browser()]
    for twin in twins:
        twin.cookies = list(browser.cookies)
    threads = [threading.Thread(target=twin.follow, args=(page,)) for twin in twins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(twin.cookie(SESSION) is not None for twin in twins) == 1
    site.announce("token_refused|callback_repeated|id_used")


def test_an_answer_at_another_providers_callback_is_refused(site, provider, browser):
    page = answer_of_provider(browser, site)
    refused = browser.navigate(page.location.replace("/callback/main", "/callback/second"), initiator=page.url)
    assert_no_call(provider)
    assert_refused(browser, site, refused, 400, "state_provider")


@pytest.mark.parametrize("parameters, status, reason", [
    ({"error": "access_denied"}, 400, "answer_contradiction"),
    ({"code": None}, 400, "answer_code"),
    ({"code": ""}, 400, "answer_code"),
    ({"code": "x" * 4200}, 400, r"answer_code|form_\w+"),
    ({"code": "a\0b"}, 400, r"form_escape"),
    ({"iss": "http://127.0.0.1/"}, 400, "answer_issuer"),
    ({"iss": None}, 400, "answer_issuer"),
    ({"code": None, "error": "access_denied"}, 403, "access_denied"),
    ({"code": None, "error": "login_required"}, 400, "answer_error"),
    ({"code": None, "error": "\x1b[31m<script>"}, 400, r"answer_error|form_\w+"),
])
def test_an_answer_with_wrong_parameters_is_refused(site, provider, browser, parameters, status, reason):
    page = answer_of_provider(browser, site)
    refused = callback(browser, page, **parameters)
    assert_no_call(provider)
    assert "<script" not in refused.text and "\x1b" not in site.new_log()
    assert_refused(browser, site, refused, status, reason)


@pytest.mark.parametrize("more", ["&code=x", "&state=x", "&iss=x", "&error=a&error=b", "&c%6fde=x"])
def test_a_repeated_parameter_is_refused(site, provider, browser, more):
    page = answer_of_provider(browser, site)
    refused = browser.navigate(page.location + more, initiator=page.url)
    assert_no_call(provider)
    assert_refused(browser, site, refused, 400, "form_repeated")


@pytest.mark.parametrize("query", [
    "code=%", "code=%zz", "code=%00", "code=%ff%fe", "&&&===", "code=a;state=b", "%63ode", "a=" * 500, "x" * 7000,
    "&".join(f"p{number}=1" for number in range(1000)),
])
def test_a_query_that_makes_no_sense_is_refused(site, provider, browser, query):
    refused = browser.navigate(f"{site.url}/oauth/callback/main?{query}")
    assert_refused(browser, site, refused, 400, r"form_\w+|state_\w+")


@pytest.mark.parametrize("query", [b"code=\xff\xfe&state=\x80", b"code=\x01\x02", b"\xc0\xafstate=1"])
def test_raw_bytes_in_the_query_are_refused(site, provider, browser, query):
    answer = raw_request(site, "/oauth/callback/main?" + query.decode("latin-1"))
    assert raw_status(answer) == 400
    site.announced += [r"reason=(form|state)_\w+"] if lines_with(site, r"\w+") else []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
def test_the_callback_takes_no_other_method(site, provider, browser, method):
    page = answer_of_provider(browser, site)
    parts = urlsplit(page.location)
    answer = raw_request(site, f"{parts.path}?{parts.query}", browser.cookie_line(), "Content-Length: 0", method=method,
                         host=parts.netloc)
    assert raw_status(answer) in (400, 405, 501) and b"oauth_session=" not in answer
    assert_no_call(provider)
    site.announced += [line for line in [r"method\w*"] if lines_with(site, line)]


def test_the_application_never_sees_the_code(site, provider, browser, backend, start_site):
    """Even where everything is proxied and rewritten, our endpoints are ours."""
    whole = start_site(provider_block("main", provider.issuer("main")) + "OAuthSessionStore shm(2m)\n"
                       + f"RewriteEngine on\nRewriteRule ^/oauth/(.*)$ {backend.url}/stolen/$1 [P]\n"
                       + f"ProxyPass / {backend.url}/\n" + protect("/", "main"))
    page = browser.navigate(whole.url + "/page?x=1")
    assert page.status == 200 and page.text.startswith("GET /page?x=1 HTTP/1.1\r\n")
    assert not is_signed_in(Browser(), whole, "/page")


def test_a_signed_in_browser_with_a_stale_answer_goes_to_its_target(site, provider, browser):
    page = answer_of_provider(browser, site, "/protected/env?late=1")
    sign_in(browser, site)
    browser.forget(BROWSER)
    landed = browser.follow(page)
    assert landed.status == 303 and landed.location == site.url + "/protected/env?late=1"

# SPDX-License-Identifier: Apache-2.0
"""A frame of the provider says whether people are still signed in there (OpenID Connect Session Management 1.0); who is not, is
signed out here. The frame needs a real browser; the answers of the provider do not."""

import re
from html import unescape

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, protect, provider_block
from harness.steps import SESSION, is_signed_in, lines_with, sign_in, sign_in_as

HERE, PAGE = "/watched/index.html", "/watched/watched.html"
FRAME = '<!doctype html><title>watched</title><p>this is watched.html</p><iframe src="/oauth/session-frame" hidden></iframe>'


def configure(provider):
    provider.register("watched", client_secret=SECRET, name="The watched site", session_management=True)
    return "".join([
        provider_block("watched", provider.issuer("watched"), client_id="watched", Scope="openid", SessionManagement="on"),
        "Alias /watched {root}/htdocs\n", protect("/watched", "watched")])


@pytest.fixture(autouse=True)
def watched_page(site):
    (site.root / "htdocs" / "watched.html").write_text(FRAME)


@pytest.fixture
def alice(site, provider, browser):
    sign_in_as(browser, site, "alice", "alice", HERE)
    return browser


def frame(browser, site):
    return browser.fetch(site.url + "/oauth/session-frame", headers={"Sec-Fetch-Dest": "iframe"})


def check(browser, site, **how):
    return browser.navigate(site.url + "/oauth/session-check?to=/watched/index.html", site.url + PAGE, **how)


def told(page, name):
    return unescape(re.search(f'{name}="([^"]*)"', page.text)[1])


def test_the_page_frames_the_provider_and_may_be_framed_by_this_site_alone(site, provider, alice):
    page = frame(alice, site)
    policy = page.header("Content-Security-Policy")
    assert page.status == 200 and page.header("Cache-Control") == "no-store"
    assert told(page, "src") == provider.issuer("watched") + "/session" and told(page, "data-origin") == provider.base
    assert re.fullmatch(r"watched [0-9a-f]{32}\.[0-9a-f]{8}", told(page, "data-message"))
    assert f"frame-src {provider.base};" in policy and "frame-ancestors 'self'" in policy
    assert "default-src 'none'; script-src 'nonce-" in policy and "unsafe" not in policy


def test_there_is_no_page_where_there_is_nothing_to_ask(site, provider, browser):
    assert (frame(browser, site).status, frame(browser, site).body) == (204, b"")
    sign_in(browser, site)  # by a provider that is not to be asked
    assert frame(browser, site).status == 204


def test_who_is_still_signed_in_there_goes_on_with_a_new_session_state(site, provider, alice):
    before, cookie = told(frame(alice, site), "data-message"), alice.cookie(SESSION)
    page = check(alice, site)
    [asked] = [step.location_query for step in page.steps if "/session-check" in step.url]
    assert asked["prompt"] == "none" and asked["id_token_hint"] == provider.tokens()[-2]["id_token"]
    assert (page.status, page.url) == (200, site.url + HERE)
    assert told(frame(alice, site), "data-message") != before and alice.cookie(SESSION) == cookie


def test_another_session_of_the_same_person_there_is_another_one_here(site, provider, browser):
    """By whose name the provider can end it."""
    provider.twist("id_token", claims_set={"sid": "s-1"})
    sign_in_as(browser, site, "alice", "alice", HERE)
    cookie = browser.cookie(SESSION)
    provider.untwist()
    provider.twist("id_token", claims_set={"sid": "s-2"})
    assert check(browser, site).url == site.url + HERE
    assert browser.cookie(SESSION) != cookie and is_signed_in(browser, site, HERE)


def test_who_is_not_signed_in_there_is_signed_out_for_good(site, provider, alice):
    kept = alice.cookie(SESSION)
    alice.navigate(provider.issuer("watched") + "/end_session")
    page = check(alice, site)
    assert page.status == 200 and "igned out" in page.text and alice.cookie(SESSION) is None
    assert Browser().fetch(site.url + HERE, headers={"Cookie": f"{SESSION}={kept}"}).status == 401
    assert len(lines_with(site, "provider_sign_out")) == 1


def test_where_another_is_signed_in_there_this_one_is_signed_out(site, provider, alice):
    other = Browser()
    sign_in_as(other, site, "bob", "bob", HERE)
    alice.cookies = [cookie for cookie in alice.cookies if cookie.name != "provider_login"]
    alice.cookies += [cookie for cookie in other.cookies if cookie.name == "provider_login"]
    page = check(alice, site)
    assert "igned out" in page.text and alice.cookie(SESSION) is None
    assert is_signed_in(other, site, HERE)


@pytest.mark.parametrize("twist", [("token", {"status": 500}), ("authorize", {"parameters_set": {"error": "server_error"},
                                                                             "parameters_remove": ["code"]}),
                                   ("id_token", {"flip_signature": True})], ids=["is_down", "is_in_trouble", "lies"])
def test_a_provider_that(site, provider, alice, twist):
    """...signs nobody out."""
    endpoint, what = twist
    provider.twist(endpoint, **what)
    page = check(alice, site)
    assert (page.status, page.url) == (200, site.url + HERE)
    assert len(lines_with(site, "session_check_failed")) == 1


def test_a_foreign_page_can_only_have_it_asked(site, provider, alice):
    page = alice.navigate(site.url + "/oauth/session-check?to=https://evil.example/", "http://evil.example/")
    assert page.url.startswith(site.url + "/") and is_signed_in(alice, site, HERE)


def test_an_answer_that_comes_again_signs_nobody_out(site, provider, alice):
    alice.navigate(provider.issuer("watched") + "/end_session")
    page = check(alice, site)
    callback = next(step.url for step in [*page.steps, page] if "/callback/" in step.url)
    sign_in_as(alice, site, "alice", "alice", HERE)
    assert alice.navigate(callback).url == site.url + HERE and is_signed_in(alice, site, HERE)


# With a real browser


@pytest.fixture
def person(site, provider, open_browser):
    person = open_browser(site.url, provider.issuer("watched"))
    person.opens_in_a_new_tab(PAGE)
    person.signs_in("alice")
    person.sees("this is watched.html")
    person.waits_until(lambda: has_heard(person), "the provider's frame does not answer")
    return person


def has_heard(person):
    """The frame has said "unchanged" once."""
    return person.screen.execute_script("return localStorage.getItem('oauth-session-seen')") is not None


@pytest.mark.real
@pytest.mark.rp("LOG-session-mgmt")
def test_who_signs_out_there_in_another_tab_is_signed_out_here(site, provider, person):
    person.opens_in_a_new_tab(provider.issuer("watched") + "/end_session")
    person.sees("Signed out")
    person.turns_to_tab(0)
    person.sees("You are signed out")
    person.opens(PAGE)
    person.sees("Password")


@pytest.mark.real
@pytest.mark.rp("LOG-session-mgmt")
def test_who_is_still_signed_in_there_comes_back_to_his_page(site, provider, person):
    provider.twist("session_state", body="changed", times=1)
    before = person.screen.execute_script("return localStorage.getItem('oauth-session-seen')")
    asked = provider.count("authorize")
    person.reloads()
    person.waits_until(lambda: provider.count("authorize") > asked and has_heard(person), "nobody asked the provider")
    person.sees("this is watched.html")
    assert person.address == site.url + PAGE
    assert person.screen.execute_script("return localStorage.getItem('oauth-session-seen')") != before


@pytest.mark.real
def test_a_browser_that_keeps_the_frame_from_its_cookies_does_not_go_round_and_round(site, provider, person):
    """It is told "changed" always: at first that is news, and then it is not."""
    provider.twist("session_state", body="changed")
    asked = provider.count("authorize")
    for _ in range(3):
        heard = provider.count("session_state")
        person.reloads()
        person.waits_until(lambda: provider.count("session_state") > heard, "the provider's frame is not asked")
        person.sees("this is watched.html")
    assert provider.count("authorize") <= asked + 1


@pytest.mark.real
@pytest.mark.rp("LOG-session-mgmt")
def test_nobody_else_can_say_that_something_changed(site, provider, person):
    asked = provider.count("authorize")
    person.screen.execute_script("frames[0].postMessage('changed', '*')")
    person.screen.execute_script("document.body.append(Object.assign(document.createElement('iframe'), {srcdoc: "
                                 "'<script>parent.frames[0].postMessage(\"changed\", \"*\")</script>'}))")
    heard = provider.count("session_state")
    person.screen.execute_script("frames[0].document.dispatchEvent(new Event('visibilitychange'))")
    person.waits_until(lambda: provider.count("session_state") > heard, "the provider's frame is not asked again")
    assert provider.count("authorize") == asked and person.address == site.url + PAGE

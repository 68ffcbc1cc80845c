# SPDX-License-Identifier: Apache-2.0
"""Each page of the module in Chromium: in light and dark, on a phone and a wide screen, axe-core finds nothing, and nothing is wider
than the screen or too small for a finger. tests/run e2e pages --screenshots DIR leaves pictures."""

import os
import shutil
import threading
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from harness.browser import Browser
from harness.configuration import SECRET, open_place, protect, provider_block
from harness.pages import Reader, axe
from harness.steps import answer_of_provider, sign_in

LANGUAGES = ("de", "es", "ko")  # beside English


def configure(provider):
    provider.register("slow", client_secret=SECRET, auto_login="alice")
    fragment = {"ResponseType": '"code id_token"'}
    return "".join([
        "OAuthMaxCalls 1\nOAuthCallDeadline 2s\n",
        provider_block("slow", provider.issuer("slow"), "slow"), protect("/slow", "slow"),
        provider_block("fragment", provider.issuer("main"), **fragment), protect("/fragment", "fragment"),
        open_place("/forbidden", "AuthType OAuth", "OAuthProvider main", "Require oauth-claim email root@example.org"),
        open_place("/admin", "Require ip 127.0.0.1", "SetHandler oauth-sessions"),
        "Alias /forbidden {root}/htdocs\n",
    ])


@pytest.fixture(scope="module")
def reader(site_process, provider_process, tmp_path_factory):
    if not shutil.which("chromedriver"):
        pytest.skip("Debian's chromium-driver is not installed")
    if (source := axe()) is None:
        pytest.skip("axe-core is not installed, and there is no npm to install it with")
    from harness.person import Person   # here, for who runs the other tests without selenium

    folder = Path(os.environ["OAS_SCREENSHOTS"]).resolve() if os.environ.get("OAS_SCREENSHOTS") else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    person = Person(site_process.url, provider_process.issuer("main"), tmp_path_factory.mktemp("profile"))
    yield Reader(person, source, folder)
    person.leave()


# Each leads to a page: what the person does, and a word of its heading.

def fails(person, site, provider):
    person.opens("/oauth/callback/main?code=x")
    site.announce("state_missing")


def is_refused(person, site, provider):
    person.opens("/oauth/logout")
    provider.twist("authorize", tenant="main", times=1, parameters_remove=["code"], parameters_set={"error": "access_denied"})
    person.loses_the_cookies_of("localhost")
    person.opens("/protected/index.html")
    site.announce("access_denied")


def meets_a_crowd(person, site, provider):
    """One call is allowed, and somebody else's takes its time."""
    person.loses_the_cookies_of("localhost")
    provider.twist("token", tenant="slow", times=1, never=True)
    other = Browser()
    answer = answer_of_provider(other, site, "/slow/")
    thread = threading.Thread(target=other.follow, args=[answer])
    thread.start()
    while provider.count("token") == 0:
        pass_time()
    person.opens("/protected/index.html")
    site.announce("too_many_calls", "call_deadline")
    thread.join()


def has_a_choice(person, site, provider):
    person.loses_the_cookies_of("localhost")
    person.opens("/oauth/login?to=/index.html")


def asks_to_sign_out(person, site, provider):
    signs_in(person)
    person.opens("/oauth/logout?to=/index.html")


def signs_out(person, site, provider):
    person.loses_the_cookies_of("localhost")
    person.opens("/oauth/logout")


def is_not_allowed(person, site, provider):
    signs_in(person)
    person.opens("/forbidden/index.html")
    site.announce("forbidden")


def lists_own_sessions(person, site, provider):
    sign_in(Browser(), site)
    signs_in(person)
    person.opens("/oauth/sessions")


def lists_all_sessions(person, site, provider):
    sign_in(Browser(), site)
    signs_in(person)
    person.opens("/admin/")


def waits_for_the_fragment(person, site, provider):
    person.loses_the_cookies_of("localhost")
    person.lets_no_script_send_a_form()
    person.opens("/fragment/index.html")


def keeps_no_cookies(person, site, provider):
    """The address at which a browser without cookies ends, after its second round."""
    other = Browser()
    other.keep = lambda *_: None
    page = other.navigate(site.url + "/protected/index.html")
    person.loses_the_cookies_of("localhost")
    person.opens(page.url.removeprefix(site.url))
    site.announce("browser_cookie")


def sends_a_form_too_late(person, site, provider):
    person.opens("/oauth/logout")
    person.loses_the_cookies_of("localhost")
    (site.root / "htdocs/late.html").write_text('<form method="post" action="/protected/x"><button>Send</button></form>')
    person.opens("/late.html")
    person.presses("Send")


def signs_in(person):
    person.opens("/protected/index.html")
    person.sees("this is index.html")


PAGES = {
    "failed": (fails, "a step of signing in"),
    "cancelled": (is_refused, "cancelled"),
    "too-busy": (meets_a_crowd, "Too many people"),
    "chooser": (has_a_choice, "Choose where to sign in"),
    "confirm-sign-out": (asks_to_sign_out, "Sign out?"),
    "signed-out": (signs_out, "You are signed out"),
    "not-allowed": (is_not_allowed, "not for you"),
    "my-sessions": (lists_own_sessions, "Where you are signed in"),
    "all-sessions": (lists_all_sessions, "Sessions of this site"),
    "no-cookies": (keeps_no_cookies, "did not send our cookie back"),
    "not-saved": (sends_a_form_too_late, "What you sent was not saved"),
    "onward": (waits_for_the_fragment, "Signing you in"),
}


def pass_time():
    threading.Event().wait(0.02)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_right_for_everybody(reader, site, provider, name):
    go, heading = PAGES[name]
    reader.speaks("en")
    go(reader.person, site, provider)
    reader.person.sees(heading)
    assert reader.complaints(f"{name}-en") == []


def test_what_is_wrong_would_be_found(reader, site):
    reader.person.opens("/oauth/logout")
    reader.person.screen.execute_script("document.querySelector('main').innerHTML = "
                                        "'<img src=\"/none.png\"><button>x</button><pre>' + 'x'.repeat(500)")
    reader.person.screen.execute_script("document.querySelector('main').style.color = '#999'")
    found = " ".join(Reader(reader.person, reader.source).complaints("wrong"))
    for complaint in ("360 dark: it is", "too small for a finger", "something else is loaded", "image-alt", "color-contrast"):
        assert complaint in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_right_in_another_language(reader, site, provider, language):
    for name in ("my-sessions", "cancelled"):
        reader.speaks(language)
        PAGES[name][0](reader.person, site, provider)
        reader.person.waits_until(lambda: reader.language() == language, f"the page is not {language}")
        assert reader.complaints(f"{name}-{language}") == []


def test_who_has_no_mouse_sees_where_he_is_and_signs_out(reader, site, provider):
    reader.speaks("en")
    asks_to_sign_out(reader.person, site, provider)
    screen = reader.person.screen
    screen.switch_to.active_element.send_keys(Keys.TAB)
    assert screen.switch_to.active_element.text == "Sign out"
    assert screen.execute_script("return getComputedStyle(document.activeElement).outlineWidth") == "3px"
    screen.switch_to.active_element.send_keys(Keys.ENTER)
    reader.person.waits_until(lambda: reader.person.address == site.url + "/index.html", "the button does nothing")

# SPDX-License-Identifier: Apache-2.0
"""A person with Debian's Chromium: what is tested is what stands on the screen.

When a test fails, a picture of the screen is left in its temporary folder, and the report says where."""

import pytest

from harness.configuration import SECRET, open_place, protect, provider_block
from harness.rp_flows import Flow, flow_configuration
from providers.oidc_provider import OidcProvider

pytestmark = pytest.mark.real
BY_FORM, BY_FRAGMENT = Flow("code", "form_post"), Flow("code id_token token", "fragment")


def configure(provider):
    """/people is for those who sign in by hand at the provider's page."""
    provider.register("people", client_secret=SECRET, name="The tested site")
    return "".join([
        provider_block("people", provider.issuer("people"), client_id="people", Scope="openid profile email"),
        "Alias /people {root}/htdocs\n",
        protect("/people", "people"),
        open_place("/people/app.html", "OAuthKeepFragment on"),
        "ScriptAlias /people-body {root}/cgi/body\n", protect("/people-body", "people", "Require valid-user", "OAuthPreservePost 64k"),
        *(flow_configuration(provider, flow, "p", "people", "people") for flow in (BY_FORM, BY_FRAGMENT)),
    ])


@pytest.fixture
def person(site, provider, open_browser):
    return open_browser(site.url, provider.issuer("people"))


@pytest.fixture
def stranger(tmp_path):
    if reason := OidcProvider.missing():
        pytest.skip(reason)
    stranger = OidcProvider(tmp_path)
    yield stranger
    stranger.stop()


def test_signs_in_on_the_page_of_the_provider(person, site):
    person.opens("/people/protected.html?page=2")
    person.sees("Sign in", "The tested site", "Password")
    person.signs_in("alice")
    person.sees("this is protected.html")
    assert person.address == site.url + "/people/protected.html?page=2"


def test_three_tabs_opened_at_once_are_finished_in_reverse_order(person):
    pages = ["protected.html", "other.html", "index.html"]
    for page in pages:
        person.opens_in_a_new_tab("/people/" + page)
    for tab, page in reversed(list(enumerate(pages))):
        person.turns_to_tab(tab)
        person.signs_in("alice")
        person.sees(f"this is {page}")


def test_a_tab_left_at_the_provider_is_no_dead_end_after_another_has_signed_in(person):
    person.opens_in_a_new_tab("/people/protected.html")
    person.opens_in_a_new_tab("/people/other.html")
    person.signs_in("alice")
    person.turns_to_tab(0)
    person.opens("/people/protected.html")
    person.sees("this is protected.html")


def test_after_the_button_of_the_sign_out_page_the_protected_page_is_closed(person):
    person.opens("/people/protected.html")
    person.signs_in("alice")
    person.is_forgotten_by_the_provider()
    person.opens("/oauth/logout")
    person.presses("Sign out")
    person.sees("signed out")
    person.opens("/people/protected.html")
    person.sees("Password")


def test_back_after_signing_out_does_not_show_the_protected_page(person):
    person.opens("/people/protected.html")
    person.signs_in("alice")
    person.sees("this is protected.html")
    person.is_forgotten_by_the_provider()
    person.opens("/oauth/logout")
    person.presses("Sign out")
    person.sees("signed out")
    person.goes_back(2)
    person.sees("Password")


def test_back_after_signing_in_comes_round_to_the_page_again(person):
    """The provider knows the person by then and answers once more, for a login that is over."""
    person.opens("/people/protected.html")
    person.signs_in("alice")
    person.sees("this is protected.html")
    person.goes_back(1)
    person.waits_until(lambda: len(person.callbacks()) == 2, "the provider did not answer again")
    person.sees("this is protected.html")


def test_a_callback_opened_again_leads_to_the_page_first_asked_for(person, site):
    person.opens("/people/protected.html")
    person.signs_in("alice")
    person.sees("this is protected.html")
    person.opens(person.callbacks()[-1])
    person.sees("this is protected.html")
    person.reloads()
    assert person.address == site.url + "/people/protected.html"


def test_a_callback_opened_again_after_signing_out_says_what_to_do(person, site):
    person.opens("/people/protected.html")
    person.signs_in("alice")
    person.sees("this is protected.html")
    callback = person.callbacks()[-1]
    person.opens("/oauth/logout")
    person.presses("Sign out")
    person.opens(callback)
    person.sees("This sign-in is over", "Try again")
    site.announce("callback_repeated")


APP = """<!DOCTYPE html><meta charset="utf-8"><title>App</title><p id="here"></p>
<script>document.getElementById("here").textContent = "deep at " + decodeURIComponent(location.hash)</script>"""


@pytest.mark.parametrize("fragment", ["#/orders/7?sort=up&x=1", "#%EA%B0%80#two", "#\\\\evil.example", ""])
def test_a_deep_link_into_an_application_outlives_the_sign_in(person, site, fragment):
    """UX8"""
    (site.root / "htdocs" / "app.html").write_text(APP)
    person.opens("/people/app.html?a=1" + fragment)
    person.signs_in("alice")
    person.waits_until(lambda: person.address.startswith(site.url + "/people/app.html?a=1"), "he is not back")
    assert person.address == site.url + "/people/app.html?a=1" + fragment.replace("\\", "%5C")


def test_who_says_no_at_the_provider_reads_that_sign_in_was_cancelled(person, provider, site):
    person.opens("/people/protected.html")
    provider.twist("authorize", client="people", times=1, parameters_set={"error": "access_denied"},
                   parameters_remove=["code"])
    person.signs_in("alice")
    person.sees("Sign-in was cancelled")
    person.follows("Try again")
    person.sees("this is protected.html")
    site.announce("access_denied")


FORM = """<!DOCTYPE html><meta charset="utf-8"><title>Notes</title><form method="post" action="/people/save">
<textarea name="note"></textarea><button>Save</button></form>"""


def test_who_sends_a_form_too_late_is_told_so_and_finds_back_to_it(person, site):
    (site.root / "htdocs/notes.html").write_text(FORM, encoding="utf-8")
    person.opens("/people/notes.html?day=7")
    person.signs_in("alice")
    person.fills_in("note", "a long story")
    person.loses_the_cookies_of(site.host.partition(":")[0])
    person.presses("Save")
    person.sees("What you sent was not saved", "Your sign-in has ended", "no_session")
    person.goes_back(1)
    person.waits_until(lambda: "a long story" in person.typed("note"), "what was typed is gone")
    person.presses("Save")
    person.follows("Sign in")
    person.waits_until(lambda: person.address == site.url + "/people/notes.html?day=7", "the form is not there again")


def test_a_form_sent_too_late_is_kept_and_arrives(person, site):
    """C13; its page has a form-action policy, which would hold a redirect to the provider against it."""
    policy = '<meta http-equiv="Content-Security-Policy" content="form-action \'self\'">'
    (site.root / "htdocs/late.html").write_text(policy + FORM.replace("/people/save", "/people-body"), encoding="utf-8")
    person.opens("/people/late.html")
    person.signs_in("alice")
    person.fills_in("note", "a long story")
    person.loses_the_cookie("oauth_session")
    person.presses("Save")
    person.sees("note=a+long+story")
    assert person.address == site.url + "/people-body"
    person.opens("/people-body")
    assert "long" not in person.text()


def test_a_script_of_the_page_gets_401_and_no_redirect(person):
    person.opens("/index.html")
    assert person.fetches("/people/protected.html") == (401, "application/problem+json")


def test_a_browser_that_lost_its_cookies_on_the_way_arrives_all_the_same(person):
    person.opens("/people/protected.html")
    person.loses_the_cookies_of("localhost")
    person.signs_in("alice")
    person.sees("this is protected.html")
    assert len(person.callbacks()) == 2


def test_a_browser_that_keeps_no_cookies_is_told_so(site, provider, open_browser):
    person = open_browser(site.url, provider.issuer("main"), keeps_cookies=False)
    person.opens("/protected/protected.html")
    person.sees("Your browser did not send our cookie back", "Try again")
    site.announce("browser_cookie")


def test_a_provider_that_is_down_is_said_and_the_page_comes_when_it_is_up_again(person, provider, site):
    provider.twist("token", client="people", times=1, status=500)
    person.opens("/people/protected.html")
    person.signs_in("alice")
    person.sees("The sign-in service does not answer")
    person.follows("Try again")
    person.sees("this is protected.html")
    site.announce("token_unavailable")


def page_of(flow, name="protected.html"):
    return f"/p{flow.name}/{name}"


both_ways = pytest.mark.parametrize("flow", [BY_FORM, BY_FRAGMENT], ids=["a_form", "a_fragment"])


@both_ways
def test_signs_in_by_an_answer_in(person, site, flow):
    person.opens(page_of(flow))
    person.signs_in("alice")
    person.sees("this is protected.html")
    assert person.address == site.url + page_of(flow)
    assert not any("code=" in address.partition("#")[0] for address in person.callbacks())


@both_ways
def test_back_after_an_answer_comes_round_to_the_page_again_by(person, flow):
    person.opens(page_of(flow))
    person.signs_in("alice")
    person.sees("this is protected.html")
    passed = len(person.callbacks())
    person.goes_back(1)
    person.waits_until(lambda: len(person.callbacks()) > passed, "the provider did not answer again")
    person.waits_until(lambda: person.address.endswith(page_of(flow)), "the page does not come")
    person.sees("this is protected.html")


@both_ways
def test_a_browser_that_lost_its_cookies_on_the_way_arrives_all_the_same_by(person, flow):
    person.opens(page_of(flow))
    person.loses_the_cookies_of("localhost")
    person.signs_in("alice")
    person.sees("this is protected.html")


@both_ways
def test_two_tabs_are_finished_in_reverse_order_by(person, flow):
    pages = ["protected.html", "other.html"]
    for page in pages:
        person.opens_in_a_new_tab(page_of(flow, page))
    for tab, page in reversed(list(enumerate(pages))):
        person.turns_to_tab(tab)
        person.signs_in("alice")
        person.sees(f"this is {page}")


def test_an_answer_in_a_fragment_stays_in_no_address(person, site):
    """Neither in the one of the page that passes it on nor in the history."""
    person.opens(page_of(BY_FRAGMENT))
    person.lets_no_script_send_a_form()
    person.signs_in("alice")
    person.sees("One moment, please")
    assert person.address == f"{site.url}/oauth/callback/p{BY_FRAGMENT.name}"


def test_a_callback_without_an_answer_says_what_it_is(person, site):
    person.opens(f"/oauth/callback/p{BY_FRAGMENT.name}")
    person.sees("This address is a step of signing in")
    site.announce("state_missing")


def test_signs_in_on_the_pages_of_a_provider_nobody_here_wrote(start_site, stranger, open_browser):
    site = start_site("<Directory {root}>\n    Require all granted\n</Directory>\nAlias /people {root}/htdocs\n"
                      + provider_block("main", stranger.issuer, stranger.client_id, stranger.client_secret)
                      + protect("/people"))
    stranger.start([site.url + "/oauth/callback/main"])
    person = open_browser(site.url, stranger.issuer)
    person.opens("/people/protected.html")
    person.fills_in("login", "alice")
    person.fills_in("password", "any")
    person.presses("Sign-in")
    person.sees("Authorize")
    person.presses("Continue")
    person.sees("this is protected.html")


def test_a_person_ends_his_other_sessions_on_the_page_that_lists_them(open_browser, site, provider):
    here, elsewhere = (open_browser(site.url, provider.issuer("people")) for _ in range(2))
    for person in (elsewhere, here):
        person.opens("/people/protected.html")
        person.signs_in("alice")
        person.sees("this is protected.html")
    here.opens("/oauth/sessions")
    here.sees("Where you are signed in", "Chrome on Linux", "this browser")
    here.presses("End all others")
    here.waits_until(lambda: here.text().count("Chrome on Linux") == 1 and "End" not in here.text().split("browser has")[1],
                     "the other session is still there")
    elsewhere.opens("/people/protected.html")
    elsewhere.sees("this is protected.html")  # by a login of which the provider asks nothing
    here.reloads()
    here.waits_until(lambda: here.text().count("Chrome on Linux") == 2, "the new session is not there")

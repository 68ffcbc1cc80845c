# SPDX-License-Identifier: Apache-2.0
"""Who has not signed in takes up nothing of the session table, and a cookie that is not ours is not looked up in it,
however many come. tests/run soak visitors: 100,000 of each, instead of 10,000."""

import secrets
from itertools import cycle, islice

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration
from harness.crowd import MANY, ask_all, request_of
from harness.figures import PLACE, figures
from harness.steps import BROWSER, SESSION, answer_of_provider, begin, is_signed_in, sign_in

pytestmark = pytest.mark.soak
QUIET = "LogLevel oauth_session:crit\n"  # what it says of so many is another test's matter
FORGED_CODES = 50  # each is shown to the provider
OTHER_HOST = "other.example"


def configuration(provider, backend):
    """Two virtual hosts; the smallest table, which a few thousand used ids would fill."""
    content = default_configuration(provider, backend.url).replace("OAuthSessionStore shm(2m)\n", "")
    return ("OAuthSessionStore shm(1m)\n" + QUIET + PLACE
            + "".join(f"<VirtualHost *:{{port}}>\nServerName {name}\n{content}</VirtualHost>\n"
                      for name in ("localhost", OTHER_HOST)))


@pytest.fixture
def site(start_site, provider, backend):
    return start_site(configuration(provider, backend))


def table_of(site):
    """All figures but those of what only reads."""
    return {name: value for name, value in figures(site).items() if name != "Lookups"}


def many(requests):
    return list(islice(cycle(requests), MANY))


# Visitors

def half_login(site):
    """One that got as far as the provider: its state, and the cookie that binds it to this browser."""
    browser = Browser()
    return begin(browser, site).location_query["state"], browser.cookie(BROWSER)


def callback(state, *lines):
    return request_of(f"/oauth/callback/main?code={secrets.token_urlsafe(24)}&state={state}", *lines)


def visits(site):
    state, binding = half_login(site)
    return [
        request_of("/protected/index.html"),
        request_of("/protected/index.html", f"Cookie: {BROWSER}={binding}"),
        request_of("/oauth/login?target=/protected/index.html"),
        request_of("/oauth/logout"),
        request_of("/oauth/logout", method="POST"),
        callback(state),                                                    # another browser: it begins anew
        callback(state, f"Cookie: {BROWSER}={'A' * len(binding)}"),
        callback(state[:-8] + secrets.token_urlsafe(6)),
        callback(secrets.token_urlsafe(200)),
        request_of("/oauth/callback/main?error=access_denied&state=" + state),
        request_of("/protected/index.html", f"Cookie: {SESSION}={secrets.token_urlsafe(53)}"),
    ]


def test_visitors_take_up_nothing(site, provider, browser):
    sign_in(browser, site)
    before = figures(site)
    answers = ask_all(site, many(visits(site)))
    assert set(answers) <= {200, 302, 303, 400, 403} and answers[302] > MANY / 4 and answers[400] > MANY / 10
    assert figures(site) == before
    sign_in(Browser(), site)  # not one id of theirs is remembered, or there would be no room for this one
    assert is_signed_in(browser, site)


def test_forged_codes_take_up_nothing(site, provider, browser):
    sign_in(browser, site)
    before = figures(site)
    for _ in range(FORGED_CODES):
        visitor = Browser()
        location = answer_of_provider(visitor, site).location
        page = visitor.navigate(location.replace("code=", "code=x"))
        assert page.status == 400 and visitor.cookie(SESSION) is None
    assert figures(site) == before
    assert provider.count("token") == 1 + FORGED_CODES


def test_a_login_is_seen_in_the_figures(site, provider, browser):
    """Or the tests above could not fail."""
    before = table_of(site)
    sign_in(browser, site)
    after = table_of(site)
    assert after["s"] == before["s"] + 1 and after["BytesUsed"] > before["BytesUsed"]


# Cookies

def cookie_request(value, **options):
    return request_of("/protected/index.html", f"Cookie: {SESSION}={value}", **options)


def changed(value, place):
    return value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1:]


def garbage(site, good):
    """good is a cookie of ours; each of these is none, or none here."""
    return [
        *(cookie_request(secrets.token_urlsafe(53)) for _ in range(40)),
        *(cookie_request(good[:8] + secrets.token_urlsafe(53)[8:]) for _ in range(40)),  # our version and key id
        *(cookie_request(good[:50] + secrets.token_urlsafe(16)[:21]) for _ in range(40)),  # our token, a forged MAC
        *(cookie_request(changed(good, place)) for place in range(len(good) - 1)),
        *(cookie_request(good[:length]) for length in range(len(good))),
        cookie_request(good + "A"), cookie_request(good * 2), cookie_request('"' + good + '"'),
        cookie_request(good, host=OTHER_HOST),  # of the realm next door
    ]


def other_key(site):
    """The cookie of a session whose key is listed no more. A moment after the restart it is in the table no more, either."""
    browser = Browser()
    sign_in(browser, site)
    (site.root / "run/oauth_session.keys").unlink()
    site.restart()
    site.wait_for(lambda: figures(site)["BytesUsed"] == 0)
    return browser.cookie(SESSION)


def test_cookies_that_are_not_ours_cost_no_lookup(site, provider, browser):
    old = other_key(site)
    sign_in(browser, site)
    good = browser.cookie(SESSION)
    before = figures(site)
    answers = ask_all(site, many([*garbage(site, good), cookie_request(old)]))
    assert set(answers) == {302} and figures(site) == before
    assert ask_all(site, [cookie_request(good)] * 4) == {200: 4}
    assert figures(site) == before | {"Lookups": before["Lookups"] + 4}

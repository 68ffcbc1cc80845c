# SPDX-License-Identifier: Apache-2.0
"""Who is not signed in has values, too (OAuthGuestSession): from the first one that an application writes until he signs in,
and then they are in his session."""

import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from harness.browser import Browser
from harness.configuration import ONE_PROCESS, SECRET, default_configuration, open_place, protect, provider_block
from harness.figures import PLACE, figures
from harness.scripts import walk
from harness.steps import SESSION, answer_of_provider, is_signed_in, lines_with, sign_in
from harness.values_backend import ValuesBackend

GUEST = "oauth_guest"
BACKEND = ValuesBackend()
CGI, APP, SHOP, MINE, STRICT, INSIDE, PLAIN, POSTS, YOUNG = (
    "/cgi", "/app", "/shop", "/mine", "/strict", "/inside", "/plain", "/posts", "/young")
APPLICATIONS = (CGI, APP)
ON = ("Require all granted", "OAuthSessionData on", "OAuthGuestSession on")


def places():
    return "".join([
        *(f"ScriptAlias {path} {{root}}/cgi/values\n" for path in (CGI, SHOP, MINE, STRICT, INSIDE, PLAIN, POSTS, YOUNG)),
        f"ProxyPass {APP} {BACKEND.url}{APP}\n",
        open_place(CGI, *ON), open_place(APP, *ON),
        open_place(SHOP, "Require all granted", "OAuthSessionData on shop", "OAuthGuestSession on"),
        protect(MINE, "main", "Require valid-user", "OAuthSessionData on"),
        protect(YOUNG, "main", "Require valid-user", "OAuthSessionLifetime 1s"),
        open_place(STRICT, *ON, "OAuthSessionLifetime 1s"),
        protect(INSIDE, "main", "Require valid-user", "OAuthSessionData on", "OAuthGuestSession on"),
        open_place(PLAIN, "Require all granted", "OAuthUnauthenticated pass", "OAuthSessionData on")])


def configure(provider):
    provider.register("posts", client_secret=SECRET, auto_login="bob")
    return "".join([
        "OAuthGuestStore shm(1m)\n", places(),
        provider_block("posts", provider.issuer("main"), "posts", ResponseMode="form_post"),
        protect(POSTS, "posts", "Require valid-user", "OAuthSessionData on")])


def send(browser, site, path, *orders, method="GET", **options):
    return browser.request(method, site.url + path + "?" + urlencode(orders), {}, b"" if method == "POST" else None, **options)


def write(browser, site, path, **values):
    page = send(browser, site, path, ("X-Session-Set", urlencode(values)))
    assert page.status == 200, page.text
    return page


def names_of(page):
    return {name.upper().replace("-", "_"): value for name, value in page.json.items()}


def told(browser, site, path):
    names = names_of(send(browser, site, path))
    data = names.get("OAUTH_SESSION_DATA", names.get("X_SESSION_DATA"))
    version = names.get("OAUTH_SESSION_VERSION", names.get("X_SESSION_VERSION"))
    return {name: values[0] for name, values in parse_qs(data, True).items()}, int(version)


def guest_of(browser):
    return browser.cookie(GUEST)


def with_cookies(**values):
    """A browser that somebody has planted cookies in."""
    browser = Browser()
    for name, value in values.items():
        browser.keep(f"{name}={value}; Path=/", "http://localhost/")
    return browser


def with_guest(site, **values):
    browser = Browser()
    write(browser, site, CGI, **values)
    return browser


# What a guest has


@pytest.mark.parametrize("path", APPLICATIONS)
def test_a_visitor_has_values_from_the_first_one_on_and_not_before(site, browser, path):
    assert told(browser, site, path) == ({}, 0) and browser.cookies == []
    page = write(browser, site, path, x="1", cart="[1, 2]")
    assert page.header("Set-Cookie").endswith("; Path=/; HttpOnly; SameSite=Lax") and guest_of(browser)
    assert told(browser, site, path) == ({"x": "1", "cart": "[1, 2]"}, 1)
    send(browser, site, path, ("X-Session-Unset", "x"), ("X-Session-Set", "y=2"))
    assert told(browser, site, path) == ({"cart": "[1, 2]", "y": "2"}, 2)
    send(browser, site, path, ("X-Session-Clear", "data"))
    assert told(browser, site, path) == ({}, 3)


def test_a_number_that_is_added_is_a_first_value(site, browser):
    send(browser, site, CGI, ("X-Session-Add", "visits=1"))
    send(browser, site, CGI, ("X-Session-Add", "visits=1"))
    assert guest_of(browser) and told(browser, site, CGI) == ({"visits": "2"}, 2)


def test_he_is_nobody_all_the_same(site):
    browser = with_guest(site, x="1")
    names = names_of(send(browser, site, CGI))
    assert not [name for name in names if name in ("REMOTE_USER", "AUTH_TYPE", "OAUTH_USER", "OAUTH_PROVIDER", "OAUTH_SESSION_EXPIRES")]
    assert browser.fetch(site.url + "/oauth/session").json["signed_in"] is False


def test_his_cookie_is_for_the_module_alone(site):
    browser = with_guest(site, x="1")
    browser.keep("theirs=kept; Path=/", site.url)
    for path in APPLICATIONS:
        page = send(browser, site, path)
        assert guest_of(browser) not in page.text and "theirs=kept" in page.text
    page = browser.request("GET", site.url + APP, {"Cookie": "__Host-oauth_guest=x; a=1; oauth_guest=y"}, None)
    assert page.json["Cookie"] == "a=1"


def test_places_have_their_spaces(site):
    browser = with_guest(site, x="1")
    write(browser, site, SHOP, x="2")
    assert told(browser, site, CGI)[0] == told(browser, site, APP)[0] == {"x": "1"}
    assert told(browser, site, SHOP)[0] == {"x": "2"}


def test_visitors_do_not_see_each_other(site, browser):
    with_guest(site, x="1")
    assert told(browser, site, CGI) == ({}, 0)


@pytest.mark.parametrize("orders,status", [
    ([("X-Session-Clear", "data")], 200), ([("X-Session-Unset", "x")], 200), ([("X-Session-If-Version", "0")], 200),
    ([("X-Session-If-Version", "3"), ("X-Session-Unset", "x")], 409), ([("X-Session-Set", "x=1"), ("X-Session-If-Version", "3")], 409),
    ([("X-Session-Set", "x")], 500), ([("X-Session-Set", "&".join(f"v{i}=1" for i in range(65)))], 500),
])
def test_who_gets_no_value_becomes_no_guest(site, browser, orders, status):
    site.tolerate("reason=values_(version|header|many) ")
    page = send(browser, site, APP, *orders)
    assert page.status == status and browser.cookies == []


def test_where_guests_are_off_who_is_nobody_has_no_values(site):
    site.announce("reason=values_without_session ")
    browser = with_guest(site, x="1")
    assert "OAUTH_SESSION_DATA" not in send(browser, site, PLAIN).json
    assert send(browser, site, PLAIN, ("X-Session-Set", "x=2")).status == 500
    assert told(browser, site, CGI)[0] == {"x": "1"}


def test_a_page_that_asks_for_a_user_does_not_take_a_guest_for_one(site):
    browser = with_guest(site, x="1")
    assert browser.navigate(site.url + INSIDE, follow=False).status == 302


@pytest.mark.parametrize("status", ["201", "302", "404", "500"])
def test_answers_of_every_kind_make_a_guest(site, browser, status):
    page = send(browser, site, APP, ("Status", status), ("X-Session-Set", "x=1"))
    assert page.status == int(status) and told(browser, site, APP)[0] == {"x": "1"}


def test_a_script_that_sends_httpd_on_to_another_page_makes_one(site, browser):
    page = send(browser, site, CGI, ("X-Session-Set", "x=1"), ("Location", PLAIN))
    assert page.status == 200 and page.header("X-Session-Set") is None and told(browser, site, CGI)[0] == {"x": "1"}


def test_what_a_guest_gets_is_for_nobody_else(site, browser):
    assert send(browser, site, CGI).header("Vary") == "Cookie"
    began = send(browser, site, APP, ("X-Session-Set", "x=1"), ("Cache-Control", "public, max-age=60"))
    later = send(browser, site, APP, ("Cache-Control", "max-age=60"))
    assert began.header("Cache-Control") == "public, max-age=60, private"
    assert later.header("Cache-Control") == "max-age=60, private"
    assert began.header("Vary") == later.header("Vary") == "Cookie"


def count_up(site, cookie):
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    for _ in range(500):
        connection.request("POST", APP + "/count", headers={"Cookie": f"{GUEST}={cookie}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status == 200:
            return
        assert answer.status == 409
    pytest.fail("never")


def test_fifty_increments_at_once_are_fifty(site):
    site.tolerate("reason=values_version ")
    browser = with_guest(site, m="1")
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: count_up(site, guest_of(browser)), range(50)))
    assert told(browser, site, APP) == ({"m": "1", "n": "50"}, 51)


def test_of_two_first_values_at_once_the_cookie_that_comes_last_is_his(site):
    one, other = with_guest(site, x="1"), with_guest(site, y="2")
    browser = with_cookies(**{GUEST: guest_of(one)})
    browser.keep(f"{GUEST}={guest_of(other)}; Path=/", site.url)
    assert told(browser, site, CGI)[0] == {"y": "2"}


def test_values_that_are_told_once_are_told_a_guest_once(site):
    browser = with_guest(site, x="1", **{"!note": "saved"})
    page = browser.navigate(site.url + CGI).json
    assert parse_qs(page["OAUTH_SESSION_DATA"]) == {"x": ["1"], "!note": ["saved"]}
    assert told(browser, site, CGI)[0] == {"x": "1"}


# Signing in


@pytest.mark.parametrize("path", [MINE, CGI])
def test_at_sign_in_they_are_carried_over_and_the_guest_is_gone(site, provider, path):
    browser = with_guest(site, cart="full")
    write(browser, site, SHOP, x="2")
    former = guest_of(browser)
    sign_in(browser, site)
    assert guest_of(browser) is None
    assert told(browser, site, path) == ({"cart": "full"}, 1) and told(browser, site, SHOP)[0] == {"x": "2"}
    assert told(with_cookies(**{GUEST: former}), site, CGI) == ({}, 0)


def test_who_is_signed_in_writes_into_his_session_and_becomes_no_guest(site, provider, browser):
    sign_in(browser, site)
    write(browser, site, CGI, x="1")
    assert guest_of(browser) is None and told(browser, site, MINE)[0] == {"x": "1"}


def test_at_sign_out_they_do_not_come_back(site, provider):
    browser = with_guest(site, cart="full")
    former = guest_of(browser)
    sign_in(browser, site)
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    assert told(browser, site, CGI) == ({}, 0)
    browser.keep(f"{GUEST}={former}; Path=/", site.url)
    assert told(browser, site, CGI) == ({}, 0)
    sign_in(browser, site)
    assert told(browser, site, MINE) == ({}, 0)


def test_what_was_kept_for_a_person_is_stronger_than_what_a_guest_has(site, provider, browser):
    """His session lives on, and is too old for a place that has guests: there he is one."""
    sign_in(browser, site)
    write(browser, site, MINE, cart="his", lang="en")
    time.sleep(1.1)
    write(browser, site, STRICT, cart="the guest's", colour="red")
    assert told(browser, site, MINE) == ({"cart": "his", "lang": "en"}, 1) and guest_of(browser)
    sign_in(browser, site, YOUNG)
    assert guest_of(browser) is None
    assert told(browser, site, MINE) == ({"cart": "his", "lang": "en", "colour": "red"}, 2)


def test_when_they_do_not_fit_the_login_goes_on_and_the_log_says_so(site, provider, browser):
    sign_in(browser, site)
    write(browser, site, MINE, **{f"a{i}": "1" for i in range(40)})
    time.sleep(1.1)
    write(browser, site, STRICT, **{f"b{i}": "1" for i in range(40)})
    sign_in(browser, site, YOUNG)
    assert guest_of(browser) is None and set(told(browser, site, MINE)[0]) == {f"a{i}" for i in range(40)}
    assert "80 values, 64 are allowed" in lines_with(site, "guest_values_left")[0]


def test_a_sign_out_ends_the_guest_as_well(site, provider, browser):
    sign_in(browser, site)
    time.sleep(1.1)
    write(browser, site, STRICT, x="1")
    former = guest_of(browser)
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    assert guest_of(browser) is None and told(with_cookies(**{GUEST: former}), site, CGI) == ({}, 0)


def test_a_login_that_fails_leaves_the_guest_as_he_was(site, provider):
    site.announce("reason=")
    browser = with_guest(site, x="1")
    page = answer_of_provider(browser, site)
    browser.navigate(page.location.replace("code=", "code=wrong"))
    assert not is_signed_in(browser, site) and told(browser, site, CGI) == ({"x": "1"}, 1)


def test_after_a_form_of_the_provider_they_are_carried_over_at_the_next_step(site, provider):
    browser = with_guest(site, cart="full")
    former = guest_of(browser)
    walk(browser, browser.navigate(site.url + POSTS))
    assert guest_of(browser) is None and told(browser, site, POSTS)[0] == {"cart": "full"}
    assert told(with_cookies(**{GUEST: former}), site, CGI) == ({}, 0)


# What others could try


def test_who_plants_his_own_cookie_learns_nothing_of_who_signs_in_with_it(site, provider):
    attacker = with_guest(site, trap="1")
    victim = with_cookies(**{GUEST: guest_of(attacker)})
    sign_in(victim, site)
    write(victim, site, CGI, secret="of the victim")
    assert told(attacker, site, CGI) == ({}, 0)
    write(attacker, site, CGI, trap="2")
    assert told(victim, site, CGI)[0] == {"trap": "1", "secret": "of the victim"}


def test_no_cookie_of_a_guest_is_one_of_a_session(site):
    guest = with_guest(site, x="1")
    browser = with_cookies(**{SESSION: guest_of(guest)})
    assert not is_signed_in(browser, site) and told(browser, site, CGI) == ({}, 0)


def test_no_cookie_of_a_session_is_one_of_a_guest(site, provider, browser):
    sign_in(browser, site)
    write(browser, site, CGI, x="1")
    assert told(with_cookies(**{GUEST: browser.cookie(SESSION)}), site, CGI) == ({}, 0)


@pytest.mark.parametrize("value", ["", "x", "A" * 71, "A" * 5000])
def test_a_cookie_that_nobody_gave_is_none(site, value):
    browser = with_cookies(**{GUEST: value})
    assert told(browser, site, CGI) == ({}, 0)
    write(browser, site, CGI, x="1")
    assert guest_of(browser) != value and told(browser, site, CGI)[0] == {"x": "1"}


def test_a_guest_of_one_virtual_host_is_none_of_another(start_site, provider, backend):
    content = provider_block("main", provider.issuer("main")) + places()
    site = start_site("<Directory {root}>\nRequire all granted\n</Directory>\n" + "".join(
        f"<VirtualHost *:{{port}}>\nServerName {name}\n{content}</VirtualHost>\n" for name in ("localhost", "other.example")))
    browser = with_guest(site, x="1")
    assert told(browser, site, CGI)[0] == {"x": "1"}
    there = browser.request("GET", site.url + CGI, {"Host": f"other.example:{site.port}"}, None)
    assert there.status == 200 and there.json["OAUTH_SESSION_DATA"] == "" and guest_of(browser) not in there.text


# The table


def new_guests(site, count):
    """So many visitors who write and never come back: how many became guests."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    made = 0
    for _ in range(count):
        connection.request("GET", APP + "?" + urlencode([("X-Session-Set", "x=" + "y" * 100)]))
        answer = connection.getresponse()
        answer.read()
        assert answer.status in (200, 503), answer.status
        assert (answer.status == 200) == (answer.getheader("Set-Cookie") is not None)
        made += answer.status == 200
    return made


def test_a_crowd_of_guests_takes_no_room_from_who_signs_in(site, provider):
    site.announce("reason=guests_full ")
    early = with_guest(site, x="1")
    signed_in = Browser()
    sign_in(signed_in, site)
    with ThreadPoolExecutor(4) as pool:
        made = sum(pool.map(lambda _: new_guests(site, 1250), range(4)))
    assert 500 < made < 5000
    assert lines_with(site, "guests_full") and "[oauth_session:error]" in lines_with(site, "guests_full")[0]
    late = Browser()
    assert send(late, site, APP, ("X-Session-Set", "x=" + "y" * 100)).status == 503 and late.cookies == []
    assert told(early, site, CGI)[0] == {"x": "1"}, "the living stay"
    assert is_signed_in(signed_in, site)
    write(signed_in, site, CGI, x="2")
    sign_in(late, site)
    write(late, site, CGI, x="3")
    assert told(late, site, CGI)[0] == {"x": "3"}


# event's own: of one process alone, the former child may still be ending when the new one is to begin
NO_SLOT_YET = "AH03490"


@pytest.fixture
def own_site(start_site, provider, backend):
    return start_site(ONE_PROCESS + default_configuration(provider, backend.url) + PLACE + places())


@pytest.mark.parametrize("how", ["graceful", "restart", "kill"])
def test_guests_outlive_restarts(own_site, how):
    own_site.tolerate("AH00098")
    own_site.tolerate(NO_SLOT_YET)
    browser = with_guest(own_site, x="1")
    getattr(own_site, how)()
    if how == "kill":
        own_site.start()
    assert told(browser, own_site, CGI) == ({"x": "1"}, 1)


def test_guests_may_be_let_in_at_a_graceful_restart(start_site, provider, backend):
    site = start_site(ONE_PROCESS + default_configuration(provider, backend.url) + "#guests\n")
    browser = Browser()
    sign_in(browser, site)
    site.tolerate(NO_SLOT_YET)
    site.change("#guests\n", places().replace("{root}", str(site.root)))
    site.graceful()
    site.wait_for(lambda: browser.navigate(site.url + CGI).status == 200)
    assert is_signed_in(browser, site)
    guest = with_guest(site, x="1")
    assert told(guest, site, CGI)[0] == {"x": "1"}


@pytest.mark.parametrize("again", [lambda site: site.restart(), lambda site: (site.stop(), site.start())],
                         ids=["restart", "stop and start"])
def test_there_is_no_table_where_nobody_wants_guests(own_site, again):
    browser = Browser()
    sign_in(browser, own_site)
    assert len(own_site.segments_there()) == 2
    own_site.change(places().replace("{root}", str(own_site.root)), "")
    again(own_site)
    assert len(own_site.segments_there()) == 1 and is_signed_in(browser, own_site)


def test_the_status_page_says_how_many_there_are(own_site):
    def guest_figures():
        text = Browser().fetch(own_site.url + "/server-status?auto").text
        return {name: int(value) for name, value in re.findall(r"^OAuthGuest(\w+): (\d+)$", text, re.M)}

    assert guest_figures()["s"] == 0 and figures(own_site)["s"] == 0
    with_guest(own_site, x="1")
    now = guest_figures()
    assert now["s"] == 1 and 0 < now["BytesUsed"] < now["BytesInAll"] < 4 * 1024 * 1024 and now["Refusals"] == 0
    assert figures(own_site)["s"] == 0


def test_guests_last_as_long_as_sessions(start_site, provider, backend):
    site = start_site("OAuthSessionIdle 2s\n" + ONE_PROCESS + default_configuration(provider, backend.url) + places())
    browser, idle = with_guest(site, x="1"), with_guest(site, x="1")
    for _ in range(3):
        time.sleep(0.8)
        assert told(browser, site, CGI)[0] == {"x": "1"}
    assert told(idle, site, CGI) == ({}, 0)

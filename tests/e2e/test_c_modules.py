# SPDX-License-Identifier: Apache-2.0
"""Modules in C ask by the optional functions of mod_oauth_session.h: modules/mod_probe.c makes each call, and
examples/mod_visits.c is the one that the page on applications shows."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, default_configuration, open_place, protect, provider_block
from harness.httpd import Site
from harness.other_modules import TOP, load
from harness.steps import answer_of_provider, form_token, lines_with, refresh, sign_in
from harness.values_backend import ValuesBackend

OK, UNSET, NOBODY, OFF, CHANGED, BAD_NAME, TOO_MUCH, UNAVAILABLE = map(str, range(8))
PROBE, APP, SHOP, NO_VALUES, ANYBODY, TOKENS, VISITS = "/probe", "/app", "/shop", "/off", "/anybody", "/tokens", "/visits"
BY_EMAIL, SENT_ON, SECOND, GUESTS = "/by-email", "/sent-on", "/second", "/guests"
RENEWED, UNSEEN = "/renewed", "/unseen"
USER = "7d20aa31-bob"
EVERY_BYTE = bytes(range(256))
EVERY_TEXT = bytes(range(1, 256))
BACKEND = ValuesBackend()
FOLDER = tempfile.TemporaryDirectory(prefix="oas-modules-")


def configure_probe():
    return (load(Path(__file__).parent / "modules" / "mod_probe.c", FOLDER.name)
            + protect(PROBE, "main", "Require valid-user", "SetHandler probe", "OAuthSessionData on"))


def configure(provider):
    inside, probe = "Require valid-user", "SetHandler probe"
    provider.register("renewed", client_secret=SECRET, auto_login="bob", refresh="rotate")
    return "".join([
        configure_probe(), load(TOP / "examples" / "mod_visits.c", FOLDER.name),
        f"ProxyPass {APP} {BACKEND.url}{APP}\n",
        protect(APP, "main", inside, "OAuthSessionData on"),
        protect(SHOP, "main", inside, probe, "OAuthSessionData on shop"),
        protect(NO_VALUES, "main", inside, probe),
        protect(TOKENS, "main", inside, probe, "OAuthPassTokens access"),
        protect(BY_EMAIL, "main", inside, probe, "OAuthUserClaim email"),
        protect(VISITS, "main", inside, "SetHandler visits", "OAuthSessionData on visits"),
        open_place(ANYBODY, probe, "OAuthSessionData on"),
        open_place(GUESTS, probe, "OAuthSessionData on", "OAuthGuestSession on"),
        provider_block("second", provider.issuer("second")), protect(SECOND, "second", inside, probe, "OAuthSessionData on"),
        provider_block("renewed", provider.issuer("renewed"), "renewed", Scope="openid email"),
        protect(RENEWED, "renewed", inside, probe, "OAuthPassTokens access", "OAuthUserClaim email"),
        protect(UNSEEN, "renewed", inside, probe),
        open_place("/oauth/refresh", '<If "-n req(\'Told\')">', "OAuthPassTokens access", "</If>"),
        f"RewriteEngine on\n<Location {SENT_ON}>\nRewriteEngine on\nRewriteRule .* {PROBE} [PT]\n</Location>\n"])


@pytest.fixture
def browser(site):
    browser = Browser()
    sign_in(browser, site)
    return browser


def probe(browser, site, call, name="", data=b"", path=PROBE, **more):
    """How the call ended, and what it brought."""
    headers = {"Probe": call, "Probe-Name": name, "Content-Type": "application/octet-stream",
               **{"Probe-" + key.capitalize(): value for key, value in more.items()}}
    page = browser.request("POST", site.url + path, headers, data)
    assert page.status == 200, page.text
    return page.header("Answer"), page.body


def get(browser, site, name, path=PROBE):
    status, data = probe(browser, site, "get", name, path=path)
    assert data[-1:] == b"\0" and (status == OK or data == b"\0")
    return status, data[:-1]


def version(browser, site, path=PROBE):
    return probe(browser, site, "version", path=path)


# who is signed in

def test_a_module_is_told_who_is_signed_in(site, browser):
    user, provider, began, ends, is_new = probe(browser, site, "user")[1].decode().split()
    assert (user, provider, is_new) == (USER, "main", "0")
    assert abs(int(began) - time.time()) < 60 and abs(int(ends) - int(began) - 30 * 60) < 60


def test_the_first_request_after_a_login_is_marked_once(site):
    browser = Browser()
    browser.follow(answer_of_provider(browser, site))
    told = [probe(browser, site, "user")[1].split()[-1] for _ in range(2)]
    assert told == [b"1", b"0"]


def test_the_user_is_called_as_the_place_wants(site, browser):
    assert probe(browser, site, "user", path=BY_EMAIL)[1].split()[0] == b"bob@example.org"


@pytest.mark.parametrize("name,value", [("email", b"bob@example.org"), ("email_verified", b"true"), ("unheard_of", b"nothing"),
                                        ("", b"nothing"), ("Email", b"nothing")])
def test_a_module_asks_for_one_claim(site, browser, name, value):
    assert probe(browser, site, "claim", name)[1] == value


def test_the_access_token_is_for_modules_where_it_is_for_applications(site, browser, provider):
    assert probe(browser, site, "access_token")[1] == b"nothing"
    token = probe(browser, site, "access_token", path=TOKENS)[1]
    assert token != b"nothing" and token not in probe(browser, site, "user", path=TOKENS)[1]


@pytest.mark.parametrize("signed_in", [True, False])
def test_where_nobody_has_to_sign_in_there_is_nobody(site, browser, signed_in):
    who = browser if signed_in else Browser()
    for call in ("user", "claim", "access_token"):
        assert probe(who, site, call, "email", path=ANYBODY)[1] == b"nothing"
    for call in ("get", "set", "unset", "clear", "version", "change"):
        assert probe(who, site, call, "x", b"1", path=ANYBODY)[0] == NOBODY, call
    assert get(browser, site, "x") == (UNSET, b"")


def test_a_module_keeps_values_of_who_is_not_signed_in(site):
    guest = Browser()
    assert get(guest, site, "x", GUESTS) == (UNSET, b"") and version(guest, site, GUESTS)[0] == OK and guest.cookies == []
    assert probe(guest, site, "unset", "x", path=GUESTS)[0] == OK and guest.cookies == []
    assert probe(guest, site, "set", "x", EVERY_BYTE, path=GUESTS)[0] == OK and guest.cookie("oauth_guest")
    assert get(guest, site, "x", GUESTS) == (OK, EVERY_BYTE) and probe(guest, site, "user", path=GUESTS)[1] == b"nothing"
    assert get(Browser(), site, "x", GUESTS) == (UNSET, b"")
    sign_in(guest, site)
    assert get(guest, site, "x") == (OK, EVERY_BYTE) and guest.cookie("oauth_guest") is None


# values

def test_all_bytes_come_back(site, browser):
    assert probe(browser, site, "set", "every", EVERY_BYTE)[0] == OK
    assert get(browser, site, "every") == (OK, EVERY_BYTE)


def test_what_was_never_set_is_not_empty(site, browser):
    assert get(browser, site, "x") == (UNSET, b"")
    assert probe(browser, site, "set", "x", b"")[0] == OK and get(browser, site, "x") == (OK, b"")
    assert probe(browser, site, "unset", "x")[0] == OK and get(browser, site, "x") == (UNSET, b"")
    assert probe(browser, site, "unset", "x")[0] == OK


def test_all_values_of_a_space_go_at_once(site, browser):
    probe(browser, site, "set", "x", b"1"), probe(browser, site, "set", "y", b"2")
    probe(browser, site, "set", "x", b"shop", path=SHOP)
    assert probe(browser, site, "clear")[0] == OK
    assert get(browser, site, "x") == get(browser, site, "y") == (UNSET, b"")
    assert get(browser, site, "x", SHOP) == (OK, b"shop")


def test_a_space_has_a_version_of_its_own(site, browser):
    assert version(browser, site) == (OK, b"0")
    probe(browser, site, "set", "x", b"1"), probe(browser, site, "clear")
    assert version(browser, site) == (OK, b"2") and version(browser, site, SHOP) == (OK, b"0")


def test_several_steps_are_one_change(site, browser):
    probe(browser, site, "set", "old", b"1")
    assert probe(browser, site, "change", "* a b -a", b"2")[0] == OK
    assert [get(browser, site, name) for name in ("old", "a", "b")] == [(UNSET, b""), (UNSET, b""), (OK, b"2")]
    assert version(browser, site) == (OK, b"2")


def test_a_change_that_demands_a_former_version_is_none(site, browser):
    assert probe(browser, site, "change", "x", b"1", version="0")[0] == OK
    assert probe(browser, site, "change", "x", b"2", version="0")[0] == CHANGED
    assert get(browser, site, "x") == (OK, b"1") and version(browser, site) == (OK, b"1")
    assert probe(browser, site, "change", "x", b"2", version="1")[0] == OK


def test_a_request_reads_what_it_has_written(site, browser):
    probe(browser, site, "set", "x", b"former")
    assert probe(browser, site, "get_set_get", "x", b"newer") == (OK, b"former|newer")


def test_what_is_told_once_is_read_by_the_next_page_alone(site, browser):
    assert probe(browser, site, "set", "!said", b"Saved")[0] == OK
    pages = [browser.navigate(site.url + PROBE, headers={"Probe": "get", "Probe-Name": "!said"}) for _ in range(2)]
    assert [(page.header("Answer"), page.body) for page in pages] == [(OK, b"Saved\0"), (UNSET, b"\0")]


@pytest.mark.parametrize("name", ["", "a\tb", b"\xff", "n" * 129], ids=["empty", "control character", "no UTF-8", "too long"])
def test_a_name_that_is_none_is_refused(site, browser, name):
    assert probe(browser, site, "set", name, b"1")[0] == BAD_NAME
    assert version(browser, site) == (OK, b"0")


def test_more_than_there_may_be_is_refused_and_the_log_says_why(site, browser):
    site.announce("reason=values_large ")
    assert probe(browser, site, "set", "x", b"x" * (16 * 1024))[0] == TOO_MUCH
    assert version(browser, site) == (OK, b"0") and len(lines_with(site, "values_large")) == 1


def test_a_store_without_room_keeps_what_was_there(start_site, provider, backend):
    site = start_site(default_configuration(provider, backend.url).replace("shm(2m)", "shm(1m)") + configure_probe())
    provider.twist("token", tenant="main", json_set={"refresh_token": "r" * 50_000})
    people = [Browser()]
    while people[-1].navigate(site.url + "/protected/env").status == 200:
        people.append(Browser())
    people.pop()
    answers = [probe(person, site, "set", "x", b"x" * 15_000)[0] for person in people]
    assert set(answers) == {OK, UNAVAILABLE}
    assert [get(person, site, "x")[0] for person in people] == [OK if answer == OK else UNSET for answer in answers]
    site.announce("reason=store_full ")


def test_values_are_off_where_the_administrator_has_not_said_so(site, browser):
    for call in ("get", "set", "unset", "clear", "version", "change"):
        assert probe(browser, site, call, "x", b"1", path=NO_VALUES)[0] == OFF, call
    assert probe(browser, site, "user", path=NO_VALUES)[1].startswith(USER.encode())


def test_a_place_does_not_see_the_space_of_another(site, browser):
    probe(browser, site, "set", "x", b"1")
    assert get(browser, site, "x", SHOP) == (UNSET, b"")


def test_somebody_else_has_values_of_his_own(site, browser):
    probe(browser, site, "set", "x", b"1")
    other = Browser()
    sign_in(other, site)
    assert get(other, site, "x") == (UNSET, b"")


def test_a_proxied_application_and_a_module_have_the_same_values(site, browser):
    probe(browser, site, "set", "x", b"a b&\xff")
    told = browser.request("GET", site.url + APP, {}).json
    assert (told["X-Session-Data"], told["X-Session-Version"]) == ("x=a%20b%26%FF", "1")
    browser.request("GET", site.url + APP + "?X-Session-Set=y%3D2", {})
    assert get(browser, site, "y") == (OK, b"2") and version(browser, site) == (OK, b"2")


@pytest.mark.parametrize("call,name,answer,body", [("get", "x", OK, b"1\0"), ("user", "", OK, USER.encode()),
                                                   ("set", "x", OK, b""), ("claim", "email", OK, b"bob@example.org")])
def test_a_module_may_ask_in_its_fixups(site, browser, call, name, answer, body):
    probe(browser, site, "set", "x", b"1")
    status, data = probe(browser, site, call, name, early="1")
    assert status == answer and data.startswith(body)


def test_a_subrequest_has_the_values_of_its_own_place(site, browser):
    probe(browser, site, "set", "x", b"1")
    assert probe(browser, site, "get", "x", part=PROBE, path=SHOP) == (OK, b"1\0")
    assert probe(browser, site, "get", "x", part=SHOP) == (UNSET, b"\0")
    assert probe(browser, site, "get", "x", part=NO_VALUES)[0] == OFF
    assert probe(browser, site, "get", "x", part=ANYBODY)[0] == NOBODY
    assert probe(browser, site, "set", "x", b"2", part=SHOP)[0] == OK
    assert (get(browser, site, "x"), get(browser, site, "x", SHOP)) == ((OK, b"1"), (OK, b"2"))


def test_a_part_for_other_providers_users_is_nobodys(site, browser):
    assert probe(browser, site, "get", "x", part=SECOND)[0] == NOBODY
    assert probe(browser, site, "user", part=SECOND)[1] == b"nothing"


def test_a_page_that_httpd_was_sent_on_to_has_its_own_values(site, browser):
    probe(browser, site, "set", "x", b"1")
    assert get(browser, site, "x", SENT_ON) == (OK, b"1")


def test_a_new_session_has_no_values_of_the_one_before(site, browser):
    probe(browser, site, "set", "x", b"1")
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    sign_in(browser, site)
    assert get(browser, site, "x") == (UNSET, b"")


def test_a_guest_has_values_and_finds_them_when_he_has_signed_in(site):
    guest = Browser()
    assert get(guest, site, "x", GUESTS) == (UNSET, b"") and version(guest, site, GUESTS) == (OK, b"0")
    assert probe(guest, site, "unset", "x", path=GUESTS)[0] == probe(guest, site, "clear", path=GUESTS)[0] == OK
    assert guest.cookies == []
    assert probe(guest, site, "get_set_get", "x", EVERY_TEXT, path=GUESTS) == (OK, b"|" + EVERY_TEXT)
    assert get(guest, site, "x", GUESTS) == (OK, EVERY_TEXT)
    assert probe(guest, site, "user", path=GUESTS)[1] == b"nothing"
    sign_in(guest, site)
    assert get(guest, site, "x") == (OK, EVERY_TEXT)


def test_a_guest_compares_and_sets(site):
    guest = Browser()
    assert probe(guest, site, "change", "x", b"1", path=GUESTS, version="1")[0] == CHANGED
    assert probe(guest, site, "change", "x", b"1", path=GUESTS, version="0")[0] == OK
    assert probe(guest, site, "change", "x", b"2", path=GUESTS, version="0")[0] == CHANGED
    assert get(guest, site, "x", GUESTS) == (OK, b"1")


# when tokens change (TR7)

@pytest.fixture
def ada(site, provider):
    """Her first token is over in a second, by a page that does not look at it."""
    browser = Browser()
    provider.twist("token", client="renewed", json_set={"expires_in": 1}, times=1)
    sign_in(browser, site, UNSEEN)
    return browser


def told(site):
    """What the hook was told, call by call."""
    return [line.split("renewed ", 1)[1].split() for line in site.new_log().splitlines() if "[probe:" in line]


def given_tokens(provider):
    return [answer["access_token"] for answer in provider.tokens()]


def seconds_from_now(text):
    return int(text) - time.time()


def twins(browser, count):
    """They share its cookies as tabs do."""
    made = [Browser() for _ in range(count)]
    for twin in made:
        twin.cookies = list(browser.cookies)
    return made


def test_of_fifty_requests_at_the_tokens_end_one_tells_modules_of_the_new_token(site, provider, ada):
    [first] = given_tokens(provider)
    time.sleep(1.1)
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda twin: probe(twin, site, "access_token", path=RENEWED)[1].decode(), twins(ada, 50)))
    second = given_tokens(provider)[-1]
    assert set(answers) == {second} and len(provider.refreshes("renewed")) == 1
    [[user, of, former, former_ends, new, ends, _, path]] = told(site)
    assert (user, of, former, new, path) == ("bob@example.org", "renewed", first, second, RENEWED) and first != second
    assert -60 < seconds_from_now(former_ends) < 0 < seconds_from_now(ends)


def test_modules_are_told_nothing_where_nothing_was_renewed(site, provider, ada):
    assert refresh(ada, site, form_token(ada, site)).status == 200 and len(told(site)) == 1
    probe(ada, site, "access_token", path=RENEWED), refresh(ada, site, form_token(ada, site)), sign_in(Browser(), site)
    assert len(told(site)) == len(provider.refreshes("renewed")) == 1


@pytest.mark.parametrize("headers,is_told_tokens", [({}, False), ({"Told": "1"}, True)])
def test_a_page_that_has_tokens_renewed_tells_modules_which_only_where_they_may_know(site, provider, ada, headers, is_told_tokens):
    [first] = given_tokens(provider)
    assert refresh(ada, site, form_token(ada, site), headers).status == 200
    [[user, _, former, _, new, ends, _, path]] = told(site)
    assert (user, path) == (USER, "/oauth/refresh") and seconds_from_now(ends) > 0
    assert (former, new) == ((first, given_tokens(provider)[-1]) if is_told_tokens else ("none", "none"))


def test_of_a_refresh_that_fails_modules_are_told_nothing(site, provider, ada):
    site.announce("reason=(provider_unavailable|token_unavailable) ")
    provider.twist("token", client="renewed", status=503)
    assert refresh(ada, site, form_token(ada, site)).status == 503
    assert len(provider.refreshes("renewed")) == 1 and told(site) == []


def test_of_a_session_that_ends_instead_modules_are_told_nothing(site, provider, ada):
    token = form_token(ada, site)
    provider.revoke("renewed")
    assert refresh(ada, site, token).status == 401
    assert len(lines_with(site, "session_refused")) == 1 and told(site) == []


# the example

def visits(page):
    assert page.status == 200, page.text
    return int(page.text.removeprefix(f"Hello, {USER}. You have come ").removesuffix(" times.\n"))


def test_the_example_counts_visits(site, browser):
    assert [visits(browser.request("GET", site.url + VISITS, {})) for _ in range(3)] == [1, 2, 3]


def test_fifty_visits_at_once_are_fifty(site, browser):
    with ThreadPoolExecutor(16) as pool:
        counted = list(pool.map(lambda _: visits(browser.request("GET", site.url + VISITS, {})), range(50)))
    assert sorted(counted) == list(range(1, 51))


def test_modules_load_without_ours(start_site, monkeypatch):
    """The functions are NULL then, and the module says so."""
    monkeypatch.delenv("OAS_MODULE")
    site = start_site(f"LoadModule probe_module {FOLDER.name}/.libs/mod_probe.so\n" + open_place(PROBE, "SetHandler probe"))
    assert Browser().request("GET", site.url + PROBE, {}).status == 501

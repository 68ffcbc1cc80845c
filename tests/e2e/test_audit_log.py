# SPDX-License-Identifier: Apache-2.0
"""Who signed in, was refused and signed out is kept on record: one line of JSON for each, and nothing in it that opens anything
(OAuthAuditLog, R-LOG-04)."""

import json
import os
import re
import resource
import stat
import threading

import pytest

from harness.browser import Browser, raw_request
from harness.configuration import ONE_PROCESS, SECRET, default_configuration, open_place, protect, provider_block
from harness.httpd import Site
from harness.steps import BROWSER, SESSION, answer_of_provider, sign_in

USER = "7d20aa31-bob"
MEMBERS = ["time", "event", "outcome", "reason", "code", "by", "host", "client", "request", "provider", "user", "user_hash", "session",
           "sessions", "left_out"]


def configure(provider):
    return "".join([
        "OAuthAuditLog logs.audit\n", "OAuthSessionsPerUser 2\n",
        "Alias /nobody {root}/htdocs\n", protect("/nobody", "main", "Require user somebody-else"),
        "Alias /sessions {root}/htdocs\n", open_place("/sessions", "SetHandler oauth-sessions", "Require ip 127.0.0.1"),
        provider_block("tokens", provider.issuer("main"), Scope="openid", RevokeTokens="on"),
        "Alias /tokens {root}/htdocs\n", protect("/tokens", "tokens"),
    ])


@pytest.fixture
def record(site):
    """What came into the audit log in this test, line by line."""
    log = site.root / "logs.audit"
    before = log.stat().st_size

    def lines():
        return [json.loads(line) for line in log.read_bytes()[before:].decode().splitlines()]
    return lines


def one(record, **members):
    """The only line that has these members."""
    found = [line for line in record() if all(line[name] == value for name, value in members.items())]
    assert len(found) == 1, record()
    return found[0]


def sign_out(browser, site):
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")


def test_a_login_and_a_logout_are_a_line_each(site, browser, record):
    sign_in(browser, site)
    here = browser.fetch(site.url + "/oauth/sessions", headers={"Accept": "application/json"}).json["sessions"]
    sign_out(browser, site)
    login, logout = record()
    assert list(login) == list(logout) == MEMBERS
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", login["time"])
    assert login["event"] == "login" and login["outcome"] == "success" and login["provider"] == "main" and login["client"] == "127.0.0.1"
    assert login["session"] in [session["id"] for session in here if session["this_browser"]] and login["sessions"] == 1
    assert logout["event"] == "logout" and logout["by"] == "person" and logout["session"] == login["session"]


def test_users_are_hashes_that_stay_the_same_from_login_to_login(site, record):
    for _ in range(2):
        sign_in(Browser(), site)
    first, second = [line for line in record() if line["event"] == "login"]
    assert first["user"] is None and re.fullmatch(r"[\w-]{22}", first["user_hash"])
    assert first["user_hash"] == second["user_hash"] and first["session"] != second["session"]
    assert USER not in (site.root / "logs.audit").read_text()


def test_a_refused_answer_is_a_failed_login_with_its_reason(site, provider, browser, record):
    page = answer_of_provider(browser, site)
    provider.twist("id_token", tenant="main", flip_signature=True)
    browser.follow(page)
    provider.untwist()
    site.announce("reason=jwt_signature ")
    line = one(record, event="login")
    assert line["outcome"] == "failure" and line["reason"] == "jwt_signature" and re.fullmatch(r"OAS\d{4}", line["code"])
    assert line["provider"] == "main" and line["session"] is None and line["user_hash"] is None


def test_who_may_not_see_a_page_is_a_denial(site, browser, record):
    sign_in(browser, site)
    assert browser.navigate(site.url + "/nobody/index.html").status == 403
    site.tolerate("AH01631|reason=")
    login, denial = one(record, event="login"), one(record, event="denial")
    assert denial["outcome"] == "failure" and denial["reason"] == "forbidden"
    assert (denial["user_hash"], denial["session"]) == (login["user_hash"], login["session"])


def test_sessions_beyond_the_most_are_a_revocation(site, record):
    for _ in range(3):
        sign_in(Browser(), site)
    revoked = [line for line in record() if line["event"] == "revocation"]
    assert revoked and all((line["by"], line["reason"], line["sessions"]) == ("limit", "sessions_of_user", 1) for line in revoked)


def test_an_administrator_who_ends_sessions_is_on_record(site, browser, record):
    for visitor in (browser, Browser()):
        sign_in(visitor, site)
    administrator = Browser()
    token = re.search(r'name="token" value="([^"]+)"', administrator.navigate(site.url + "/sessions/").body.decode())[1]
    administrator.submit(site.url + "/sessions/", {"token": token, "all": "yes"}, site.url + "/sessions/")
    line = one(record, event="revocation", by="administrator")
    assert line["sessions"] >= 2 and line["reason"] == "sessions_ended"


def test_tokens_that_are_given_back_are_a_line(site, browser, record):
    sign_in(browser, site, "/tokens/index.html")
    sign_out(browser, site)
    assert one(record, event="token_revocation")["provider"] == "tokens"
    site.tolerate("reason=revocation_failed ")


def test_nonsense_of_strangers_is_limited_and_says_how_much_was_left_out(site, record):
    site.wait_for_room_in_the_log()
    for _ in range(14):
        raw_request(site, "/oauth/callback/main?code=x", "Accept: text/html")
    site.wait_for_room_in_the_log()
    raw_request(site, "/oauth/callback/main?code=x", "Accept: text/html")
    site.announce("reason=state_missing ")
    lines = record()
    assert len(lines) + sum(line["left_out"] for line in lines) == 15 and len(lines) < 15
    assert {line["reason"] for line in lines} == {"state_missing"}


def test_no_secret_is_on_record(site, provider, browser):
    page = answer_of_provider(browser, site)
    browser.follow_all(page)
    answer = page.location_query
    log = (site.root / "logs.audit").read_text()
    for secret in (SECRET, answer["code"], answer["state"], browser.cookie(SESSION), browser.cookie(BROWSER), "bob@example.org"):
        assert secret and secret not in log


def come_back(site):
    """From the provider, and no further: who has two sessions loses one of them to whom comes next."""
    browser = Browser()
    browser.follow(answer_of_provider(browser, site))


def test_lines_of_logins_at_the_same_time_do_not_mix(site, record):
    visitors = [threading.Thread(target=come_back, args=(site,)) for _ in range(8)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert sum(line["event"] == "login" and line["outcome"] == "success" for line in record()) == 8


def test_the_file_is_the_administrators_and_begins_with_the_start(site):
    log = site.root / "logs.audit"
    first = json.loads(log.read_text().splitlines()[0])
    assert first["event"] == "keys" and first["by"] == "server" and first["client"] is None
    assert stat.S_IMODE(log.stat().st_mode) & 0o027 == 0


def test_a_graceful_restart_opens_the_file_anew(site, browser):
    log = site.root / "logs.audit"
    os.rename(log, site.root / "logs.audit.1")
    site.graceful()
    site.wait_for(log.exists)
    sign_in(browser, site)
    assert [json.loads(line)["event"] for line in log.read_text().splitlines()][:2] in (["keys", "login"], ["keys", "revocation"])


def test_a_program_takes_the_lines_and_users_by_name_where_that_is_wanted(start_site, provider, backend, browser):
    program = """"|/bin/sh -c 'exec cat >> {root}/piped.log'" name"""
    site = start_site(default_configuration(provider, backend.url) + f"OAuthAuditLog {program}\n", modules=("unique_id",))
    sign_in(browser, site)
    log = site.root / "piped.log"
    site.wait_for(lambda: log.exists() and '"login"' in log.read_text())
    line = [json.loads(line) for line in log.read_text().splitlines()][-1]
    assert line["user"] == USER and line["user_hash"] and line["request"]


@pytest.fixture
def largest_file():
    """In bytes, for who is started now; without anything in it a file takes no room."""
    largest, usual = 2 ** 26, resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, usual[1]))
    yield largest
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_a_line_that_is_cut_short_is_told_and_takes_no_other_with_it(largest_file, start_site, provider, backend, browser):
    site = start_site(ONE_PROCESS + default_configuration(provider, backend.url) + "OAuthAuditLog logs.audit\n")
    log = site.root / "logs.audit"
    os.truncate(log, largest_file - 20)
    site.announce("reason=audit_log: .*could not be written: login")
    sign_in(browser, site)
    assert log.stat().st_size == largest_file
    os.truncate(log, 0)  # there is room again
    sign_out(browser, site)
    first, line = log.read_text().splitlines()
    assert first == "" and json.loads(line)["event"] == "logout"


def test_a_file_that_can_not_be_opened_stops_the_start(module):
    site = Site("OAuthAuditLog /nowhere/at/all/audit\n")
    with pytest.raises(AssertionError, match="can not open /nowhere/at/all/audit"):
        site.start()
    site.remove()

# SPDX-License-Identifier: Apache-2.0
"""A session is seen by every worker of every MPM, and ends when it should."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.browser import Browser, raw_request, raw_status
from harness.configuration import default_configuration, protect, provider_block
from harness.httpd import Site
from harness.meeting import MeetingBackend
from harness.steps import SESSION, is_signed_in, sign_in

THREADED = "StartServers 3\nThreadsPerChild 4\nMinSpareThreads 12\nMaxRequestWorkers 40\nServerLimit 10\n"
AT_ONCE = 12  # of the three servers that threads need for them
# Children that end make each request meet another. Not with event: where one of its children ends it closes a connection
# unanswered now and then, without this module, too (docs/development.md).
CHANGING = {
    "prefork": "StartServers 4\nMinSpareServers 4\nMaxRequestsPerChild 3\n",
    "worker": THREADED + "MaxRequestsPerChild 5\n",
}
MANY_PROCESSES = {"prefork": f"StartServers {AT_ONCE}\nMaxRequestWorkers {AT_ONCE}\n", "worker": THREADED, "event": THREADED}
STORE = "OAuthSessionStore shm(2m)\n"
REPORT_PROCESS = "CustomLog process.log %{pid}P\n"


@pytest.fixture
def meeting():
    backend = MeetingBackend(AT_ONCE)
    yield backend
    backend.stop()


def ask_at_once(browser, site):
    """Requests that many processes answer at the same time; who each of them was for, None where nobody signed in."""
    (site.root / "process.log").write_text("")
    with ThreadPoolExecutor(AT_ONCE) as people:
        pages = list(people.map(lambda _: browser.navigate(site.url + "/pass/app"), range(AT_ONCE)))
    assert [page.status for page in pages] == [200] * AT_ONCE
    site.wait_for(lambda: len(processes(site)) >= AT_ONCE)
    assert len(set(processes(site))) >= 3
    users = [re.search(r"^X-OAuth-User: (.*)\r$", page.text, re.M) for page in pages]
    return {user and user[1] for user in users}


def processes(site):
    """Of each request that was answered."""
    return (site.root / "process.log").read_text().split()


@pytest.mark.parametrize("mpm", MANY_PROCESSES)
@pytest.mark.requirement("R-SES-03")
def test_a_session_and_its_end_are_seen_by_many_processes_at_once(start_site, provider, meeting, browser, mpm):
    site = start_site(default_configuration(provider, meeting.url) + MANY_PROCESSES[mpm] + REPORT_PROCESS
                      + protect("/pass", "main", "OAuthUnauthenticated pass", "Require all granted")
                      + f"ProxyPass /pass/app {meeting.url}/app\n", mpm)
    user = sign_in(browser, site).json["REMOTE_USER"]
    kept = Browser()
    kept.cookies = list(browser.cookies)
    assert ask_at_once(kept, site) == {user}
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    assert ask_at_once(kept, site) == {None}
    assert provider.count("authorize") == 1


@pytest.mark.parametrize("mpm", CHANGING)
def test_a_session_is_seen_by_every_process(start_site, provider, backend, browser, mpm):
    site = start_site(default_configuration(provider, backend.url) + CHANGING[mpm] + REPORT_PROCESS, mpm)
    sign_in(browser, site)
    for _ in range(40):
        assert is_signed_in(browser, site)
    assert len(set(processes(site))) >= 3
    assert provider.count("authorize") == 1


@pytest.mark.parametrize("mpm", CHANGING)
@pytest.mark.requirement("R-SES-03")
def test_a_session_that_ended_is_gone_in_every_process(start_site, provider, backend, browser, mpm):
    site = start_site(default_configuration(provider, backend.url) + CHANGING[mpm], mpm)
    sign_in(browser, site)
    kept = Browser()
    kept.cookies = list(browser.cookies)
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    assert not any(is_signed_in(kept, site) for _ in range(20))


def test_a_graceful_restart_keeps_sessions(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url))
    sign_in(browser, site)
    for _ in range(2):
        site.graceful()
        assert is_signed_in(browser, site)


def held(site):
    """How many files are open and how often shared memory is mapped, in the process that starts the others."""
    process = Path(f"/proc/{site.process.pid}")
    return len(list((process / "fd").iterdir())), (process / "maps").read_text().count("/dev/shm/")


def test_graceful_restarts_take_up_nothing_more(start_site, provider, backend):
    site = start_site(default_configuration(provider, backend.url))
    site.graceful()
    before = held(site)
    for _ in range(3):
        site.graceful()
    assert held(site) == before


def test_a_stop_and_a_start_keep_sessions(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url))
    sign_in(browser, site)
    site.stop()
    site.start()
    assert is_signed_in(browser, site)


def test_two_servers_do_not_share_a_store(site, provider, backend, browser):
    """Each would take the other's sessions for damage."""
    second = Site(default_configuration(provider, backend.url) + f"DefaultRuntimeDir {site.root}/run\n")
    try:
        with pytest.raises(AssertionError, match="another server uses the sessions of .*DefaultRuntimeDir"):
            second.start()
    finally:
        second.remove()
    sign_in(browser, site)


def test_sessions_outlive_workers_that_are_killed(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url), "prefork")
    sign_in(browser, site)
    site.kill_workers()
    assert is_signed_in(browser, site)
    sign_in(Browser(), site)


def test_sessions_outlive_a_server_that_is_killed(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url))
    sign_in(browser, site)
    site.kill()
    site.start()
    assert is_signed_in(browser, site)
    sign_in(Browser(), site)
    site.announce("Unclean shutdown")


@pytest.mark.requirement("R-SES-05")
def test_a_session_nobody_uses_ends(start_site, provider, backend, browser):
    site = start_site("OAuthSessionIdle 2s\n" + default_configuration(provider, backend.url))
    sign_in(browser, site)
    assert is_signed_in(browser, site)
    time.sleep(3.1)
    assert not is_signed_in(browser, site)


@pytest.mark.requirement("R-SES-05")
def test_a_session_ends_with_its_lifetime_however_busy(start_site, provider, backend, browser):
    site = start_site("OAuthSessionLifetime 2s\n" + default_configuration(provider, backend.url))
    sign_in(browser, site)
    end = time.monotonic() + 3.1
    while time.monotonic() < end:
        is_signed_in(browser, site)
        time.sleep(0.3)
    assert not is_signed_in(browser, site)


def test_a_session_of_one_provider_opens_no_place_of_another(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url) + provider_block("second", provider.issuer("second"))
                      + protect("/second", "second"))
    sign_in(browser, site)
    assert not is_signed_in(browser, site, "/second")


def test_a_session_of_one_virtual_host_is_none_at_another(start_site, provider, backend, browser):
    content = default_configuration(provider, backend.url).replace(STORE, "")
    site = start_site(STORE + "".join(f"<VirtualHost *:{{port}}>\nServerName {name}\n{content}</VirtualHost>\n"
                                      for name in ("localhost", "other.example")))
    sign_in(browser, site)
    for host, status in (("localhost", 200), ("other.example", 302)):
        answer = raw_request(site, "/protected/index.html", "Accept: text/html", browser.cookie_line(), host=host)
        assert raw_status(answer) == status


def flipped(value, place):
    return value[:place] + ("A" if value[place] != "A" else "B") + value[place + 1:]


@pytest.mark.parametrize("change", [
    lambda value: "", lambda value: value[:-1], lambda value: value + "A", lambda value: value + "=",
    lambda value: value.swapcase(), lambda value: f'"{value}"', lambda value: value + "%3d",
    lambda value: " " + value[1:], lambda value: value * 100, lambda value: "A" * len(value),
    *[lambda value, place=place: flipped(value, place) for place in range(0, 71, 5)],
])
def test_a_changed_cookie_is_no_session(site, provider, browser, change):
    sign_in(browser, site)
    value = browser.cookie(SESSION)
    page = Browser().fetch(site.url + "/protected/env", headers={"Cookie": f"{SESSION}={change(value)}"})
    assert page.status == 401


@pytest.mark.parametrize("header", [
    "{0}={1}; {0}=x", "{0}=x; {0}={1}", "{0}; {0}={1}", "other={1}; {0}={1}", "{0}={1};;; =;", "$Version=1; {0}={1}",
])
def test_our_cookie_is_found_among_others(site, provider, browser, header):
    sign_in(browser, site)
    page = Browser().fetch(site.url + "/protected/env",
                           headers={"Cookie": header.format(SESSION, browser.cookie(SESSION))})
    assert page.status == 200


@pytest.mark.parametrize("name", [
    "OAUTH_SESSION", "xoauth_session", "oauth_sessionx", "__Host-oauth_session", "oauth-session",
])
def test_a_cookie_of_another_name_is_no_session(site, provider, browser, name):
    sign_in(browser, site)
    page = Browser().fetch(site.url + "/protected/env", headers={"Cookie": f"{name}={browser.cookie(SESSION)}"})
    assert page.status == 401


@pytest.mark.parametrize("header", ["a" * 8000, ";" * 8000, "=" * 8000, "oauth_session=" * 500, "\t\x01\xff",
                                    "; ".join(f"c{n}=1" for n in range(1000)), "; ".join(["oauth_session=x"] * 400)])
def test_a_cookie_header_that_makes_no_sense_is_no_session(site, provider, header):
    assert raw_status(raw_request(site, "/protected/env", f"Cookie: {header}")) in (400, 401)


@pytest.mark.parametrize("conditions", [{"If-None-Match": "*"}, {"Range": "bytes=0-1"}, {"If-Modified-Since": "x"}])
def test_no_condition_opens_a_page(site, provider, browser, conditions):
    assert browser.navigate(site.url + "/protected/index.html", headers=conditions, follow=False).status == 302

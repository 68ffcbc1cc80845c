# SPDX-License-Identifier: Apache-2.0
"""The load of many clients sees what it is there for: whatever is planted here, it finds, and nothing else."""

import os
import signal
import time

import pytest

from harness.httpd import RACE_OF_EVENT
from harness.load import Load, load_configuration

FEW = 4


@pytest.fixture
def site(start_site, provider):
    return start_site("OAuthSessionStore shm(2m)\n" + load_configuration(provider), scripts=False)


def sign_out_somebody(load):
    load.clients[0].sign_out(load.clients[0].sessions[0])


def found(load):
    """Each kind of wrong that was found."""
    return {sentence.split(": ")[0].split(" ", 1)[1] for sentence in load.oracle.sentences}


def test_a_server_left_alone_gives_each_his_own_page(site, provider):
    with Load(site, provider, FEW) as load:
        load.wait_for_answers(50)
    sign_out_somebody(load)
    load.check_all()
    assert load.oracle.complaints() == []
    assert load.oracle.counts["refusals"] >= 1 and load.oracle.counts["logins"] >= 2 * FEW


def test_another_name_on_a_page_is_noticed(site, provider):
    with Load(site, provider, FEW) as load:
        load.wait_for_answers(10)
        site.change("expr=%{REMOTE_USER}", "person-0")
        site.graceful()
        time.sleep(0.5)
    assert found(load) == {"mistaken"}


def test_a_session_that_is_lost_is_noticed(site, provider):
    with Load(site, provider, FEW) as load, load.paused():
        site.stop()
        for segment in site.segments:
            segment.unlink()
        site.start()
    load.check_all()
    assert found(load) == {"lost"} and load.oracle.counts["lost"] >= 2 * FEW


def test_a_session_that_is_brought_back_is_noticed(site, provider):
    with Load(site, provider, FEW) as load, load.paused():
        [segment] = site.segments
        before = segment.read_bytes()
        sign_out_somebody(load)
        site.stop()
        segment.write_bytes(before)
        site.start()
    load.check_all()
    assert found(load) == {"brought back", "miscounted"}


def test_a_session_of_nobody_is_noticed(site, provider):
    with Load(site, provider, FEW) as load:
        load.wait_for_answers(10)
    load.clients[0].sessions.pop()
    load.check_all()
    assert found(load) == {"miscounted"}


def test_a_page_that_is_not_there_is_noticed(site, provider):
    with Load(site, provider, FEW) as load:
        (site.root / "people" / "index.html").unlink()
        time.sleep(0.5)
    assert found(load) == {"unserved"}
    site.announce("Cannot serve directory")


def test_workers_that_stand_still_are_noticed(site, provider):
    with Load(site, provider, FEW) as load:
        for how, seconds in ((signal.SIGSTOP, 0.6), (signal.SIGCONT, 0.2)):
            for pid in site.workers():
                os.kill(pid, how)
            time.sleep(seconds)
    assert load.oracle.complaints() == [] and load.oracle.longest_waits["request"] > 0.4


def test_to_wait_for_a_server_that_is_down_is_no_stall(site, provider):
    with Load(site, provider, FEW) as load, load.oracle.outage():
        site.kill()
        time.sleep(1)
        site.start()
    assert load.oracle.complaints() == [] and load.oracle.counts["no answer"] >= FEW
    assert load.oracle.longest_waits["request"] < 1
    site.announce("Unclean shutdown")


CRASH = """==27==ERROR: AddressSanitizer: SEGV on unknown address 0x7f83 (pc 0x7f83 bp 0x02 sp 0x7ffd {thread})
==27==The signal is caused by a READ memory access.
    #0 0x7f83 in {function} (/lib/libapr-1.so.0+0x28180)
    #1 0x7f84  (/usr/lib/apache2/modules/{module}.so+0x606b)
    #2 0x7f85  (/usr/lib/apache2/modules/mod_mpm_event.so+0x7506)
    #3 0x5613 in ap_run_mpm (/usr/sbin/apache2+0x4384f)
"""
OF_EVENT = {"thread": "T0", "function": "apr_os_sock_get", "module": "mod_mpm_event"}


def report(site, **different):
    (site.root / "reports" / "sanitizer.27").write_text(CRASH.format(**OF_EVENT | different))


def test_a_crash_of_events_own_is_tolerated_where_a_test_says_so(site):
    report(site)
    site.tolerate(RACE_OF_EVENT)
    assert site.end_test() == []


@pytest.mark.parametrize("different", [
    {"thread": "T3"}, {"function": "apr_os_sock_put"}, {"module": "mod_oauth_session"}, {"module": "mod_mpm_worker"},
])
def test_any_other_crash_is_not(site, different):
    report(site, **different)
    site.tolerate(RACE_OF_EVENT)
    assert "sanitizer: " in site.end_test()[0]


def test_a_crash_of_events_own_is_not_tolerated_elsewhere(site):
    report(site)
    assert "apr_os_sock_get" in site.end_test()[0]

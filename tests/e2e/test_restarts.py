# SPDX-License-Identifier: Apache-2.0
"""Restarts of every kind while many people read, sign in and sign out: nobody is lost, mistaken or brought back.

A few here; as many as are promised in tests/run soak restarts."""

import os
import signal
from dataclasses import asdict, dataclass

import pytest

from harness.httpd import RACE_OF_EVENT
from harness.load import CHILDREN, CLIENTS, FULL, Load, load_configuration, print_figures
from harness.processes import holdings_of
from harness.steps import lines_with

SANITIZED = os.environ.get("OAS_SANITIZE") == "1"
SIZES = ("shm(2m)", "shm(3m)")
STORE = f"OAuthSessionStore {SIZES[0]}\n"
ANSWERS_BETWEEN = 20
WARM_UP = 5  # restarts until what is made once is made
MEMORY_MORE = 100  # kB


@dataclass
class Counts:
    graceful: int
    restarts: int
    stops: int


COUNTS = {
    "event": Counts(200, 20, 20) if FULL else Counts(15, 4, 4),
    "worker": Counts(40, 5, 5) if FULL else Counts(6, 1, 1),
    "prefork": Counts(40, 5, 5) if FULL else Counts(6, 1, 1),
}


def restart_gracefully(site, load, count):
    """In the end all children are of the last generation: an event MPM that is told to restart at once while others are
    still ending waits for them, and kills them after ten seconds."""
    for _ in range(count):
        former = set(site.workers())
        site.graceful()
        load.wait_for_answers(ANSWERS_BETWEEN)
    site.wait_for(lambda: not former & set(site.workers()))


def resize(site):
    """From the next start or restart on, but not from a graceful one: each time to the other of two sizes."""
    former, new = SIZES if SIZES[0] in site.configuration() else reversed(SIZES)
    site.change(former, new)


def restart(site, load, count):
    for _ in range(count):
        site.signal_restart(signal.SIGHUP)
        resize(site)
        load.wait_for_answers(ANSWERS_BETWEEN)


def restart_at_rest(site, load, count):
    """Without sanitizers nothing tells a crash of event's own from one of ours, so there must be none."""
    for _ in range(count):
        with load.paused():
            site.restart()
        resize(site)
        load.wait_for_answers(ANSWERS_BETWEEN)


def stop_and_start(site, load, count):
    """By turns at once, when nobody waits for an answer, and with all answers given."""
    for number in range(count):
        with load.oracle.outage():
            if number % 2 == 0:
                with load.paused():
                    site.stop()
            else:
                site.stop_gracefully()
            site.start()
        resize(site)
        load.wait_for_answers(ANSWERS_BETWEEN)


def busy_site(start_site, provider, mpm):
    return start_site(STORE + load_configuration(provider) + CHILDREN[mpm], mpm, scripts=False)


@pytest.mark.soak
@pytest.mark.parametrize("mpm", COUNTS)
def test_nobody_notices_restarts(start_site, provider, mpm):
    site, counts = busy_site(start_site, provider, mpm), COUNTS[mpm]
    site.tolerate(RACE_OF_EVENT, "AH03092")
    with Load(site, provider, CLIENTS[mpm]) as load:
        resize(site)
        restart_gracefully(site, load, counts.graceful)
        restart(site, load, counts.restarts)
        stop_and_start(site, load, counts.stops)
    load.check_all()
    print_figures(f"restarts.{mpm}", load, **asdict(counts), crashes_of_event=site.crashes(RACE_OF_EVENT))
    assert load.oracle.complaints() == []
    assert len(lines_with(site, "store_size_waits:")) == counts.graceful
    assert len(lines_with(site, "store_resized:")) == counts.restarts + counts.stops
    assert len(site.segments_there()) == 1


@pytest.mark.plain
@pytest.mark.skipif(SANITIZED, reason="sanitizers pile up memory of their own")
def test_the_parent_holds_no_more_after_many_restarts(start_site, provider):
    site = busy_site(start_site, provider, "event")
    with Load(site, provider) as load:
        resize(site)
        restart_gracefully(site, load, WARM_UP)
        restart_at_rest(site, load, len(SIZES))
        before = holdings_of(site.process.pid)
        restart_gracefully(site, load, COUNTS["event"].graceful)
        restart_at_rest(site, load, COUNTS["event"].restarts)
    after = holdings_of(site.process.pid)
    print_holdings("restarts.parent", before, after)
    print(f"restarts.segments {len(site.segments_there())}")
    assert load.oracle.complaints() == []
    assert (after.descriptors, after.mappings) == (before.descriptors, before.mappings)
    assert after.memory <= before.memory + MEMORY_MORE
    assert len(site.segments_there()) == 1


def print_holdings(name, before, after):
    print(f"{name}_descriptors {before.descriptors} {after.descriptors}")
    print(f"{name}_mappings {before.mappings} {after.mappings}")
    print(f"{name}_memory {before.memory} {after.memory} kB")

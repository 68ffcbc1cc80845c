# SPDX-License-Identifier: Apache-2.0
"""Children, and now and then all of the server, are killed while many people read, sign in and sign out: nobody else
notices.

A few here; as many as are promised in tests/run soak kills."""

import os
import random
import signal
import time
from dataclasses import asdict, dataclass

import pytest

from harness.deaths import build_deaths, deadly_environment, deaths_of, let_one_die
from harness.httpd import EXIT_AT_BIRTH
from harness.load import CHILDREN, CLIENTS, FULL, Load, load_configuration, print_figures

pytestmark = pytest.mark.soak
STORE = "OAuthSessionStore shm(8m)\n"  # it remembers each login for some minutes, and here are many
LONGEST_STALL = 1.0  # seconds
LONGEST_PAUSE = 0.2  # seconds between two kills
DEATHS_IN_THE_TABLE = 200 if FULL else 10


@dataclass
class Counts:
    children: int
    servers: int


COUNTS = {
    "event": Counts(800, 30) if FULL else Counts(50, 3),
    "worker": Counts(100, 2) if FULL else Counts(10, 1),
    "prefork": Counts(100, 2) if FULL else Counts(10, 1),
}


def wait_for_children(site, most):
    """The server looks once a second whether it has to make new ones. So that it is not its slowness that people wait
    for, half of them are left alone."""
    site.wait_for(lambda: len(site.serving()) > most // 2)


def kill_a_child(site, chance, most):
    """One at any moment of its work."""
    wait_for_children(site, most)
    os.kill(chance.choice(site.workers()), signal.SIGKILL)
    time.sleep(chance.uniform(0, LONGEST_PAUSE))


def kill_the_server(site, load):
    with load.oracle.outage():
        site.kill()
        site.start()
    load.wait_for_answers(100)


def assert_ends_and_begins_well(site, load):
    """And every session there ever was is what it should be."""
    site.stop()
    assert site.process.returncode == 0
    site.start()
    load.check_all()


def assert_nobody_noticed(load):
    assert load.oracle.complaints() == []
    assert max(load.oracle.longest_waits.values()) < LONGEST_STALL


@pytest.mark.parametrize("mpm", COUNTS)
def test_nobody_else_notices_kills(start_site, provider, mpm):
    counts, chance = COUNTS[mpm], random.Random(1)
    site = start_site(STORE + load_configuration(provider) + CHILDREN[mpm], mpm, scripts=False)
    site.announce("Unclean shutdown of previous Apache run")
    site.tolerate("children are killed successively", EXIT_AT_BIRTH)
    most = len(site.workers())
    with Load(site, provider, CLIENTS[mpm]) as load:
        for number in range(1, counts.children + 1):
            kill_a_child(site, chance, most)
            if number % (counts.children // counts.servers) == 0:
                kill_the_server(site, load)
    assert_ends_and_begins_well(site, load)
    print_figures(f"kills.{mpm}", load, **asdict(counts))
    assert_nobody_noticed(load)


def test_nobody_else_notices_deaths_in_the_table(start_site, provider, tmp_path):
    """A death by chance rarely meets a writer that holds a lock: here each one comes just after it was taken."""
    environment = deadly_environment(build_deaths(tmp_path))
    site = start_site(STORE + load_configuration(provider) + CHILDREN["event"], scripts=False, environment=environment)
    site.tolerate("children are killed successively", EXIT_AT_BIRTH)
    most = len(site.workers())
    with Load(site, provider, clients=8, changes=0.3) as load:
        for _ in range(DEATHS_IN_THE_TABLE):
            wait_for_children(site, most)
            let_one_die(site)
        site.wait_for(lambda: deaths_of(site)[1] > 0)
    deaths, with_lock = deaths_of(site)
    assert_ends_and_begins_well(site, load)
    print_figures("kills.table", load, deaths=deaths, with_lock=with_lock)
    assert_nobody_noticed(load)

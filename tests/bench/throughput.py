# SPDX-License-Identifier: Apache-2.0
"""Requests a second, measured by wrk in many short rounds that take turns, so that a busy minute of the machine hits all
alike, and a busy second a round or two, of which the median takes no notice."""

import os
import statistics
import subprocess
from contextlib import ExitStack
from pathlib import Path

from harness.browser import NAVIGATION
from server import PAGE, Server
from sites import Unprotected

ROUNDS = 11
SECONDS = 1
CONNECTIONS = 16
CHECK = Path(__file__).with_name("check.lua")


def ratios(sites):
    """The median over the rounds of what a site reaches, over what the same requests reach without the module."""
    server_core, client_core = pinned_cores()
    with ExitStack() as stack:
        bare = stack.enter_context(Server(Unprotected(), "event", server_core))
        servers = {site: stack.enter_context(Server(site, "event", server_core)) for site in sites}
        cookies = {site: site.cookies(servers[site]) for site in sites}
        rounds = [{site: ratio(servers[site], bare, cookies[site], client_core, number % 2) for site in sites}
                  for number in range(ROUNDS)]
    return {site: statistics.median(each[site] for each in rounds) for site in sites}


def ratio(server, bare, cookies, client_core, bare_first):
    """In both orders by turns: a machine that becomes slower or faster is no site's fault."""
    order = [bare, server] if bare_first else [server, bare]
    reached = {each: pages_a_second(each, cookies, client_core) for each in order}
    return reached[server] / reached[bare]


def pinned_cores():
    """The words that give servers and client a core of their own each, where there are two: the servers shall be the limit."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return [], []
    return ["taskset", "-c", str(cores[0])], ["taskset", "-c", str(cores[1])]


def pages_a_second(server, cookies, before):
    (server.root / "cookies").write_text("\n".join(cookies))
    requests, seconds = answers(server, before, "page", PAGE, server.root / "cookies")
    return requests / seconds


def redirects(server, before, target):
    """How many of browsers that nobody knows are sent on in about a second."""
    requests, _ = answers(server, before, "redirect", target, headers=NAVIGATION)
    return requests


def answers(server, before, what, expected, *more, headers=()):
    """How many, and in how many seconds."""
    (server.root / "expected").write_text(expected)
    said = [option for name in headers for option in ("-H", f"{name}: {headers[name]}")]
    done = subprocess.run([*before, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *said, "-s", CHECK, server.private,
                           "--", what, server.root / "expected", *more], capture_output=True, text=True, check=True)
    requests, microseconds, wrong = map(int, done.stdout.splitlines()[-1].split())
    if wrong or not requests:
        raise SystemExit(f"{wrong} of {requests} answers were wrong\n{done.stdout}{server.logs()}")
    return requests, microseconds / 1e6

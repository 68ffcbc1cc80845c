# SPDX-License-Identifier: Apache-2.0
"""Requests a second, measured by wrk in rounds that take turns, so that a busy minute of the machine hits all alike."""

import os
import statistics
import subprocess
from contextlib import ExitStack
from pathlib import Path

from server import PAGE, Server

ROUNDS = 5
SECONDS = 2
CONNECTIONS = 16
CHECK = Path(__file__).with_name("check.lua")


def ratios(sites, baseline):
    """By name: the median of what each site reaches in a round over what the baseline reaches in it."""
    server_core, client_core = pinned_cores()
    with ExitStack() as stack:
        servers = {site.name: stack.enter_context(Server(site, "event", server_core)) for site in [baseline, *sites]}
        cookies = {site.name: site.cookie(servers[site.name]) for site in [baseline, *sites]}
        rounds = [{name: requests_a_second(server, cookies[name], client_core) for name, server in servers.items()}
                  for _ in range(ROUNDS)]
    return {site.name: statistics.median(each[site.name] / each[baseline.name] for each in rounds) for site in sites}


def pinned_cores():
    """The words that give servers and client a core of their own each, where there are two: the servers shall be the limit."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return [], []
    return ["taskset", "-c", str(cores[0])], ["taskset", "-c", str(cores[1])]


def requests_a_second(server, cookie, before):
    (server.root / "expected").write_text(PAGE)
    done = subprocess.run([*before, "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", CHECK, server.private, "--",
                           server.root / "expected", cookie], capture_output=True, text=True, check=True)
    requests, microseconds, wrong = map(int, done.stdout.splitlines()[-1].split())
    if wrong or not requests:
        raise SystemExit(f"{wrong} of {requests} answers were wrong\n{done.stdout}{server.logs()}")
    return requests * 1e6 / microseconds

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a sign-in costs httpd, beside mod_auth_openidc and at the same provider. Called by tests/bench/run login."""

import statistics
import sys
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e"))
from harness.openid.state import USERS  # noqa: E402
from harness.processes import children_of  # noqa: E402
from harness.provider_control import ProviderControl  # noqa: E402
from instructions import of_a_life  # noqa: E402
from server import Server  # noqa: E402
from sites import CLIENT, AuthOpenidc, OauthSession  # noqa: E402
from throughput import pinned_cores, redirects  # noqa: E402
from visitors import sign_in_together  # noqa: E402

ROUNDS = 7
TRIES = 3  # other programs empty the processor's caches, and so cost both servers time
PEOPLE = [[f"person-{crowd}-{number}" for number in range(12)] for crowd in range(8)]  # those of a crowd sign in together
# As Debian has it: no file .htaccess is looked for in each folder of the way, which costs either site the same.
NO_HTACCESS = "<Directory />\n    AllowOverride None\n</Directory>\n"
# Children that come and go would be counted as work of the sign-ins.
AS_MANY_CHILDREN = "StartServers 2\nServerLimit 2\nThreadsPerChild 32\nMaxRequestWorkers 64\n" \
                   "MinSpareThreads 1\nMaxSpareThreads 64\n"
LEAST_REDIRECT_RATE = 1.5
MOST_CPU = 0.5
MOST_INSTRUCTIONS = 1300000


def processor_time(server):
    """Seconds that all processes of a server have had of the processors, threads that ended included."""
    pids = [server.process.pid, *children_of(server.process.pid)]
    return sum(time.clock_gettime(clock_of(pid)) for pid in pids)


def clock_of(pid):
    """The number of a process' own clock, as the C library's clock_getcpuclockid() makes it on Linux."""
    return (~pid << 3) | 2


def time_of_each(server, work):
    """Processor time of one of those that work says it has done."""
    before, processes = processor_time(server), children_of(server.process.pid)
    count = work(server)
    if children_of(server.process.pid) != processes:
        raise SystemExit("a child came or went: what it took can not be told")
    return (processor_time(server) - before) / count


def sign_many_in(server):
    for crowd in PEOPLE:
        sign_in_together(server, crowd)
    return sum(map(len, PEOPLE))


def measure(provider):
    """Medians over rounds that take turns: processor time of a redirect and of a whole sign-in, each of ours, of theirs,
    and the ratio."""
    server_core, client_core = pinned_cores()
    sites = (OauthSession(provider), AuthOpenidc(provider))
    for site in sites:
        site.configuration += NO_HTACCESS + AS_MANY_CHILDREN
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(site, "event", server_core)) for site in sites]
        for server in servers:
            sign_many_in(server)  # metadata and keys are there afterwards, and connections
        target = f"{provider.issuer()}/authorize?"
        return [medians(servers, work) for work in (lambda server: redirects(server, client_core, target), sign_many_in)]


def medians(servers, work):
    rounds = [[time_of_each(server, work) for server in servers] for _ in range(ROUNDS)]
    return [*map(statistics.median, zip(*rounds)), statistics.median(ours / theirs for ours, theirs in rounds)]


def instructions_of_a_login(provider):
    """Outside the kernel: a server for which some sign in, less one for which fewer do."""
    site, (fewer, more) = OauthSession(provider), (10, 40)
    site.configuration += NO_HTACCESS
    in_all = [of_a_life(site, lambda server, count=count: sign_in_one_by_one(server, count))[0]["all"]
              for count in (fewer, more)]
    return (in_all[1] - in_all[0]) / (more - fewer)


def sign_in_one_by_one(server, count):
    for name in sum(PEOPLE, [])[:count]:
        sign_in_together(server, [name])


def figure(name, value, unit):
    print(f"login.{name} {value} {unit}", flush=True)
    return value


def print_figures(provider):
    """What is wrong with them."""
    (*redirects_took, redirect_ratio), (*logins_took, login_ratio) = measure(provider)
    for name, redirect, login in zip(("ours", "openidc"), redirects_took, logins_took):
        figure(f"redirects.{name}", round(1 / redirect), "1/s")
        figure(f"cpu.{name}", round(login * 1e6), "us")
    figure("redirect_rate_vs_openidc", f"{1 / redirect_ratio:.2f}", "ratio")
    figure("cpu_vs_openidc", f"{login_ratio:.2f}", "ratio")
    instructions = figure("instructions.ours", round(instructions_of_a_login(provider)), "instructions")
    wrong = []
    if 1 / redirect_ratio < LEAST_REDIRECT_RATE:
        wrong.append(f"redirects: less than {LEAST_REDIRECT_RATE} times as many as mod_auth_openidc")
    if login_ratio > MOST_CPU:
        wrong.append(f"a login: more than {MOST_CPU} of the processor time of mod_auth_openidc")
    if instructions > MOST_INSTRUCTIONS:
        wrong.append(f"a login: over the budget of {MOST_INSTRUCTIONS} instructions")
    return wrong


def main():
    provider = ProviderControl()
    try:
        provider.register(**CLIENT)
        for name in sum(PEOPLE, []):
            provider.user(name, **{**USERS["alice"], "password": name, "sub": name})
        for _ in range(TRIES if "--check" in sys.argv else 1):
            if not (wrong := print_figures(provider)):
                break
    finally:
        provider.stop()
    if "--check" in sys.argv and wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()

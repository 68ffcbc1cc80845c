#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a sign-in costs httpd, beside mod_auth_openidc and at the same provider. Called by tests/bench/run login."""

import statistics
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e"))
from harness.browser import Browser, connect, exchange_on  # noqa: E402
from harness.processes import children_of  # noqa: E402
from harness.provider_control import ProviderControl  # noqa: E402
from server import PAGE, Server  # noqa: E402
from sites import CLIENT, AuthOpenidc, OauthSession  # noqa: E402
from throughput import ROUNDS, pinned_cores, redirects_a_second  # noqa: E402

LOGINS = 100  # in a round
# As Debian has it: no file .htaccess is looked for in each folder of the way, which costs either site the same.
NO_HTACCESS = "<Directory />\n    AllowOverride None\n</Directory>\n"
LEAST_REDIRECT_RATE = 1.5
MOST_CPU = 0.5


def processor_time(server):
    """Seconds that all processes of a server have had of the processors, threads that ended included."""
    pids = [server.process.pid, *children_of(server.process.pid)]
    return sum(time.clock_gettime(clock_of(pid)) for pid in pids)


def clock_of(pid):
    """The number of a process' own clock, as the C library's clock_getcpuclockid() makes it on Linux."""
    return (~pid << 3) | 2


class Visitor(Browser):
    """Keeps its connections, as browsers do."""

    def __init__(self):
        super().__init__()
        self.connections = {}

    def exchange(self, method, url, headers, body):
        parts = urlsplit(url)
        if parts.netloc not in self.connections:
            self.connections[parts.netloc] = connect(parts)
        return exchange_on(self.connections[parts.netloc], method, url, headers, body)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections.values():
            connection.close()


def sign_in(server):
    """From the protected page through the provider back to it, by somebody who comes for the first time."""
    with Visitor() as visitor:
        page = visitor.navigate(server.private)
    if page.status != 200 or page.text != PAGE:
        raise SystemExit(f"a sign-in ended with {page.status} at {page.url}\n{server.logs()}")


def time_of_a_login(server):
    before, processes = processor_time(server), children_of(server.process.pid)
    for _ in range(LOGINS):
        sign_in(server)
    if children_of(server.process.pid) != processes:
        raise SystemExit("a child came or went: what it took can not be told")
    return (processor_time(server) - before) / LOGINS


def measure(provider):
    """Medians over rounds that take turns: redirects a second and processor time of a login, of both."""
    server_core, client_core = pinned_cores()
    sites = (OauthSession(provider), AuthOpenidc(provider))
    for site in sites:
        site.configuration += NO_HTACCESS
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(site, "event", server_core)) for site in sites]
        for server in servers:
            sign_in(server)  # once that is done, metadata and keys are there
        rates = [[redirects_a_second(server, client_core, f"{provider.issuer()}/authorize?") for server in servers]
                 for _ in range(ROUNDS)]
        times = [[time_of_a_login(server) for server in servers] for _ in range(ROUNDS)]
    return ([statistics.median(each) for each in zip(*rates)], [statistics.median(each) for each in zip(*times)],
            statistics.median(ours / theirs for ours, theirs in rates),
            statistics.median(ours / theirs for ours, theirs in times))


def figure(name, value, unit):
    print(f"login.{name} {value} {unit}", flush=True)


def main():
    provider = ProviderControl()
    try:
        provider.register(auto_login="alice", **CLIENT)
        rates, times, rate_ratio, time_ratio = measure(provider)
    finally:
        provider.stop()
    for name, rate, seconds in zip(("ours", "openidc"), rates, times):
        figure(f"redirects.{name}", round(rate), "1/s")
        figure(f"cpu.{name}", round(seconds * 1e6), "us")
    figure("redirect_rate_vs_openidc", f"{rate_ratio:.2f}", "ratio")
    figure("cpu_vs_openidc", f"{time_ratio:.2f}", "ratio")
    if "--check" in sys.argv:
        check(rate_ratio, time_ratio)


def check(rate_ratio, time_ratio):
    wrong = []
    if rate_ratio < LEAST_REDIRECT_RATE:
        wrong.append(f"redirects: less than {LEAST_REDIRECT_RATE} times as many as mod_auth_openidc")
    if time_ratio > MOST_CPU:
        wrong.append(f"a login: more than {MOST_CPU} of the processor time of mod_auth_openidc")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()

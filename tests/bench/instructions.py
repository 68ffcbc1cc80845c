# SPDX-License-Identifier: Apache-2.0
"""Instructions of one request, counted by callgrind: a server that answers N requests against one that answers 2N, less
those of the same requests, cookies and all, to a server without the module."""

import http.client
import re
from collections import Counter
from contextlib import closing

from server import PAGE, Server
from sites import UnprotectedWithThread

REQUESTS = 1000
LIBCRYPTO, LIBC = "libcrypto", "libc.so"
ANSWERING = ("ap_process_connection",)  # how much a start takes differs by half a million from one to the next


def added_by(site):
    """Instructions that a site adds to a request: in all, and without those of libcrypto and what it calls."""
    counts, cookies = of_requests(site, ANSWERING)
    counts.subtract(of_requests(UnprotectedWithThread(cookies), ANSWERING)[0])
    return counts["all"], counts["all"] - counts[LIBCRYPTO]


def inside(site, functions):
    """Instructions of a request in these functions and all that they call, without those of libcrypto and what it calls."""
    counts, _ = of_requests(site, functions)
    if counts["all"] == 0:
        raise SystemExit(f"{site.name}: no function is called {' or '.join(functions)}")
    return counts["all"] - counts[LIBCRYPTO]


def of_requests(site, functions):
    """Instructions of a request in these functions and all that they call, and the cookies it may come with."""
    fewer, _ = of_a_run(site, REQUESTS, functions)
    more, cookies = of_a_run(site, 2 * REQUESTS, functions)
    return Counter({where: round((more[where] - fewer[where]) / REQUESTS) for where in more}), cookies


def of_a_run(site, requests, functions):
    """Instructions of a server's whole life with so many requests on one connection, in these functions, and their cookies."""
    def work(server):
        cookies = site.cookies(server)
        ask(server, cookies, requests)
        return cookies
    return of_a_life(site, work, functions)


def of_a_life(site, work, functions=ANSWERING):
    """Instructions of a server for which work(server) is done once, in these functions, and what that returns."""
    command = ["valgrind", "--vgdb=no", "--tool=callgrind", "--callgrind-out-file={root}/callgrind.out",
               *(f"--toggle-collect={function}" for function in functions)]
    with Server(site, "prefork", command) as server:
        done = work(server)
        server.stop()
        return read_callgrind(server.profile), done


def ask(server, cookies, requests):
    """The cookies take turns."""
    with closing(http.client.HTTPConnection("localhost", server.port, timeout=60)) as connection:
        for number in range(requests):
            connection.request("GET", "/private/page.html", headers={"Cookie": cookies[number % len(cookies)]})
            answer = connection.getresponse()
            body = answer.read().decode()
            if answer.status != 200 or body != PAGE:
                raise SystemExit(f"{answer.status} instead of the page:\n{body}\n{server.logs()}")


def read_callgrind(path):
    """Cost in all, and that of calls into libcrypto. Lines of costs begin with a position; the one after "calls=" is of
    another function with all that it calls."""
    counts, names = Counter({"all": 0, LIBCRYPTO: 0}), {}
    library = callee = ""
    is_call = False
    for line in path.read_text().splitlines():
        if line.startswith(("ob=", "cob=")):
            kind, number, name = re.fullmatch(r"(c?ob)=\((\d+)\)(?: (.*))?", line).groups()
            callee = names.setdefault(number, name)
            if kind == "ob":
                library = callee
        elif line.startswith("calls="):
            is_call = True
        elif line[:1] in "0123456789+-*" and line:
            cost = int(line.split()[1])
            if not is_call:
                counts["all"] += cost
            elif LIBCRYPTO in callee and LIBCRYPTO not in library and LIBC not in library:  # libc only calls it back
                counts[LIBCRYPTO] += cost
            is_call, callee = False, library
    return counts

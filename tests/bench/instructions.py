# SPDX-License-Identifier: Apache-2.0
"""Instructions of one request, counted by callgrind: a server that answers N requests against one that answers 2N, less
those of the same requests, cookies and all, to a server without the module."""

import http.client
import re
from collections import Counter
from contextlib import closing

from server import PAGE, Server
from sites import Unprotected

REQUESTS = 1000
LIBCRYPTO = "libcrypto"


def added_by(site):
    """Instructions that a site adds to a request: in all, and without those in libcrypto."""
    counts, cookies = of_requests(site)
    counts.subtract(of_requests(Unprotected(cookies))[0])
    return of_one(counts), of_one(without_libcrypto(counts))


def inside(site, functions):
    """Instructions of a request in these functions and all that they call, but not in libcrypto."""
    counts, _ = of_requests(site, *(f"--toggle-collect={function}" for function in functions))
    return of_one(without_libcrypto(counts))


def of_one(counts):
    return round(sum(counts.values()) / REQUESTS)


def without_libcrypto(counts):
    return {library: count for library, count in counts.items() if LIBCRYPTO not in library}


def of_requests(site, *options):
    """Instructions of so many requests by library, and the cookies they came with."""
    fewer, _ = of_a_run(site, REQUESTS, options)
    more, cookies = of_a_run(site, 2 * REQUESTS, options)
    more.subtract(fewer)
    return more, cookies


def of_a_run(site, requests, options):
    """The same of a server's whole life with so many requests on one connection."""
    command = ["valgrind", "--vgdb=no", "--tool=callgrind", "--callgrind-out-file={root}/callgrind.out", *options]
    with Server(site, "prefork", command) as server:
        cookies = site.cookies(server)
        ask(server, cookies, requests)
        server.stop()
        return read_callgrind(server.profile), cookies


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
    """Self cost by object file. Lines of costs begin with a position; the one after "calls=" is another function's."""
    counts, names, library, is_callee = Counter(), {}, "", False
    for line in path.read_text().splitlines():
        if line.startswith("ob="):
            number, name = re.fullmatch(r"ob=\((\d+)\)(?: (.*))?", line).groups()
            library = names.setdefault(number, name)
        elif line.startswith("calls="):
            is_callee = True
        elif line[:1] in "0123456789+-*" and line:
            if not is_callee:
                counts[library] += int(line.split()[1])
            is_callee = False
        elif line.startswith("cob="):
            number, name = re.fullmatch(r"cob=\((\d+)\)(?: (.*))?", line).groups()
            names.setdefault(number, name)
    return counts

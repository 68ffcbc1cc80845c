# SPDX-License-Identifier: Apache-2.0
"""Instructions of one request, counted by callgrind: a server that answers N requests against one that answers 2N, less
those of the same request, cookie and all, to a server without the module."""

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
    counts, cookie = of_a_request(site)
    counts.subtract(of_a_request(Unprotected(cookie))[0])
    in_all = sum(counts.values())
    in_libcrypto = sum(count for library, count in counts.items() if LIBCRYPTO in library)
    return round(in_all / REQUESTS), round((in_all - in_libcrypto) / REQUESTS)


def of_a_request(site):
    """Instructions of so many requests by library, and the cookie they came with."""
    fewer, _ = of_a_run(site, REQUESTS)
    more, cookie = of_a_run(site, 2 * REQUESTS)
    more.subtract(fewer)
    return more, cookie


def of_a_run(site, requests):
    """The same of a server's whole life with so many requests on one connection."""
    command = ["valgrind", "--vgdb=no", "--tool=callgrind", "--callgrind-out-file={root}/callgrind.out"]
    with Server(site, "prefork", command) as server:
        cookie = site.cookie(server)
        ask(server, cookie, requests)
        server.stop()
        return read_callgrind(server.profile), cookie


def ask(server, cookie, requests):
    with closing(http.client.HTTPConnection("localhost", server.port, timeout=60)) as connection:
        for _ in range(requests):
            connection.request("GET", "/private/page.html", headers={"Cookie": cookie} if cookie else {})
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

# SPDX-License-Identifier: Apache-2.0
"""Very many requests in a short time: on a few connections, and many in one piece before the first answer has come."""

import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from harness.browser import raw_exchange

FULL = os.environ.get("OAS_SOAK") == "1"  # tests/run soak
MANY = 100_000 if FULL else 10_000
CONNECTIONS = 4
AT_ONCE = 50  # requests
STATUS_LINE = re.compile(rb"^HTTP/1\.1 (\d{3}) ", re.M)


def request_of(target, *lines, method="GET", host="localhost"):
    """As a browser asks for a page."""
    return "\r\n".join([f"{method} {target} HTTP/1.1", f"Host: {host}", "Accept: text/html", *lines, "", ""]).encode("latin-1")


def ask_all(site, requests):
    """Ask them all; how many answers had which status."""
    shares = [requests[number::CONNECTIONS] for number in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = sum(pool.map(lambda share: ask(site, share), shares), Counter())
    assert answers.total() == len(requests), answers
    return answers


def ask(site, requests):
    """One connection after the other. The server ends one after each 400: what it did not answer is asked on the next."""
    answers = Counter()
    while answers.total() < len(requests):
        *some, last = requests[answers.total():answers.total() + AT_ONCE]
        some.append(last[:-2] + b"Connection: close\r\n\r\n")
        new = Counter(int(status) for status in STATUS_LINE.findall(raw_exchange(site.port, b"".join(some))))
        assert new, f"no answer to {some[0]}"
        answers += new
    return answers

# SPDX-License-Identifier: Apache-2.0
"""A request over HTTP/2 without TLS, by curl: no library of Debian's Python speaks it."""

import subprocess

from harness.browser import Page


def fetch(url, *lines, method="GET"):
    """The answer to a request with these header lines, and curl's own."""
    command = ["curl", "--http2-prior-knowledge", "--silent", "--show-error", "--include", "--max-time", "20", "--path-as-is",
               "--request", method, *(word for line in lines for word in ("--header", line)), url]
    done = subprocess.run(command, capture_output=True, check=True)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    status, *headers = head.decode("latin-1").split("\r\n")
    assert status.startswith("HTTP/2 "), status
    return Page(url, int(status.split()[1]), [tuple(line.split(": ", 1)) for line in headers], body)

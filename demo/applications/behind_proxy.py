#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A small application behind the server: it shows the X-OAuth-* headers of the request.

    behind_proxy.py PORT

It listens on loopback only: who can reach it without the proxy can claim to be anybody.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from page import render


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        told = sorted((name, utf8(value)) for name, value in self.headers.items() if name.lower().startswith("x-oauth-"))
        page = render("An application behind a proxy", "proxied application",
                      "The server added these headers to the request:", utf8(self.headers.get("X-OAuth-User", "stranger")), told)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(page)


def utf8(value):
    """http.server reads headers as Latin-1; the module writes UTF-8."""
    return value.encode("latin-1").decode("utf-8", "replace")


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()

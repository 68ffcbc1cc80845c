# SPDX-License-Identifier: Apache-2.0
"""Many who come for the first time and sign in together: all of them ask, and then all listen, step by step, so that a
server is as busy as when many people come to it at once."""

import socket
from contextlib import ExitStack, closing
from http.client import HTTPResponse
from urllib.parse import urlsplit

from harness.browser import NAVIGATION, Browser, Page, fetch_site
from server import PAGE


class Visitor(Browser):
    """Follows redirects, and keeps its connections, as browsers do. The provider is told at once who it is."""

    def __init__(self, url, name, connections):
        super().__init__()
        self.url, self.page, self.connections, self.sockets = url, None, connections, {}
        self.name = name

    def socket(self):
        place = urlsplit(self.url).netloc
        if place not in self.sockets:
            connection = socket.create_connection(("127.0.0.1", urlsplit(self.url).port))
            self.sockets[place] = self.connections.enter_context(closing(connection))
        return self.sockets[place]

    def compose(self):
        """The request that ask() sends."""
        parts, came_from = urlsplit(self.url), self.page and self.page.url
        cookies = [f"{cookie.name}={cookie.value}" for cookie in self.cookies if cookie.fits(self.url, bool(came_from), True)]
        lines = [f"GET {parts.path}{'?' if parts.query else ''}{parts.query} HTTP/1.1", f"Host: {parts.netloc}",
                 *(f"{name}: {value}" for name, value in NAVIGATION.items()),
                 f"Sec-Fetch-Site: {fetch_site(self.url, came_from, bool(came_from))}",
                 *(["Cookie: " + "; ".join(cookies)] if cookies else []), "", ""]
        return "\r\n".join(lines).encode()

    def listen(self):
        """True: there is somewhere to go on to."""
        answer = HTTPResponse(self.socket(), method="GET")
        answer.begin()
        self.page = Page(self.url, answer.status, answer.getheaders(), answer.read())
        for cookie in self.page.all_headers("Set-Cookie"):
            self.keep(cookie, self.url)
        self.url = self.page.location
        if self.url and urlsplit(self.url).path == "/authorize":
            self.url += f"&username={self.name}&password={self.name}"
        return self.url is not None


def sign_in_together(server, names):
    """From the protected page through the provider, where they are users, back to it."""
    with ExitStack() as connections:
        everybody = [Visitor(server.private, name, connections) for name in names]
        under_way = everybody
        while under_way:
            for connection, request in [(visitor.socket(), visitor.compose()) for visitor in under_way]:
                connection.sendall(request)
            under_way = [visitor for visitor in under_way if visitor.listen()]
    for page in (visitor.page for visitor in everybody):
        if page.status != 200 or page.text != PAGE:
            raise SystemExit(f"a sign-in ended with {page.status} at {page.url}\n{server.logs()}")

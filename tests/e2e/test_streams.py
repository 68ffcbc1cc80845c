# SPDX-License-Identifier: Apache-2.0
"""OAuthCloseStreams (C22): what stays open is cut when the session that opened it is over, whatever it waits for."""

import socket
import time

import pytest

from harness.backend import Backend
from harness.browser import Browser
from harness.configuration import default_configuration, open_place, protect
from harness.httpd import Site
from harness.steps import SESSION, sign_in

LATEST = 6  # seconds after the end of the session
EVENTS = """#!/bin/sh
printf 'Content-Type: text/event-stream\\r\\n\\r\\ndata: hello\\n\\n'
exec sleep 4
"""


def place(name):
    return "".join([f"ScriptAlias /{name}/events {{root}}/cgi/events\n", protect(f"/{name}")])


def upgrade(connection):
    """A web socket's other end, which says hello and then nothing for a while."""
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\ndata: hello")
        connection.settimeout(LATEST)
        try:
            connection.recv(1)
        except OSError:
            pass


@pytest.fixture(scope="module")
def sockets():
    backend = Backend(upgrade)
    yield backend
    backend.stop()


@pytest.fixture(scope="module", params=["event", "worker", "prefork"])
def site_process(request, module, provider_process, backend, sockets):
    site = Site(default_configuration(provider_process, backend.url)
                + place("cut") + open_place("/cut", "OAuthCloseStreams on") + place("uncut")
                + f"ProxyPass /cut/socket http://{sockets.address}/ upgrade=websocket\n", request.param)
    (site.root / "cgi/events").write_text(EVENTS)
    (site.root / "cgi/events").chmod(0o755)
    try:
        yield site.start()
    finally:
        site.remove()


def open_stream(site, browser, path, *lines):
    """Its connection, when the first event has come."""
    connection = socket.create_connection(("127.0.0.1", site.port), LATEST)
    request = [f"GET {path} HTTP/1.1", f"Host: localhost:{site.port}", browser.cookie_line(), "Accept: text/event-stream", *lines, "", ""]
    connection.sendall("\r\n".join(request).encode())
    got = b""
    while b"data: hello" not in got:
        more = connection.recv(4096)
        assert more, got
        got += more
    return connection


def is_cut(connection, within):
    connection.settimeout(within)
    try:
        return connection.recv(4096) == b""
    except socket.timeout:
        return False
    except ConnectionError:
        return True


def ends(browser, site):
    """His session, in another browser of his."""
    elsewhere = Browser()
    elsewhere.cookies = [cookie for cookie in browser.cookies if cookie.name == SESSION]
    elsewhere.submit(site.url + "/oauth/logout", {}, site.url + "/")


def test_a_stream_is_cut_soon_after_its_session_and_no_other(site, browser):
    others = Browser()
    for one in (browser, others):
        sign_in(one, site, "/protected/index.html")
    with open_stream(site, browser, "/cut/events") as cut, open_stream(site, others, "/cut/events") as stays, \
            open_stream(site, browser, "/uncut/events") as unwatched:
        assert not is_cut(cut, 1.5)
        ends(browser, site)
        began = time.monotonic()
        assert is_cut(cut, LATEST) and time.monotonic() - began < LATEST
        assert not is_cut(stays, 0.2) and not is_cut(unwatched, 0.2)
    site.tolerate("AH00574|AH01215|AH02651")


def test_so_is_a_web_socket_that_says_nothing(site, browser):
    sign_in(browser, site, "/protected/index.html")
    with open_stream(site, browser, "/cut/socket", "Upgrade: websocket", "Connection: Upgrade") as cut:
        ends(browser, site)
        assert is_cut(cut, LATEST - 2)

# SPDX-License-Identifier: Apache-2.0
"""A backend for proxied paths that answers with exactly the bytes it got."""

from harness.backend import Backend


class EchoBackend(Backend):
    def __init__(self):
        super().__init__(echo)
        self.url = f"http://{self.address}"


def echo(connection):
    with connection:
        connection.settimeout(10)
        request = b""
        while not is_whole(request) and (more := connection.recv(65536)):
            request += more
        lines = ["HTTP/1.1 200 OK", "Content-Type: text/plain", f"Content-Length: {len(request)}", "Connection: close"]
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + request)


def is_whole(request):
    head, end, body = request.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and len(body) >= int(lengths[0] if lengths else 0)

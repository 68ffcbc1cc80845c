# SPDX-License-Identifier: Apache-2.0
"""A backend for proxied paths that answers with exactly the bytes it got."""

import socket
import threading


class EchoBackend:
    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return  # stopped
            threading.Thread(target=echo, args=(connection,), daemon=True).start()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


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

# SPDX-License-Identifier: Apache-2.0
"""An application behind SCGI, which answers with the environment it got, as JSON. It stands for FastCGI and uwsgi, too:
httpd gives all of them the environment of a CGI program."""

import json

from harness.backend import Backend


class ScgiBackend(Backend):
    def __init__(self):
        super().__init__(answer)


def answer(connection):
    """A request is the length of its headers, a colon, and names and values that each end with a NUL."""
    with connection, connection.makefile("rb") as request:
        length = b""
        while (digit := request.read(1)).isdigit():
            length += digit
        texts = request.read(int(length)).decode("latin-1").split("\0")
        told = json.dumps(dict(zip(texts[0::2], texts[1::2])))
        connection.sendall(f"Status: 200 OK\r\nContent-Type: application/json\r\n\r\n{told}".encode())

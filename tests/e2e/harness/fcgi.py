# SPDX-License-Identifier: Apache-2.0
"""An application behind FastCGI, which answers with the environment it got, as JSON."""

import json
import struct

from harness.backend import Backend

HEADER = struct.Struct("!BBHHBx")  # version, type, request, length of content, length of padding
BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


class FcgiBackend(Backend):
    def __init__(self):
        super().__init__(answer)


def answer(connection):
    """One request for each connection, as httpd makes them by default."""
    with connection, connection.makefile("rb") as stream:
        told = b""
        for kind, request, content in records(stream):
            told += content if kind == PARAMS else b""
            if kind == STDIN and not content:
                body = b"Content-Type: application/json\r\n\r\n" + json.dumps(dict(pairs(told))).encode()
                connection.sendall(record(STDOUT, request, body) + record(STDOUT, request, b"")
                                   + record(END, request, bytes(8)))
                return


def records(stream):
    while len(head := stream.read(HEADER.size)) == HEADER.size:
        _, kind, request, length, padding = HEADER.unpack(head)
        content = stream.read(length)
        stream.read(padding)
        yield kind, request, content


def record(kind, request, content):
    return HEADER.pack(1, kind, request, len(content), 0) + content


def pairs(told):
    """Each is two lengths, of one byte or of four with the highest bit set, then name and value."""
    place = 0
    while place < len(told):
        lengths = []
        for _ in range(2):
            size = 4 if told[place] & 0x80 else 1
            lengths.append(int.from_bytes(told[place:place + size], "big") & (0x7FFFFFFF if size == 4 else 0x7F))
            place += size
        name, value = told[place:place + lengths[0]], told[place + lengths[0]:place + sum(lengths)]
        place += sum(lengths)
        yield name.decode("latin-1"), value.decode("latin-1")

# SPDX-License-Identifier: Apache-2.0
"""Where a server's values may have left traces: the memory its processes share, and the files it wrote; and the search
for values in every form they may have there."""

import base64
import json
import re
from pathlib import Path
from urllib.parse import quote

OURS = ("httpd.conf", "htdocs", "people", "cgi")  # what the harness laid out itself
PIECE, SHORTEST = 16, 8  # bytes
PAGE = 4096


# Dumping

def places(site):
    """(name, bytes) of all that the processes share, and of all that the server wrote."""
    yield from shared_memory(site)
    yield from files(site)


def files(site):
    for path in sorted(site.root.rglob("*")):
        if path.is_file() and path.relative_to(site.root).parts[0] not in OURS:
            yield str(path.relative_to(site.root)), path.read_bytes()


def shared_memory(site):
    """Each mapping of the parent and of each child; one that looks alike everywhere is given once."""
    seen = set()
    for pid in [site.process.pid, *site.workers()]:
        for name, start, end in shared_mappings(pid):
            content = read_memory(pid, start, end)
            if (name, content) not in seen:
                seen.add((name, content))
                yield f"{name} of process {pid}", content


def shared_mappings(pid):
    """/proc/PID/maps: those that other processes see, too, whatever they are made of."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        addresses, rights, _, _, _, *name = line.split(maxsplit=5)
        if rights[3] == "s":
            start, end = (int(address, 16) for address in addresses.split("-"))
            yield (name or ["nameless"])[0], start, end


def read_memory(pid, start, end):
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        memory.seek(start)
        return memory.read(end - start)


# Searching

def forms(value):
    """name -> the value as it would be written; of base64, what does not depend on what stands around it."""
    text = as_text(value)
    written = {"raw": value, "hex": value.hex().encode(), "HEX": value.hex().upper().encode(),
               "percent": quote(value, safe="").encode(), "percent each": b"".join(b"%%%02X" % byte for byte in value),
               "UTF-16LE": text.encode("utf-16-le"), "UTF-16BE": text.encode("utf-16-be"),
               "JSON": json.dumps(text)[1:-1].encode()}
    for offset in range(3):
        written[f"base64+{offset}"] = core(base64.b64encode(bytes(offset) + value), offset, len(value))
        written[f"base64url+{offset}"] = core(base64.urlsafe_b64encode(bytes(offset) + value), offset, len(value))
    return written


def as_text(value):
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def core(encoded, offset, length):
    return encoded[-(-8 * offset // 6):8 * (offset + length) // 6]


def pieces(text):
    """It may have been cut in two anywhere: records are kept in blocks."""
    return [text[start:start + PIECE] for start in range(0, len(text), PIECE) if len(text) - start >= SHORTEST]


class Search:
    """For many values at once: each place is read once, whatever the number of values."""

    def __init__(self, values):
        """values: name -> bytes, each of 8 at least."""
        self.by_beginning = {}
        for name, value in values.items():
            assert len(value) >= SHORTEST, name
            for form, text in forms(value).items():
                for piece in pieces(text):
                    self.by_beginning.setdefault(piece[:SHORTEST], {})[piece] = f"{name} ({form})"

    def found_in(self, content):
        """Names of what is there, with their form."""
        found = set()
        for start, end in written(content):
            for place in range(start, end):
                wanted = self.by_beginning.get(content[place:place + SHORTEST])
                if wanted:
                    found |= {name for text, name in wanted.items() if content.startswith(text, place)}
        return found


def written(content):
    """(start, end) of what is not zeros, page by page."""
    for start in range(0, len(content), PAGE):
        if content.count(0, start, start + PAGE) < PAGE:
            yield start, min(start + PAGE, len(content))


# The access log

def without_user(log):
    """The harness' access log without %u, the second field: that is httpd's own, and names who was signed in."""
    return re.sub(rb"^(\S+) \S+ ", rb"\1 ", log, flags=re.MULTILINE)

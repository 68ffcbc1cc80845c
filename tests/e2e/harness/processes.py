# SPDX-License-Identifier: Apache-2.0
"""What /proc says of a process."""

import re
from dataclasses import dataclass
from pathlib import Path

LARGEST_AREA = 1 << 30


def children_of(pid):
    """Process ids of those that have not ended."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if has_not_ended(child)]


def has_not_ended(pid):
    return state_in(Path(f"/proc/{pid}/stat")) not in ("Z", "")


def state_in(stat):
    """Field 3 of Linux's /proc/PID/stat: "R" runs, "S" waits, "Z" has ended; "" when it has gone."""
    try:
        return stat.read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def threads_of(pid):
    """How many; 0 when it has gone."""
    return len(list(Path(f"/proc/{pid}/task").glob("*")))


def is_running(pid):
    """Whether a thread of the process is on a processor, or wants to be."""
    return any(state_in(stat) != "S" for stat in Path(f"/proc/{pid}/task").glob("*/stat"))


def mapped_segments(pid):
    """Files of the named shared memory that a process has."""
    return {Path(path) for path in re.findall(r"/dev/shm/\S+", maps_of(pid))}


def maps_of(pid):
    return Path(f"/proc/{pid}/maps").read_text()


def memory_holds(pid, text):
    """Whether these bytes stand somewhere in what a process can write to."""
    areas = re.findall(r"^(\w+)-(\w+) rw.*(?:\[heap\]| 0 +)$", maps_of(pid), re.MULTILINE)
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        return any(text in read_area(memory, int(start, 16), int(end, 16)) for start, end in areas)


def read_area(memory, start, end):
    """Nothing of the huge ones that a sanitizer reserves, and of those that can not be read."""
    if end - start > LARGEST_AREA:
        return b""
    try:
        memory.seek(start)
        return memory.read(end - start)
    except OSError:
        return b""


@dataclass
class Holdings:
    descriptors: int
    mappings: int  # of named shared memory
    memory: int    # kB, without what is shared


def holdings_of(pid):
    """What a process that goes on for long must not pile up."""
    status = dict(re.findall(r"^(\w+):\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE))
    return Holdings(len(list(Path(f"/proc/{pid}/fd").iterdir())), maps_of(pid).count("/dev/shm/"),
                    int(status["RssAnon"]))

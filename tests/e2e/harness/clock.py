# SPDX-License-Identifier: Apache-2.0
"""A server on a machine whose clock is set while it runs (clock.c)."""

import mmap
import os
import struct
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from harness.httpd import Site

SOURCE = Path(__file__).with_suffix(".c")


class Clock:
    """In a folder that httpd's children may read."""

    def __init__(self, folder):
        self.file, self.library = Path(folder) / "clock", Path(folder) / "clock.so"
        subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", self.library, SOURCE], check=True)
        self.file.write_bytes(bytes(8))
        self.file.chmod(0o644)
        with open(self.file, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 8)

    def environment(self):
        return {"LD_PRELOAD": str(self.library), "OAS_CLOCK": str(self.file)}

    def set(self, seconds):
        """From the machine's own."""
        struct.pack_into("<q", self.memory, 0, seconds)


@contextmanager
def machine_with(configuration):
    """A clock, and the server that goes by it."""
    with tempfile.TemporaryDirectory(prefix="oas-clock-") as folder:
        os.chmod(folder, 0o755)
        clock = Clock(folder)
        site = Site(configuration, environment=clock.environment())
        try:
            yield clock, site.start()
        finally:
            site.remove()


@contextmanager
def one_test_of(site):
    """The server in one test. Notices of a clock come within a second, perhaps in the next test."""
    site.begin_test()
    site.tolerate("reason=clock_set:")
    yield site
    wrong = site.end_test()
    assert not wrong, "\n".join(wrong)

# SPDX-License-Identifier: Apache-2.0
"""A server on a machine whose clock is set while it runs (clock.c)."""

import mmap
import struct
import subprocess
from pathlib import Path

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

# SPDX-License-Identifier: Apache-2.0
"""A server whose children die while they write to the session table, now and then (deaths.c)."""

import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
FILE = "run/deaths"


def build_deaths(folder):
    """The library to preload."""
    library = Path(folder) / "deaths.so"
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", library, SOURCE], check=True)
    return library


def deadly_environment(library, one_in):
    """one_in: so many times the lock is taken for one death."""
    return {"LD_PRELOAD": str(library), "OAS_DEATHS_ONE_IN": str(one_in), "OAS_DEATHS_FILE": "{root}/" + FILE}


def deaths_of(site):
    """How many were killed, and how many of them held the lock."""
    path = site.root / FILE
    text = path.read_text() if path.exists() else ""
    return text.count("k"), text.count("h")

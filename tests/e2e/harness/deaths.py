# SPDX-License-Identifier: Apache-2.0
"""A server whose children die while they write to the session table, when a death is wanted (deaths.c)."""

import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
FILE, WANTED = "run/deaths", "run/death-wanted"


def build_deaths(folder):
    """The library to preload."""
    library = Path(folder) / "deaths.so"
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", library, SOURCE], check=True)
    return library


def deadly_environment(library):
    return {"LD_PRELOAD": str(library), "OAS_DEATH_WANTED": "{root}/" + WANTED, "OAS_DEATHS_FILE": "{root}/" + FILE}


def let_one_die(site):
    """Who next takes the lock; it has been taken when this returns."""
    before, _ = deaths_of(site)
    (site.root / WANTED).touch()
    site.wait_for(lambda: deaths_of(site)[0] > before)


def deaths_of(site):
    """How many were killed, and how many of them held the lock."""
    path = site.root / FILE
    text = path.read_text() if path.exists() else ""
    return text.count("k"), text.count("h")

# SPDX-License-Identifier: Apache-2.0
"""Modules of other people, built as they would: by apxs, against the header that make install leaves."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

TOP = Path(__file__).parents[3]
FLAGS = {"1": "-fsanitize=address,undefined -fno-sanitize-recover=all", "thread": "-fsanitize=thread"}


def run(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, **options)
    assert done.returncode == 0, done.stdout
    return done.stdout.strip()


def build_module(source, folder):
    """The module that apxs makes of a C file, in folder."""
    build = Path(os.environ["OAS_MODULE"]).resolve().parents[1]
    run("make", "-s", "-C", build, "install-httpdincludeHEADERS", f"DESTDIR={folder}")
    header = next(Path(folder).rglob("mod_oauth_session.h"))
    shutil.copy(source, folder)
    sanitizers = FLAGS.get(os.environ.get("OAS_SANITIZE"), "").split()
    run("apxs", "-I", str(header.parent), *(f"-Wc,{flag}" for flag in ("-Wall", "-Wextra", "-Werror", *sanitizers)),
        *(f"-Wl,{flag}" for flag in sanitizers), "-c", Path(source).name, cwd=folder)
    return Path(folder, ".libs", Path(source).stem + ".so")


@cache
def load(source, folder):
    """The line that loads it; the part of its name behind mod_ is what it is called."""
    name = Path(source).stem.removeprefix("mod_")
    return f"LoadModule {name}_module {build_module(source, folder)}\n"

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the session table costs: table.py times, or table.py counts for what does not depend on the machine, with --check
held against its limits. Called by tests/bench/run."""

import os
import re
import subprocess
import sys
import tempfile

PROGRAM = os.environ["OAS_BENCH"] + "/table"
COUNTED = 1000  # gets or puts in one run of the program
MOST_GROWTH = 1.2  # of instructions, from few sessions to many: some share a bucket; more would be a scan
MOST_FOR_ROOM = 2.0  # of instructions and of the slowest in a hundred, from an empty store to a full one
MOST_SLOWER = 2.5  # from 10 sessions to 1,000,000: caches are missed
LEAST_SCALING = 1.5  # of reads, from one thread to many on two cores
LEAST_BESIDE_STOPPED = 0.8  # of reads, with a writer that is stopped to those without
MOST_WAITS = 100  # in a million reads: the machine has its reasons, too
MOST_HELD = 1.0  # milliseconds of a lock, whatever is done to however many sessions
MOST_BYTES = 1875  # of memory for a session of 1,500: a quarter more
LEAST_SESSIONS = 10000  # in 20 MB


def figures_of(*arguments):
    """Run the program, print its figures and return them by name."""
    figures = {}
    with subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, text=True) as program:
        for line in program.stdout:
            print(line, end="", flush=True)
            name, value, _ = line.split()
            figures[name] = float(value)
    if program.returncode:
        raise SystemExit(f"{PROGRAM} {' '.join(arguments)}: status {program.returncode}")
    return figures


def instructions_of(function, *arguments):
    """Instructions of one of the calls that the function makes, with all that they call. Compilers may add to its name."""
    with tempfile.NamedTemporaryFile() as profile:
        subprocess.run(["valgrind", "--quiet", "--vgdb=no", "--tool=callgrind", f"--toggle-collect={function}*",
                        f"--callgrind-out-file={profile.name}", PROGRAM, *arguments], check=True)
        in_all = re.search(r"^summary: (\d+)", profile.read().decode(), re.M)
    return int(in_all[1]) / COUNTED


def count(name, function, *arguments):
    instructions = instructions_of(function, *arguments)
    if instructions == 0:
        raise SystemExit(f"{PROGRAM} has no function {function}")
    print(f"{name} {instructions:.0f} instructions", flush=True)
    return instructions


def times():
    """Yields what is wrong."""
    figures = figures_of("times")
    lookups = [value for name, value in figures.items() if re.fullmatch(r"table\.lookup\.\d+", name)]
    if max(lookups) > MOST_SLOWER * min(lookups):
        yield f"the slowest lookup takes more than {MOST_SLOWER} times as long as the fastest"
    for store in ("full", "ending", "refused"):
        if figures[f"table.insert.{store}.p99"] > MOST_FOR_ROOM * figures["table.insert.empty.p99"]:
            yield f"an insert into a full store ({store}) takes more than {MOST_FOR_ROOM} times as long as into an empty one"
    for name, value in figures.items():
        if name.startswith("table.lock_held.") and value >= MOST_HELD:
            yield f"{name}: a lock is held for {MOST_HELD} ms or more"
    if figures["table.read_scaling.2processes"] < LEAST_SCALING and len(os.sched_getaffinity(0)) > 1:
        yield "reads do not scale with the cores"
    if figures["table.read_waits.2processes"] > MOST_WAITS:
        yield "readers wait for each other"
    if figures["table.reads_beside_stopped_writer"] < LEAST_BESIDE_STOPPED:
        yield "a writer that is stopped disturbs readers"


def counts():
    """Yields what is wrong."""
    space = figures_of("space")
    few, many = (count(f"table.get_instructions.{sessions}", "counted_gets", "gets", str(sessions))
                 for sessions in (10, 100000))
    empty, full, ending = (count(f"table.put_instructions.{store}", "counted_puts", "puts", store)
                           for store in ("empty", "full", "ending"))
    if space["table.bytes_per_session.1500"] > MOST_BYTES:
        yield f"a session needs more than {MOST_BYTES} bytes"
    if space["table.sessions_in_20_mb.1500"] < LEAST_SESSIONS:
        yield f"20 MB have no room for {LEAST_SESSIONS} sessions"
    if many > MOST_GROWTH * few:
        yield f"a get takes more than {MOST_GROWTH} times as many instructions when there are many sessions"
    if max(full, ending) > MOST_FOR_ROOM * empty:
        yield f"an insert into a full store takes more than {MOST_FOR_ROOM} times the instructions of one into an empty one"


def main():
    wrong = list({"times": times, "counts": counts}[sys.argv[1]]())
    if "--check" in sys.argv and wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()

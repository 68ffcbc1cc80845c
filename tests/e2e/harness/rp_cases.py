# SPDX-License-Identifier: Apache-2.0
"""What a relying party must accept and refuse: which test proves which row of rp-cases.tsv, and how it ended.

    @pytest.mark.rp("CORE-invalid-chash")      this test proves the row, or a part of it; any number of ids

The table is not ours to keep: it is looked for in OAS_SHARED_DIR. At the end of a run of marked tests each row is printed
with its result; rp_not_yet.py lists those that nothing proves. test_rp_table.py sees to it that none is forgotten."""

import csv
import os
from pathlib import Path

import pytest

from harness.rp_not_yet import NOT_YET

SHARED = Path(os.environ.get("OAS_SHARED_DIR") or Path(__file__).parents[4] / "shared")
TABLE = SHARED / "rp-cases.tsv"


def ids_of_table():
    """In its order; None: there is no table here."""
    if not TABLE.exists():
        return None
    with open(TABLE, encoding="utf-8", newline="") as lines:
        return [row["id"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def ids_of(item):
    """The rows that this test proves."""
    return [row for mark in item.iter_markers("rp") for row in mark.args]


class Report:
    """Which rows the collected tests prove, and how those tests that ran ended."""

    def __init__(self):
        self.proven = {}  # id -> names of tests
        self.ended = {}   # id -> one of passed, failed, skipped for each test that ran
        self.files = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items):
        """Before anything is left out by name or mark."""
        for item in items:
            self.files.add(item.path.name)
            for row in ids_of(item):
                self.proven.setdefault(row, []).append(item.nodeid)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item):
        """With the report to whoever counts: tests may run in processes of their own."""
        report = (yield).get_result()
        report.user_properties = [*report.user_properties, *(("rp", row) for row in ids_of(item))]

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or not report.passed:
            for what, row in report.user_properties:
                if what == "rp":
                    self.ended.setdefault(row, []).append(report.outcome)

    def result(self, row):
        ended = self.ended.get(row, [])
        failed, passed = ended.count("failed"), ended.count("passed")
        if failed:
            return f"FAILED ({failed} of {len(ended)})"
        if passed:
            return f"passed ({passed})"
        if ended:
            return "skipped"
        return f"not yet: {NOT_YET[row]}" if row in NOT_YET else "not run"

    def pytest_terminal_summary(self, terminalreporter):
        if not self.ended:
            return
        rows = ids_of_table() or list(self.ended)
        terminalreporter.section("rp-cases")
        for row in rows:
            terminalreporter.write_line(f"rp: {row:32} {self.result(row)}")


REPORT = Report()


def pytest_configure(config):
    config.pluginmanager.register(REPORT, "rp-report")

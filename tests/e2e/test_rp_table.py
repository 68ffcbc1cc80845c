# SPDX-License-Identifier: Apache-2.0
"""Every row of rp-cases.tsv is proven by a test, or stands in the list of those that are not yet, with the reason."""

from pathlib import Path

import pytest

from harness.rp_cases import REPORT, TABLE, ids_of_table
from harness.rp_not_yet import NOT_YET

pytestmark = pytest.mark.rp()  # found by its name, like all that prove a row


@pytest.fixture
def rows():
    if ids_of_table() is None:
        pytest.skip(f"there is no {TABLE}: set OAS_SHARED_DIR")
    return ids_of_table()


@pytest.fixture
def proven():
    left_out = {path.name for path in Path(__file__).parent.glob("test_*.py")} - REPORT.files
    if left_out:
        pytest.skip(f"only a part of the tests was collected, without {sorted(left_out)[0]}")
    return set(REPORT.proven)


def test_every_row_is_proven_or_on_the_list(rows, proven):
    assert [row for row in rows if row not in proven and row not in NOT_YET] == []


def test_no_row_is_on_the_list_that_is_proven(proven):
    assert sorted(proven & set(NOT_YET)) == []


def test_no_mark_names_a_row_that_is_none(rows, proven):
    assert sorted((proven | set(NOT_YET)) - set(rows)) == []


def test_every_row_on_the_list_has_a_reason():
    assert [row for row, reason in NOT_YET.items() if len(reason) < 10] == []

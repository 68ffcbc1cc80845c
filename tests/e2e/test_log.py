# SPDX-License-Identifier: Apache-2.0
"""Whoever sends nonsense by the hundred neither fills the log nor hides what else happens (R-LOG-03)."""

import re
import time
from collections import Counter

import pytest

from harness.browser import raw_exchange, raw_request
from harness.configuration import ONE_PROCESS, default_configuration
from harness.steps import lines_with

LINES_A_SECOND = 20  # of one reason, from each process
NONSENSE = b"GET /oauth/login?provider=nobody HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n"
REASON = "login_provider_unknown"


@pytest.fixture
def site(start_site, provider, backend):
    return start_site(default_configuration(provider, backend.url) + ONE_PROCESS + "MaxKeepAliveRequests 0\n")


def send_nonsense(site, count):
    assert raw_exchange(site.port, NONSENSE * count).count(b"HTTP/1.1 404 ") == count


def test_a_flood_of_one_reason_is_written_in_a_few_lines(site):
    site.wait_for(lambda: time.time() % 1 < 0.2)
    send_nonsense(site, 300)
    raw_request(site, "/oauth/callback/nobody")
    lines = Counter(re.search(r"\d\d:\d\d:\d\d", line).group() for line in lines_with(site, REASON))
    assert set(lines.values()) <= set(range(1, LINES_A_SECOND + 1)) and LINES_A_SECOND in lines.values()
    assert len(lines_with(site, "callback_unknown")) == 1
    site.announce(f"reason={REASON} ", "reason=callback_unknown ")


def test_in_the_next_second_it_is_written_again(site):
    send_nonsense(site, LINES_A_SECOND + 1)
    before = len(lines_with(site, REASON))
    site.wait_for_room_in_the_log()
    send_nonsense(site, 1)
    assert len(lines_with(site, REASON)) == before + 1
    site.announce(f"reason={REASON} ")

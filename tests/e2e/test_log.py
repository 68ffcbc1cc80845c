# SPDX-License-Identifier: Apache-2.0
"""A line of the log has a code that the documentation explains, and nothing of it is the sender's to shape (R-LOG-01); whoever
sends nonsense by the hundred neither fills the log nor hides what else happens (R-LOG-03)."""

import re
import time
from collections import Counter

import pytest

from harness.browser import raw_exchange, raw_request
from harness.configuration import default_configuration
from harness.other_modules import TOP
from harness.steps import lines_with

LINES_A_SECOND = 10  # of one reason, from all processes
NONSENSE = b"GET /oauth/login?provider=nobody HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n"
REASON = "login_provider_unknown"


@pytest.fixture
def site(start_site, provider, backend):
    return start_site(default_configuration(provider, backend.url) + "MaxKeepAliveRequests 0\n")


def send_nonsense(site, count):
    assert raw_exchange(site.port, NONSENSE * count).count(b"HTTP/1.1 404 ") == count


def left_out(site):
    """Of how many lines of that reason the log says that they are not there."""
    return sum(int(count) for count in re.findall(rf"reason=lines_left_out: (\d+) more lines of {REASON} ", site.new_log()))


def test_a_flood_of_one_reason_is_written_in_a_few_lines(site):
    site.wait_for(lambda: time.time() % 1 < 0.2)
    send_nonsense(site, 300)
    raw_request(site, "/oauth/callback/nobody")
    lines = Counter(re.search(r"\d\d:\d\d:\d\d", line).group() for line in lines_with(site, REASON))
    assert set(lines.values()) <= set(range(1, LINES_A_SECOND + 1)) and LINES_A_SECOND in lines.values()
    assert len(lines_with(site, "callback_unknown")) == 1
    site.wait_for(lambda: sum(lines.values()) + left_out(site) == 300)
    site.announce(f"reason={REASON} ", "reason=callback_unknown ", "reason=lines_left_out: ")


def test_in_the_next_second_it_is_written_again(site):
    send_nonsense(site, LINES_A_SECOND + 1)
    before = len(lines_with(site, REASON))
    site.wait_for_room_in_the_log()
    send_nonsense(site, 1)
    assert len(lines_with(site, REASON)) == before + 1
    site.announce(f"reason={REASON} ")
    site.tolerate("reason=lines_left_out: ")


def test_a_line_begins_with_the_code_that_the_documentation_explains(site):
    raw_request(site, "/oauth/callback/nobody")
    code = re.search(r"\] (OAS\d{4}): reason=callback_unknown status=\w+ request=[\w+/@-]+: \S", lines_with(site, "callback_unknown")[0])[1]
    assert f"| {code} | `callback_unknown` |" in (TOP / "docs" / "messages.md").read_text()
    site.announce("reason=callback_unknown ")


def test_no_byte_that_a_visitor_sends_shapes_the_log(site):
    """One line each, of visible characters only, and with no more of his than 256 bytes of a field."""
    sent = ["".join(f"%{byte:02x}" for byte in range(start, start + 32)) for start in range(1, 256, 32)]
    sent += ["x" * 4000, "%25n%25s%25n", "a%0d%0aOAS1000:%20forged"]
    for number, value in enumerate(sent):
        site.wait_for_room_in_the_log()
        raw_request(site, f"/oauth/login?provider={value}&number={number}", "Accept: text/html")
    lines = [line for line in site.new_log().splitlines() if "[oauth_session:warn" in line]
    assert all(re.fullmatch(r"[\x20-\x7e]+", line) for line in lines), lines
    assert not [line for line in site.new_log().splitlines() if line.startswith("OAS1000")]
    assert len(lines) == len(sent) and max(len(line) for line in lines) < 800
    site.announce(r"reason=\w+ ")

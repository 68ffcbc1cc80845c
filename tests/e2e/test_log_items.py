# SPDX-License-Identifier: Apache-2.0
"""An administrator's own log says who came, with which session, and why something was refused."""

import pytest

from harness.browser import Browser
from harness.configuration import open_place
from harness.steps import sign_in

USER = "7d20aa31-bob"
OPTIONAL = "/optional"


def configure(_provider):
    return ('LogFormat "%U %{user}^OA %{provider}^OA %{session}^OA %{reason}^OA %{nonsense}^OA" who\n'
            "CustomLog who.log who\n" + f"Alias {OPTIONAL} {{root}}/htdocs\n"
            + open_place(OPTIONAL, "OAuthUnauthenticated pass", "OAuthProvider main"))


def logged(site, path):
    """The items of the last line about this path."""
    def lines():
        return [line.split() for line in (site.root / "who.log").read_text().splitlines() if line.startswith(path + " ")]
    site.wait_for(lines)
    return lines()[-1][1:]


@pytest.mark.parametrize("path", ["/protected/env", OPTIONAL + "/index.html"])
def test_a_line_says_who_came_with_which_session(site, browser, path):
    sign_in(browser, site)
    sign_in(browser, site, path)
    listed = browser.fetch(site.url + "/oauth/sessions", headers={"Accept": "application/json"}).json
    here = [session["id"] for session in listed["sessions"] if session["this_browser"]]
    assert logged(site, path) == [USER, "main", *here, "-", "-"]


def test_nobody_is_a_dash(site):
    Browser().navigate(site.url + "/open/env")
    assert logged(site, "/open/env") == ["-"] * 5


def test_a_line_says_why_somebody_was_refused(site):
    site.announce("reason=state_missing ")
    (site.root / "who.log").write_text("")  # other tests came back there, too
    Browser().navigate(site.url + "/oauth/callback/main?code=x")
    assert logged(site, "/oauth/callback/main") == ["-", "-", "-", "state_missing", "-"]

# SPDX-License-Identifier: Apache-2.0
"""mod_status' page says how the session table is."""

import pytest

from harness.browser import Browser
from harness.configuration import default_configuration
from harness.figures import PLACE, figures
from harness.steps import is_signed_in, sign_in

@pytest.fixture
def site(start_site, provider, backend):
    return start_site(default_configuration(provider, backend.url) + PLACE)


def test_the_figures_are_those_of_the_table(site):
    before = figures(site)
    assert set(before) == {"s", "BytesUsed", "BytesInAll", "BytesHighest", "Refusals", "Repairs", "Lookups"}
    assert before["s"] == before["BytesUsed"] == before["Lookups"] == before["Refusals"] == before["Repairs"] == 0
    people = [Browser() for _ in range(3)]
    for browser in people:
        sign_in(browser, site)
    with_three = figures(site)
    assert with_three["s"] == 3 and 0 < with_three["BytesUsed"] < with_three["BytesInAll"] <= 2 * 1024 * 1024
    people[0].submit(site.url + "/oauth/logout", {}, site.url + "/")
    with_two = figures(site)
    assert with_two["s"] == 2 and with_two["BytesUsed"] < with_three["BytesUsed"] <= with_two["BytesHighest"]


def test_lookups_are_counted_and_forged_cookies_cost_none(site, browser):
    sign_in(browser, site)
    before = figures(site)["Lookups"]
    for _ in range(5):
        assert is_signed_in(browser, site)
    assert figures(site)["Lookups"] == before + 5
    for value in ("x", "A" * 71, browser.cookie("oauth_session")[:-2] + "AA"):
        assert Browser().fetch(site.url + "/protected/env", headers={"Cookie": f"oauth_session={value}"}).status == 401
    assert figures(site)["Lookups"] == before + 5


def test_refusals_are_counted(site, provider):
    site.change("shm(2m)", "shm(1m)")
    site.restart()
    provider.twist("token", tenant="main", json_set={"refresh_token": "r" * 50_000})
    people = [Browser().navigate(site.url + "/protected/env").status for _ in range(22)]
    full = figures(site)
    assert people.count(503) > 0 and full["Refusals"] >= people.count(503) and full["s"] == people.count(200)
    assert full["BytesInAll"] * 0.8 < full["BytesUsed"] <= full["BytesHighest"] <= full["BytesInAll"] < 1024 * 1024
    site.announce("reason=store_full")


def test_figures_outlive_a_restart(site, browser):
    sign_in(browser, site)
    before = figures(site)
    for again in (site.graceful, site.restart):
        again()
        assert figures(site) == before


def test_the_page_for_people_has_them_too(site, browser):
    sign_in(browser, site)
    text = Browser().fetch(site.url + "/server-status").text
    assert "<h2>OAuth sessions</h2>" in text and "<dt>Sessions</dt><dd>1</dd>" in text
    assert text.index("<h2>OAuth sessions</h2>") < text.index("</body>")


def test_a_server_without_providers_has_no_such_section(start_site):
    site = start_site(PLACE)
    assert figures(site) == {} and "OAuth sessions" not in Browser().fetch(site.url + "/server-status").text

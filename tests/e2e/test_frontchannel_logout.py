# SPDX-License-Identifier: Apache-2.0
"""A page of the provider may sign people out here, where that is allowed, with their cookies or without."""

from urllib.parse import urlencode

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import is_signed_in, lines_with, sign_in

FRAMED = "/framed/index.html"
SID = "s-1.~!*'();:@&=+$,/?#[]"


def configure(provider):
    return "".join([provider_block("framed", provider.issuer("framed"), Scope="openid", FrontChannelLogout="on"),
                    "Alias /framed {root}/htdocs\n", protect("/framed", "framed")])


def signed_in(provider, site, sid=SID, path=FRAMED):
    browser = Browser()
    provider.untwist()
    provider.twist("id_token", claims_set={"sid": sid})
    sign_in(browser, site, path)
    return browser


def frame(browser, site, **names):
    """What an iframe on a page of the provider asks for: no cookies that browsers keep back there."""
    return browser.fetch(f"{site.url}/oauth/frontchannel-logout?{urlencode(names)}",
                         headers={"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
                         initiator="http://127.0.0.1:1/signed-out")


@pytest.mark.rp("LOG-front-rp", "LOG-front-op")
def test_the_session_of_that_name_ends(site, provider):
    browser, other = signed_in(provider, site), signed_in(provider, site, "another")
    page = frame(browser, site, iss=provider.issuer("framed"), sid=SID)
    assert page.status == 200 and page.header("Cache-Control") == "no-store"
    assert page.header("X-Frame-Options") is None and "frame-ancestors" not in (page.header("Content-Security-Policy") or "")
    assert not is_signed_in(browser, site, FRAMED) and is_signed_in(other, site, FRAMED)
    assert len(lines_with(site, "provider_sign_out")) == 1


@pytest.mark.rp("LOG-front-op")
def test_no_cookie_is_needed(site, provider):
    browser = signed_in(provider, site)
    assert frame(Browser(), site, iss=provider.issuer("framed"), sid=SID).status == 200
    assert not is_signed_in(browser, site, FRAMED)


@pytest.mark.parametrize("names", [{}, {"iss": "framed"}, {"sid": SID}, {"iss": "framed/", "sid": SID}])
@pytest.mark.requirement("R-LO-08")
def test_who_does_not_name_both_ends_nothing(site, provider, names):
    site.announce("reason=frontchannel_(session|issuer) ")
    browser = signed_in(provider, site)
    if "iss" in names:
        names = {**names, "iss": provider.issuer(names["iss"])}
    assert frame(browser, site, **names).status == 400
    assert is_signed_in(browser, site, FRAMED)


def test_another_name_ends_nothing(site, provider):
    browser = signed_in(provider, site)
    assert frame(browser, site, iss=provider.issuer("framed"), sid=SID + "x").status == 200
    assert is_signed_in(browser, site, FRAMED)


@pytest.mark.requirement("R-LO-08")
def test_a_provider_that_may_not_do_it_ends_nothing(site, provider):
    site.announce("reason=frontchannel_issuer ")
    browser = signed_in(provider, site, path="/protected/env")
    assert frame(browser, site, iss=provider.issuer("main"), sid=SID).status == 400
    assert is_signed_in(browser, site)

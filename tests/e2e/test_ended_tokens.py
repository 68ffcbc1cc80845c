# SPDX-License-Identifier: Apache-2.0
"""OAuthRevokeTokens expiry: a token of who idled out is revoked at the provider, once for all processes, by a server's clock
that the test sets."""

import time
from urllib.parse import parse_qsl

import pytest

from harness.browser import Browser
from harness.clock import machine_with, one_test_of
from harness.configuration import protect, provider_block
from harness.steps import is_signed_in, lines_with, sign_in

IDLE, SLACK, BETWEEN_LOOKS = 1800, 5, 30
LOOK = IDLE + 2 * BETWEEN_LOOKS  # seconds after the login: it is over, and somebody looks
PATIENCE = 10  # seconds of the machine's
SEVERAL_CHILDREN = "StartServers 3\nServerLimit 3\nThreadsPerChild 4\nMaxRequestWorkers 12\n" \
                   "MinSpareThreads 1\nMaxSpareThreads 12\n"


@pytest.fixture(scope="module")
def machine(module, provider_process):
    """A clock, and a server whose providers differ in what they are told of."""
    blocks = [provider_block(name, provider_process.issuer(name), Scope="openid", RevokeTokens=word)
              for name, word in (("ending", "expiry"), ("leaving", "on"), ("keeping", "off"))]
    places = [f"Alias /{name} {{root}}/htdocs\n" + protect(f"/{name}", name) for name in ("ending", "leaving", "keeping")]
    with machine_with(SEVERAL_CHILDREN + "OAuthSessionStore shm(2m)\n<Directory {root}>\n    Require all granted\n</Directory>\n"
                      + "".join(blocks + places)) as machine:
        yield machine


@pytest.fixture
def clock(machine):
    clock, _ = machine
    clock.set(0)
    return clock


@pytest.fixture
def site(machine, clock, provider):
    with one_test_of(machine[1]) as site:
        yield site


def signed_in(provider, site, token, name="ending"):
    """With this refresh token."""
    browser = Browser()
    provider.twist("token", json_set={"refresh_token": token})
    sign_in(browser, site, f"/{name}/index.html")
    provider.untwist()
    return browser


def revoked(provider):
    """The tokens, in this order."""
    return [dict(parse_qsl(request["body"]))["token"] for request in provider.requests("revocation")]


def wait_for(what):
    end = time.monotonic() + PATIENCE
    while not what() and time.monotonic() < end:
        time.sleep(0.02)
    assert what()


def test_who_idled_out_loses_his_token_once_and_who_is_there_keeps_it(site, provider, clock):
    for name in ("leaving", "keeping"):
        signed_in(provider, site, f"of {name}", name)
    signed_in(provider, site, "one")
    browser, gone = signed_in(provider, site, "two"), signed_in(provider, site, "three")
    assert gone.submit(site.url + "/oauth/logout", {}, site.url + "/").status == 200
    at_sign_out = revoked(provider)
    assert at_sign_out[0] == "three" and len(at_sign_out) == 2  # the access token as well
    clock.set(IDLE - SLACK)
    assert is_signed_in(browser, site, "/ending/index.html")
    clock.set(LOOK)
    wait_for(lambda: revoked(provider) == [*at_sign_out, "one"])
    assert is_signed_in(browser, site, "/ending/index.html")
    clock.set(2 * LOOK)  # the next look: what was revoked before would be once more
    wait_for(lambda: len(revoked(provider)) > 3)
    assert revoked(provider) == [*at_sign_out, "one", "two"]
    assert lines_with(site, "revocation_failed") == []


@pytest.mark.parametrize("trouble", [{"status": 400, "json": {"error": "unsupported_token_type"}}, {"status": 503},
                                     {"never": True}], ids=["refuses", "is_down", "hangs"])
def test_an_endpoint_that(site, provider, clock, trouble):
    """...is told of in the log, once, and nobody waits for it."""
    browser = signed_in(provider, site, "two")
    signed_in(provider, site, "a lost one")
    clock.set(IDLE - SLACK)
    assert is_signed_in(browser, site, "/ending/index.html")
    provider.twist("revocation", **trouble)
    clock.set(LOOK)
    wait_for(lambda: provider.count("revocation") == 1)
    began = time.monotonic()
    assert is_signed_in(browser, site, "/ending/index.html") and time.monotonic() - began < 1
    wait_for(lambda: len(lines_with(site, "revocation_failed")) == 1)
    provider.untwist()
    clock.set(2 * LOOK)
    wait_for(lambda: len(revoked(provider)) > 1)
    assert revoked(provider) == ["a lost one", "two"]
    [line] = lines_with(site, "revocation_failed")
    assert "a lost one" not in line and "at ending:" in line

# SPDX-License-Identifier: Apache-2.0
"""A provider that does not answer a few times in a row is not asked for a short while, by any process of the server."""

import time

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import is_signed_in, lines_with, sign_in

MPM = "prefork"
FAILURES = 5   # in a row, that open the circuit
PAUSE = 1.0    # seconds after them
QUICK = 1.5    # seconds: less than the deadline of a call
TENANTS = ("down", "hangs", "flaky", "other")
PLAIN = ("plain", "plainer")  # without an issuer, all by hand


def configure(provider):
    text = "StartServers 3\nMinSpareServers 3\nKeepAlive Off\nOAuthCallDeadline 2s\n"
    for name in TENANTS:
        provider.rotate_keys(name)  # now: new ones take their time
        text += provider_block(name, provider.issuer(name)) + protect(f"/{name}", name)
    for name in PLAIN:
        url = provider.issuer(name)
        text += provider_block(name, AuthorizationEndpoint=url + "/authorize", TokenEndpoint=url + "/token",
                               ProfileURL=url + "/user", MapClaim="sub login") + protect(f"/{name}", name)
    text += f"OAuthWebFinger {provider.base}\n"
    return text + provider_block("vouched", provider.issuer("other"), ClaimsEndpoint=claims_endpoint(provider)) \
        + protect("/vouched", "vouched")


def claims_endpoint(provider):
    """The same server under another name: who asks there has nothing to do with who asks for accounts."""
    return provider.issuer("vouching").replace("127.0.0.1", "localhost") + "/claims"


def visit(site, name):
    """The page a new visitor ends on. 404: he is in, and there is no such file."""
    return Browser().navigate(f"{site.url}/{name}/")


def open_circuit(site, name):
    for _ in range(FAILURES):
        assert visit(site, name).status == 503


def test_after_a_few_failures_nobody_asks(site, provider):
    provider.twist("token", tenant="down", status=503)
    open_circuit(site, "down")
    began = time.monotonic()
    pages = [visit(site, "down") for _ in range(4)]
    assert time.monotonic() - began < PAUSE, "this machine is too busy for this test"
    for page in pages:
        assert (page.status, page.header("Retry-After")) == (503, "1")
    assert provider.count("token", tenant="down") == FAILURES
    assert len(lines_with(site, "circuit_open")) == len(pages)
    site.announce("circuit_open")
    site.announce("token_unavailable|provider_status")


def test_a_provider_that_hangs_holds_up_a_few_and_then_nobody(site, provider):
    provider.twist("token", tenant="hangs", never=True)
    open_circuit(site, "hangs")
    began = time.monotonic()
    assert visit(site, "hangs").status == 503
    assert time.monotonic() - began < QUICK
    site.announce("circuit_open", "call_deadline")


def test_others_are_not_concerned(site, provider, browser):
    sign_in(browser, site)
    provider.twist("token", tenant="flaky", status=503)
    open_circuit(site, "flaky")
    assert is_signed_in(browser, site)
    assert visit(site, "other").status == 404
    site.announce("token_unavailable|provider_status")


def test_a_host_of_accounts_that_is_down_is_not_asked_and_nobody_else_is_concerned(site, provider, browser):
    provider.twist("webfinger", status=503)
    link = f"{site.url}/oauth/login?account=other@{provider.base.removeprefix('http://')}"
    pages = [Browser().navigate(link) for _ in range(FAILURES + 3)]
    assert [page.status for page in pages] == [503] * len(pages) and pages[-1].header("Retry-After") == "1"
    assert provider.count("webfinger") == FAILURES
    assert visit(site, "other").status == 404
    sign_in(browser, site)
    site.announce("circuit_open", "provider_unavailable")


def test_claims_of_who_is_down_are_done_without(site, provider):
    endpoint = claims_endpoint(provider)
    provider.twist("claims", status=503)
    provider.twist("userinfo", tenant="other", json_set={"_claim_names": {"credit_score": "src"}, "_claim_sources": {
        "src": {"endpoint": endpoint, "access_token": "claims"}}})
    assert [visit(site, "vouched").status for _ in range(FAILURES + 3)] == [404] * (FAILURES + 3)
    assert provider.count("claims") == FAILURES
    site.tolerate("reason=")


def test_plain_providers_are_not_taken_for_each_other(site, provider):
    provider.twist("token", tenant="plain", status=503)
    open_circuit(site, "plain")
    assert visit(site, "plainer").status == 404
    site.announce("token_unavailable|provider_status")


def test_a_provider_that_is_up_again_is_asked_soon(site, provider):
    """The breaker was opened by the test before, or by a former round of this one."""
    provider.twist("token", tenant="flaky", status=503)
    while provider.count("token", tenant="flaky") == 0:
        assert visit(site, "flaky").status == 503
        time.sleep(0.1)
    provider.untwist()
    began = time.monotonic()
    while visit(site, "flaky").status != 404:
        time.sleep(0.1)
    assert time.monotonic() - began < 2 * PAUSE + 2
    assert visit(site, "flaky").status == 404
    site.tolerate("circuit_open", "token_unavailable|provider_status")

# SPDX-License-Identifier: Apache-2.0
"""What a provider says of itself: where it is asked for, how often, and by whom."""

import secrets
import time

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block
from harness.steps import begin, lines_with

MPM = "prefork"
REFRESH = 5  # seconds


def configure(provider):
    text = "StartServers 4\nMinSpareServers 4\nKeepAlive Off\n"
    for name in ("moves", "fails"):
        text += provider_block(name, provider.issuer(name), MetadataRefresh=f"{REFRESH}s") + protect(f"/{name}", name)
    text += provider_block("run", provider.issuer("run")) + protect("/run", "run")
    text += provider_block("rfc8414", provider.issuer("rfc8414"), MetadataURL=oauth_metadata(provider, "rfc8414"))
    text += provider_block("stranger", provider.issuer("stranger"), MetadataURL=oauth_metadata(provider, "other"))
    text += provider_block("plain", MetadataURL=oauth_metadata(provider, "plain"), MapClaim="sub id",
                           ProfileURL=provider.issuer("plain") + "/user")
    return text + "".join(protect(f"/{name}", name) for name in ("rfc8414", "stranger", "plain"))


def times(provider, endpoint, tenant):
    """When it was asked."""
    return [request["at"] for request in provider.requests(endpoint, tenant=tenant)]


def oauth_metadata(provider, name):
    return f"{provider.issuer()}/.well-known/oauth-authorization-server/t/{name}"


def visit(site, name):
    """404: he is in, and there is no such file."""
    return Browser().navigate(f"{site.url}/{name}/").status


def wait_until(is_true, seconds):
    end = time.monotonic() + seconds
    while not is_true() and time.monotonic() < end:
        time.sleep(0.1)
    return is_true()


def test_metadata_is_renewed_by_one_process_and_no_visitor(site, provider):
    """PD4"""
    assert visit(site, "moves") == 404
    elsewhere = provider.issuer("moves") + "/elsewhere"
    provider.twist("discovery", tenant="moves", json_set={"authorization_endpoint": elsewhere})
    assert wait_until(lambda: provider.count("discovery", tenant="moves") == 2, 2 * REFRESH)
    assert wait_until(lambda: provider.count("jwks", tenant="moves") == 2, REFRESH)
    assert (provider.count("discovery", tenant="moves"), provider.count("jwks", tenant="moves")) == (2, 2)
    assert begin(Browser(), site, "/moves/").location.startswith(elsewhere)


def test_who_signs_in_notices_nothing_of_metadata_that_can_not_be_renewed(site, provider):
    """PD4"""
    assert visit(site, "fails") == 404
    provider.twist("discovery", tenant="fails", status=500)
    provider.twist("jwks", tenant="fails", status=500)
    assert wait_until(lambda: len(lines_with(site, "provider_unavailable")) == 2, 2 * REFRESH)
    assert visit(site, "fails") == 404
    assert (provider.count("discovery", tenant="fails"), provider.count("jwks", tenant="fails")) == (2, 2)
    site.announce("what is kept of provider fails could not be renewed and serves on")


@pytest.mark.rp("CFG-openid-config", "CFG-jwks-uri")
def test_keys_come_from_where_the_metadata_says_and_in_time(site, provider):
    suffix = secrets.token_hex(8)
    provider.twist("discovery", tenant="run", json_set={"jwks_uri": provider.issuer("run") + "/jwks?" + suffix})
    assert visit(site, "run") == 404
    [request] = provider.requests("jwks", tenant="run")
    assert request["target"].endswith("/jwks?" + suffix)
    order = ["discovery", "authorize", "token", "jwks", "userinfo"]
    at = [times(provider, endpoint, "run") for endpoint in order]
    assert [len(once) for once in at] == [1] * len(order) and at == sorted(at)


def test_metadata_of_an_oauth_server_serves_as_well(site, provider):
    """PD6"""
    assert visit(site, "rfc8414") == 404
    [request] = provider.requests("discovery", tenant="rfc8414")
    assert request["target"] == "/.well-known/oauth-authorization-server/t/rfc8414"


def test_metadata_of_another_issuer_signs_nobody_in(site, provider):
    """PD6, CFG-issuer-mismatch"""
    assert visit(site, "stranger") == 400
    assert provider.count("authorize", tenant="stranger") == provider.count("authorize", tenant="other") == 0
    site.announce("metadata_issuer")


def test_a_plain_oauth_server_needs_no_more_than_its_metadata(site, provider):
    """PD6"""
    assert visit(site, "plain") == 404
    assert provider.count("profile", tenant="plain") == 1 and provider.count("jwks", tenant="plain") == 0
    assert "openid" not in provider.requests("authorize", tenant="plain")[0]["target"]


def test_metadata_that_was_refused_is_not_kept(site, provider):
    provider.twist("discovery", tenant="other", json_set={"issuer": provider.issuer("stranger")})
    time.sleep(1.1)  # a call that failed is not repeated within a second
    assert begin(Browser(), site, "/stranger/").status == 302

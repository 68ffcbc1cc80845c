# SPDX-License-Identifier: Apache-2.0
"""Whatever handles a page is told who the user is in the way that it reads, and in no other."""

import pytest

from harness.browser import raw_request
from harness.configuration import default_configuration, protect, provider_block
from harness.scgi import ScgiBackend
from harness.steps import sign_in

USER = "7d20aa31-bob"
MODULES = ("proxy_scgi", "proxy_balancer", "lbmethod_byrequests", "slotmem_shm", "proxy_wstunnel")


@pytest.fixture
def scgi():
    backend = ScgiBackend()
    yield backend
    backend.stop()


def site_with(start_site, provider, backend, text):
    """text may use {backend}; its places are below /there."""
    return start_site(default_configuration(provider, backend.url) + protect("/there")
                      + text.replace("{backend}", backend.url), modules=MODULES)


HTTP_SERVERS = {
    "SetHandler": '<Location /there>\nSetHandler "proxy:{backend}/"\n</Location>\n',
    "ProxyPass": "ProxyPass /there {backend}/there\n",
    "RewriteRule": "RewriteEngine on\nRewriteRule ^/there(.*)$ {backend}/there$1 [P]\n",
    "BalancerMember": "<Proxy balancer://all>\nBalancerMember {backend}\n</Proxy>\n"
                      "ProxyPass /there balancer://all/there\n",
}


@pytest.mark.parametrize("text", HTTP_SERVERS.values(), ids=HTTP_SERVERS)
def test_an_http_server_is_told_by_headers(start_site, provider, backend, browser, text):
    page = sign_in(browser, site_with(start_site, provider, backend, text), "/there/page")
    assert f"\r\nX-OAuth-User: {USER}\r\n" in page.text and "\r\nX-OAuth-Claim-email: bob@example.org\r\n" in page.text


def test_a_websocket_is_told_by_headers(start_site, provider, backend, browser):
    site = site_with(start_site, provider, backend,
                     f"ProxyPass /there/socket {backend.url.replace('http:', 'ws:')}/socket\n"
                     f"ProxyPass /there {backend.url}/\n")
    sign_in(browser, site, "/there/page")
    answer = raw_request(site, "/there/socket", browser.cookie_line(), "Upgrade: websocket", "Connection: Upgrade")
    assert f"\r\nX-OAuth-User: {USER}\r\n".encode() in answer


@pytest.mark.parametrize("text", [
    '<Location /there>\nSetHandler "proxy:scgi://{scgi}/"\n</Location>\n', "ProxyPass /there scgi://{scgi}/there\n",
], ids=["SetHandler", "ProxyPass"])
def test_an_application_that_reads_an_environment_is_told_by_it(start_site, provider, backend, browser, scgi, text):
    site = site_with(start_site, provider, backend, text.replace("{scgi}", scgi.address))
    told = sign_in(browser, site, "/there/page").json
    assert told["REMOTE_USER"] == told["OAUTH_USER"] == USER and told["OAUTH_CLAIM_email"] == "bob@example.org"
    assert not any(name.startswith("HTTP_X_OAUTH") for name in told)


def test_an_early_header_of_the_configuration_can_not_speak_for_us(start_site, provider, backend, browser):
    """mod_headers sets it behind our scrubbing and before the sign-in."""
    site = site_with(start_site, provider, backend, "ProxyPass /there {backend}/there\n"
                     "RequestHeader set X-OAuth-User root early\nRequestHeader set x-oauth-claim-email root@x early\n")
    told = sign_in(browser, site, "/there/page").text
    assert "root" not in told and f"\r\nX-OAuth-User: {USER}\r\n" in told

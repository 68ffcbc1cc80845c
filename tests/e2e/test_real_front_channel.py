# SPDX-License-Identifier: Apache-2.0
"""npm's oidc-provider answers by form and by fragment, with tokens in the front channel."""

import pytest

from harness.configuration import protect, provider_block
from harness.httpd import Site
from harness.rp_flows import HYBRID, IMPLICIT, Flow
from harness.scripts import post, read_form, walk
from providers.oidc_provider import OidcProvider

pytestmark = pytest.mark.real
SECRET = "a-secret-of-letters-and-digits"
FLOWS = [Flow("code", "form_post"), *(Flow(words, mode) for words in HYBRID + IMPLICIT for mode in ("fragment", "form_post"))]
# native: only such a client may have callbacks on loopback where tokens come through the browser
CLIENT = {"client_id": "front", "client_secret": SECRET, "application_type": "native",
          "grant_types": ["authorization_code", "implicit"],
          "response_types": ["code", *HYBRID, *IMPLICIT], "token_endpoint_auth_method": "client_secret_basic"}


@pytest.fixture(scope="module")
def site_process(module, tmp_path_factory):
    if reason := OidcProvider.missing():
        pytest.skip(reason)
    stranger = OidcProvider(tmp_path_factory.mktemp("stranger"),
                            more={"clients": [CLIENT], "responseTypes": CLIENT["response_types"]})
    site = Site(configuration(stranger))
    site.stranger = stranger
    try:
        stranger.start([f"{site.url}/oauth/callback/{flow.name}" for flow in FLOWS])
        yield site.start()
    finally:
        site.remove()
        stranger.stop()


def configuration(stranger):
    text = "OAuthSessionStore shm(2m)\n<Directory {root}>\n    Require all granted\n</Directory>\n"
    for flow in FLOWS:
        mode = {"ResponseMode": "form_post"} if flow.mode == "form_post" else {}
        text += provider_block(flow.name, stranger.issuer, "front", SECRET, Scope="openid profile email",
                               ResponseType=flow.type, **mode)
        text += f"ScriptAlias /{flow.name}/env {{root}}/cgi/env\n" + protect(f"/{flow.name}", flow.name)
    return text


def finish(browser, site, page):
    """From the provider's page, which may be its form with the answer, to the site's."""
    if page.url.startswith(site.stranger.origin):
        page = post(browser, page, read_form(page).pairs)
    return walk(browser, page)


@pytest.mark.parametrize("flow", FLOWS, ids=[flow.name for flow in FLOWS])
def test_signs_in_by(site, browser, flow):
    asked = browser.navigate(site.url + flow.path)
    page = finish(browser, site, site.stranger.sign_in(browser, asked, "alice"))
    assert (page.status, page.url) == (200, site.url + flow.path), page.text
    told = page.json
    assert told["REMOTE_USER"] == "alice" and told["OAUTH_PROVIDER"] == flow.name
    assert told["OAUTH_CLAIM_name"] == "Alice" and told["OAUTH_CLAIM_email"] == "alice@example.org"

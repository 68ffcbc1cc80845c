# SPDX-License-Identifier: Apache-2.0
"""Over TLS: cookies that no neighbour can set, and a provider whose certificate is checked."""

import pytest

from harness.configuration import default_configuration, protect, provider_block, register_default_clients
from harness.provider_control import ProviderControl
from harness.steps import is_signed_in, sign_in


@pytest.fixture(scope="module")
def tls_provider(certificates):
    control = ProviderControl("--tls", *certificates.provider, authority=certificates.authority)
    register_default_clients(control)
    yield control
    control.stop()


def test_cookies_over_tls_have_the_host_prefix(start_site, provider, backend, browser, certificates):
    site = start_site(default_configuration(provider, backend.url), tls=certificates.site)
    page = browser.navigate(site.url + "/protected/env?x=" + "1" * 1500)
    assert page.status == 200 and len(page.json["QUERY_STRING"]) == 1502
    set_by_us = [value for step in page.steps for value in step.all_headers("Set-Cookie") if "oauth_" in value]
    names = {value.partition("=")[0] for value in set_by_us}
    assert {"__Host-oauth_session", "__Host-oauth_browser"} <= names
    assert names <= {"__Host-oauth_session", "__Host-oauth_browser", "__Secure-oauth_target", "__Secure-oauth_rounds"}
    assert all("; Secure" in value and "; HttpOnly" in value for value in set_by_us)
    assert "oauth" not in page.json.get("HTTP_COOKIE", "")


def test_a_plain_cookie_of_the_same_value_is_no_session_over_tls(start_site, provider, backend, browser, certificates):
    site = start_site(default_configuration(provider, backend.url), tls=certificates.site)
    sign_in(browser, site)
    value = browser.cookie("oauth_session")
    for name in ("oauth_session", "__host-oauth_session", "__Secure-oauth_session"):
        assert browser.fetch(site.url + "/protected/env", headers={"Cookie": f"{name}={value}"}).status == 401
    assert is_signed_in(browser, site)


def test_a_provider_with_a_certificate_of_our_authority_is_trusted(start_site, tls_provider, backend, browser,
                                                                   certificates):
    site = start_site(f"OAuthCAFile {certificates.authority}\n" + default_configuration(tls_provider, backend.url))
    sign_in(browser, site)


def test_a_provider_with_a_certificate_of_anybody_is_not(start_site, tls_provider, backend, browser):
    site = start_site(default_configuration(tls_provider, backend.url))
    page = browser.navigate(site.url + "/protected/env")
    assert page.status == 503 and page.header("Retry-After")
    site.announce("reason=call_tls ")


def test_a_provider_with_a_certificate_of_another_name_is_not(start_site, tls_provider, browser, certificates):
    elsewhere = tls_provider.base.replace("127.0.0.1", "localhost")
    site = start_site(f"OAuthSessionStore shm(2m)\nOAuthCAFile {certificates.authority}\nOAuthCallDeadline 2s\n"
                      + provider_block("main", elsewhere) + protect("/", "main"))
    assert browser.navigate(site.url + "/").status == 503
    site.announce("reason=call_tls ")

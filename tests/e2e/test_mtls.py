# SPDX-License-Identifier: Apache-2.0
"""The site proves who it is by a certificate (RFC 8705), at the addresses that the provider has for that."""

import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from harness.configuration import SECRET, protect, provider_block
from harness.provider_control import ProviderControl
from harness.steps import SESSION, lines_with, sign_in

CA, OWN = "tls_client_auth", "self_signed_tls_client_auth"


@pytest.fixture(scope="module")
def tls_provider(certificates, tmp_path_factory):
    """It speaks TLS, and asks for certificates of our authority or the one that signs itself."""
    trusted = tmp_path_factory.mktemp("trusted") / "clients.pem"
    trusted.write_text(read(certificates.authority) + read(certificates.self_signed[0]))
    control = ProviderControl("--tls", *certificates.provider, "--client-authorities", str(trusted),
                              authority=certificates.authority)
    control.register("by-authority", auth_method=CA, certificate="client", auto_login="bob")
    control.register("by-itself", auth_method=OWN, certificate=sha256(certificates.self_signed[0]), auto_login="bob")
    control.register("site", client_secret=SECRET, auto_login="bob")
    yield control
    control.stop()


def read(path):
    with open(path, encoding="ascii") as file:
        return file.read()


def sha256(path):
    certificate = x509.load_pem_x509_certificate(read(path).encode())
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def start(start_site, provider, certificates, tenant, client_id, certificate, **directives):
    """A site whose one provider is this tenant."""
    shown = " ".join(certificate) if certificate else None
    return start_site(f"OAuthSessionStore shm(2m)\nOAuthCAFile {certificates.authority}\n"
                      "<Directory {root}>\n    Require all granted\n</Directory>\nScriptAlias /protected {root}/cgi/env\n"
                      + provider_block("main", provider.issuer(tenant), client_id, directives.pop("secret", None),
                                       Scope="openid profile", ClientCertificate=shown, **directives)
                      + protect("/protected"))


def announce_aliases(provider, tenant):
    aliases = {f"{name}_endpoint": f"{provider.issuer(tenant)}/mtls/{name}" for name in ("token", "userinfo")}
    provider.twist("discovery", tenant=tenant, json_set={"mtls_endpoint_aliases": aliases,
                                                         "token_endpoint_auth_methods_supported": [CA, OWN]})


def called(provider, tenant):
    """The paths of token and user info requests."""
    return [entry["target"].removeprefix(f"/t/{tenant}") for name in ("token", "userinfo")
            for entry in provider.requests(name, tenant=tenant)]


@pytest.mark.rp("CORE-mtls-aliases")
@pytest.mark.parametrize("client_id, which", [("by-authority", "client"), ("by-itself", "self_signed")])
@pytest.mark.parametrize("auth", ["auto", "named"])
def test_core_mtls_aliases(start_site, tls_provider, certificates, browser, client_id, which, auth):
    tenant = f"alias-{client_id}-{auth}"
    announce_aliases(tls_provider, tenant)
    method = {"client": CA, "self_signed": OWN}[which]
    site = start(start_site, tls_provider, certificates, tenant, client_id, getattr(certificates, which),
                 ClientAuth=method if auth == "named" else "auto")
    sign_in(browser, site)
    assert called(tls_provider, tenant) == ["/mtls/token", "/mtls/userinfo"]
    request, = tls_provider.requests("token", tenant=tenant)
    assert f"client_id={client_id}" in request["body"] and "client_secret" not in request["body"]


def test_without_aliases_the_endpoints_themselves_are_called(start_site, tls_provider, certificates, browser):
    site = start(start_site, tls_provider, certificates, "plain", "by-authority", certificates.client, ClientAuth=CA)
    sign_in(browser, site)
    assert called(tls_provider, "plain") == ["/token", "/userinfo"]


@pytest.mark.parametrize("client_id, which", [("by-authority", "self_signed"), ("by-itself", "client"),
                                              ("by-authority", None)])
def test_another_certificate_or_none_is_refused_by_the_provider(start_site, tls_provider, certificates, browser,
                                                                client_id, which):
    tenant = f"refused-{client_id}-{which}"
    site = start(start_site, tls_provider, certificates, tenant, client_id, which and getattr(certificates, which),
                 ClientAuth=CA if which else "none")
    page = browser.navigate(site.url + "/protected/env")
    assert page.status == 400 and browser.cookie(SESSION) is None
    assert len(lines_with(site, "token_refused")) == 1
    site.announce("reason=token_refused ")


def test_a_certificate_beside_a_secret_is_shown_for_tokens_that_are_bound_to_it(start_site, tls_provider, certificates,
                                                                                 browser):
    tls_provider.twist("discovery", tenant="both", json_set={
        "mtls_endpoint_aliases": {"token_endpoint": f"{tls_provider.issuer('both')}/mtls/token"}})
    site = start(start_site, tls_provider, certificates, "both", "site", certificates.client, secret=SECRET)
    sign_in(browser, site)
    assert called(tls_provider, "both") == ["/mtls/token", "/userinfo"]
    request, = tls_provider.requests("token", tenant="both")
    assert dict(request["headers"])["Authorization"].startswith("Basic ")


def test_the_key_is_read_by_who_starts_the_server_and_shown_to_no_log(start_site, tls_provider, certificates, browser):
    """The children run as another user, who may not read the file."""
    site = start(start_site, tls_provider, certificates, "secret", "by-authority", certificates.client, ClientAuth=CA)
    sign_in(browser, site)
    assert read(certificates.client[1]).splitlines()[1] not in site.log()

# SPDX-License-Identifier: Apache-2.0
"""Keys of the site's own (OAuthPrivateKey), and where providers fetch their public parts."""

import json

import pytest
from jwcrypto.jwk import JWK

from harness.configuration import default_configuration, provider_block, write_secret
from harness.httpd import Site
from harness.own_keys import new_key, pem
from harness.processes import memory_holds

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
PROVIDER = provider_block("x", "https://op.example")


@pytest.fixture
def folder(tmp_path):
    tmp_path.chmod(0o755)
    return tmp_path


def test_providers_see_the_public_parts_of_all_keys_and_nothing_else(start_site, provider, backend, browser, folder):
    keys = [new_key("EC"), new_key("RSA"), new_key("OKP", kid="mine", alg="EdDSA")]
    files = [write_secret(folder / "ec.pem", pem(keys[0])), write_secret(folder / "rsa.pem", pem(keys[1])),
             write_secret(folder / "okp.jwk", keys[2].export_private())]
    site = start_site(default_configuration(provider, backend.url)
                      + f"OAuthPrivateKey {files[0]} sig\nOAuthPrivateKey {files[1]} enc\nOAuthPrivateKey {files[2]}\n")
    page = browser.fetch(site.url + "/oauth/jwks")
    assert page.status == 200 and page.header("Content-Type") == "application/jwk-set+json"
    assert page.header("Cache-Control") == "public, max-age=3600"
    shown = json.loads(page.text)["keys"]
    assert not any(PRIVATE & set(key) for key in shown)
    assert [key.get("use") for key in shown] == ["sig", "enc", None]
    assert [key["kid"] for key in shown] == [keys[0].thumbprint(), keys[1].thumbprint(), "mine"]
    assert [JWK(**key).thumbprint() for key in shown] == [key.thumbprint() for key in keys]


def test_no_copy_of_a_file_with_a_private_key_stays_in_memory(start_site, provider, backend, folder):
    in_pem, in_json = pem(new_key("RSA")), new_key("OKP").export_private()
    files = [write_secret(folder / "rsa.pem", in_pem), write_secret(folder / "okp.jwk", in_json)]
    lines = default_configuration(provider, backend.url) + "".join(f"OAuthPrivateKey {file}\n" for file in files)
    site = start_site(lines)
    assert memory_holds(site.process.pid, str(files[0]).encode())
    for text in ("\n".join(in_pem.splitlines()[5:7]), in_json):
        assert text and not memory_holds(site.process.pid, text.encode())


def test_without_keys_there_is_nothing_to_see(site, provider, browser):
    page = browser.fetch(site.url + "/oauth/jwks")
    assert page.status == 404 and page.header("Cache-Control") == "no-store"
    assert "keys" in page.text and page.header("Content-Type").startswith("application/problem+json")


def test_the_keys_are_read_only(site, provider, browser):
    page = browser.fetch(site.url + "/oauth/jwks", "POST", b"")
    assert page.status == 405 and page.header("Allow") == "GET, HEAD"


@pytest.mark.parametrize("name, lines, why", [
    ("that is not there", "OAuthPrivateKey {folder}/none", "No such file"),
    ("that others may read", "OAuthPrivateKey {folder}/loose.pem", "chmod 600"),
    ("that is none", "OAuthPrivateKey {folder}/text", "{folder}/text"),
    ("that is public", "OAuthPrivateKey {folder}/public.pem", "{folder}/public.pem"),
    ("that is too short", "OAuthPrivateKey {folder}/short.pem", "1024"),
    ("for something else", "OAuthPrivateKey {folder}/good.pem tls", '"tls" is not sig or enc'),
    ("that stands there twice", "OAuthPrivateKey {folder}/good.pem\nOAuthPrivateKey {folder}/good.pem", "key id"),
    ("of a virtual host", "<VirtualHost *:80>\nOAuthPrivateKey {folder}/good.pem\n</VirtualHost>", "<VirtualHost>"),
    ("of a provider", "<OAuthProvider y>\nOAuthPrivateKey {folder}/good.pem\n</OAuthProvider>", "<OAuthProvider>"),
])
def test_a_key_is_refused(folder, name, lines, why):
    good = new_key("EC")
    write_secret(folder / "good.pem", pem(good))
    write_secret(folder / "loose.pem", pem(good), 0o640)
    write_secret(folder / "text", "no key")
    write_secret(folder / "public.pem", good.export_to_pem().decode())
    write_secret(folder / "short.pem", pem(JWK.generate(kty="RSA", size=1024)))
    site = Site(PROVIDER + lines.format(folder=folder) + "\n")
    try:
        status, said = site.check()
    finally:
        site.remove()
    assert status != 0 and "OAuthPrivateKey" in said and why.format(folder=folder) in said, said

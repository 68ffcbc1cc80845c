# SPDX-License-Identifier: Apache-2.0
"""Authorization requests as signed objects (RFC 9101): by value, pushed, and by reference."""

import json
import os
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, ONE_PROCESS, default_configuration, protect, provider_block
from harness.openid.assertions import part
from harness.own_keys import key_set, new_key, pem
from harness.steps import SESSION, answer_of_provider, begin, lines_with, sign_in

KEYS = {kind: new_key(kind) for kind in ("RSA", "EC", "OKP")}
ALGORITHMS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
FOLDER = tempfile.TemporaryDirectory(prefix="oas-request-objects-")
LONG_SECRET = "a secret of more than thirty-two characters"
BESIDE = {"client_id", "response_type", "redirect_uri", "scope"}


def write_key(kind):
    path = Path(FOLDER.name) / kind
    path.touch(0o600)
    path.write_text(pem(KEYS[kind]))
    return path


def configure(provider):
    os.chmod(FOLDER.name, 0o755)
    for kind in ("RSA", "EC"):
        provider.set_keys(f"jar-enc-{kind}", decryption=[kind])
    text = "".join(f"OAuthPrivateKey {write_key(kind)}\n" for kind in KEYS)
    jwks = key_set(*KEYS.values())

    def add(name, algorithm, secret=SECRET, tenant="jar", values=None, **directives):
        nonlocal text
        provider.register(name, client_secret=secret, auto_login="bob", request_algorithm=algorithm, keys=jwks,
                          **(values or {}))
        text += provider_block(name, provider.issuer(tenant), name, secret, **directives)
        text += protect(f"/{name}", name) + f"ScriptAlias /{name} {{root}}/cgi/env\n"

    for algorithm in ALGORITHMS:
        add(f"value-{algorithm}", algorithm, RequestObject="value", RequestObjectSigning=algorithm)
    add("value-HS256", "HS256", LONG_SECRET, RequestObject="value", RequestObjectSigning="HS256")
    add("offered", "ES256", tenant="jar-offered", RequestObject="value")
    add("required", "RS256", tenant="jar-required")
    add("rich", "RS256", RequestObject="value", RequestObjectSigning="RS256", PassParameters="login_hint max_age",
        AuthorizationParameter=["claims '{\"id_token\":{\"acr\":null}}'", "ui_locales \"de en\""],
        Resource="https://a.example/ urn:b")
    add("pushed", "RS256", RequestObject="reference", RequestObjectSigning="RS256", PushedAuthorization="on",
        values={"only_pushed": True})
    for algorithm in ("RS256", "none"):
        add(f"reference-{algorithm}", algorithm, RequestObject="reference", RequestObjectSigning=algorithm,
            PassParameters="login_hint")
    for kind, key_algorithm in (("RSA", "RSA-OAEP-256"), ("EC", "ECDH-ES+A128KW")):
        add(f"encrypted-{kind}", "RS256", tenant=f"jar-enc-{kind}", RequestObject="value", RequestObjectSigning="RS256",
            RequestObjectEncryption=f"{key_algorithm} A256GCM")
    add("encrypted-reference", "RS256", tenant="jar-enc-EC", RequestObject="reference", RequestObjectSigning="RS256",
        RequestObjectEncryption="ECDH-ES")
    text += provider_block("plain", ProfileURL=provider.issuer("jar-plain") + "/user", MapClaim="sub id",
                           MetadataURL=f"{provider.issuer()}/.well-known/oauth-authorization-server/t/jar-plain")
    text += protect("/plain", "plain")
    add("no-key", "RS256", tenant="jar-no-key", RequestObject="value", RequestObjectEncryption="RSA-OAEP")
    add("short-secret", "HS512", RequestObject="value", RequestObjectSigning="HS512")
    return text


def the_object(provider):
    [taken] = provider.request_objects()
    return taken


# By value


@pytest.mark.parametrize("algorithm", [*ALGORITHMS, "HS256"])
def test_a_signed_request_is_taken(site, provider, browser, algorithm):
    assert sign_in(browser, site, f"/value-{algorithm}").json["REMOTE_USER"] == "7d20aa31-bob"
    taken = the_object(provider)
    header = part(taken["compact"], 0)
    assert (header["alg"], header["typ"]) == (algorithm, "oauth-authz-req+jwt")
    assert algorithm == "HS256" or header["kid"] == KEYS[ALGORITHMS[algorithm]].thumbprint()


def test_the_object_has_all_that_is_asked_and_says_for_whom_and_how_long(site, provider, browser):
    page = browser.navigate(site.url + "/oauth/login?provider=rich&login_hint=ann%22%3C%26&max_age=007", follow=False)
    assert set(page.location_query) == {*BESIDE, "request"}
    claims = part(page.location_query["request"], 1)
    assert (claims["iss"], claims["client_id"], claims["aud"]) == ("rich", "rich", provider.issuer("jar"))
    assert claims["nbf"] < claims["iat"] <= time.time() + 1 and claims["exp"] - claims["iat"] == 300
    assert len(claims["jti"]) >= 20 and "sub" not in claims
    assert (claims["login_hint"], claims["max_age"], claims["ui_locales"]) == ('ann"<&', 7, "de en")
    assert claims["claims"] == {"id_token": {"acr": None}} and claims["resource"] == ["https://a.example/", "urn:b"]
    assert all(claims[name] == page.location_query[name] for name in BESIDE)
    assert len(claims["state"]) > 40 and len(claims["nonce"]) == 43 and claims["code_challenge_method"] == "S256"
    assert browser.follow(page).status == 302  # the provider takes it


def test_no_two_requests_are_the_same(site, provider, browser):
    first, second = (part(begin(browser, site, "/rich").location_query["request"], 1) for _ in range(2))
    assert not {first[name] for name in ("jti", "state", "nonce")} & {second[name] for name in ("jti", "state", "nonce")}


def test_the_algorithm_is_one_that_the_metadata_offers(site, provider, browser):
    provider.twist("discovery", tenant="jar-offered", json_set={"request_object_signing_alg_values_supported": ["none", "ES256"]})
    sign_in(browser, site, "/offered")
    assert part(the_object(provider)["compact"], 0)["alg"] == "ES256"


def test_a_provider_that_takes_nothing_else_gets_objects(site, provider, browser):
    provider.twist("discovery", tenant="jar-required", json_set={
        "require_signed_request_object": True, "request_object_signing_alg_values_supported": ["RS256"]})
    sign_in(browser, site, "/required")
    assert part(the_object(provider)["compact"], 0)["alg"] == "RS256"


def test_a_plain_oauth_server_that_takes_nothing_else_gets_nothing(site, provider, browser):
    """There is no issuer for whom an object could be; and no server dies of it."""
    provider.twist("discovery", tenant="jar-plain", json_set={"require_signed_request_object": True})
    for _ in range(2):
        page = browser.navigate(site.url + "/plain", follow=False)
        assert page.status == 500 and page.location is None
    site.announce("reason=request_object_issuer ")
    assert len(lines_with(site, "request_object_issuer")) == 2


def test_there_is_no_object_where_nobody_asked_for_one(site, provider, browser):
    asked = begin(browser, site).location_query
    assert not {"request", "request_uri"} & set(asked)


def test_a_changed_object_is_refused_by_the_provider_and_signs_nobody_in(site, provider, browser):
    page = begin(browser, site, "/value-RS256")
    header, claims, signature = page.location_query["request"].split(".")
    other = page.location.replace(claims, claims[:-8] + "AAAAAAAA")
    assert browser.navigate(other).status == 400 and browser.cookie(SESSION) is None


# Pushed


def test_an_object_is_pushed_where_requests_are(site, provider, browser):
    """RFC 9126, 3: nothing of the request stands beside it; and no reference is pushed."""
    page = begin(browser, site, "/pushed")
    assert set(page.location_query) == {"client_id", "request_uri"}
    [pushed] = provider.requests("pushed", tenant="jar")
    assert set(parse_qs(pushed["body"])) == {"client_id", "request"}
    assert browser.navigate(page.location).url == site.url + "/pushed"


# Encrypted


@pytest.mark.parametrize("name", ["encrypted-RSA", "encrypted-EC"])
def test_an_encrypted_request_tells_nobody_on_the_way(site, provider, browser, name):
    page = begin(browser, site, f"/{name}")
    compact = page.location_query["request"]
    assert compact.count(".") == 4 and part(compact, 0)["cty"] == "JWT" and "state" not in page.location_query
    assert browser.navigate(page.location).url == f"{site.url}/{name}"


def test_an_encrypted_request_can_be_fetched(site, provider, browser):
    sign_in(browser, site, "/encrypted-reference")


def test_a_provider_that_publishes_no_key_gets_nothing(site, provider, browser):
    page = browser.navigate(site.url + "/no-key", follow=False)
    site.announce("reason=request_object_key ")
    assert page.status == 500 and page.location is None and len(lines_with(site, "request_object_key")) == 1


def test_a_secret_that_is_too_short_signs_nothing(site, provider, browser):
    page = browser.navigate(site.url + "/short-secret", follow=False)
    site.announce("reason=request_object_secret ")
    assert page.status == 500 and SECRET not in site.new_log()


def test_without_a_key_nothing_is_signed(start_site, provider, backend, browser):
    site = start_site(default_configuration(provider, backend.url) + ONE_PROCESS
                      + provider_block("keyless", provider.issuer("main"), RequestObject="value") + protect("/keyless", "keyless"))
    page = browser.navigate(site.url + "/keyless", follow=False)
    site.announce("reason=own_key ")
    assert page.status == 500 and len(lines_with(site, "own_key")) == 1


# By reference


def reference_of(page):
    return page.location_query["request_uri"]


@pytest.mark.parametrize("algorithm", [pytest.param("RS256", marks=pytest.mark.rp("DYN-request-uri-rs256")),
                                       pytest.param("none", marks=pytest.mark.rp("DYN-request-uri-none"))])
def test_the_provider_fetches_the_request_from_us(site, provider, browser, algorithm):
    """The keys are those that the site publishes."""
    name = f"reference-{algorithm}"
    provider.register(name, client_secret=SECRET, auto_login="bob", request_algorithm=algorithm,
                      jwks_uri=f"{site.url}/oauth/jwks")
    page = begin(browser, site, f"/{name}")
    assert set(page.location_query) == {*BESIDE, "request_uri"} and "openid" in page.location_query["scope"].split()
    assert reference_of(page).startswith(f"{site.url}/oauth/request?state=") and len(reference_of(page)) <= 512
    assert browser.navigate(page.location).url == f"{site.url}/{name}"
    assert part(the_object(provider)["compact"], 0)["alg"] == algorithm


def test_many_tabs_by_reference_are_finished_in_any_order(site, provider, browser):
    pages = [begin(browser, site, f"/reference-RS256?tab={tab}") for tab in range(4)]
    for tab in (2, 0, 3, 1):
        assert browser.navigate(pages[tab].location).url == f"{site.url}/reference-RS256?tab={tab}"


def test_a_long_target_by_reference_is_not_lost(site, provider, browser):
    path = "/reference-RS256?" + "q=" + "a" * 700
    page = begin(browser, site, path)
    assert len(reference_of(page)) <= 512
    assert browser.navigate(page.location).url == site.url + path


@pytest.mark.parametrize("length", range(150, 260, 9))
def test_no_reference_is_longer_than_512_characters(site, provider, browser, length):
    assert len(reference_of(begin(browser, site, "/reference-RS256?" + "a" * length))) <= 512


def test_what_a_link_asks_is_in_the_object_that_is_fetched(site, provider, browser):
    page = browser.navigate(f"{site.url}/oauth/login?provider=reference-RS256&login_hint=ann%26state%3Dx", follow=False)
    browser.follow(page)
    assert the_object(provider)["claims"]["login_hint"] == "ann&state=x"


def test_a_fetched_object_is_fresh_and_kept_by_nobody(site, provider, browser):
    uri = reference_of(begin(browser, site, "/reference-RS256"))
    first, second = (Browser().fetch(uri) for _ in range(2))
    assert first.status == 200 and first.header("Cache-Control") == "no-store"
    assert first.header("Content-Type") == "application/oauth-authz-req+jwt" and not first.all_headers("Set-Cookie")
    mine, other = part(first.text, 1), part(second.text, 1)
    assert mine["jti"] != other["jti"] and (mine["state"], mine["nonce"]) == (other["state"], other["nonce"])
    assert Browser().fetch(uri, method="POST").status == 405


def changed(uri, change):
    parts = urlsplit(uri)
    state = parse_qs(parts.query)["state"][0]
    return uri.replace(state, quote(change(state)))


@pytest.mark.parametrize("change", [lambda s: "", lambda s: "x", lambda s: s[:-1], lambda s: s[:40] + "AAAA" + s[44:],
                                    lambda s: "A" * 481, lambda s: s + "&state=" + s])
def test_an_address_that_is_not_ours_has_no_object(site, provider, browser, change):
    uri = reference_of(begin(browser, site, "/reference-RS256"))
    answer = Browser().fetch(changed(uri, change))
    site.announce("reason=")
    assert answer.status == 400 and answer.header("Content-Type") == "application/problem+json"


def test_a_login_that_does_not_go_by_reference_has_no_object(site, provider, browser):
    state = begin(browser, site).location_query["state"]
    answer = Browser().fetch(f"{site.url}/oauth/request?state={state}")
    site.announce("reason=request_object_none ")
    assert answer.status == 400
    assert Browser().fetch(f"{site.url}/oauth/request").status == 400
    site.announce("reason=state_missing ")


def test_the_address_is_in_no_access_log(site, provider, browser):
    page = begin(browser, site, "/reference-RS256")
    Browser().fetch(reference_of(page))
    state = parse_qs(urlsplit(reference_of(page)).query)["state"][0]
    logs = "".join(path.read_text() for path in site.root.glob("**/*log*") if path.is_file())
    assert state not in logs


def test_who_has_the_reference_of_another_browser_is_not_signed_in(site, provider, browser):
    page = begin(browser, site, "/reference-RS256")
    stolen = Browser()
    landed = stolen.navigate(page.location, follow=False)
    landed = stolen.follow(landed)
    assert landed.status == 302 and stolen.cookie(SESSION) is None  # begins again, with a login of its own

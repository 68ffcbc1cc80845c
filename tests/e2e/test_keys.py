# SPDX-License-Identifier: Apache-2.0
"""The provider's keys: changed, without names, of one name, in numbers. Each test has an issuer of its own, because
keys are kept for all and fetched anew at most once a minute."""

import time

import pytest

from harness.browser import Browser
from harness.configuration import ONE_PROCESS, protect, provider_block
from harness.openid.tokens import new_key
from harness.steps import sign_in

TENANTS = ("rotated", "rotated-late", "flood", "nameless", "three-nameless", "same-name", "removed", "broken")


def configure(provider):
    return ONE_PROCESS + "".join(provider_block(name, provider.issuer(name)) + protect(f"/{name}", name)
                   + f"ScriptAlias /{name} {{root}}/cgi/env\n" for name in TENANTS)


def public(algorithm, kid):
    return new_key(algorithm, kid).export_public(as_dict=True)


@pytest.mark.rp("CFG-key-rotation", "GEN-04")
def test_keys_that_were_changed_are_fetched_once_more(site, provider, browser):
    sign_in(browser, site, "/rotated")
    provider.rotate_keys("rotated")
    sign_in(Browser(), site, "/rotated")
    sign_in(Browser(), site, "/rotated")
    assert provider.count("jwks", tenant="rotated") == 2


@pytest.mark.rp("CFG-key-rotation-just-before")
def test_keys_changed_just_before_signing_are_fetched_once_more(site, provider, browser):
    page = browser.navigate(site.url + "/rotated-late", follow=False)
    page = browser.follow(page)
    provider.rotate_keys("rotated-late")
    assert browser.follow_all(page).status == 200


def test_tokens_with_unknown_keys_fetch_once_a_minute(site, provider, browser):
    sign_in(browser, site, "/flood")
    provider.twist("id_token", tenant="flood", sign_with="unknown")
    for _ in range(8):
        assert Browser().navigate(site.url + "/flood").status == 400
    assert provider.count("jwks", tenant="flood") <= 2
    site.announce("jwt_no_key")


@pytest.mark.rp("CORE-kid-absent-single")
def test_a_token_without_a_key_name_is_verified_with_the_one_that_fits(site, provider, browser):
    provider.set_keys("nameless", kids={"RSA": None, "EC": None, "OKP": None})
    sign_in(browser, site, "/nameless")


@pytest.mark.rp("CORE-kid-absent-multiple")
def test_a_token_without_a_key_name_is_tried_with_each_that_fits(site, provider, browser):
    provider.set_keys("three-nameless", kids={"RSA": None})
    others = [{name: value for name, value in public("RS256", "x").items() if name != "kid"} for _ in range(2)]
    provider.set_keys("three-nameless", beside=others)
    sign_in(browser, site, "/three-nameless")


@pytest.mark.rp("X-same-kid")
def test_keys_of_one_name_are_told_apart_by_their_kind(site, provider, browser):
    provider.set_keys("same-name", kids={"RSA": "one", "EC": "one", "OKP": "one"},
                      beside=[public("EdDSA", "one"), public("ES256", "one")])
    sign_in(browser, site, "/same-name")


def test_a_key_that_is_published_no_more_is_trusted_no_more(site, provider, browser):
    """The next fetch, here brought about by a token of an unknown key, takes its place wholly."""
    sign_in(browser, site, "/removed")
    provider.set_keys("removed", published=[public("RS256", "other")])
    provider.twist("id_token", tenant="removed", sign_with="unknown", times=1)
    assert Browser().navigate(site.url + "/removed").status == 400
    assert Browser().navigate(site.url + "/removed").status == 400
    site.announce("jwt_no_key")


def test_a_key_set_that_can_not_be_read_signs_nobody_in_and_is_not_kept(site, provider, browser):
    provider.twist("jwks", tenant="broken", times=1, body="<html>")
    assert browser.navigate(site.url + "/broken").status in (400, 503)
    site.announce(r"reason=(json|jwk)_\w+")
    time.sleep(1.1)  # a call that failed is not repeated within a second
    sign_in(browser, site, "/broken")

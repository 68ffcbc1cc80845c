# SPDX-License-Identifier: Apache-2.0
"""OAuth 1.0a, against a provider whose signatures Authlib checks: straight logins, and each answer that is refused."""

import os
import tempfile
from base64 import b64decode
from pathlib import Path
from urllib.parse import unquote

import pytest
from jwcrypto.jwk import JWK

from harness.browser import Browser
from harness.configuration import SECRET, protect, provider_block
from harness.provider_oauth1 import Oauth1Provider
from harness.steps import SESSION, assert_refused, begin, is_signed_in, lines_with, sign_in

KEY = JWK.generate(kty="RSA", size=2048)
OLD = Oauth1Provider()


@pytest.fixture
def old():
    """The provider of this file, with nothing twisted."""
    OLD.begin_test()
    return OLD


@pytest.fixture(scope="module", autouse=True)
def stop_at_the_end():
    yield
    OLD.stop()


def block(name, client_id, secret, **more):
    directives = {"Version": "1.0a", "RequestTokenEndpoint": OLD.base + "/request",
                  "AuthorizationEndpoint": OLD.base + "/authorize", "TokenEndpoint": OLD.base + "/access",
                  "ProfileURL": OLD.base + "/me?fields=id%2Cname&include_email=true", "MapClaim": "sub id", **more}
    return provider_block(name, None, client_id, secret, **directives) + protect(f"/{name}", name) \
        + f"ScriptAlias /{name} {{root}}/cgi/env\n"


def configure(_provider):
    folder = Path(tempfile.mkdtemp(prefix="oas-keys-"))
    os.chmod(folder, 0o755)
    key = folder / "rsa.pem"
    key.touch(0o600)
    key.write_bytes(KEY.export_to_pem(private_key=True, password=None))
    OLD.register("hmac", SECRET)
    OLD.register("rsa", public_key=KEY.export_to_pem().decode())
    OLD.register("wrong", "another secret")
    return f"OAuthPrivateKey {key}\n" + block("hmac", "hmac", SECRET) + block("rsa", "rsa", None) \
        + block("wrong", "wrong", SECRET) + block("named", "hmac", SECRET, UserClaim="screen_name")


def on_the_way(browser, site, old, path="/hmac"):
    """The provider's answer, whose location is the callback."""
    page = browser.follow(begin(browser, site, path))
    assert "/callback/" in page.location, page.text
    return page


@pytest.mark.parametrize("name", ["hmac", "rsa"])
def test_a_visitor_signs_in(site, old, browser, name):
    told = sign_in(browser, site, f"/{name}").json
    assert (told["REMOTE_USER"], told["OAUTH_CLAIM_name"], told["OAUTH_PROVIDER"]) == ("7", "Carol Example", name)
    assert old.asked == ["request", "authorize", "access", "me"]
    assert browser.cookie("oauth_temporary") is None


def test_the_user_may_be_called_by_another_claim(site, old, browser):
    assert sign_in(browser, site, "/named").json["REMOTE_USER"] == "carol"


def test_the_provider_refuses_a_signature_with_another_secret(site, old, browser):
    page = browser.navigate(site.url + "/wrong")
    assert_refused(browser, site, page, 400, "oauth1_refused")
    assert set(old.asked) == {"request"}


# name, endpoint, its twist, the reason, how often the access token was asked for
CROOKED = [
    ("a_callback_that_is_not_confirmed", "request", {"remove": ["oauth_callback_confirmed"]}, "oauth1_not_confirmed", 0),
    ("a_callback_confirmed_in_capitals", "request", {"set": {"oauth_callback_confirmed": "TRUE"}}, "oauth1_not_confirmed", 0),
    ("no_temporary_secret", "request", {"remove": ["oauth_token_secret"]}, "oauth1_answer", 0),
    ("no_temporary_token", "request", {"remove": ["oauth_token"]}, "oauth1_answer", 0),
    ("a_page_instead", "request", {"body": "<html>"}, "oauth1_answer", 0),
    ("an_answer_to_another_request", "authorize", {"set": {"oauth_token": "other"}}, "oauth1_token", 0),
    ("no_token_in_the_answer", "authorize", {"remove": ["oauth_token"]}, "oauth1_token", 0),
    ("no_verifier", "authorize", {"remove": ["oauth_verifier"]}, "oauth1_verifier", 0),
    ("another_verifier", "authorize", {"set": {"oauth_verifier": "guessed"}}, "oauth1_refused", 1),
    ("another_state", "authorize", {"set": {"state": "x"}}, "form_repeated", 0),
    ("no_access_token", "access", {"remove": ["oauth_token"]}, "oauth1_answer", 1),
    ("another_token_secret", "access", {"set": {"oauth_token_secret": "other"}}, "provider_status", 1),
    ("a_profile_without_id", "me", {"body": "{}"}, "user_claim", 1),
    ("a_profile_that_is_an_array", "me", {"body": "[]"}, "json_\\w+", 1),
]


@pytest.mark.parametrize("case", CROOKED, ids=[case[0] for case in CROOKED])
def test_a_login_is_refused_with(site, old, browser, case):
    _, endpoint, twist, reason, exchanges = case
    old.twist(endpoint, **twist)
    page = browser.navigate(site.url + "/hmac")
    assert old.count("access") == exchanges
    assert page.status == 400 and len(lines_with(site, reason)) == 1, site.new_log()
    old.twists.clear()
    site.announce(f"reason=({reason}) ")
    assert browser.cookie(SESSION) is None


@pytest.mark.parametrize("answer", [{"denied": "it"}, {"oauth_problem": "user_refused"}], ids=["denied", "oauth_problem"])
def test_a_person_may_say_no(site, old, browser, answer):
    old.twist("authorize", set=answer, remove=["oauth_verifier", "oauth_token"])
    page = browser.navigate(site.url + "/hmac")
    assert page.status == 403 and old.count("access") == 0
    site.announce("reason=(access_denied) ")


def test_an_answer_counts_once(site, old, browser):
    way = on_the_way(browser, site, old)
    assert browser.navigate(way.location).status == 200
    browser.forget(SESSION)
    again = browser.navigate(way.location)
    assert again.status == 400 and old.count("access") == 1
    assert lines_with(site, "callback_repeated")
    site.announce("reason=(callback_repeated) ")


def test_an_answer_is_of_use_to_the_browser_alone_that_began(site, old, browser):
    way = on_the_way(browser, site, old)
    stranger = Browser()
    page = stranger.navigate(way.location, follow=False)
    assert page.status == 302 and page.location.startswith(old.base + "/authorize")
    assert old.count("access") == 0 and not is_signed_in(stranger, site, "/hmac")


def test_secrets_of_the_way_are_in_no_url_and_readable_in_no_cookie(site, old, browser):
    way = on_the_way(browser, site, old)
    [grant] = old.temporary.values()
    kept = browser.cookie("oauth_temporary")
    assert kept and grant["secret"] not in kept + way.location + unquote(way.location)
    assert grant["secret"].encode() not in b64decode(kept + "==", b"-_")


def test_a_provider_that_is_down_gives_503(site, old, browser):
    old.twist("request", status=500)
    page = browser.navigate(site.url + "/hmac")
    assert page.status == 503 and page.header("Retry-After")
    site.announce("reason=(provider_unavailable) ")

# SPDX-License-Identifier: Apache-2.0
"""Claims that are read anew while a session lasts (TR2): what the provider takes away is gone here, too."""

import time

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, protect, provider_block
from harness.steps import is_signed_in, lines_with, sign_in

OLD = 1.1  # seconds after which claims of a second have to be read anew
NAMES = ("group", "renamed", "other", "refused", "former", "down", "proxy")


def configure(provider):
    text = ""
    for name in NAMES:
        provider.register(name, client_secret=SECRET, auto_login="bob")
        text += provider_block(name, provider.issuer("claims"), name, Scope="openid profile email",
                               Admit="groups staff" if name == "former" else None)
        text += f"ScriptAlias /{name}/env {{root}}/cgi/env\nAlias /{name} {{root}}/htdocs\n"
        require = ["OAuthUserClaim preferred_username", "Require user bob"] if name == "renamed" else ["Require valid-user"]
        text += protect(f"/{name}", name) + protect(f"/{name}/env", name, "OAuthRefreshUserinfo 1s", *require)
    return text


@pytest.fixture(scope="module")
def crowd(site_process, provider_process):
    """A browser for each name, signed in long enough ago."""
    provider_process.untwist()  # what the file before left
    browsers = {name: Browser() for name in NAMES}
    for name, browser in browsers.items():
        sign_in(browser, site_process, f"/{name}/index.html")
    time.sleep(OLD)
    return browsers


def ask(browser, site, name):
    return browser.navigate(f"{site.url}/{name}/env", follow=False)


def test_the_application_sees_what_the_provider_says_now(site, crowd, provider):
    provider.twist("userinfo", client="group", json_remove=["groups"], json_set={"name": "Robert"})
    told = ask(crowd["group"], site, "group").json
    assert told["OAUTH_CLAIM_name"] == "Robert" and "OAUTH_CLAIM_groups" not in told
    assert told["REMOTE_USER"] == "7d20aa31-bob"


def test_who_does_not_fit_any_more_is_refused(site, crowd, provider):
    provider.twist("userinfo", client="renamed", json_set={"preferred_username": "robert"})
    site.announce("AH01631|reason=forbidden ")
    assert ask(crowd["renamed"], site, "renamed").status == 403
    assert is_signed_in(crowd["renamed"], site, "/renamed/index.html")


@pytest.mark.parametrize("name, twist, reason", [
    ("other", {"json_set": {"sub": "5b1c9f0e-alice"}}, "userinfo_subject"),
    ("refused", {"status": 401, "json": {"error": "invalid_token"}}, "provider_status"),
    ("former", {"json_set": {"groups": ["readers"]}}, "not_admitted"),
])
def test_who_is_refused_by_the_provider_or_for_what_he_says_is_signed_out(site, crowd, provider, name, twist, reason):
    """R-SES-08"""
    provider.twist("userinfo", client=name, **twist)
    assert ask(crowd[name], site, name).status == 302
    [line] = lines_with(site, "session_refused")
    assert f"({reason})" in line
    assert not is_signed_in(crowd[name], site, f"/{name}/index.html")


def test_while_the_provider_is_down_the_former_claims_serve_on(site, crowd, provider):
    site.announce("reason=provider_unavailable ")
    provider.twist("userinfo", client="down", status=503)
    for _ in range(2):
        assert ask(crowd["down"], site, "down").json["OAUTH_CLAIM_groups"] == '["staff","admins"]'
    assert provider.count("userinfo", tenant="claims") == 1


def test_an_answer_of_somebody_between_signs_nobody_out(site, crowd, provider):
    site.announce("reason=provider_status ")
    provider.twist("userinfo", client="proxy", status=403, json={"message": "blocked"})
    assert ask(crowd["proxy"], site, "proxy").json["OAUTH_CLAIM_groups"] == '["staff","admins"]'
    assert not lines_with(site, "session_refused")
    assert is_signed_in(crowd["proxy"], site, "/proxy/index.html")

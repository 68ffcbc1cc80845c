# SPDX-License-Identifier: Apache-2.0
"""What RequestHeader does with our expressions: the recipes of docs/passing-identity.md."""

import base64

import pytest

from harness.browser import Browser
from harness.configuration import protect
from harness.echo import EchoBackend
from harness.steps import sign_in

USER = "7d20aa31-bob"
BACKEND = EchoBackend()
BASIC = ["RewriteEngine on", "RewriteCond expr \"base64(%{OAUTH_USER} . ':fixed: password') =~ /^(.+)$/\"",
         "RewriteRule ^ - [E=BACKEND_CREDENTIALS:%1]", 'RequestHeader set Authorization "expr=Basic %{reqenv:BACKEND_CREDENTIALS}"']
PLACES = {
    "/replaced": ['RequestHeader set X-Email "expr=%{oauth_claim:email}"'],
    "/kept": ['RequestHeader setifempty X-Email "expr=%{oauth_claim:email}"'],
    "/joined": ['RequestHeader set X-Who "expr=%{oauth_claim:name} <%{oauth_claim:email}> of %{OAUTH_PROVIDER}"',
                'Header set X-Signed-In "expr=%{oauth_claim:preferred_username}"'],
    "/secret": ['RequestHeader set X-Api-Key "literal-key"'],
    "/admins-alone": ["RequestHeader set X-Role admin \"expr='admins' -in oauth_claims('groups')\"",
                      "RequestHeader set X-Root yes \"expr='root' -in oauth_claims('groups')\""],
    "/basic": BASIC,
    "/none": ["OAuthPassClaims none", "OAuthUserHeader X-WEBAUTH-USER", 'RequestHeader set X-WEBAUTH-EMAIL "expr=%{oauth_claim:email}"'],
}


def configure(provider):
    return "RequestHeader unset X-WEBAUTH-EMAIL early\n" + "".join(
        f"ProxyPass {path} {BACKEND.url}{path}\n" + protect(path, "main", "Require valid-user", *lines) for path, lines in PLACES.items())


@pytest.fixture(scope="module")
def member(site_process, provider_process):
    provider_process.untwist()
    browser = Browser()
    sign_in(browser, site_process)
    return browser


def told(member, site, place, **headers):
    page = member.fetch(site.url + place, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert page.status == 200, page.text
    return dict(line.split(": ", 1) for line in page.text.partition("\r\n\r\n")[0].split("\r\n")[1:] if ": " in line), page


def test_a_header_from_a_claim_replaces_what_the_client_sent_or_not(site, member):
    assert told(member, site, "/replaced", X_Email="root@x")[0]["X-Email"] == "bob@example.org"
    assert told(member, site, "/kept", X_Email="root@x")[0]["X-Email"] == "root@x"
    assert told(member, site, "/kept")[0]["X-Email"] == "bob@example.org"


def test_a_header_may_be_put_together_and_go_to_the_browser(site, member):
    headers, page = told(member, site, "/joined")
    assert headers["X-Who"] == "Bob Example <bob@example.org> of main" and page.header("X-Signed-In") == "bob"
    assert told(member, site, "/secret", X_Api_Key="guessed")[0]["X-Api-Key"] == "literal-key"


def test_a_header_may_depend_on_a_claim(site, member):
    headers = told(member, site, "/admins-alone")[0]
    assert headers["X-Role"] == "admin" and "X-Root" not in headers


def test_a_backend_may_be_given_basic_credentials_and_never_the_clients_own(site, member):
    headers, page = told(member, site, "/basic", Authorization="Basic " + base64.b64encode(b"root:root").decode())
    scheme, credentials = headers["Authorization"].split(" ")
    assert scheme == "Basic" and base64.b64decode(credentials).decode() == f"{USER}:fixed: password"
    assert page.text.count("Authorization") == 1


def test_the_recipe_for_two_names_of_ones_own_tells_just_these(site, member):
    headers = told(member, site, "/none", X_WEBAUTH_EMAIL="root@x", X_WEBAUTH_USER="root")[0]
    assert (headers["X-WEBAUTH-USER"], headers["X-WEBAUTH-EMAIL"]) == (USER, "bob@example.org")
    assert not any(name.startswith("X-OAuth") for name in headers)

# SPDX-License-Identifier: Apache-2.0
"""A site that registers itself with its provider (RFC 7591), once for all processes, and remembers who it is."""

import base64
import json
import os
import subprocess
import threading
import time
from urllib.parse import unquote_plus

import pytest

from harness.browser import Browser
from harness.configuration import protect, provider_block, write_secret
from harness.httpd import Site
from harness.openid.state import USERS
from harness.own_keys import new_key, pem
from harness.steps import SESSION, is_signed_in, lines_with, sign_in
from test_backchannel_logout import tell, token

CHILDREN = 4


def configuration(provider, tenant, *more, **directives):
    rows = {"Scope": "openid profile", "ClientRegistration": "run/registration", **directives}
    return "".join([
        f"OAuthSessionStore shm(2m)\nOAuthPublicURL {{url}}\nOAuthMaxCalls {CHILDREN}\nKeepAlive Off\n",
        f"StartServers {CHILDREN}\nServerLimit {CHILDREN + 4}\nMaxRequestWorkers {CHILDREN + 4}\n",
        f"MinSpareServers {CHILDREN}\nMaxSpareServers {CHILDREN + 4}\n", *more,
        "<Directory {root}>\n    Require all granted\n</Directory>\nScriptAlias /protected {root}/cgi/env\n",
        provider_block("main", provider.issuer(tenant), None, None, **rows), protect("/protected"),
    ])


@pytest.fixture
def start(start_site, provider):
    """A site in the children of prefork, so that each visitor meets another process."""
    def begin(tenant, *more, **directives):
        announce_endpoint(provider, tenant)
        return start_site(configuration(provider, tenant, *more, **directives), "prefork")
    return begin


def announce_endpoint(provider, tenant):
    provider.twist("discovery", tenant=tenant,
                   json_set={"registration_endpoint": f"{provider.issuer(tenant)}/register"})


def kept(site):
    return json.loads((site.root / "run/registration").read_text())


def expire(site):
    """The secret's time passes; a file is shared by who may write it, and here that is the test."""
    registration = kept(site)
    registration["answer"]["client_secret_expires_at"] = 1_000_000_000
    (site.root / "run/registration").write_text(json.dumps(registration))


def logout_token(provider, site, tenant):
    """For the client that the site became."""
    return token(provider, tenant, kept(site)["answer"]["client_id"], {"sub": USERS["bob"]["sub"]})


def test_the_provider_is_told_where_people_come_back_to_from_signing_out(start, provider, browser):
    """RP-Initiated Logout 1.0, 3.1; and by the client that the site became they are signed out there."""
    site = start("leaves", LogoutAtProvider="on")
    sign_in(browser, site)
    request, = provider.requests("register", tenant="leaves")
    assert json.loads(request["body"])["post_logout_redirect_uris"] == [site.url + "/oauth/logged-out"]
    page = browser.submit(site.url + "/oauth/logout", {}, site.url + "/", follow=False)
    assert page.location_query["client_id"] == kept(site)["answer"]["client_id"]


def test_the_provider_is_told_what_it_could_not_know(start, provider, browser):
    """How tokens are encrypted, and where requests are fetched: who comes by an address that was not registered is refused there."""
    site = start("told", TokenEncryption="dir A256GCM", UserinfoEncryption="A256KW A128GCM", UserinfoEndpoint="off",
                 RequestObject="reference", RequestObjectSigning="none")
    page = browser.navigate(site.url + "/protected/env", follow=False)
    request, = provider.requests("register", tenant="told")
    asked = json.loads(request["body"])
    assert {name: value for name, value in asked.items() if "encrypted" in name} == {
        "id_token_encrypted_response_alg": "dir", "id_token_encrypted_response_enc": "A256GCM",
        "userinfo_encrypted_response_alg": "A256KW", "userinfo_encrypted_response_enc": "A128GCM"}
    assert asked["request_uris"] == [page.location_query["request_uri"].split("?")[0]]


@pytest.mark.rp("DYN-registration", "GEN-05", "GEN-06")
def test_dyn_registration(start, provider, browser):
    site = start("registers", ClientMetadata=['client_name "The tested site"', "contacts '[\"admin@example.org\"]'"])
    sign_in(browser, site)
    request, = provider.requests("register", tenant="registers")
    asked = json.loads(request["body"])
    assert asked == {"redirect_uris": [site.url + "/oauth/callback/main"], "response_types": ["code"],
                     "grant_types": ["authorization_code"], "token_endpoint_auth_method": "client_secret_basic",
                     "scope": "openid profile", "client_name": "The tested site", "contacts": ["admin@example.org"]}
    given = kept(site)["answer"]
    request, = provider.requests("token", tenant="registers")
    sent = base64.b64decode(dict(request["headers"])["Authorization"].split()[1]).decode().split(":")
    assert [unquote_plus(part) for part in sent] == [given["client_id"], given["client_secret"]]


def test_what_was_given_is_for_the_servers_user_alone(start, provider, browser):
    site = start("private")
    sign_in(browser, site)
    about = (site.root / "run/registration").stat()
    assert about.st_mode & 0o777 == 0o600
    if os.geteuid() == 0:
        assert about.st_uid != 0
    assert kept(site)["answer"]["client_secret"] not in site.log()
    assert len([line for line in site.log().splitlines() if "reason=registered " in line]) == 1


def test_visitors_who_come_at_once_register_once(start, provider):
    site = start("herd")
    provider.twist("register", tenant="herd", delay=0.5)
    answers = []
    visitors = [threading.Thread(target=lambda: answers.append(Browser().navigate(site.url + "/protected/env").status))
                for _ in range(CHILDREN)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert answers == [200] * CHILDREN
    assert provider.count("register", tenant="herd") == 1


def test_a_restart_forgets_nothing(start, provider, browser):
    site = start("restarted")
    sign_in(browser, site)
    first = kept(site)
    for again in (site.graceful, site.restart):
        again()
        sign_in(Browser(), site)
    assert kept(site) == first and provider.count("register", tenant="restarted") == 1


def test_who_has_expired_registers_anew(start, provider, browser):
    site = start("expires")
    sign_in(browser, site)
    first = kept(site)["answer"]["client_id"]
    expire(site)
    sign_in(Browser(), site)
    assert kept(site)["answer"]["client_id"] != first and provider.count("register", tenant="expires") == 2


@pytest.mark.parametrize("rest", ["", "{", '{"request":'], ids=["nothing", "a brace", "half"])
def test_what_a_crash_left_counts_as_nothing(start, provider, browser, rest):
    tenant = "torn" + str(len(rest))
    site = start(tenant)
    (site.root / "run/registration").write_text(rest)
    sign_in(browser, site)
    assert kept(site)["answer"]["client_id"] and provider.count("register", tenant=tenant) == 1


def test_the_token_that_lets_us_register_is_sent_there_alone(start, provider, browser, tmp_path):
    tmp_path.chmod(0o755)
    token = write_secret(tmp_path / "token", "let-me-in\n")
    site = start("token", ClientRegistration=f"run/registration file:{token}")
    sign_in(browser, site)
    request, = provider.requests("register", tenant="token")
    assert dict(request["headers"])["Authorization"] == "Bearer let-me-in"
    assert "let-me-in" not in site.log() + (site.root / "run/registration").read_text()


def test_a_key_of_ours_is_registered_and_signs(start, provider, browser, tmp_path):
    tmp_path.chmod(0o755)
    key = write_secret(tmp_path / "key.pem", pem(new_key("EC")))
    site = start("with-key", f"OAuthPrivateKey {key}\n", ClientAuth="private_key_jwt")
    sign_in(browser, site)
    asked = json.loads(provider.requests("register", tenant="with-key")[0]["body"])
    assert asked["jwks"]["keys"][0]["kty"] == "EC" and "d" not in asked["jwks"]["keys"][0]
    assert "client_assertion=" in provider.requests("token", tenant="with-key")[0]["body"]


def test_the_algorithm_that_was_registered_is_the_only_one(start, provider, browser):
    """GEN-06"""
    site = start("algorithm")
    provider.twist("register", tenant="algorithm", json_set={"id_token_signed_response_alg": "ES256"})
    page = browser.navigate(site.url + "/protected/env")
    assert page.status == 400 and browser.cookie(SESSION) is None
    assert len(lines_with(site, "jwt_algorithm|id_token_algorithm")) == 1
    site.announce("reason=(jwt_algorithm|id_token_algorithm) ")


REFUSED = [
    ("no-client-id", {"json_remove": ["client_id"]}, 400, "registration_answer"),
    ("a-page", {"body": "<html>", "headers": {"Content-Type": "text/html"}}, 400, "registration_refused"),
    ("a-refusal", {"status": 400, "json": {"error": "invalid_redirect_uri"}}, 400, "registration_refused"),
    ("an-unknown-method", {"json_set": {"token_endpoint_auth_method": "magic"}}, 400, "registration_answer"),
    ("no-secret", {"json_remove": ["client_secret"]}, 400, "registration_answer"),
    ("an-expired-secret", {"json_set": {"client_secret_expires_at": 1000000000}}, 400, "registration_answer"),
    ("another-address", {"json_set": {"redirect_uris": ["https://evil.example/"]}}, 400, "registration_answer"),
    ("the-algorithm-none", {"json_set": {"id_token_signed_response_alg": "none"}}, 400, "registration_answer"),
    ("trouble", {"status": 503}, 503, "registration_unavailable"),
    ("a-redirect", {"status": 307, "headers": {"Location": "/register"}}, 400, "registration_refused"),
]


@pytest.mark.parametrize("tenant, twist, status, reason", REFUSED, ids=[row[0] for row in REFUSED])
def test_a_crooked_answer_registers_nobody(start, provider, browser, tenant, twist, status, reason):
    site = start(tenant)
    provider.twist("register", tenant=tenant, **twist)
    page = browser.navigate(site.url + "/protected/env")
    assert page.status == status and browser.cookie(SESSION) is None
    assert len(lines_with(site, reason)) == 1, site.new_log()
    assert (site.root / "run/registration").read_text() == "" and provider.count("authorize", tenant=tenant) == 0
    provider.untwist()
    announce_endpoint(provider, tenant)
    site.graceful()  # who has mended it need not wait
    sign_in(browser, site)
    site.announce(f"reason={reason} ")


@pytest.fixture
def small_disk(tmp_path):
    """A file system with room for next to nothing."""
    folder = tmp_path / "disk"
    folder.mkdir()
    tmp_path.chmod(0o755)
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=755", "oas", folder]).returncode != 0:
        pytest.skip("only root can mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_on_a_full_disk_no_client_is_left_behind_at_the_provider(start, provider, browser, small_disk):
    (small_disk / "registration").touch(0o600)
    (small_disk / "filler").write_bytes(bytes(60 * 1024))
    site = start("full-disk", ClientRegistration=small_disk / "registration")
    for _ in range(2):
        assert browser.navigate(site.url + "/protected/env").status == 500
    assert provider.count("register", tenant="full-disk") == 0
    assert len(lines_with(site, "registration_file")) == 2
    site.announce("reason=registration_file ")


def test_room_that_was_not_needed_is_given_back(start, browser):
    site = start("gives-back")
    sign_in(browser, site)
    assert (site.root / "run/registration").stat().st_blocks * 512 < 64 * 1024


@pytest.mark.parametrize("twist, status, reason", [
    ({"status": 400, "json": {"error": "invalid_token"}}, 400, "registration_refused"),
    ({"status": 503}, 503, "registration_unavailable")], ids=["refused", "trouble"])
def test_not_each_visitor_tries_again(start, provider, twist, status, reason):
    tenant = "asks-once-" + reason
    site = start(tenant)
    provider.twist("register", tenant=tenant, **twist)
    assert [Browser().navigate(site.url + "/protected/env").status for _ in range(2 * CHILDREN)] == [status] * 2 * CHILDREN
    assert provider.count("register", tenant=tenant) == 1
    assert len(lines_with(site, reason)) == 2 * CHILDREN
    site.announce(f"reason={reason} ")


def test_a_provider_that_hangs_holds_up_who_registers_and_who_has_room_to_wait(start, provider):
    site = start("hangs", "OAuthMaxCalls 1\nOAuthCallDeadline 4s\n")
    provider.twist("register", tenant="hangs", never=True)
    answers = []

    def visit():
        began = time.monotonic()
        status = Browser().navigate(site.url + "/protected/env").status
        answers.append((status, time.monotonic() - began))

    visitors = [threading.Thread(target=visit) for _ in range(2 * CHILDREN)]
    visitors[0].start()
    site.wait_for(lambda: provider.count("register", tenant="hangs") == 1)
    for visitor in visitors[1:]:
        visitor.start()
    began = time.monotonic()
    site.wait_for(lambda: len(answers) >= len(visitors) - 2)
    assert time.monotonic() - began < 2
    began = time.monotonic()
    assert Browser().navigate(site.url + "/index.html").status == 200 and time.monotonic() - began < 1
    assert len(answers) == len(visitors) - 2  # two are held up still
    for visitor in visitors:
        visitor.join()
    assert {status for status, _ in answers} == {503} and max(took for _, took in answers) < 6
    assert provider.count("register", tenant="hangs") == 1
    site.announce("reason=")


def test_a_client_that_registered_itself_is_signed_out_by_the_provider(start, provider, browser):
    site = start("signs-out", Scope="openid")
    sign_in(browser, site)
    provider.forget_requests()
    assert tell(site, logout_token(provider, site, "signs-out")) == 200
    assert not is_signed_in(browser, site, "/protected/env")
    assert provider.count("register", tenant="signs-out") == 0


def test_a_logout_token_for_another_client_signs_nobody_out(start, provider, browser):
    site = start("signs-others-out", Scope="openid")
    site.announce("reason=logout_token_stranger ")
    assert tell(site, token(provider, "signs-others-out", "site")) == 400  # nobody is registered yet
    sign_in(browser, site)
    assert tell(site, token(provider, "signs-others-out", "site")) == 400
    assert is_signed_in(browser, site, "/protected/env")


def test_who_leaves_the_provider_is_told_by_which_client(start, provider, browser):
    site = start("leaves", Scope="openid", LogoutAtProvider="on")
    sign_in(browser, site)
    page = browser.submit(site.url + "/oauth/logout", {}, site.url + "/", follow=False)
    assert page.status == 303 and page.location_query["client_id"] == kept(site)["answer"]["client_id"]


def test_claims_that_another_provider_vouches_for_may_be_meant_for_who_registered_with_it(start, provider, browser):
    announce_endpoint(provider, "vouches")
    site = start("hears", provider_block("vouches", provider.issuer("vouches"), None, None,
                                         ClientRegistration="run/vouches"), protect("/vouches", "vouches"),
                 "Alias /vouches {root}/htdocs\n")
    sign_in(browser, site, "/vouches/index.html")
    client = json.loads((site.root / "run/vouches").read_text())["answer"]["client_id"]
    for audience, heard in ((client, True), ("another", False)):
        vouched = provider.sign({"iss": provider.issuer("vouches"), "aud": audience, "phone_number": "+1 555 0100"},
                                tenant="vouches")
        provider.twist("userinfo", tenant="hears", json_set={"_claim_names": {"phone_number": "one"},
                                                             "_claim_sources": {"one": {"JWT": vouched}}})
        assert ("OAUTH_CLAIM_phone_number" in sign_in(Browser(), site).text) == heard
    site.announce("reason=claim_source ")


def test_a_provider_that_registers_nobody_is_the_administrators_business(start_site, provider, browser):
    site = start_site(configuration(provider, "closed"), "prefork")
    assert browser.navigate(site.url + "/protected/env").status == 500
    site.announce("reason=registration_endpoint ")


SECTION = "<OAuthProvider x>\nOAuthIssuer https://op.example\n{lines}\n</OAuthProvider>\n"
PUBLIC = "OAuthPublicURL https://www.example.org\n"


@pytest.mark.parametrize("text, why", [
    (SECTION.format(lines="OAuthClientRegistration reg"), "OAuthPublicURL"),
    (PUBLIC + SECTION.format(lines="OAuthClientRegistration reg\nOAuthClientID a"), "OAuthClientID"),
    (PUBLIC + SECTION.format(lines="OAuthClientRegistration reg\nOAuthClientSecret a"), "OAuthClientSecret"),
    (PUBLIC + SECTION.format(lines="OAuthClientID a\nOAuthClientMetadata client_name x"), "OAuthClientRegistration"),
    (PUBLIC + SECTION.format(lines="OAuthClientRegistration reg\nOAuthClientMetadata redirect_uris x"), "module itself"),
    (PUBLIC + SECTION.format(lines="OAuthClientRegistration reg\nOAuthClientMetadata contacts [a"), "JSON"),
    (PUBLIC + SECTION.format(lines="OAuthClientRegistration reg file:/nowhere/at/all"), "No such file"),
    (PUBLIC + SECTION.format(lines="OAuthClientRegistration reg")
     + SECTION.format(lines="OAuthClientRegistration reg").replace(" x>", " y>"), "another provider"),
    (PUBLIC + SECTION.format(lines="OAuthClientRegistration reg")
     + "<VirtualHost *:80>\nOAuthPublicURL https://other.example\n</VirtualHost>\n", "one OAuthPublicURL"),
    ("OAuthClientRegistration reg\n", "<OAuthProvider NAME>"), ("OAuthClientMetadata a b\n", "<OAuthProvider NAME>"),
])
def test_what_can_not_be_is_refused_at_the_start(text, why):
    site = Site(text)
    try:
        status, said = site.check()
    finally:
        site.remove()
    assert status != 0 and "OAuthClient" in said and why in said, said


@pytest.mark.parametrize("spoil, why", [
    (lambda path: write_secret(path, "{}", 0o640), "chmod 600"),
    (lambda path: path.symlink_to("/etc/passwd"), "can not open"),
    (lambda path: os.link(write_secret(path.with_name("other"), ""), path), "further names"),
    (lambda path: path.mkdir(), "can not open"),
])
def test_a_file_that_may_be_somebody_elses_is_left_alone(module, provider, spoil, why):
    site = Site(configuration(provider, "file"), "prefork")
    spoil(site.root / "run/registration")
    try:
        with pytest.raises(Exception):
            site.start()
        assert why in site.log()
    finally:
        site.remove()

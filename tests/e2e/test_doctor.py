# SPDX-License-Identifier: Apache-2.0
"""`httpd -t -DOAUTH_DOCTOR` says what a configuration means, and what is wrong with it before anybody signs in."""

import re
import shutil
import subprocess
import time
from email.utils import formatdate

import pytest

from harness.configuration import SECRET, open_place, protect, provider_block
from harness.httpd import Site
from harness.ports import free_port

VALID = protect("/protected")


def examine(text, **options):
    """Exit status, and what was said."""
    site = Site(text, **options)
    try:
        done = subprocess.run(site.command("-t", "-DOAUTH_DOCTOR"), env=site.environment(), capture_output=True, text=True,
                              timeout=60)
        return done.returncode, done.stdout.replace(site.url, "{url}").replace(str(site.root), "{root}")
    finally:
        site.remove()


def lines_of(report):
    """Without what differs from run to run."""
    return [line.strip() for line in report.splitlines()]


def good(provider, more=VALID):
    return "ServerName localhost:{port}\n" + provider_block("main", provider.issuer("main")) + more


def test_it_says_what_a_working_configuration_means(provider):
    status, report = examine(good(provider, protect("/staff", "main", "<RequireAny>", "Require user bob", "Require oauth-group x",
                                                    "</RequireAny>")))
    lines = lines_of(report)
    assert status == 0, report
    for line in ("Host {url} (the main server)",
                 "Endpoints            {url}/oauth/",
                 "Session cookie       oauth_session: for this host alone, HttpOnly, SameSite=Lax; ends with the browser",
                 "Keys                 {root}/run/oauth_session.keys, made by the module at its first start",
                 f"Provider main of {{url}}: {provider.issuer('main')}",
                 "Redirect URI         {url}/oauth/callback/main",
                 "Post-logout URI      {url}/oauth/logged-out",
                 "Back-channel logout  {url}/oauth/backchannel-logout",
                 "Client               site",
                 f"Sign-in at           {provider.issuer('main')}/authorize",
                 "Require RequireAny (user bob;oauth-group x)",
                 "OAuthProvider main",
                 "0 errors, 0 warnings"):
        assert line in lines, report
    assert "Place                <Location /staff> ({root}/httpd.conf line" in report
    assert "Asked                answered 2 times" in report
    assert SECRET not in report
    assert provider.count("token") == 0


def test_it_leaves_nothing_behind(provider):
    site = Site(good(provider))
    try:
        subprocess.run(site.command("-t", "-DOAUTH_DOCTOR"), env=site.environment(), capture_output=True, timeout=60, check=True)
        assert not (site.root / "run" / "oauth_session.keys").exists()
        assert not site.segments_there()
    finally:
        site.remove()


def test_without_the_word_nothing_is_said_and_nobody_asked(provider):
    site = Site(good(provider))
    try:
        status, said = site.check()
        assert (status, said.strip()) == (0, "Syntax OK")
        assert provider.count("discovery") == 0
    finally:
        site.remove()


def test_without_a_network_it_warns_and_says_all_else():
    issuer = f"http://127.0.0.1:{free_port()}"
    status, report = examine("ServerName localhost:{port}\n" + provider_block("main", issuer) + VALID)
    assert status == 0, report
    assert "WARNING: main: not reached now: metadata request to " + issuer in report
    assert "Redirect URI         {url}/oauth/callback/main" in report
    assert "0 errors, 1 warnings" in report


def test_hosts_are_told_apart(provider):
    block = provider_block("main", provider.issuer("main"))
    hosts = "".join(f"<VirtualHost *:{{port}}>\nServerName {name}\n{block}{more}</VirtualHost>\n" for name, more in
                    (("localhost:{port}", protect("/one")), ("https://other.example:443", "OAuthPath /in\n" + protect("/two"))))
    status, report = examine(open_place("/everywhere", "AuthType OAuth", "Require valid-user") + hosts)
    assert status == 0, report
    reports = {part.split()[0]: part for part in report.split("\nHost ")[1:]}
    first, second = reports["{url}"], reports["https://other.example"]
    assert "<Location /one>" in first and "<Location /two>" not in first
    assert "<Location /two>" in second and "<Location /one>" not in second
    assert first.count("<Location /everywhere>") == second.count("<Location /everywhere>") == 1
    assert "Redirect URI         {url}/oauth/callback/main" in first
    assert "Redirect URI         https://other.example/in/callback/main" in second
    assert "__Host-oauth_session: for this host alone, HttpOnly, Secure, SameSite=Lax" in second


# name: what the provider sends instead of what it should; what is said
TROUBLE = {
    "no metadata": ({"endpoint": "discovery", "status": 404}, "metadata"),
    "a page for metadata": ({"endpoint": "discovery", "body": "<html>"}, "provider metadata: no value at byte 0"),
    "metadata of somebody else": ({"endpoint": "discovery", "body": '{"issuer": "https://other.example"}'}, "issuer"),
    "no keys": ({"endpoint": "jwks", "status": 500}, "key set request was answered with status 500"),
    "a page for keys": ({"endpoint": "jwks", "body": "<html>"}, "key set: no value at byte 0"),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_a_provider_that_can_not_sign_anybody_in_is_an_error(provider, name):
    twist, said = TROUBLE[name]
    provider.twist(**twist, tenant="main")
    status, report = examine(good(provider))
    assert status == 1, report
    [error] = [line for line in lines_of(report) if line.startswith("ERROR: main: ")]
    assert said in error
    assert lines_of(report)[-1] == "1 errors, 0 warnings"


def test_a_provider_whose_certificate_nobody_signed_is_an_error(start_site, certificates):
    other = start_site("", tls=certificates.site)
    status, report = examine("ServerName localhost:{port}\n" + provider_block("main", other.url) + VALID)
    assert status == 1, report
    assert "ERROR: main: metadata request to " + other.url + ": SSL" in report


def test_clocks_that_differ_too_much_are_an_error(provider):
    provider.twist("discovery", tenant="main", headers={"Date": formatdate(time.time() + 3600, usegmt=True)})
    provider.twist("jwks", tenant="main", headers={"Date": formatdate(time.time() + 3600, usegmt=True)})
    status, report = examine(good(provider))
    assert status == 1, report
    assert "ERROR: the clocks differ by more than OAuthLeeway allows (10 s): ID tokens will be refused" in report
    assert re.search(r"that of the provider is 3(599|600) s ahead of ours", report)


def test_clocks_that_agree_are_said_to(provider):
    for endpoint in ("discovery", "jwks"):
        provider.twist(endpoint, tenant="main", headers={"Date": formatdate(usegmt=True)})
    status, report = examine(good(provider))
    assert status == 0, report
    assert re.search(r"that of the provider is [0-2] s (ahead of|behind) ours", report)


def test_no_provider_at_all_is_an_error():
    status, report = examine("<Location /a>\nAuthType OAuth\nRequire valid-user\n</Location>\n")
    assert status == 1
    assert "ERROR: there is no <OAuthProvider>: nobody can sign in" in report


LARGEST = 64 << 30  # bytes of a table


@pytest.mark.skipif(shutil.disk_usage("/dev/shm").total >= LARGEST, reason="this machine has room for any table")
def test_a_table_that_no_memory_has_room_for_is_an_error(provider):
    status, report = examine("OAuthSessionStore shm(64g)\n" + good(provider))
    assert status == 1, report
    assert "ERROR: the tables need 65536 MB of shared memory, and /dev/shm has " in report


# what may be meant so; what is said
WARNED = {
    "nothing is protected": ("", "nobody has to sign in anywhere"),
    "no Require": ("<Location /a>\nAuthType OAuth\n</Location>\n", "no Require stands beside this AuthType"),
    "no TLS": ("ServerName www.example.org:80\n" + VALID, "http://www.example.org has no TLS"),
}


@pytest.mark.parametrize("name", WARNED)
def test_what_may_be_meant_so_is_a_warning(provider, name):
    text, said = WARNED[name]
    status, report = examine(good(provider, text))
    assert status == 0, report
    assert f"WARNING: {said}" in report
    assert lines_of(report)[-1] == "0 errors, 1 warnings"


def test_what_is_wrong_without_the_doctor_is_wrong_with_it(provider):
    status, report = examine(good(provider, protect("/a", "nobody")))
    assert status == 1
    assert "Host" not in report


def test_endpoints_by_hand_are_not_asked(provider):
    block = provider_block("hub", AuthorizationEndpoint="https://hub.example/authorize", TokenEndpoint="https://hub.example/token",
                           ProfileURL="https://hub.example/user", MapClaim="sub id")
    status, report = examine("ServerName localhost:{port}\n" + block + protect("/a", "hub"))
    assert status == 0, report
    assert "Asked                no: all is configured by hand" in report
    assert "Back-channel" not in report


def test_nothing_of_a_provider_moves_the_terminal(provider):
    provider.twist("discovery", tenant="main", body='{"issuer": "x\\u001b[2Jx"}')
    assert "\033" not in examine(good(provider))[1]

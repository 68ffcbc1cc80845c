# SPDX-License-Identifier: Apache-2.0
"""SetHandler oauth-check: nginx asks this server about each request, and serves the application itself."""

import pytest

from harness.browser import Browser
from harness.configuration import open_place, protect, provider_block
from harness.httpd import Site
from harness.nginx import Nginx
from harness.ports import free_port
from harness.steps import lines_with

USER = "7d20aa31-bob"
SERVER = """
        location = /check  {{ internal; proxy_pass {site}; proxy_pass_request_body off; proxy_set_header Content-Length "";
                              proxy_set_header Host $http_host; }}
        location = /staff-check {{ internal; proxy_pass {site}; proxy_pass_request_body off; proxy_set_header Content-Length "";
                              proxy_set_header Host $http_host; }}
        location /oauth/   {{ proxy_pass {site}; proxy_set_header Host $http_host; }}
        location /app/     {{ auth_request /check; auth_request_set $user $upstream_http_x_oauth_user;
                              auth_request_set $email $upstream_http_x_oauth_claim_email;
                              proxy_set_header X-OAuth-User $user; proxy_set_header X-OAuth-Claim-email $email;
                              error_page 401 = @login; proxy_pass {backend}; }}
        location /staff/   {{ auth_request /staff-check; error_page 401 = @login; proxy_pass {backend}; }}
        location @login    {{ return 302 /oauth/login?to=$uri; }}
"""


@pytest.fixture(scope="module")
def servers(module, provider_process, backend):
    if reason := Nginx.missing():
        pytest.skip(reason)
    port = free_port()
    check = ["SetHandler oauth-check", "OAuthPassClaims headers", "OAuthUnauthenticated 401"]
    site = Site("OAuthSessionStore shm(2m)\n" f"OAuthPublicURL http://localhost:{port}\n"
                + provider_block("main", provider_process.issuer("main"), Scope="openid email")
                + protect("/check", "main", "Require valid-user", *check)
                + protect("/staff-check", "main", "Require oauth-group staff-of-nobody", *check)
                + open_place("/open-check", "Require all granted", *check)).start()
    nginx = Nginx(port, SERVER.format(site=site.url, backend=backend.url))
    yield site, nginx
    nginx.stop()
    site.remove()


@pytest.fixture
def site(servers):
    servers[0].begin_test()
    yield servers[0]
    assert servers[0].end_test() == []


@pytest.fixture
def nginx(servers):
    return servers[1]


def test_who_comes_is_sent_to_sign_in_and_back_and_the_application_knows_him(site, nginx, provider):
    browser = Browser()
    page = browser.navigate(nginx.url + "/app/page", headers={"X-OAuth-User": "root"})
    assert (page.status, page.url) == (200, nginx.url + "/app/page")
    assert f"X-OAuth-User: {USER}\r\nX-OAuth-Claim-email: bob@example.org\r\n" in page.text and "root" not in page.text
    assert provider.count("authorize", tenant="main") == 1


@pytest.mark.parametrize("headers", [{"If-None-Match": "*"}, {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
                                     {"Range": "bytes=5-2"}, {"X-OAuth-User": "root"}])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_no_header_of_a_client_changes_the_answer(site, nginx, headers, method):
    browser = Browser()
    browser.navigate(nginx.url + "/app/page")
    answer = browser.fetch(nginx.url + "/app/page", method=method, headers=headers, body=b"x=1" if method == "POST" else None)
    assert answer.status == 200 and "root" not in answer.text


def test_who_may_not_pass_does_not(site, nginx, provider):
    browser = Browser()
    browser.navigate(nginx.url + "/app/page")
    provider.forget_requests()
    site.announce("AH01631|reason=forbidden ")
    page = browser.navigate(nginx.url + "/staff/page")
    assert page.status == 403 and provider.count("authorize") == 0


def test_the_answer_itself(site):
    browser = Browser()
    answer = browser.navigate(site.url + "/check", headers={"X-OAuth-User": "root"}, follow=False)
    assert answer.status == 401 and answer.header("X-OAuth-User") is None and answer.location is None


def test_a_place_that_is_open_lets_nobody_pass(site):
    site.announce("reason=check_unprotected ")
    assert Browser().fetch(site.url + "/open-check").status == 500 and len(lines_with(site, "check_unprotected")) == 1

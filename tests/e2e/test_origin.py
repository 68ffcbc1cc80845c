# SPDX-License-Identifier: Apache-2.0
"""Without OAuthPublicURL this site is what the Host header says, if that names this virtual host, else what ServerName
says: a foreign Host never becomes part of a URL of ours (R-RD-03)."""

import re
from urllib.parse import unquote, urlsplit

import pytest

from harness.browser import raw_request, raw_status
from harness.configuration import protect, provider_block


def site_of(answer):
    """Where the provider is told to send the browser back to."""
    assert raw_status(answer) == 302
    return re.search(r"redirect_uri=([^&\r]*)/oauth/callback/main", unquote(answer.decode())).group(1)


# of a virtual host behind a proxy: how browsers reach the proxy
NAMES = {"https://behind.example:444": "https://behind.example:444",
         "https://usual.example:443": "https://usual.example"}


def configure(provider):
    place = provider_block("main", provider.issuer("main")) + protect("/")
    return (f"<VirtualHost *:{{port}}>\nServerName localhost\nServerAlias www.example.org *.wild.example\n"
            f"{place}</VirtualHost>\n"
            f"<VirtualHost *:{{port}}>\nServerName second.example\n{place}</VirtualHost>\n"
            + "".join(f"<VirtualHost *:{{port}}>\nServerName {name}\n{place}</VirtualHost>\n" for name in NAMES))


def origin_for(site, host):
    return site_of(raw_request(site, "/page", "Accept: text/html", host=host.replace("PORT", str(site.port))))


@pytest.mark.parametrize("host", ["localhost:PORT", "www.example.org:PORT", "a.wild.example:PORT",
                                  "second.example:PORT"])
def test_a_host_of_this_site_is_kept(site, provider, host):
    assert origin_for(site, host) == "http://" + host.replace("PORT", str(site.port))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:PORT", "evil.example:80", "localhost.evil.example:PORT",
                                  "[::1]:PORT", "127.0.0.1:PORT", "a.wild.example.evil.example:PORT",
                                  "www.example.org:1", "www.example.org"])
def test_a_foreign_host_gives_way_to_the_servers_name(site, provider, host):
    assert origin_for(site, host) == f"http://localhost:{site.port}"


@pytest.mark.parametrize("name", NAMES)
def test_the_scheme_and_port_of_the_servers_name_count_behind_a_proxy(site, provider, name):
    assert origin_for(site, urlsplit(name).hostname) == NAMES[name]


def test_an_absolute_address_counts_as_the_host_does(site, provider):
    for host, origin in (("www.example.org", "www.example.org"), ("evil.example", "localhost")):
        answer = raw_request(site, f"http://{host}:{site.port}/page", "Accept: text/html", host="localhost")
        assert site_of(answer) == f"http://{origin}:{site.port}"


def test_an_absolute_address_is_come_back_to(site, provider, browser):
    answer = raw_request(site, f"{site.url}/page?a=b", "Accept: text/html")
    location, cookie = (re.search(f"{name}: ([^\r]*)", answer.decode()).group(1) for name in ("Location", "Set-Cookie"))
    browser.keep(cookie, site.url)
    page = browser.follow(browser.navigate(location, follow=False))
    assert page.location == site.url + "/page?a=b"

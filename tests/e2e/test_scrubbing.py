# SPDX-License-Identifier: Apache-2.0
"""Nobody can name himself: not by any way that a request takes through the server, whatever the place asks for, and not over
HTTP/2 either. And who is signed in is told of, by each of these ways, with what his session says."""

import re
import shutil

import pytest

from harness import http2
from harness.browser import raw_request, raw_status
from harness.configuration import open_place, protect
from harness.echo import EchoBackend
from harness.fcgi import FcgiBackend
from harness.scgi import ScgiBackend
from harness.steps import sign_in

MODULES = ("http2", "proxy_fcgi", "proxy_scgi", "actions", "negotiation", "authn_file", "auth_basic")
BOB = "7d20aa31-bob"
APP, FCGI, SCGI = EchoBackend(), FcgiBackend(), ScgiBackend()
EITHER = ("AuthType OAuth", "OAuthProvider main")

# what the place asks for; all but the last let everybody in from this machine
ACCESS = {
    "granted": ("Require all granted",),
    "silent": (),
    "any": (*EITHER, "<RequireAny>", "Require ip 127.0.0.1", "Require valid-user", "</RequireAny>"),
    "satisfied": (*EITHER, "Require valid-user", "Order deny,allow", "Deny from all", "Allow from 127.0.0.1", "Satisfy any"),
    "limited": (*EITHER, "<Limit POST>", "Require valid-user", "</Limit>"),
    "optional": ("OAuthProvider main", "OAuthUnauthenticated pass"),
    "closed": (*EITHER, "Require valid-user"),
}

# how the request gets to a program that says what it was told
WAYS = ("env", "app", "fcgi", "scgi", "page.shtml", "whole.shtml", "folder/", "rewritten", "acted.said", "lost", "forbidden", "chosen")

# names that some application reads as one of ours, and lists that would take one away
SPOOFS = [f"{name}: root-spoof" for name in (
    "X-OAuth-User", "X_OAuth_User", "X-OAuth_User", "X.OAuth.User", "XOAuthUser", "X--OAuth--User", "-X-OAuth-User", "X'OAuth'User",
    "X-OAuth-Provider", "X-OAuth-Claim-email", "X_OAUTH_CLAIM_email", "X-OAuth-Claim-unheard-of", "X-OAuth-Access-Token",
    "X-OAuth-Session-Expires", "X-OAuth-New-Login", "X-Session-Data", "x_session_version", "X-Session-Set")]


def place(name, lines):
    """All ways to a program below /name."""
    return "".join([
        open_place(f"/{name}", *lines, "Options +Includes +ExecCGI +MultiViews", "ErrorDocument 404 " + f"/{name}/env",
                   "DirectoryIndex env"),
        *(f"ScriptAlias /{name}/{program} {{root}}/cgi/env\n" for program in ("env", "actor")),
        open_place(f"/{name}/folder", "SetHandler cgi-script"), f"Alias /{name}/folder {{root}}/cgi\n",
        open_place(f"/{name}/forbidden", "Require all denied", "Satisfy all", "ErrorDocument 403 " + f"/{name}/env"),
        open_place(f"/{name}/acted.said", f"Action said-{name} /{name}/actor virtual", f"SetHandler said-{name}"),
        f"ProxyPass /{name}/app {APP.url}/app\nProxyPass /{name}/fcgi fcgi://{FCGI.address}/\n",
        f"ProxyPass /{name}/scgi scgi://{SCGI.address}/\n",
        f"<Location /{name}/rewritten>\nRewriteEngine on\nRewriteRule .* /{name}/env [PT]\n</Location>\n",
        f"Alias /{name} {{root}}/{name}\n<Directory {{root}}/{name}>\nAddOutputFilter INCLUDES .shtml\nAddType text/html .shtml\n"
        f"RewriteEngine on\nAddHandler type-map .var\n</Directory>\n",
    ])


def configure(provider):
    return "Protocols h2c http/1.1\n" + "".join(place(name, lines) for name, lines in ACCESS.items())


@pytest.fixture(scope="module", autouse=True)
def pages(site_process):
    for name in ACCESS:
        folder = site_process.root / name
        folder.mkdir(exist_ok=True)
        (folder / "page.shtml").write_text("<!--#printenv -->")
        (folder / "whole.shtml").write_text(f'<!--#include virtual="/{name}/env" -->|<!--#include virtual="page.shtml" -->')
        (folder / "chosen.shtml").write_text("<!--#printenv -->")


def ask_over_1(site, path, *lines):
    answer = raw_request(site, path, *lines)
    return raw_status(answer), answer.partition(b"\r\n\r\n")[2].decode("latin-1")


def ask_over_2(site, path, *lines):
    page = http2.fetch(site.url + path, *lines)
    return page.status, page.body.decode("latin-1")


@pytest.fixture(params=[ask_over_1, ask_over_2], ids=["HTTP/1.1", "HTTP/2"])
def ask(request, site):
    if request.param is ask_over_2 and not shutil.which("curl"):
        pytest.skip("curl is not installed")
    return lambda path, *lines: request.param(site, path, *lines)


@pytest.fixture
def cookie_line(site, browser):
    sign_in(browser, site)
    return browser.cookie_line()


def identity(text):
    """What names anybody to a program or a proxied application."""
    return re.findall(r"\b(?:REMOTE_USER|(?:HTTP_X_)?OAUTH_\w+|HTTP_X_SESSION\w+|X-OAuth-[\w-]+|X-Session-[\w-]+)", text)


@pytest.mark.requirement("R-HDR-01", "R-HDR-02", "R-HTTP-08", "R-HTTP-10")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [name for name in ACCESS if name != "closed"])
def test_nobody_can_name_himself(site, ask, name, way):
    status, text = ask(f"/{name}/{way}", *SPOOFS, "X-Honest: kept")
    assert status == {"lost": 404, "forbidden": 403}.get(way, 200) and "kept" in text, (status, text)
    assert "root-spoof" not in text and identity(text) == [], identity(text)
    if way == "forbidden":
        site.announce("AH01630")


@pytest.mark.requirement("R-HDR-01", "R-HDR-03", "R-HTTP-02", "R-HTTP-03", "R-HTTP-10")
@pytest.mark.parametrize("way", [way for way in WAYS if way != "forbidden"])
def test_who_is_signed_in_is_told_of_and_can_not_add_to_it(site, ask, cookie_line, way):
    status, text = ask(f"/closed/{way}", *SPOOFS, cookie_line)
    assert status == (404 if way == "lost" else 200), (status, text)
    assert "root-spoof" not in text and BOB in text and "oauth_session=" not in text
    told = identity(text)
    assert ("X-OAuth-User" if way == "app" else "OAUTH_USER") in told and (way == "app" or "REMOTE_USER" in told)


@pytest.mark.requirement("R-HTTP-10")
def test_crumbs_of_a_cookie_header_are_one(site, browser):
    sign_in(browser, site)
    browser.forget("oauth_rounds")  # no browser sends it anywhere but to our own endpoints
    crumbs = [f"Cookie: {pair}" for pair in browser.cookie_line("mine=1").removeprefix("Cookie: ").split("; ")]
    page = http2.fetch(site.url + "/closed/env", *crumbs)
    assert page.status == 200 and page.json["REMOTE_USER"] == BOB and page.json["HTTP_COOKIE"] == "mine=1"


@pytest.mark.requirement("R-HTTP-10")
def test_a_stranger_is_sent_to_the_provider_over_http_2_as_well(site):
    page = http2.fetch(site.url + "/closed/env", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Accept: text/html")
    assert page.status == 302 and "/authorize" in page.header("Location") and page.header("Cache-Control") == "no-store"

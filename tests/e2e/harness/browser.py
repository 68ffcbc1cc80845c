# SPDX-License-Identifier: Apache-2.0
"""A small browser under a test's control: cookies and requests as browsers have them, step by step."""

import http.client
import json
import socket
import ssl
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

NAVIGATION = {
    "User-Agent": "Mozilla/5.0 (a test) Gecko/20100101",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-User": "?1",
}
FETCH = {
    "User-Agent": NAVIGATION["User-Agent"],
    "Accept": "*/*",
    "Accept-Language": "en",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Dest": "empty",
}
REDIRECTS = (301, 302, 303, 307, 308)
MOST_STEPS = 20
TIMEOUT = 30  # seconds


@dataclass
class Cookie:
    name: str
    value: str
    host: str
    path: str = "/"
    secure: bool = False
    http_only: bool = False
    same_site: str = "lax"

    def fits(self, url, cross_site, top_level_get):
        """Whether a browser would send it there (RFC 6265bis §5.8.3)."""
        parts = urlsplit(url)
        path = self.path.rstrip("/")
        in_path = parts.path == self.path or parts.path.startswith(path + "/") or path == ""
        secure = not self.secure or is_trustworthy(url)
        by_site = not cross_site or self.same_site == "none" or (self.same_site == "lax" and top_level_get)
        return parts.hostname == self.host and in_path and secure and by_site


@dataclass
class Page:
    url: str
    status: int
    headers: list                 # (name, value), as they came
    body: bytes
    cross_site: bool = False      # somewhere on the way here another site was involved
    steps: list = field(default_factory=list)  # the pages before it, oldest first

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def all_headers(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def location(self):
        """Where it sends the browser on to; None: it stays here."""
        target = self.header("Location") if self.status in REDIRECTS else None
        return urljoin(self.url, target) if target is not None else None

    @property
    def location_query(self):
        """Parameters of the place it sends the browser to, each with its first value."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.location).query, True).items()}

    def form(self):
        """Where its form goes, and the hidden fields."""
        reader = FormReader()
        reader.feed(self.text)
        return urljoin(self.url, reader.action or ""), reader.fields


class FormReader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.action, self.fields, self.pairs = None, {}, []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.action = attributes.get("action", "")
        if tag == "input" and attributes.get("type") == "hidden":
            self.fields[attributes["name"]] = attributes.get("value", "")
            self.pairs.append((attributes["name"], attributes.get("value", "")))


class Browser:
    def __init__(self):
        self.cookies = []
        self.sent = []  # (method, url, headers) of all requests

    # What a person does

    def navigate(self, url, initiator=None, follow=True, headers=None):
        """Open an address; from a link on the page initiator, else from the address bar."""
        return self.load("GET", url, initiator, follow=follow, headers=headers)

    def submit(self, url, values, initiator, follow=True, headers=None):
        """Send a form that stands on the page initiator."""
        body = urlencode(values).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin(initiator), **(headers or {})}
        return self.load("POST", url, initiator, body, follow, headers)

    def load(self, method, url, initiator, body=None, follow=True, headers=None):
        page = self.request(method, url, NAVIGATION | (headers or {}), body, initiator=initiator, top_level=True)
        return self.follow_all(page) if follow else page

    def follow(self, page):
        """One step on from a redirect."""
        method, headers = "GET", dict(NAVIGATION)
        return self.request(method, page.location, headers, initiator=page.url, top_level=True, after=page)

    def follow_all(self, page):
        while page.location is not None:
            assert len(page.steps) < MOST_STEPS, "a redirect loop: " + " -> ".join(step.url for step in page.steps)
            page = self.follow(page)
        return page

    # What a script on a page does

    def fetch(self, url, method="GET", body=None, headers=None, initiator=None):
        return self.request(method, url, FETCH | (headers or {}), body, initiator=initiator or url)

    # How it does it

    def request(self, method, url, headers, body=None, initiator=None, top_level=False, after=None):
        cross_site = (after.cross_site if after else False) or (initiator is not None and host(initiator) != host(url))
        headers = {"Sec-Fetch-Site": fetch_site(url, initiator, cross_site), **headers}
        cookies = [cookie for cookie in self.cookies if cookie.fits(url, cross_site, top_level and method == "GET")]
        if cookies and "Cookie" not in headers:
            headers["Cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)
        headers = {name: value for name, value in headers.items() if value is not None}
        self.sent.append((method, url, headers))
        status, got, content = self.exchange(method, url, headers, body)
        page = Page(url, status, got, content, cross_site, [*after.steps, after] if after else [])
        for value in page.all_headers("Set-Cookie"):
            self.keep(value, url)
        return page

    @staticmethod
    def exchange(method, url, headers, body):
        return exchange(method, url, headers, body)

    def keep(self, set_cookie, url):
        pair, *attributes = [part.strip() for part in set_cookie.split(";")]
        name, _, value = pair.partition("=")
        said = {key.strip().lower(): text.strip() for key, _, text in (part.partition("=") for part in attributes)}
        cookie = Cookie(name, value, host(url), said.get("path") or default_path(url), "secure" in said,
                        "httponly" in said, said.get("samesite", "lax").lower())
        if not is_acceptable(cookie, said, url):
            return
        place = (cookie.name, cookie.host, cookie.path)
        self.cookies = [old for old in self.cookies if (old.name, old.host, old.path) != place]
        if said.get("max-age", "1").startswith(("0", "-")) or "1970" in said.get("expires", ""):
            return
        self.cookies.append(cookie)

    def cookie_line(self, *more):
        """A Cookie header line with all cookies, whatever their attributes, and more."""
        return "Cookie: " + "; ".join([*(f"{cookie.name}={cookie.value}" for cookie in self.cookies), *more])

    def cookie(self, name):
        """The value of a cookie of this name, with or without the __Host- in front; None: there is none."""
        names = (name, "__Host-" + name)
        return next((cookie.value for cookie in self.cookies if cookie.name in names), None)

    def forget(self, name=None):
        self.cookies = [cookie for cookie in self.cookies if name and cookie.name != name]


def is_acceptable(cookie, said, url):
    """RFC 6265bis §5.7: prefixes, and Secure only from where nobody can listen."""
    if cookie.secure and not is_trustworthy(url):
        return False
    if cookie.same_site == "none" and not cookie.secure:
        return False
    if cookie.name.lower().startswith("__host-"):
        return cookie.secure and said.get("path") == "/" and "domain" not in said
    return not cookie.name.lower().startswith("__secure-") or cookie.secure


def is_trustworthy(url):
    """TLS, or loopback, as Chromium and Firefox have it."""
    return urlsplit(url).scheme == "https" or host(url) in ("localhost", "127.0.0.1")


def default_path(url):
    folder = urlsplit(url).path.rpartition("/")[0]
    return folder or "/"


def fetch_site(url, initiator, cross_site):
    if initiator is None:
        return "none"
    if cross_site:
        return "cross-site"
    return "same-origin" if origin(initiator) == origin(url) else "same-site"


def origin(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host(url):
    return urlsplit(url).hostname


def exchange(method, url, headers, body=None):
    """One request on a connection of its own: status, headers, body."""
    connection = connect(urlsplit(url))
    try:
        return exchange_on(connection, method, url, headers, body)
    finally:
        connection.close()


def connect(parts):
    if parts.scheme == "https":
        return http.client.HTTPSConnection("127.0.0.1", parts.port, timeout=TIMEOUT, context=trust_anybody())
    return http.client.HTTPConnection("127.0.0.1", parts.port, timeout=TIMEOUT)


def exchange_on(connection, method, url, headers, body=None):
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in ({"Host": parts.netloc} | headers).items():
        connection.putheader(name, value.encode("utf-8") if isinstance(value, str) else value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    answer = connection.getresponse()
    return answer.status, answer.getheaders(), answer.read()


def trust_anybody():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def raw_request(site, target, *lines, method="GET", host="localhost"):
    """A request of exactly these header lines; the answer's bytes."""
    request = [f"{method} {target} HTTP/1.1", f"Host: {host}", *lines, "Connection: close", "", ""]
    return raw_exchange(site.port, "\r\n".join(request).encode("latin-1"))


def raw_status(answer):
    return int(answer.split(b" ", 2)[1])


def raw_exchange(port, request, timeout=TIMEOUT):
    """Send these bytes; what came back until the server closed."""
    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while more := connection.recv(65536):
            answer += more
        return answer

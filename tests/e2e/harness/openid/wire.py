# SPDX-License-Identifier: Apache-2.0
"""HTTP as bytes: what a client asked, and an answer sent straight or crooked (slowly, halfway, never)."""

import base64
import json
import select
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

LONGEST_HANG = 120.0  # seconds; a hang ends earlier when the client goes away


class Refused(Exception):
    """An OAuth error answer: a code of RFC 6749 §4.1.2.1 or §5.2 and a sentence."""

    def __init__(self, error, description, status=400):
        super().__init__(description)
        self.error, self.description, self.status = error, description, status


@dataclass
class Request:
    method: str
    target: str
    headers: list  # of (name, value), as they came
    body: bytes
    certificate: dict = None  # of who sent it: subject, issuer (common names), sha256 in hex; None: none was shown

    @property
    def path(self):
        return urlsplit(self.target).path

    @property
    def query(self):
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def form(self):
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def cookies(self):
        pairs = (part.strip().partition("=") for part in self.header("Cookie", "").split(";"))
        return {name: value for name, _, value in pairs if name}

    def header(self, name, default=None):
        return next((value for key, value in self.headers if key.lower() == name.lower()), default)


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict = field(default_factory=dict)

    def bytes(self):
        headers = {"Content-Length": str(len(self.body)), "Cache-Control": "no-store", **self.headers}
        phrase = HTTPStatus(self.status).phrase if self.status in iter(HTTPStatus) else "Whatever"
        lines = [f"HTTP/1.1 {self.status} {phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8") + self.body


def json_answer(value, status=200, **headers):
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


def form_answer(values):
    return Answer(200, urlencode(values).encode(), {"Content-Type": "application/x-www-form-urlencoded"})


def html_answer(page, status=200, **headers):
    return Answer(status, page.encode(), {"Content-Type": "text/html; charset=utf-8", **headers})


def redirect(location, **headers):
    return Answer(302, b"", {"Location": location, **headers})


def twist_answer(answer, twist):
    """The same answer with the parts replaced that a test asked for."""
    body = answer.body
    if "json_set" in twist or "json_remove" in twist:
        value = {**json.loads(body), **twist.get("json_set", {})}
        body = json.dumps({k: v for k, v in value.items() if k not in twist.get("json_remove", ())}).encode()
    if "json" in twist:
        body = json.dumps(twist["json"]).encode()
    if "body" in twist:
        body = twist["body"].encode()
    if "body_base64" in twist:
        body = base64.b64decode(twist["body_base64"])
    if "body_size" in twist:
        body = body + b" " * (twist["body_size"] - len(body))
    return Answer(twist.get("status", answer.status), body, {**answer.headers, **twist.get("headers", {})})


def deliver(connection, answer, twist):
    """Send the answer as the twist says. True: the connection may carry another request."""
    if hang(connection, twist.get("delay", 0)) or twist.get("never"):
        hang(connection, LONGEST_HANG)
        return False
    data = base64.b64decode(twist["raw_base64"]) if "raw_base64" in twist else answer.bytes()
    if "trickle" in twist:
        return trickle(connection, data, twist["trickle"])
    if "stall_after" in twist:
        connection.sendall(data[: twist["stall_after"]])
        hang(connection, LONGEST_HANG)
        return False
    if "close_after" in twist:
        connection.sendall(data[: twist["close_after"]])
        return False
    connection.sendall(data)
    return "raw_base64" not in twist


def trickle(connection, data, interval):
    for byte in data:
        connection.sendall(bytes((byte,)))
        if hang(connection, interval):
            return False
    return False


def hang(connection, seconds):
    """Wait; True when the client went away meanwhile."""
    if seconds <= 0:
        return False
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([connection], [], [], left)[0]:
            return True  # nothing more is sent before an answer, so this is the end
    return False

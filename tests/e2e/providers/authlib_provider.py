# SPDX-License-Identifier: Apache-2.0
"""Debian's Authlib as the provider: authlib_server.py, run by Debian's Python."""

import importlib.util
import pathlib
import sys

from .process import Process, free_port


class AuthlibProvider:
    client_id = "the-site"
    client_secret = "a-secret-of-letters-and-digits-3"

    def __init__(self, folder, algorithm="RS256"):
        self.folder = folder
        self.algorithm = algorithm
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.process = None

    @staticmethod
    def missing():
        """Why it can not run here, or None."""
        found = all(map(importlib.util.find_spec, ("authlib", "flask")))
        return None if found else "Debian's python3-authlib or python3-flask is not installed"

    def start(self, redirect_uris):
        program = pathlib.Path(__file__).with_name("authlib_server.py")
        self.process = Process([sys.executable, program, str(self.port), self.algorithm, self.client_id,
                                self.client_secret, *redirect_uris], self.folder / "authlib.log")
        self.process.wait_for(f"{self.issuer}/.well-known/openid-configuration")

    def stop(self):
        if self.process:
            self.process.stop()

    def sign_in(self, browser, page, user):
        return browser.submit(page.url, {"user": user}, page.url)

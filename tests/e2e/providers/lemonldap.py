# SPDX-License-Identifier: Apache-2.0
"""Debian's LemonLDAP::NG portal under starman, with its demonstration users.

Its issuer ends in a slash, its ID tokens hold nothing but the subject, and it checks a request only after the login.
"""

import json
import os
import pathlib
import shutil
import subprocess

from .stranger import Stranger

PORTAL = pathlib.Path("/usr/share/lemonldap-ng/portal/htdocs/index.psgi")
USERS = {"alice": "rtyler", "bob": "dwho"}   # of the package, which calls them otherwise; the password is the name

INI = """
[all]
logLevel = notice
[configuration]
type = File
dirName = {folder}/conf
localStorage = Cache::FileCache
localStorageOptions = {{ 'namespace' => 'lemonldap-ng-config', 'default_expires_in' => 600, 'cache_root' => '{folder}/cache' }}
[portal]
staticPrefix = /static
templateDir = /usr/share/lemonldap-ng/portal/templates
languages = en
"""


class LemonLdap(Stranger):
    client_secret = "lettersanddigitsonly"   # it can not read anything else in a Basic header
    people = {"alice": {"name": "Rose Tyler", "email": "rtyler@badwolf.org"},
              "bob": {"name": "Doctor Who", "email": "dwho@badwolf.org"}}

    def __init__(self, folder, algorithm="RS256"):
        super().__init__(folder, algorithm)
        self.issuer = self.origin + "/"

    @staticmethod
    def missing():
        found = PORTAL.exists() and shutil.which("starman")
        return None if found else "Debian's liblemonldap-ng-portal-perl or starman is not installed"

    def start(self, redirect_uris):
        for name in ("conf", "cache", "sessions", "locks"):
            (self.folder / name).mkdir()
        (self.folder / "llng.ini").write_text(INI.format(folder=self.folder))
        (self.folder / "conf" / "lmConf-1.json").write_text(json.dumps(self.configuration(redirect_uris)))
        self.launch(["starman", "--listen", f"127.0.0.1:{self.port}", "--workers", "1", "--preload-app", PORTAL],
                    f"{self.origin}/.well-known/openid-configuration",
                    env={**os.environ, "LLNG_DEFAULTCONFFILE": str(self.folder / "llng.ini")})

    def sign_in(self, browser, page, user):
        """The form stands where the request was sent to; what is hidden in it goes back."""
        action, hidden = page.form()
        return browser.submit(action, {**hidden, "user": USERS[user], "password": USERS[user]}, page.url)

    def configuration(self, redirect_uris):
        key, public_key = new_key()
        sessions = {"Directory": f"{self.folder}/sessions", "LockDirectory": f"{self.folder}/locks"}
        return {
            "cfgNum": 1, "cfgDate": 1, "cfgAuthor": "tests",
            "portal": self.issuer, "domain": "127.0.0.1", "securedCookie": 0,
            "authentication": "Demo", "userDB": "Same", "demoExportedVars": {"cn": "cn", "mail": "mail", "uid": "uid"},
            "locationRules": {"127.0.0.1": {"default": "accept"}},
            "globalStorage": "Apache::Session::File", "globalStorageOptions": sessions,
            "persistentStorage": "Apache::Session::File", "persistentStorageOptions": sessions,
            "localSessionStorageOptions": {"namespace": "sessions", "cache_root": f"{self.folder}/cache"},
            "issuerDBOpenIDConnectActivation": 1,
            "oidcServiceMetaDataIssuer": self.issuer,
            "oidcServicePrivateKeySig": key, "oidcServicePublicKeySig": public_key, "oidcServiceKeyIdSig": "the-key",
            "oidcRPMetaDataExportedVars": {"rp": {"name": "cn", "email": "mail", "preferred_username": "uid"}},
            "oidcRPMetaDataOptions": {"rp": self.client(redirect_uris)},
        }

    def client(self, redirect_uris):
        options = {"ClientID": self.client_id, "ClientSecret": self.client_secret, "RedirectUris": " ".join(redirect_uris),
                   "IDTokenSignAlg": self.algorithm, "BypassConsent": 1, "RequirePKCE": 1, "UserIDAttr": "uid"}
        return {f"oidcRPMetaDataOptions{name}": value for name, value in options.items()}


def new_key():
    """A private key and its public half, both PEM."""
    key = subprocess.run(["openssl", "genrsa", "-traditional", "2048"], check=True, capture_output=True).stdout
    public = subprocess.run(["openssl", "rsa", "-pubout"], input=key, check=True, capture_output=True).stdout
    return key.decode(), public.decode()

# SPDX-License-Identifier: Apache-2.0
"""The provider as tests hold it: starts the program and speaks its control interface. provider.py says what it can."""

import subprocess
import sys
from pathlib import Path

import requests


class ProviderControl:
    def __init__(self, *options, authority=True):
        """authority: path of the certificate that the provider's own is verified with, when it speaks https."""
        program = Path(__file__).with_name("provider.py")
        self.process = subprocess.Popen([sys.executable, program, "--port", "0", *options],
                                        stdout=subprocess.PIPE, text=True)
        self.base = self.process.stdout.readline().removeprefix("provider: ").strip()
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.verify = authority
        self.ready = set()

    def stop(self):
        self.http.close()
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()

    def issuer(self, tenant=""):
        """Its keys are made now: a login that waits for them misses its deadline on a busy machine, where an RSA key takes seconds."""
        if tenant not in self.ready:
            self.call("POST", "keys/make", {"tenant": tenant})
            self.ready.add(tenant)
        return f"{self.base}/t/{tenant}" if tenant else self.base

    def call(self, method, what, values=None, **query):
        answer = self.http.request(method, f"{self.base}/control/{what}", json=values, params=query)
        assert answer.ok, answer.text
        return answer.json()

    def reset(self):
        self.call("POST", "reset")
        self.ready.clear()

    def register(self, client_id, **values):
        return self.call("POST", "clients", {"client_id": client_id, **values})

    def user(self, name, /, **claims):
        self.call("POST", "users", {"name_to_sign_in": name, **claims})

    def twist(self, endpoint, **what):
        self.call("POST", "twists", {"endpoint": endpoint, **what})

    def untwist(self, **tenant):
        self.call("DELETE", "twists", **tenant)

    def rotate_keys(self, tenant=""):
        self.call("POST", "keys/rotate", {"tenant": tenant})

    def set_keys(self, tenant="", **what):
        self.call("POST", "keys", {"tenant": tenant, **what})

    def end_issuer_in(self, tenant, ends):
        self.call("POST", "issuer", {"tenant": tenant, "ends": ends})

    def sign(self, claims, client_id="site", tenant="", **twist):
        """A signed token; twist as for "id_token"."""
        return self.call("POST", "tokens", {"claims": claims, "client_id": client_id, "tenant": tenant, "twist": twist})

    def requests(self, endpoint, **tenant):
        return self.call("GET", "requests", endpoint=endpoint, **tenant)

    def request_objects(self):
        return self.call("GET", "request_objects")

    def tokens(self):
        return self.call("GET", "tokens")

    def revoke(self, client_id):
        """Everything that users granted to this client."""
        self.call("POST", "revoke", {"client_id": client_id})

    def reuses(self):
        """How often a refresh token came that was replaced by another."""
        return self.call("GET", "reuses")

    def refreshes(self, client_id):
        """Refresh tokens that came from this client, oldest first."""
        return self.call("GET", "refreshes", client_id=client_id)

    def count(self, endpoint, **tenant):
        return self.call("GET", "counters", **tenant).get(endpoint, 0)

    def forget_requests(self):
        self.call("DELETE", "requests")

# SPDX-License-Identifier: Apache-2.0
"""Each response type by each way it can come: the plans of rp-cases.tsv (basic, implicit, hybrid, and all of them once more
with form_post)."""

from dataclasses import dataclass

import pytest

from harness.configuration import protect, provider_block
from harness.scripts import walk

TENANT = "rp"


@dataclass(frozen=True)
class Flow:
    type: str  # as it is sent: "code id_token"
    mode: str  # query, fragment or form_post

    @property
    def name(self):
        """Of its provider in the configuration."""
        return f"{self.type.replace(' ', '-')}_{self.mode}"

    @property
    def path(self):
        return f"/{self.name}/env"

    @property
    def has_code(self):
        return "code" in self.type.split()

    @property
    def has_id_token(self):
        """In the front channel."""
        return "id_token" in self.type.split()

    @property
    def has_token(self):
        return "token" in self.type.split()

    def row(self, case):
        """CORE-... rows that differ by where the ID token is first seen."""
        return f"{case}/{'front' if self.has_id_token else 'code'}"


HYBRID = ("code id_token", "code token", "code id_token token")
IMPLICIT = ("id_token", "id_token token")
FLOWS = [Flow("code", "query"), Flow("code", "form_post"),
         *(Flow(words, mode) for mode in ("fragment", "form_post") for words in HYBRID + IMPLICIT)]


def flows(row=None, suits=lambda flow: True):
    """A parameter "flow" of a test: all that suit; row(flow) is the id that it proves, or ids."""
    def marks(flow):
        ids = row(flow) if row else ()
        return [pytest.mark.rp(*([ids] if isinstance(ids, str) else ids))] if ids else []

    return pytest.mark.parametrize("flow", [pytest.param(flow, id=flow.name, marks=marks(flow))
                                            for flow in FLOWS if suits(flow)])


def one_flow_of_each_way(row=None, suits=lambda flow: True):
    """Where the way it comes matters, and not what."""
    ways = [Flow("code", "query"), Flow("code", "form_post"), Flow("code id_token", "fragment"), Flow("id_token", "fragment"),
            Flow("id_token", "form_post")]
    return flows(row, lambda flow: flow in ways and suits(flow))


def flow_configuration(provider, flow, prefix="", tenant=TENANT, client="rp", **directives):
    """prefix: few characters, names are short. A provider, a program that says its environment, and a page, below /PREFIXNAME."""
    name = prefix + flow.name
    mode = {"ResponseMode": "form_post"} if flow.mode == "form_post" else {}
    return "".join([
        provider_block(name, provider.issuer(tenant), client, ResponseType=flow.type, **mode, **directives),
        f"ScriptAlias /{name}/env {{root}}/cgi/env\nAlias /{name} {{root}}/htdocs\n", protect(f"/{name}", name)])


def visit(browser, site, path):
    """Open a protected page; what a person has on the screen in the end."""
    return walk(browser, browser.navigate(site.url + path, follow=False))


def calls(provider, tenant=TENANT):
    """How often token and user info endpoints were asked."""
    return tuple(provider.count(endpoint, tenant=tenant) for endpoint in ("token", "userinfo"))

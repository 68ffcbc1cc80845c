# SPDX-License-Identifier: Apache-2.0
"""AuthType OAuth without a Require asks nobody to sign in: the server says so when it starts."""

import pytest

from harness.configuration import open_place, provider_block
from harness.httpd import Site
from harness.steps import lines_with

AUTH_TYPE = ["AuthType OAuth", "OAuthProvider main"]


@pytest.mark.parametrize("rules, is_told", [
    ([], True),
    (["Require all granted"], True),
    (["Require ip 127.0.0.1"], True),
    (["Require valid-user"], False),
    (["<RequireAny>", "Require ip 127.0.0.1", "Require oauth-group staff", "</RequireAny>"], False),
    (["Require expr -n oauth_claim('sub')"], False),
])
def test_a_place_without_a_rule_is_told_at_start(provider, rules, is_told):
    site = Site(provider_block("main", provider.issuer("main")) + open_place("/wanted", *AUTH_TYPE, *rules))
    try:
        site.start()
        told = lines_with(site, "place_unguarded")
        assert len(told) == (1 if is_told else 0), site.log()
        assert all("AuthType OAuth" in line and "Require valid-user" in line for line in told)
    finally:
        site.stop()
        site.remove()


def test_a_rule_of_a_wider_place_is_one(provider):
    site = Site(provider_block("main", provider.issuer("main")) + open_place("/", *AUTH_TYPE)
                + open_place("/inner", "Require valid-user"))
    try:
        site.start()
        assert lines_with(site, "place_unguarded") == []
    finally:
        site.stop()
        site.remove()

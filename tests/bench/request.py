#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a signed-in request for a static file costs over an unprotected one. Called by tests/bench/run request."""

import sys

import instructions
import throughput
from sites import CLIENT, AuthForm, AuthOpenidc, OauthSession, Unprotected

from harness.provider_control import ProviderControl

MOST_ADDED_INSTRUCTIONS = 25000


def figure(name, value, unit):
    print(f"{name} {value} {unit}", flush=True)


def measure(sites):
    """Instructions that the first site adds."""
    base, base_without = instructions.of_a_request(Unprotected())
    figure("unprotected.instructions", round(base), "instructions")
    added = {}
    for site in sites:
        in_all, without = instructions.of_a_request(site)
        added[site.name] = round(in_all - base)
        figure(f"{site.name}.added_instructions", added[site.name], "instructions")
        if site.name == OauthSession.name:
            figure(f"{site.name}.added_instructions_without_libcrypto", round(without - base_without), "instructions")
    for name, ratio in throughput.ratios(sites, Unprotected()).items():
        figure(f"{name}.throughput_ratio", f"{ratio:.3f}", "ratio")
    return added


def main():
    provider = ProviderControl()
    try:
        provider.register(auto_login="alice", **CLIENT)
        added = measure([OauthSession(provider), AuthOpenidc(provider), AuthForm()])
    finally:
        provider.stop()
    if "--check" in sys.argv and added[OauthSession.name] > MOST_ADDED_INSTRUCTIONS:
        sys.exit(f"over the budget of {MOST_ADDED_INSTRUCTIONS} instructions")


if __name__ == "__main__":
    main()

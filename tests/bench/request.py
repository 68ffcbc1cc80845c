#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a signed-in request for a static file costs over an unprotected one. Called by tests/bench/run request."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e"))
import instructions  # noqa: E402
import throughput  # noqa: E402
from harness.provider_control import ProviderControl  # noqa: E402
from sites import CLIENT, AuthForm, AuthOpenidc, OauthSession  # noqa: E402

MOST_ADDED_INSTRUCTIONS = 25000


def figure(name, value, unit):
    print(f"{name} {value} {unit}", flush=True)


def measure(sites):
    """Print all figures; return the instructions that the first site adds."""
    added = {}
    for site in sites:
        added[site], without_libcrypto = instructions.added_by(site)
        figure(f"{site.name}.added_instructions", added[site], "instructions")
        if isinstance(site, OauthSession):
            figure(f"{site.name}.added_instructions_without_libcrypto", without_libcrypto, "instructions")
    for name, ratio in throughput.ratios(sites).items():
        figure(f"{name}.throughput_ratio", f"{ratio:.3f}", "ratio")
    return added[sites[0]]


def main():
    provider = ProviderControl()
    try:
        provider.register(auto_login="alice", **CLIENT)
        added = measure([OauthSession(provider), AuthOpenidc(provider), AuthForm()])
    finally:
        provider.stop()
    if "--check" in sys.argv and added > MOST_ADDED_INSTRUCTIONS:
        sys.exit(f"over the budget of {MOST_ADDED_INSTRUCTIONS} instructions")


if __name__ == "__main__":
    main()

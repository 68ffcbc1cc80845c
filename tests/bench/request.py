#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a signed-in request for a static file costs over an unprotected one. Called by tests/bench/run request."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "e2e"))
import instructions  # noqa: E402
import throughput  # noqa: E402
from harness.provider_control import ProviderControl  # noqa: E402
from sites import CLIENT, AuthForm, AuthOpenidc, CrowdedOauthSession, OauthSession, RuledOauthSession  # noqa: E402

MOST_ADDED_INSTRUCTIONS = 16000
MOST_WITHOUT_LIBCRYPTO = 10000
MOST_TABLE_INSTRUCTIONS = 2000
MOST_WITH_RULES = 20000  # three lines of Require
TABLE = ("table_get*", "oas_box_open_to*")  # compilers may add to names


def figure(name, value, unit):
    print(f"{name} {value} {unit}", flush=True)
    return value


def measure_instructions(site):
    """Of a site: what it adds in all, and of that outside libcrypto."""
    added, without_libcrypto = instructions.added_by(site)
    figure(f"{site.name}.added_instructions{site.suffix}", added, "instructions")
    if isinstance(site, OauthSession):
        figure(f"{site.name}.added_instructions_without_libcrypto{site.suffix}", without_libcrypto, "instructions")
    return added, without_libcrypto


def measure(ours, crowded, ruled, others):
    """Print all figures; return what is wrong."""
    added, outside = measure_instructions(ours)
    crowded_added, crowded_outside = measure_instructions(crowded)
    with_rules, _ = measure_instructions(ruled)
    in_table = figure("request.table_instructions", instructions.inside(crowded, TABLE), "instructions")
    for site in others:
        measure_instructions(site)
    for site, ratio in throughput.ratios([ours, crowded, ruled, *others]).items():
        figure(f"{site.name}.throughput_ratio{site.suffix}", f"{ratio:.3f}", "ratio")
    return [*over("a request", max(added, crowded_added), MOST_ADDED_INSTRUCTIONS),
            *over("a request outside libcrypto", max(outside, crowded_outside), MOST_WITHOUT_LIBCRYPTO),
            *over("a request with three lines of Require", with_rules, MOST_WITH_RULES),
            *over("table and face", in_table, MOST_TABLE_INSTRUCTIONS)]


def over(what, instructions_spent, most):
    return [f"{what}: over the budget of {most} instructions"] if instructions_spent > most else []


def main():
    provider = ProviderControl()
    try:
        provider.register(auto_login="alice", **CLIENT)
        wrong = measure(OauthSession(provider), CrowdedOauthSession(provider), RuledOauthSession(provider),
                        [AuthOpenidc(provider), AuthForm()])
    finally:
        provider.stop()
    if "--check" in sys.argv and wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()

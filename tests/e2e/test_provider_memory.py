# SPDX-License-Identifier: Apache-2.0
"""What is known of a provider is known to all processes: fetched once, by one of them, and kept through restarts.

Prefork: each visitor meets another process. Each test has an issuer of its own, whose requests are counted."""

import threading
import time

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, protect, provider_block
from harness.load import FULL

MPM = "prefork"
CHILDREN = 6
TOKENS = 1002 if FULL else 5 * CHILDREN  # each of them signed with a key that nobody knows
TENANTS = ("many", "herd", "rotated-under-load", "flood", "killed", "restarted", "slow", "down")


def configure(provider):
    text = f"StartServers {CHILDREN}\nServerLimit {CHILDREN}\nMaxRequestWorkers {CHILDREN}\n" \
           f"MinSpareServers {CHILDREN}\nMaxSpareServers {CHILDREN + 1}\nKeepAlive Off\nOAuthCallDeadline 3s\nOAuthMaxCalls 6\n"
    for name in TENANTS:
        provider.rotate_keys(name)  # now: new ones take their time
        text += provider_block(name, provider.issuer(name), "elliptic") + protect(f"/{name}", name)
    provider.register("elliptic", client_secret=SECRET, auto_login="bob", algorithm="ES256")  # keys are made in no time
    return text


@pytest.fixture(autouse=True)
def all_children_at_work(site):
    site.tolerate("AH00161")


def path(name):
    return f"/{name}/"


def visit(site, name):
    """One who signs in: the status of the page he ends on. 404: he is in, and there is no such file."""
    return Browser().navigate(site.url + path(name)).status


def visit_at_once(site, name, count):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(visit(site, name))) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_one_fetch_serves_all_processes(site, provider):
    assert {visit(site, "many") for _ in range(4 * CHILDREN)} == {404}
    assert (provider.count("discovery", tenant="many"), provider.count("jwks", tenant="many")) == (1, 1)


def test_first_visitors_who_come_at_once_fetch_once(site, provider):
    provider.twist("discovery", tenant="herd", delay=0.5)
    provider.twist("jwks", tenant="herd", delay=0.5)
    assert visit_at_once(site, "herd", CHILDREN) == [404] * CHILDREN
    assert (provider.count("discovery", tenant="herd"), provider.count("jwks", tenant="herd")) == (1, 1)


def test_keys_that_were_changed_cost_one_fetch_however_many_come(site, provider):
    assert visit(site, "rotated-under-load") == 404
    provider.rotate_keys("rotated-under-load")
    provider.twist("jwks", tenant="rotated-under-load", delay=0.3)
    assert visit_at_once(site, "rotated-under-load", CHILDREN) == [404] * CHILDREN
    assert provider.count("jwks", tenant="rotated-under-load") == 2


@pytest.mark.soak
def test_tokens_with_unknown_keys_cost_two_fetches_a_minute_in_the_whole_server(site, provider):
    provider.twist("id_token", tenant="flood", sign_with="unknown")
    for _ in range(TOKENS // CHILDREN):
        assert visit_at_once(site, "flood", CHILDREN) == [400] * CHILDREN
    fetched = [request["at"] for request in provider.requests("jwks", tenant="flood")]
    assert max(sum(began <= at < began + 60 for at in fetched) for began in fetched) == 2
    site.announce("jwt_no_key")


def test_a_process_that_dies_while_it_fetches_holds_nobody_up_for_long(site, provider):
    provider.twist("discovery", tenant="killed", never=True, times=1)
    first = threading.Thread(target=lambda: fails_somehow(site, "killed"))
    first.start()
    while provider.count("discovery", tenant="killed") == 0:
        time.sleep(0.02)
    site.kill_workers()
    first.join()
    began = time.monotonic()
    assert visit(site, "killed") == 404
    assert time.monotonic() - began < 6
    assert provider.count("discovery", tenant="killed") == 2
    site.tolerate("exit signal Killed")


def fails_somehow(site, name):
    try:
        visit(site, name)
    except OSError:
        pass


def test_restarts_fetch_nothing(site, provider):
    assert visit(site, "restarted") == 404
    for restart in (site.graceful, site.restart, site.kill_workers):
        restart()
        assert visit(site, "restarted") == 404
    assert (provider.count("discovery", tenant="restarted"), provider.count("jwks", tenant="restarted")) == (1, 1)
    site.tolerate("exit signal Killed")


def test_what_is_kept_serves_while_metadata_and_keys_can_not_be_had(site, provider):
    assert visit(site, "down") == 404
    for endpoint in ("discovery", "jwks"):
        provider.twist(endpoint, tenant="down", status=503)
    site.graceful()
    assert visit(site, "down") == 404


def test_who_waits_in_vain_gets_503(site, provider):
    """One asks, others wait for him: nobody longer than the deadline says."""
    provider.twist("discovery", tenant="slow", never=True)
    began = time.monotonic()
    assert visit_at_once(site, "slow", CHILDREN) == [503] * CHILDREN
    assert time.monotonic() - began < 5
    assert provider.count("discovery", tenant="slow") == 1
    site.announce("call_deadline")


def test_a_restart_with_another_provider_begins_anew_for_all(site, provider):
    assert visit(site, "many") == 404
    provider.forget_requests()
    name = "added"
    block = provider_block(name, provider.issuer(name), "elliptic") + protect(f"/{name}", name)
    site.change("OAuthCallDeadline 3s\n", "OAuthCallDeadline 3s\n" + block)
    provider.rotate_keys(name)
    site.graceful()
    assert {visit(site, name) for _ in range(CHILDREN)} == {visit(site, "many") for _ in range(CHILDREN)} == {404}
    assert (provider.count("discovery", tenant=name), provider.count("discovery", tenant="many")) == (1, 1)

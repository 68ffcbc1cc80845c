# SPDX-License-Identifier: Apache-2.0
"""Ports for servers that are stopped and started again."""
import random
import socket
from pathlib import Path

PORTS_OF_CLIENTS = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST = 10240
TRIES = 100


def free_port():
    """One that nobody gets by chance while its server is down, be it for a connection or as a port that the system chose."""
    highest = max(int(PORTS_OF_CLIENTS.read_text().split()[0]), 2 * LOWEST)
    for _ in range(TRIES):
        port = random.randrange(LOWEST, highest)
        if is_free(port):
            return port
    raise AssertionError(f"no free port from {LOWEST} to {highest} in {TRIES} tries")


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True

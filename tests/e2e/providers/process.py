# SPDX-License-Identifier: Apache-2.0
"""A server of somebody else's, as a child of ours: started, waited for, ended by its own pid."""

import socket
import subprocess
import time
import urllib.request

START_SECONDS = 20   # the slowest takes a second; two busy cores may need ten times that
STOP_SECONDS = 5


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Process:
    """One running program; what it prints goes to `log`."""

    def __init__(self, command, log, **popen_options):
        self.log = log
        with open(log, "ab") as output:
            self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output,
                                          stderr=subprocess.STDOUT, **popen_options)

    def wait_for(self, url):
        """Return when `url` answers 200; raise with the tail of the log when it does not come to that."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.child.poll() is None:
            if answers(url):
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"{self.child.args[0]} did not start:\n{self.log.read_text()[-2000:]}")

    def stop(self):
        self.child.terminate()
        try:
            self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def answers(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False

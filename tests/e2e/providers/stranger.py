# SPDX-License-Identifier: Apache-2.0
"""What all strangers share: a folder, a port on loopback, one process that ends by its own pid."""

import ssl
import subprocess
import time
import urllib.request

from harness.ports import free_port

START_SECONDS = 20   # the slowest takes a second; two busy cores may need ten times that
STOP_SECONDS = 5


class Stranger:
    client_id = "the-site"
    client_secret = "a-secret-of-letters-and-digits"   # providers disagree how others are written in a Basic header
    people = {"alice": {"name": "Alice", "email": "alice@example.org"},
              "bob": {"name": "Bob", "email": "bob@example.org"}}
    directives = {}   # what the configuration has to say of it beside the issuer

    def __init__(self, folder, algorithm="RS256"):
        self.folder = folder
        self.algorithm = algorithm
        self.port = free_port()
        self.origin = self.issuer = f"http://127.0.0.1:{self.port}"
        self.process = None

    @staticmethod
    def missing():
        """Why it can not run here, or None."""
        raise NotImplementedError

    def start(self, redirect_uris):
        raise NotImplementedError

    def sign_in(self, browser, page, user):
        """From the provider's page to that of the site."""
        raise NotImplementedError

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def launch(self, command, ready, **popen_options):
        """Return when `ready` answers 200; raise with the end of the log when it does not come to that."""
        log = self.folder / "provider.log"
        with open(log, "ab") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                            **popen_options)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if answers(ready):
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()[-2000:]}")


def answers(url):
    anybody = ssl._create_unverified_context()  # whose certificate it has is no matter of this question
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=anybody))
    try:
        with opener.open(url, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False

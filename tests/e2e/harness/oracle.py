# SPDX-License-Identifier: Apache-2.0
"""What the answers to many clients have to be, whatever happens to the server meanwhile.

A cookie of somebody who is signed in is answered with 200 and his name, one of somebody who signed out is refused for
ever. What is wrong has one of these kinds:

    lost          somebody who is signed in was sent away
    mistaken      somebody was called by another's name
    brought back  the cookie of somebody who signed out opened a page
    unserved      anything else, such as 500
    miscounted    in the end the table says another number of sessions than there can be"""

import math
import threading
import time
from collections import Counter
from contextlib import contextmanager

WRONG = ("lost", "mistaken", "brought back", "unserved", "miscounted")
SENT_AWAY = (302, 401)
MOST_SENTENCES = 5  # of each kind


class Oracle:
    def __init__(self):
        self.lock = threading.Lock()
        self.counts = Counter()
        self.sentences = []
        self.longest_waits = {}         # of each deed: seconds until a good answer while a server was listening
        self.listens_since = -math.inf  # time.monotonic()

    def judge_signed_in(self, name, status, told):
        """told: the name the page said. True: that is how it must be."""
        if status in SENT_AWAY:
            return self.is_wrong("lost", f"{name}, who is signed in, got {status}")
        if status != 200:
            return self.is_wrong("unserved", f"{name}, who is signed in, got {status}")
        if told != name:
            return self.is_wrong("mistaken", f"{name} was called {told}")
        return self.count("answers")

    def judge_signed_out(self, name, status):
        if status == 200:
            return self.is_wrong("brought back", f"{name}, who had signed out, got 200")
        if status not in SENT_AWAY:
            return self.is_wrong("unserved", f"{name}, who had signed out, got {status}")
        return self.count("refusals")

    def is_wrong(self, kind, sentence):
        with self.lock:
            self.counts[kind] += 1
            if self.counts[kind] <= MOST_SENTENCES:
                self.sentences.append(f"{time.strftime('%H:%M:%S')} {kind}: {sentence}")
        return False

    def count(self, what):
        with self.lock:
            self.counts[what] += 1
        return True

    @contextmanager
    def outage(self):
        """Until the block ends nobody listens: to wait for that is no stall."""
        self.listens_since = math.inf
        yield
        self.listens_since = time.monotonic()

    def note_wait(self, deed, began):
        with self.lock:
            wait = time.monotonic() - max(began, self.listens_since)
            self.longest_waits[deed] = max(self.longest_waits.get(deed, 0.0), wait)

    def complaints(self):
        return [f"{self.counts[kind]} {kind}" for kind in WRONG if self.counts[kind]] + self.sentences

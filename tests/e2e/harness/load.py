# SPDX-License-Identifier: Apache-2.0
"""Many clients at once who sign in, read, sign out and sign in again, and know what each answer has to be (oracle.py).

A connection that ends without an answer is tried again: servers that restart or are killed do that. Each login has a
user of its own, so that no two sessions can be taken for each other."""

import http.client
import itertools
import os
import random
import threading
import time
import traceback
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from harness.browser import FETCH, Browser
from harness.configuration import SECRET, protect, provider_block
from harness.figures import PLACE as STATUS, figures
from harness.oracle import WRONG, Oracle
from harness.steps import SESSION

FULL = os.environ.get("OAS_SOAK") == "1"  # tests/run soak: as many restarts and kills as are promised
PLACE = "/people/"
# Of each MPM: so many children that half of them serve the clients, and room for those that are about to end. A child
# of prefork and a thread of worker is taken by each connection that is kept.
CLIENTS = {"event": 32, "worker": 16, "prefork": 6}
CHILDREN = {
    "event": "StartServers 8\nThreadsPerChild 4\nMinSpareThreads 32\nMaxSpareThreads 48\n"
             "ServerLimit 32\nMaxRequestWorkers 48\n",
    "worker": "StartServers 8\nThreadsPerChild 6\nMinSpareThreads 30\nMaxSpareThreads 48\n"
              "ServerLimit 32\nMaxRequestWorkers 72\n",
    "prefork": "StartServers 20\nMinSpareServers 14\nMaxSpareServers 20\nServerLimit 32\nMaxRequestWorkers 32\n",
}
PAUSE = 0.05  # seconds between two requests of a client
RETRY = 0.04  # seconds until a server that gave no answer is asked again
PATIENCE = 20.0  # seconds for an answer
FEWEST, MOST = 2, 4  # sessions of a client
CHANGES, OLD_COOKIES = 0.03, 0.1  # of all a client does: logins and logouts, and cookies of those who signed out
LOGINS_AT_ONCE = 4
NO_ANSWER = (ConnectionError, TimeoutError, http.client.IncompleteRead)


def load_configuration(provider):
    """A place whose page says in a header who is told to be there."""
    provider.register("load", client_secret=SECRET)
    return ("KeepAliveTimeout 1\n"  # a worker that is about to end waits so long for who might ask once more
            "<Directory {root}>\n    Require all granted\n</Directory>\nAlias /people {root}/people\n"
            + STATUS + provider_block("main", provider.issuer("main"), "load")
            + protect(PLACE, "main", "Require valid-user", 'Header set X-Person "expr=%{REMOTE_USER}"'))


@dataclass
class Session:
    name: str
    browser: Browser

    @property
    def cookie(self):
        return f"{SESSION}={self.browser.cookie(SESSION)}"


class Load:
    """with Load(site, provider) as load: what happens to the server meanwhile. Then load.check_all()."""

    def __init__(self, site, provider, clients=32, changes=CHANGES):
        self.site, self.provider, self.oracle, self.changes = site, provider, Oracle(), changes
        self.numbers = itertools.count()
        self.provider_lock = threading.Lock()
        self.logins = threading.Semaphore(LOGINS_AT_ONCE)
        self.stopping = threading.Event()
        self.ended = []  # sessions of those who signed out
        self.clients = [Client(self, number) for number in range(clients)]

    def __enter__(self):
        for client in self.clients:
            client.start()
        for client in self.clients:
            client.is_ready.wait(PATIENCE)
        self.oracle.longest_waits.clear()  # the first login gets the provider's metadata and keys
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for client in self.clients:
            client.join()

    @contextmanager
    def paused(self):
        """No client is waiting for an answer while the block lasts."""
        with ExitStack() as stack:
            for client in self.clients:
                stack.enter_context(client.step_lock)
            yield

    def wait_for_answers(self, count):
        """Until the clients have got so many more."""
        wanted = self.oracle.counts["answers"] + count
        end = time.monotonic() + PATIENCE
        while self.oracle.counts["answers"] < wanted:
            assert time.monotonic() < end, f"no more answers: {self.oracle.complaints()}"
            time.sleep(0.01)

    def new_user(self):
        name = f"person-{next(self.numbers)}"
        with self.provider_lock:
            self.provider.user(name, password=name, sub=name)
        return name

    # When the clients have gone

    def check_all(self):
        """Every session there ever was, once more."""
        for client in self.clients:
            for session in list(client.sessions):
                client.read(session)
        for session in self.ended:
            self.clients[0].try_old_cookie(session)
        self.check_number()

    def check_number(self):
        """The table has no more sessions than it was given. Of a login that ended without an answer nobody knows."""
        living = sum(len(client.sessions) for client in self.clients)
        without_answer = next(self.numbers) - self.oracle.counts["logins"]
        kept = figures(self.site)["s"]
        if not living <= kept <= living + without_answer:
            self.oracle.is_wrong("miscounted", f"{kept} sessions, {living} people, {without_answer} of whom nobody knows")


class Client(threading.Thread):
    def __init__(self, load, number):
        super().__init__(daemon=True)
        self.load, self.oracle, self.site = load, load.oracle, load.site
        self.random = random.Random(number)
        self.is_ready = threading.Event()
        self.step_lock = threading.Lock()  # held while it waits for an answer
        self.connection = None
        self.sessions = []

    def run(self):
        try:
            while not self.load.stopping.wait(PAUSE):
                with self.step_lock:
                    self.step()
        except Exception:  # whatever it is, nobody else would say so
            self.oracle.is_wrong("unserved", traceback.format_exc())
        finally:
            self.hang_up()

    def step(self):
        changes = self.random.random() < self.load.changes
        if len(self.sessions) < FEWEST or (changes and len(self.sessions) < MOST and self.random.random() < 0.5):
            self.sign_in()
        elif changes:
            self.sign_out(self.random.choice(self.sessions))
        elif self.load.ended and self.random.random() < OLD_COOKIES:
            self.try_old_cookie(self.random.choice(self.load.ended))
        else:
            self.read(self.random.choice(self.sessions))
        if len(self.sessions) >= FEWEST:
            self.is_ready.set()

    # What it does

    def sign_in(self):
        with self.load.logins:
            session, page = self.persist(self.try_to_sign_in)
        if self.oracle.judge_signed_in(session.name, page.status, page.header("X-Person")):
            self.sessions.append(session)
            self.oracle.count("logins")

    def try_to_sign_in(self):
        """From the first page to it again, with a user nobody has been before."""
        session = Session(self.load.new_user(), Browser())
        form = session.browser.navigate(self.site.url + PLACE)
        if form.status != 200 or "/authorize" not in form.url:
            return session, form
        target, fields = form.form()
        began = time.monotonic()
        page = session.browser.submit(target, fields | {"username": session.name, "password": session.name}, form.url)
        self.oracle.note_wait("login", began)
        return session, page

    def sign_out(self, session):
        """Without an answer nobody knows whether he is still signed in: he is asked about when he is not."""
        self.sessions.remove(session)
        cookies = list(session.browser.cookies)
        page = self.persist(lambda: session.browser.submit(self.site.url + "/oauth/logout", {}, self.site.url + PLACE),
                            "logout")
        session.browser.cookies = cookies  # as who stole them has them still
        if page.status != 200:
            self.oracle.is_wrong("unserved", f"{session.name}, who signs out, got {page.status}")
        self.oracle.count("logouts")
        self.load.ended.append(session)

    def read(self, session):
        status, told = self.persist(lambda: self.ask(session.cookie), "request")
        if not self.oracle.judge_signed_in(session.name, status, told):
            self.sessions.remove(session)

    def try_old_cookie(self, session):
        status, _ = self.persist(lambda: self.ask(session.cookie), "request")
        self.oracle.judge_signed_out(session.name, status)

    # How it does it

    def persist(self, attempt, deed=None):
        """Until there is an answer; how long that took is noted of a deed."""
        began = time.monotonic()
        while True:
            try:
                answer = attempt()
            except NO_ANSWER:
                if time.monotonic() > began + PATIENCE:
                    raise
                self.oracle.count("no answer")
                self.hang_up()
                time.sleep(RETRY)
                continue
            if deed:
                self.oracle.note_wait(deed, began)
            return answer

    def ask(self, cookie):
        """One request, on a connection that is kept: status, and the name the page says."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=PATIENCE)
        self.connection.request("GET", PLACE, headers=FETCH | {"Host": self.site.host, "Cookie": cookie})
        answer = self.connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("X-Person")

    def hang_up(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def print_figures(name, load, **done):
    """One a line: name, value, unit. done: how much was done to the server."""
    oracle = load.oracle
    seen = {what.replace(" ", "_"): oracle.counts[what]
            for what in ("answers", "refusals", "logins", "logouts", "no answer", *WRONG)}
    for what, count in (done | seen).items():
        print(f"{name}.{what} {count}")
    for deed, seconds in sorted(oracle.longest_waits.items()):
        print(f"{name}.longest_{deed} {seconds * 1000:.0f} ms")

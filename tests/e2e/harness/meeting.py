# SPDX-License-Identifier: Apache-2.0
"""A backend that answers nobody before so many are there, which takes as many of httpd's threads at once. An answer is the
request that it got."""

import threading

from harness.backend import Backend

WAIT = 20  # seconds, for httpd to start the processes it needs


class MeetingBackend(Backend):
    def __init__(self, people):
        super().__init__(self.meet)
        self.url = f"http://{self.address}"
        self.barrier = threading.Barrier(people, timeout=WAIT)

    def meet(self, connection):
        with connection:
            request = connection.recv(65536)
            try:
                self.barrier.wait()
                status = "200 OK"
            except threading.BrokenBarrierError:
                status = "504 The Others Did Not Come"
            connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(request)}\r\n"
                               "Connection: close\r\n\r\n".encode() + request)

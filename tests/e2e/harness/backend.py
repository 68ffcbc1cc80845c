# SPDX-License-Identifier: Apache-2.0
"""A server of the tests' own on loopback, with a thread for each connection."""

import socket
import threading


class Backend:
    def __init__(self, answer):
        """answer(connection) is called for each one, and closes it."""
        self.answer = answer
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return  # stopped
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

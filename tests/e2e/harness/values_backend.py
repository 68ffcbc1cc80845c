# SPDX-License-Identifier: Apache-2.0
"""A proxied application with values in the session. Its query names headers of its answer, as those of cgi/values; what it
was told is the answer's body. /count adds one to n in the way that the page on applications describes."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class Application(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body together, or each answer waits for an acknowledgement

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        orders = parse_qsl(parts.query, keep_blank_values=True)
        if parts.path.endswith("/count"):
            told = dict(parse_qsl(self.headers["X-Session-Data"]))
            orders = [("X-Session-Set", f"n={int(told.get('n', 0)) + 1}"),
                      ("X-Session-If-Version", self.headers["X-Session-Version"])]
        if parts.path.endswith("/slow"):
            self.server.is_slow.set()
            self.server.may_go_on.wait(10)
        self.answer(orders)

    do_POST = do_HEAD = do_GET

    def answer(self, orders):
        status = int(dict(orders).get("Status", 200))
        body = json.dumps(dict(self.headers.items())).encode()
        self.send_response(status)
        for name, value in orders:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class ValuesBackend:
    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Application)
        self.server.daemon_threads = True
        self.server.is_slow, self.server.may_go_on = threading.Event(), threading.Event()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

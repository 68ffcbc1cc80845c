# SPDX-License-Identifier: Apache-2.0
"""A real nginx in front, that asks the site about each request."""
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from harness.ports import free_port

PROGRAM = shutil.which("nginx") or "/usr/sbin/nginx"
START_LIMIT = 10  # seconds
CONFIGURATION = """
daemon off; pid {root}/pid; error_log {root}/error.log; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
    access_log off; client_body_temp_path {root}/t1; proxy_temp_path {root}/t2; fastcgi_temp_path {root}/t3;
    uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;
    server {{
        listen 127.0.0.1:{port};
{server}
    }}
}}
"""


class Nginx:
    @staticmethod
    def missing():
        return "" if Path(PROGRAM).exists() else "Debian's nginx is not installed"

    def __init__(self, port, server):
        self.root = Path(tempfile.mkdtemp(prefix="oas-nginx-"))
        self.url = f"http://localhost:{port}"
        user = "user root;" if Path("/root").owner() == "root" and self.root.owner() == "root" else ""
        (self.root / "nginx.conf").write_text(CONFIGURATION.format(root=self.root, user=user, port=port, server=server))
        self.process = subprocess.Popen([PROGRAM, "-p", self.root, "-c", self.root / "nginx.conf", "-e", self.root / "error.log"])
        self.wait()

    def wait(self):
        end = time.monotonic() + START_LIMIT
        while True:
            try:
                urllib.request.urlopen(self.url + "/ready", timeout=1).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < end, (self.root / "error.log").read_text()
                time.sleep(0.02)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.root, ignore_errors=True)

# SPDX-License-Identifier: Apache-2.0
"""An httpd for measuring: few modules, no access log, and the same file public and private."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from harness.httpd import mapped_segments

APACHE = "/usr/sbin/apache2"
MODULES = "/usr/lib/apache2/modules"
PAGE = "<!doctype html><title>a page</title>\n" + "<p>as many bytes as a small page has</p>\n" * 24
START_LIMIT = 60.0  # seconds; under valgrind it takes some
END_LIMIT = 10.0

BASE = """
ServerRoot {root}
DefaultRuntimeDir {root}
PidFile {root}/httpd.pid
ServerName localhost:{port}
Listen 127.0.0.1:{port}
ErrorLog {root}/error.log
LogLevel warn
DocumentRoot {root}/htdocs
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
"""


class Server:
    """A site served with these modules and this configuration, run by the words before: valgrind, taskset."""

    def __init__(self, site, mpm, before=()):
        self.root = Path(tempfile.mkdtemp(prefix="oas-bench-"))
        self.root.chmod(0o777)  # the children run as www-data
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.private = f"{self.url}/private/page.html"
        for folder in ("public", "private"):
            (self.root / "htdocs" / folder).mkdir(parents=True)
            (self.root / "htdocs" / folder / "page.html").write_text(PAGE)
        self.profile = self.root / "callgrind.out"
        self.profile.touch()
        self.profile.chmod(0o666)  # opened as root, written as www-data
        site.prepare(self)
        (self.root / "httpd.conf").write_text(self.configuration(site, mpm))
        options = ["-X"] if mpm == "prefork" else ["-DFOREGROUND"]
        command = [*(word.replace("{root}", str(self.root)) for word in before), APACHE, *options, "-d", str(self.root),
                   "-f", str(self.root / "httpd.conf")]
        with open(self.root / "console.log", "wb") as console:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console, stderr=console)
        self.wait_until_it_listens()

    def configuration(self, site, mpm):
        modules = {f"mpm_{mpm}": None, "authn_core": None, "authz_core": None, "authz_user": None, **site.modules}
        lines = [f"LoadModule {name}_module {path or f'{MODULES}/mod_{name}.so'}" for name, path in modules.items()]
        text = "\n".join(lines) + BASE + ("User www-data\nGroup www-data\n" if os.getuid() == 0 else "")
        text += site.configuration
        return text.replace("{root}", str(self.root)).replace("{port}", str(self.port)).replace("{url}", self.url)

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def wait_until_it_listens(self):
        end = time.monotonic() + START_LIMIT
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"httpd does not start:\n{self.logs()}")
            time.sleep(0.05)

    def wait_until_it_ends(self):
        """A signal that comes just before a single process waits for a connection is noticed with the next one."""
        try:
            self.process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            self.answers()
            self.process.wait(END_LIMIT)

    def logs(self):
        return "".join(path.read_text(errors="replace") for path in sorted(self.root.glob("*.log")))

    def stop(self):
        if self.process.poll() is None:
            segments = mapped_segments(self.process.pid)  # sessions are made to outlive the server
            self.process.terminate()
            self.wait_until_it_ends()
            for segment in segments:
                segment.unlink(missing_ok=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.root)

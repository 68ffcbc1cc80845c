# SPDX-License-Identifier: Apache-2.0
"""An httpd of a test's own: temporary root, free port, its own configuration, ended by its own process id.

Environment: OAS_MODULE is the module to load; with OAS_SANITIZE=1 (the module was built with ASan and UBSan) or
OAS_SANITIZE=thread (with TSan) the sanitizers are loaded into httpd, and whatever they report fails the test."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from harness.ports import free_port
from harness.processes import children_of, has_not_ended, is_running, mapped_segments, threads_of

APACHE = "/usr/sbin/apache2"
MODULES = Path("/usr/lib/apache2/modules")
BUILT_IN = {"so", "watchdog", "log_config", "version", "unixd"}
USUAL_MODULES = ("authz_core", "authz_user", "authz_host", "authn_core", "access_compat", "alias", "dir", "mime",
                 "headers", "env", "setenvif", "proxy", "proxy_http", "rewrite", "include", "autoindex", "status")
# event's own, when it is told to stop while a connection is about to be kept alive
HARMLESS = re.compile("AH03093")
LEFT_OUT = re.compile(r"reason=lines_left_out: \d+ more lines of (\w+ )")
SERIOUS = re.compile(r"\[[a-z0-9_]*:(?:emerg|alert|crit|error|warn)\]")
# event's own again: told to end, the first thread of a child closes the sockets of its workers and does not care whether
# one of them is just freeing its own (2.4.71, without any module of ours); nobody but the MPM is between the two frames
RACE_OF_EVENT = re.compile(r"SEGV on unknown address .* T0\)\n.* READ memory access\.\n"
                           r"    #0 \S+ in apr_os_sock_get .*\n"
                           r"(    #\d+ \S+  \(\S+/mod_mpm_event\.so\S+\)\n)+"
                           r"    #\d+ \S+ in ap_run_mpm ")
# and once more: a child that is told to end while it begins calls exit() in the signal's handler, wherever that found it; the
# frames of that find are of libraries that look up the group it is to have
EXIT_AT_BIRTH = re.compile(r"double-free on \S+ in thread T0:\n"
                           r"(    #\d+ (?!.*mod_oauth_session).*\n)*?"
                           r"    #\d+ \S+ in __GI_exit .*\n"
                           r"(    #\d+ \S+  \(\S+/mod_mpm_event\.so\S+\)\n)+"
                           r"(    #\d+ (?!.*mod_oauth_session).*\n)+?"
                           r"    #\d+ \S+ in ap_run_drop_privileges ")
RUNNING = "resuming normal operations"
SCRIPTS = Path(__file__).with_name("cgi")
MOST_LINES = 5  # of the module's in a second before the next test begins; the module stops at ten of a reason
# By OAS_SANITIZE: library, and the variable that it takes its options from. Nobody has told TSan of what httpd and
# its libraries do with memory, so it looks at ours only. mod_watchdog leaves its thread unjoined when a child ends (2.4.71,
# with mod_heartbeat alone and nothing of ours, too); the module begins no threads itself.
SANITIZERS = {
    "1": {"libasan.so": ("ASAN_OPTIONS", "detect_leaks=0"), "libubsan.so": ("UBSAN_OPTIONS", "print_stacktrace=1")},
    "thread": {"libtsan.so": ("TSAN_OPTIONS", "ignore_noninstrumented_modules=1:report_thread_leaks=0")},
}
START_LIMIT = 20.0  # seconds; sanitized and on a busy machine
REST_LIMIT = 2.0  # seconds


class Site:
    """configuration may use {port}, {root} and {url}. scripts: False has no CGI, so that all children are workers.
    environment: more of it, which may use {root}."""

    def __init__(self, configuration, mpm="event", modules=(), log_level="info", tls=None, scripts=True,
                 environment=None):
        self.root = Path(tempfile.mkdtemp(prefix="oas-site-"))
        self.port = free_port()
        self.host = "localhost"  # the provider is at 127.0.0.1, so that for browsers these are two sites
        self.tls = tls
        self.url = f"{'https' if tls else 'http'}://{self.host}:{self.port}"
        self.process = None
        self.more_environment = {name: value.replace("{root}", str(self.root))
                                 for name, value in (environment or {}).items()}
        self.announced, self.tolerated = [], []
        self.once_expected = []  # by any test so far: that lines were left out may be said when the next one runs
        self.log_read = 0    # where the log of this test begins
        self.log_judged = 0  # up to here no test needs to answer for it
        self.reports_read = set()
        self.segments = set()  # of shared memory
        self.lay_out()
        cgi = ("cgi" if mpm == "prefork" else "cgid",) if scripts else ()
        self.has_cgid = "cgid" in cgi
        text = base_configuration(self, mpm, (*cgi, *modules), log_level)
        for name, value in (("port", str(self.port)), ("root", str(self.root)), ("url", self.url)):
            configuration = configuration.replace("{" + name + "}", value)
        (self.root / "httpd.conf").write_text(text + configuration)

    def lay_out(self):
        """www-data, as which the children run, must get at all of it and write a few places."""
        self.root.chmod(0o755)
        for folder in ("htdocs", "people", "run", "reports"):
            (self.root / folder).mkdir()
        (self.root / "run").chmod(0o777)
        (self.root / "reports").chmod(0o777)
        shutil.copytree(SCRIPTS, self.root / "cgi")
        for name in ("htdocs/index.html", "htdocs/protected.html", "htdocs/other.html", "people/index.html"):
            (self.root / name).write_text(f"<p>this is {Path(name).name}</p>\n")

    # Running it

    def command(self, *options):
        return [APACHE, "-d", str(self.root), "-f", str(self.root / "httpd.conf"), *options]

    def environment(self):
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LD_PRELOAD": "", **self.more_environment}
        reports = f"log_path={self.root}/reports/sanitizer:handle_abort=1:handle_segv=2"
        sanitizers = SANITIZERS.get(os.environ.get("OAS_SANITIZE"), {})
        environment["LD_PRELOAD"] = " ".join([*map(compiler_file, sanitizers), environment["LD_PRELOAD"]])
        for variable, options in sanitizers.values():
            environment[variable] = f"{reports}:{options}"
        return environment

    def check(self):
        """What `apache2 -t` says: exit status and text."""
        done = subprocess.run(self.command("-t"), env=self.environment(), capture_output=True, text=True, timeout=30)
        return done.returncode, done.stdout + done.stderr

    def start(self):
        started = self.log().count(RUNNING)
        with open(self.root / "console.log", "ab") as console:
            self.process = subprocess.Popen(self.command("-DFOREGROUND"), env=self.environment(),
                                            stdin=subprocess.DEVNULL, stdout=console, stderr=console,
                                            start_new_session=True)  # it ends with a signal to its whole group
        self.wait_until_running(after=started)
        return self

    def wait_until_running(self, after):
        """Until the log says so once more than it did before."""
        self.wait_for(lambda: self.log().count(RUNNING) > after)
        self.segments |= mapped_segments(self.process.pid)

    def wait_for(self, is_true):
        end = time.monotonic() + START_LIMIT
        while not is_true():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"httpd does not run:\n{self.console()}\n{self.log()}")
            time.sleep(0.02)

    def graceful(self):
        self.signal_restart(signal.SIGUSR1)

    def restart(self):
        self.rest()
        self.signal_restart(signal.SIGHUP)

    def signal_restart(self, how):
        started = self.log().count(RUNNING)
        if self.has_cgid:
            self.await_cgid()
        self.process.send_signal(how)
        self.wait_until_running(after=started)

    def await_cgid(self):
        """Until mod_cgid's process, which has but one thread, waits for work. One that is told to end while it begins leaves
        its socket behind, and the next one can not bind it."""
        end = time.monotonic() + REST_LIMIT
        while any(threads_of(pid) == 1 and is_running(pid) for pid in self.workers()) and time.monotonic() < end:
            time.sleep(0.005)

    def configuration(self):
        return (self.root / "httpd.conf").read_text()

    def change(self, old, new):
        """A text in the configuration, from the next start or restart on."""
        text = self.configuration()
        assert old in text, f"{old!r} is not in the configuration"
        (self.root / "httpd.conf").write_text(text.replace(old, new))

    def stop(self):
        if self.process and self.process.poll() is None:
            self.rest()
            self.process.terminate()
            self.process.wait(START_LIMIT)

    def stop_gracefully(self):
        """Requests under way get their answers first."""
        self.process.send_signal(signal.SIGWINCH)
        self.process.wait(START_LIMIT)

    def rest(self):
        """Until no worker runs, if that comes soon: else RACE_OF_EVENT comes, once in 400 times."""
        end = time.monotonic() + REST_LIMIT
        while any(is_running(pid) for pid in self.workers()) and time.monotonic() < end:
            time.sleep(0.005)

    def kill_workers(self, how=signal.SIGKILL):
        """The server makes new ones; all of them are there before this returns."""
        killed = self.workers()
        for pid in killed:
            os.kill(pid, how)
        self.wait_for(lambda: len(self.workers()) >= len(killed) and not set(killed) & set(self.workers()))

    def kill(self):
        """As if the machine had ended it: all of its processes at once. They have let go of the port when it returns."""
        pids = self.workers()
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(START_LIMIT)
        end = time.monotonic() + REST_LIMIT
        while any(has_not_ended(pid) for pid in pids) and time.monotonic() < end:
            time.sleep(0.005)

    def forget_memory(self):
        """As the machine does when it ends."""
        for segment in self.segments:
            segment.unlink(missing_ok=True)

    def remove(self):
        """With all it leaves behind: sessions are made to outlive the server, in named shared memory."""
        self.stop()
        self.forget_memory()
        shutil.rmtree(self.root)

    def workers(self):
        """Process ids of the children."""
        return children_of(self.process.pid)

    def serving(self):
        """Those of them that have begun to: they have as many threads as the others."""
        threads = {pid: threads_of(pid) for pid in self.workers()}
        return [pid for pid in threads if threads[pid] == max(threads.values())]

    def segments_there(self):
        """The named shared memory it ever had that is still there."""
        return {segment for segment in self.segments if segment.exists()}

    # What it wrote

    def console(self):
        path = self.root / "console.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def log(self):
        path = self.root / "error.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def new_log(self):
        """What the error log got since the test began."""
        return self.log()[self.log_read:]

    def announce(self, *patterns):
        """The test will bring about a warning or worse that fits; one that does not come is a failure, too."""
        self.announced += patterns

    def tolerate(self, *patterns):
        """Lines of the log and reports of sanitizers that may come or not."""
        self.tolerated += patterns

    def begin_test(self):
        self.wait_for_room_in_the_log()
        self.announced, self.tolerated = [], []
        self.log_read = len(self.log())

    def wait_for_room_in_the_log(self):
        """The module writes a few lines a second and no more: a test that expects its own waits for the next second."""
        second = time.strftime("%H:%M:%S.")
        if sum(second in line and "[oauth_session:" in line for line in self.log().splitlines()) >= MOST_LINES:
            time.sleep(1 - time.time() % 1)

    def end_test(self):
        """What is wrong with the log after a test, as sentences."""
        lines = self.log()[self.log_judged:].splitlines()
        self.log_judged = len(self.log())
        expected = self.announced + self.tolerated
        self.once_expected += expected
        serious = [line for line in lines if SERIOUS.search(line) and not HARMLESS.search(line)]
        wrong = [f"in the error log, not announced: {line}" for line in serious if not has_one_of(expected, line) and not self.is_about_expected(line)]
        wrong += [f"announced, but not in the error log: {pattern}" for pattern in self.announced
                  if not any(re.search(pattern, line) for line in lines)]
        wrong += [f"a child died: {line}" for line in lines
                  if "exit signal" in line and not has_one_of(expected, line)]
        wrong += [f"sanitizer: {report}" for report in self.new_reports() if not has_one_of(self.tolerated, report)]
        return wrong

    def is_about_expected(self, line):
        """A flood of lines that a test announced, or that are mere news, ends with a line that says how many more there were."""
        left_out = LEFT_OUT.search(line + " ")
        if left_out is None or has_one_of(self.once_expected, f"reason={left_out[1]}"):
            return left_out is not None
        written = [other for other in self.log().splitlines() if re.search(rf"reason={left_out[1].strip()}[ :]", other)]
        return bool(written) and not any(SERIOUS.search(other) for other in written)

    def crashes(self, pattern):
        """How many reports of sanitizers fit."""
        return sum(has_one_of([pattern], report.read_text()) for report in (self.root / "reports").iterdir())

    def new_reports(self):
        """What sanitizers wrote since this was asked the last time."""
        new = sorted(set((self.root / "reports").iterdir()) - self.reports_read)
        self.reports_read |= set(new)
        return [report.read_text(errors="replace") for report in new]


def has_one_of(patterns, text):
    return any(re.search(pattern, text) for pattern in patterns)


def base_configuration(site, mpm, modules, log_level):
    wanted = [f"mpm_{mpm}", *USUAL_MODULES, *(["ssl", "socache_shmcb"] if site.tls else []), *modules]
    lines = [f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in wanted if name not in BUILT_IN]
    if module := os.environ.get("OAS_MODULE"):
        lines.append(f"LoadModule oauth_session_module {Path(module).resolve()}")
    lines += [
        f"ServerRoot {site.root}",
        f"DefaultRuntimeDir {site.root}/run",
        "PidFile run/httpd.pid",
        f"ServerName {site.host}:{site.port}",
        f"Listen 127.0.0.1:{site.port}",
        "ErrorLog error.log",
        f"LogLevel {log_level}",
        r'CustomLog access.log "%h %u \"%r\" %U%q %>s"',
        f"DocumentRoot {site.root}/htdocs",
        "TypesConfig /etc/mime.types",
        "GracefulShutdownTimeout 2",
    ]
    if os.getuid() == 0:
        lines += ["User www-data", "Group www-data"]
    if "cgid" in modules:
        lines.append("ScriptSock cgid.sock")
    if site.tls:
        certificate, key = site.tls
        lines += ["SSLEngine on", "SSLSessionCache shmcb:run/tls(65536)",
                  f"SSLCertificateFile {certificate}", f"SSLCertificateKeyFile {key}"]
    return "\n".join(lines) + "\n"


def compiler_file(name):
    return subprocess.check_output(["gcc", f"-print-file-name={name}"], text=True).strip()

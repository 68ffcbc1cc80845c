# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the end-to-end tests.

One provider serves the whole run, one httpd serves a file of tests. A file says what it needs besides the default:
    def configure(provider): ...   more configuration (and it may register clients)
    MPM = "prefork"                 event is the default
    MODULES = ("http2",)            more modules of httpd
    TLS = True                      the site is one of https
A test that brings about a warning or worse in the error log announces it: site.announce(r"pattern")."""

import os
import shutil
import tempfile

import pytest

from harness.browser import Browser
from harness.certificates import make_certificates
from harness.configuration import default_configuration, register_default_clients
from harness.echo import EchoBackend
from harness.httpd import Site
from harness.provider_control import ProviderControl


pytest_plugins = ["harness.rp_cases"]

LONGEST_ID = 40  # characters


def pytest_make_parametrize_id(val):
    """Names of tests stay readable: bytes as text, long texts cut."""
    if isinstance(val, bytes):
        val = val.decode("latin-1")
    if isinstance(val, str) and (len(val) > LONGEST_ID or not val.isprintable()):
        return ascii(val[:LONGEST_ID])[1:-1]
    return None


@pytest.fixture(scope="session")
def provider_process():
    control = ProviderControl()
    register_default_clients(control)
    yield control
    control.stop()


@pytest.fixture
def provider(provider_process):
    """The one provider all tests share, with nothing twisted."""
    provider_process.untwist()
    provider_process.forget_requests()
    return provider_process


@pytest.fixture(scope="session")
def backend():
    echo = EchoBackend()
    yield echo
    echo.stop()


@pytest.fixture(scope="session")
def certificates():
    """Where httpd's children may read them, too, who are not who started it."""
    with tempfile.TemporaryDirectory(prefix="oas-certificates-") as folder:
        os.chmod(folder, 0o755)
        yield make_certificates(folder)


@pytest.fixture(scope="session")
def module():
    if not os.environ.get("OAS_MODULE"):
        pytest.skip("OAS_MODULE does not name the built module")


@pytest.fixture(scope="module")
def site_process(request, module, provider_process, backend):
    more = getattr(request.module, "configure", lambda provider: "")(provider_process)
    tls = request.getfixturevalue("certificates").site if getattr(request.module, "TLS", False) else None
    site = Site(default_configuration(provider_process, backend.url) + more, getattr(request.module, "MPM", "event"),
                getattr(request.module, "MODULES", ()), tls=tls)
    try:
        yield site.start()
    finally:
        site.remove()


@pytest.fixture
def site(site_process):
    """The httpd of this file; its error log is judged after the test."""
    yield from judged(site_process)


@pytest.fixture
def start_site(module):
    """Starts an httpd for one test: start_site(configuration, ...) -> Site."""
    sites = []

    def start(*arguments, **options):
        sites.append(Site(*arguments, **options))
        return sites[-1].start()

    yield start
    for site in sites:
        site.stop()
    wrong = [sentence for site in sites for sentence in site.end_test()]
    for site in sites:
        site.remove()
    assert not wrong, "\n".join(wrong)


def judged(site):
    site.begin_test()
    yield site
    wrong = site.end_test()
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def open_browser(request, tmp_path):
    """open_browser(site_url, issuer) -> Person; all are closed at the end."""
    if not shutil.which("chromedriver"):
        pytest.skip("Debian's chromium-driver is not installed")
    pytest.importorskip("selenium", reason="Debian's python3-selenium is not installed")
    from harness.person import Person   # here, for who runs the other tests without selenium

    failed_before = request.session.testsfailed
    people = []

    def open_one(site_url, issuer, **options):
        people.append(Person(site_url, issuer, tmp_path / f"profile{len(people)}", **options))
        return people[-1]

    yield open_one
    for person in people:
        if request.session.testsfailed > failed_before:
            print("the screen at the end:", person.take_picture(tmp_path))
        person.leave()

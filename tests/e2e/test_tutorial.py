# SPDX-License-Identifier: Apache-2.0
"""The shops of examples/ as a person sees them in Debian's Chromium, and as scripts do: signed in, a cart in the session, signed
out. They run as they are there, beside a provider."""

import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from harness.browser import Browser
from harness.configuration import SECRET, provider_block
from harness.httpd import Site
from harness.ports import free_port
from harness.steps import SESSION, sign_in_as

EXAMPLES = Path(__file__).parents[2] / "examples"
NAME = "Zoë <i>\"O'Hara\" & $HOME"
NASTY = "Crème & \"brûlée\" <b>50%</b> 'a', +1; $(id)\\x41"
START_LIMIT = 20  # seconds
each = pytest.mark.parametrize("shop", ["shell", "perl", "flask"])


@pytest.fixture(scope="module")
def flask():
    """The address of the Flask application, started as its file says."""
    port = free_port()
    process = subprocess.Popen(["/usr/bin/python3", "-B", "-m", "flask", "--app", "shop", "run", "--port", str(port)], cwd=EXAMPLES,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + START_LIMIT
    while not listens(port):
        assert process.poll() is None and time.monotonic() < end, "Flask does not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(START_LIMIT)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def site_process(module, provider_process, flask):
    """With the examples where httpd's children may read them: a checkout need not let them."""
    provider_process.register("shop", client_secret=SECRET, name="The shop")
    provider_process.user("zoe", password="zoe", sub="zoe", name=NAME)
    site = Site("OAuthSessionStore shm(2m)\n<Directory {root}/htdocs>\n    Require all granted\n</Directory>\n"
                + provider_block("main", provider_process.issuer("shop"), client_id="shop", Scope="openid profile email")
                + "Define EXAMPLES {root}/examples\n" + f"Define FLASK {flask}\n"
                + "Include {root}/examples/httpd.conf\n")
    shutil.copytree(EXAMPLES, site.root / "examples")
    try:
        yield site.start()
    finally:
        site.remove()


@pytest.fixture
def person(site, provider, open_browser):
    return open_browser(site.url, provider.issuer("shop"))


@each
def test_a_person_fills_a_cart_and_empties_it_and_leaves(person, site, shop):
    person.opens(f"/{shop}/")
    person.follows("Sign in")
    person.signs_in("zoe")
    person.sees(f"Hello, {NAME}", "Things in your cart: 0")
    assert person.address == f"{site.url}/{shop}/dashboard"

    for item in ("pears", NASTY, "pears"):
        person.fills_in("item", item)
        person.presses("Add")
    person.sees("Things in your cart: 3", "2 × pears", f"1 × {NASTY}")
    person.reloads()
    person.sees("Things in your cart: 3")

    person.presses("Remove")
    person.presses("Remove")
    person.sees("Things in your cart: 0")
    assert "×" not in person.text()

    person.presses("Sign out")
    person.sees("signed out")
    person.is_forgotten_by_the_provider()
    person.opens(f"/{shop}/dashboard")
    person.sees("Password")


def test_a_cart_is_the_same_in_all_shops_and_gone_after_signing_out(person):
    person.opens("/shell/dashboard")
    person.signs_in("zoe")
    for shop in ("shell", "perl", "flask"):
        person.opens(f"/{shop}/dashboard")
        person.fills_in("item", NASTY)
        person.presses("Add")
    person.sees("Things in your cart: 3", f"3 × {NASTY}")
    person.presses("Sign out")
    person.sees("signed out")
    person.opens("/flask/dashboard")  # the provider still knows who it is
    person.sees("Things in your cart: 0")


# Without a screen


@pytest.fixture
def browser(site, provider):
    browser = Browser()
    sign_in_as(browser, site, "zoe", "zoe", "/shell/dashboard")
    return browser


def order(browser, site, shop, what, item):
    """The answer to a form of the dashboard, without what comes after it."""
    dashboard = f"{site.url}/{shop}/dashboard"
    return browser.submit(f"{dashboard}/{what}", {"item": item}, dashboard, follow=False)


def dashboard(browser, site, shop):
    page = browser.navigate(f"{site.url}/{shop}/dashboard")
    assert page.status == 200
    return page.text


@each
def test_the_start_page_is_for_everybody_and_the_dashboard_sends_to_the_login(site, shop):
    start = Browser().navigate(f"{site.url}/{shop}/")
    assert start.status == 200 and f"/oauth/login?to=/{shop}/dashboard" in start.text
    assert "/authorize?" in Browser().navigate(f"{site.url}/{shop}/dashboard", follow=False).location


@each
def test_what_people_wrote_is_escaped_in_pages(site, browser, shop):
    order(browser, site, shop, "add", NASTY)
    text = dashboard(browser, site, shop)
    assert "&lt;b&gt;50%&lt;/b&gt;" in text and "&lt;i&gt;" in text and "<b>" not in text and "<i>" not in text


@each
def test_who_follows_the_redirect_of_a_form_sees_what_it_did(site, browser, shop):
    for i in range(20):
        for what, there in (("add", True), ("remove", False)):
            answer = order(browser, site, shop, what, f"thing {i}")
            assert answer.status == 303 and not answer.header("X-Session-Set")
            assert (f"1 × thing {i}" in browser.follow_all(answer).text) is there


@each
def test_what_does_not_fit_into_a_cart_is_refused(site, browser, shop):
    for item in ("", "x" * 300, "two\nlines"):
        assert order(browser, site, shop, "add", item).status == 400
    assert "in your cart: 0" in dashboard(browser, site, shop)


@each
def test_a_form_of_another_site_does_not_reach_the_cart(site, browser, shop):
    answer = browser.submit(f"{site.url}/{shop}/dashboard/add", {"item": "evil"}, "http://evil.example/", follow=False)
    assert answer.status == 401 and "evil" not in dashboard(browser, site, shop)


def add_until_done(site, cookie, shop):
    """As a script would: again after each 409."""
    browser, headers = Browser(), {"Cookie": f"{SESSION}={cookie}", "Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(500):
        answer = browser.request("POST", f"{site.url}/{shop}/dashboard/add", headers, urlencode({"item": NASTY}).encode())
        if answer.status == 303:
            return
        assert answer.status == 409, answer.text
    pytest.fail("never")


@each
def test_fifty_of_the_same_thing_put_in_at_once_are_fifty(site, browser, shop):
    site.tolerate("reason=values_version ")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: add_until_done(site, browser.cookie(SESSION), shop), range(50)))
    assert "Things in your cart: 50" in dashboard(browser, site, shop)

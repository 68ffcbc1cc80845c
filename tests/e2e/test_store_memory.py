# SPDX-License-Identifier: Apache-2.0
"""What a server finds in shared memory when it starts: its sessions, whatever else lies there."""

import os
import shutil
import socket
import struct
from pathlib import Path

import pytest

from harness.browser import Browser, raw_status
from harness.configuration import default_configuration
from harness.steps import SESSION, is_signed_in, lines_with, sign_in

PAGE = 4096
FRONT = struct.Struct("=QQ")  # as segment.c has it: epoch, and whether the table is complete


@pytest.fixture
def site(start_site, provider, backend):
    """Of an MPM that may be told to stop as soon as it has begun: event's children can crash then (harness/httpd.py)."""
    return start_site(default_configuration(provider, backend.url), "prefork")


def the_memory(site):
    [path] = site.segments_there()
    return path


def the_other(path):
    """The other of the two names."""
    return path.with_suffix(".1" if path.suffix == ".0" else ".0")


def front(path):
    with open(path, "rb") as memory:
        return FRONT.unpack(memory.read(FRONT.size))


def write_front(path, epoch, complete):
    with open(path, "r+b") as memory:
        memory.write(FRONT.pack(epoch, complete))


def leave_nothing(path, other):
    other.touch(0o600)


def leave_pages(path, other):
    other.touch(0o600)
    os.truncate(other, 3 * 1024 * 1024 + PAGE)


def leave_a_page_and_no_more(path, other):
    other.touch(0o600)
    os.truncate(other, PAGE)


def leave_a_part(path, other):
    shutil.copy(path, other)
    write_front(other, front(path)[0] + 1, 0)


def leave_the_former_one(path, other):
    """The one before this one, complete, in which somebody is still signed in."""
    shutil.copy(path, other)
    write_front(other, front(path)[0] - 1, front(path)[1])


@pytest.mark.parametrize("leave", [leave_nothing, leave_pages, leave_a_page_and_no_more, leave_a_part,
                                   leave_the_former_one])
@pytest.mark.parametrize("name", [".0", ".1"])
def test_what_a_kill_left_is_removed_and_the_table_is_used(site, browser, leave, name):
    sign_in(browser, site)
    site.stop()
    if the_memory(site).suffix != name:
        path = the_memory(site)
        site.segments.add(path.rename(the_other(path)))
    leave(the_memory(site), the_other(the_memory(site)))
    site.start()
    site.segments.add(the_other(the_memory(site)))
    assert is_signed_in(browser, site) and len(site.segments_there()) == 1 and the_memory(site).suffix == name


@pytest.mark.parametrize("name", [".0", ".1"])
def test_of_two_tables_the_later_one_counts(site, browser, name):
    sign_in(browser, site)
    former = Browser()
    former.cookies = list(browser.cookies)
    site.stop()
    path = the_memory(site)
    before = path.with_suffix(".before")
    shutil.copy(path, before)
    site.start()
    browser.submit(site.url + "/oauth/logout", {}, site.url + "/")
    site.stop()
    epoch, complete = front(path)
    after = path.rename(path.with_suffix(name))
    before.rename(the_other(after))
    write_front(after, epoch + 1, complete)
    site.segments |= {after, the_other(after)}
    site.start()
    assert not is_signed_in(former, site) and the_memory(site) == after


@pytest.mark.skipif(os.getuid() != 0, reason="only root may give files away")
@pytest.mark.parametrize("change", [lambda path: os.chown(path, 65534, 65534), lambda path: path.chmod(0o666)])
def test_memory_that_is_not_the_servers_alone_is_not_taken(site, change):
    """/dev/shm is everybody's: who knows the name could put sessions of his own there."""
    site.stop()
    change(the_memory(site))
    with pytest.raises(AssertionError, match="is not ours alone"):
        site.start()
    site.announce("is not ours alone", "Configuration Failed")


@pytest.mark.parametrize("content", [b"\xff", b"\x00\x01", pytest.param(os.urandom(64), id="random")])
def test_memory_that_holds_something_else_becomes_an_empty_table(site, browser, content):
    sign_in(browser, site)
    site.stop()
    path = the_memory(site)
    with open(path, "r+b") as memory:
        memory.seek(PAGE)
        memory.write((content * path.stat().st_size)[:path.stat().st_size - PAGE])
    site.start()
    assert not is_signed_in(browser, site)
    sign_in(browser, site)
    site.announce("reason=store_replaced")


def module_of_another_layout(site, folder):
    """The module as if what lies where in a table had changed: with another number for it."""
    with open(the_memory(site), "rb") as memory:
        memory.seek(PAGE + 8)
        number = memory.read(8)
    code = Path(os.environ["OAS_MODULE"]).read_bytes()
    if number not in code:
        pytest.skip("this compiler keeps the layout's number in pieces")
    other = folder / "mod_other.so"
    other.write_bytes(code.replace(number, number[:4] + b"\x77" + number[5:]))
    return other


@pytest.mark.parametrize("again", ["graceful", "restart"])
def test_a_new_version_of_the_module_does_not_touch_a_table_it_does_not_know(site, browser, tmp_path, again):
    sign_in(browser, site)
    module = Path(os.environ["OAS_MODULE"]).resolve()
    other = module_of_another_layout(site, tmp_path)
    for number, (former, new) in enumerate([(module, other), (other, module)], 1):
        site.change(str(former), str(new))
        getattr(site, again)()
        assert not is_signed_in(browser, site)
        browser.forget()  # to lose two sessions within a minute is what a browser without cookies does
        sign_in(browser, site)
        getattr(site, again)()
        assert is_signed_in(browser, site) and len(lines_with(site, "store_replaced:")) == number
        assert len(site.segments_there()) == 1
    site.announce("reason=store_replaced")


@pytest.mark.parametrize("mpm", ["prefork", "worker"])
def test_a_sign_out_by_a_child_of_the_last_generation_counts_in_the_next(start_site, provider, backend, browser, mpm):
    """R-SHM-13: the request began before the restart and ends after it."""
    site = start_site(default_configuration(provider, backend.url) + "CustomLog process.log \"%{pid}P %m\"\n", mpm)
    sign_in(browser, site)
    with socket.create_connection(("127.0.0.1", site.port), 10) as connection:
        lines = ["POST /oauth/logout HTTP/1.1", f"Host: localhost:{site.port}", f"Origin: {site.url}",
                 browser.cookie_line(), "Content-Type: application/x-www-form-urlencoded", "Content-Length: 0"]
        connection.sendall("\r\n".join(lines).encode())
        last_generation = set(site.workers())
        site.graceful()
        assert is_signed_in(browser, site)
        connection.sendall(b"\r\nConnection: close\r\n\r\n")
        assert raw_status(connection.recv(65536)) == 200
    log = site.root / "process.log"
    site.wait_for(lambda: "POST" in log.read_text())
    [by] = [int(line.split()[0]) for line in log.read_text().splitlines() if "POST" in line]
    assert by in last_generation
    page = Browser().fetch(site.url + "/protected/env", headers={"Cookie": f"{SESSION}={browser.cookie(SESSION)}"})
    assert page.status == 401

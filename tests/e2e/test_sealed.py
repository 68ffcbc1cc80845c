# SPDX-License-Identifier: Apache-2.0
"""Who reads the memory that the server's processes share, or a file they wrote, finds nothing in it that opens anything
or says who is signed in: no cookie, token, secret, key or claim, in whatever form."""

import base64
import secrets
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest

from harness.browser import Browser
from harness.configuration import ONE_PROCESS, SECRET, default_configuration, new_key, write_keys
from harness.httpd import Site
from harness.steps import BROWSER, SESSION, is_signed_in, sign_in_as
from harness.traces import Search, files, places, without_user

PEOPLE, AT_ONCE = 100, 4
REFRESH_TOKEN = secrets.token_urlsafe(32)
KEY_FILE = "run/oauth_session.keys"


def configuration(provider, backend, folder):
    """Nobody is signed in at the provider: each person has to say who he is."""
    provider.register("people", client_secret=SECRET)
    return (f"OAuthKeyFile {folder}/keys\nOAuthSessionSnapshot {folder}/sessions\nStartServers 2\n"
            + default_configuration(provider, backend.url).replace("OAuthClientID site", "OAuthClientID people"))


def make_person(provider, number):
    """Claims that nothing else in the world looks like; as they may be, not ASCII alone."""
    mark = secrets.token_hex(5)
    claims = {"sub": f"subject-{number}-{mark}", "name": f"Zoë {mark} Ünique", "email": f"{mark}@mail-{number}.example"}
    provider.user(f"user-{mark}", password=mark, email_verified=True, **claims)
    return {"login": f"user-{mark}", "password": mark, "claims": claims, "browser": Browser()}


def live(site, person):
    """Sign in and look around; what the application is told shows that the claims were kept."""
    page = sign_in_as(person["browser"], site, person["login"], person["password"])
    assert page.json["OAUTH_CLAIM_email"] == person["claims"]["email"]
    assert person["browser"].navigate(site.url + "/protected/env").json["REMOTE_USER"] == person["claims"]["sub"]


def values_of(person, number):
    """All that is to be hidden of one person, by name."""
    browser = person["browser"]
    values = {f"{name} {number}": value.encode() for name, value in person["claims"].items()}
    for name in (SESSION, BROWSER):
        cookie = browser.cookie(name)
        values[f"{name} cookie {number}"] = cookie.encode()
        values[f"{name} cookie's bytes {number}"] = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
    for _, url, _ in browser.sent:
        asked = parse_qs(urlsplit(url).query)
        values |= {f"{name} {number}": asked[name][0].encode() for name in ("code", "state", "nonce") if name in asked}
    return values


def values_of_provider(provider):
    """What it gave out and was shown."""
    values = {"client secret": SECRET.encode(), "refresh token": REFRESH_TOKEN.encode()}
    for number, given in enumerate(provider.tokens()):
        values |= {f"{name} {number}": given[name].encode() for name in ("access_token", "id_token")}
    for number, request in enumerate(provider.requests("token")):
        values[f"verifier {number}"] = parse_qs(request["body"])["code_verifier"][0].encode()
    return values


def keys_in(path):
    return {f"key {number}": base64.b64decode(line) for number, line in enumerate(path.read_text().split())}


def traces(found_places, values, keys):
    """(place, what) of all that is found where it should not be."""
    everything, but_keys = Search(values | keys), Search(values)
    found = []
    for place, content in found_places:
        content = without_user(content) if place == "access.log" else content
        search = but_keys if place == KEY_FILE else everything
        found += [(place, name) for name in search.found_in(content)]
    return sorted(found)


@pytest.fixture
def full_site(start_site, provider, backend, tmp_path):
    write_keys(tmp_path / "keys", new_key())
    site = start_site(configuration(provider, backend, tmp_path))
    provider.twist("token", tenant="main", json_set={"refresh_token": REFRESH_TOKEN})
    return site


def test_nothing_readable_is_left_of_a_hundred_people(full_site, provider, tmp_path):
    people = [make_person(provider, number) for number in range(PEOPLE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda person: live(full_site, person), people))
    values, keys = values_of_provider(provider), keys_in(tmp_path / "keys")
    for number, person in enumerate(people):
        values |= values_of(person, number)
    assert len(provider.tokens()) == PEOPLE and len(values) == 2 + PEOPLE * (2 + 1 + 3 + 4 + 3)
    assert traces(places(full_site), values, keys) == []
    assert all(is_signed_in(person["browser"], full_site) for person in people)
    full_site.stop()
    snapshot = (tmp_path / "sessions").read_bytes()
    assert len(snapshot) > PEOPLE * 1000
    assert traces([*files(full_site), ("snapshot", snapshot)], values, keys) == []


# The search is proven by what it must find

@pytest.fixture(scope="module")
def planted_site(module, provider_process, backend):
    site = Site(ONE_PROCESS + default_configuration(provider_process, backend.url))
    try:
        yield site.start()
    finally:
        site.remove()


VALUE = "Ünique>>>???~~~ and more".encode()  # each alphabet of base64 has letters of its own for it
PLANTED = {
    "raw": b"<" + VALUE + b">",
    "hex": b"<" + VALUE.hex().encode(),
    "HEX": b"<" + VALUE.hex().upper().encode(),
    "percent": b"name=%C3%9Cnique%3E%3E%3E%3F%3F%3F~~~%20and%20more&",
    "UTF-16LE": "<Ünique>>>???~~~ and more>".encode("utf-16-le"),
    "UTF-16BE": "<Ünique>>>???~~~ and more>".encode("utf-16-be"),
    "JSON": b'"\\u00dcnique>>>???~~~ and more"',
    **{f"base64+{offset}": base64.b64encode(b"<< "[:offset] + VALUE + b">") for offset in range(3)},
    **{f"base64url+{offset}": base64.urlsafe_b64encode(b"<< "[:offset] + VALUE + b">") for offset in range(3)},
}


def plant(site, content):
    """Into the sessions' memory, as if a process of the server had."""
    [segment] = site.segments
    with open(segment, "r+b") as memory:
        memory.seek(-1000, 2)
        memory.write(content.ljust(200, b"\0"))
    return str(segment)


@pytest.mark.parametrize("form", PLANTED)
def test_a_value_in_shared_memory_is_found_in_each_form(planted_site, form):
    segment = plant(planted_site, PLANTED[form])
    found = traces(places(planted_site), {"planted": VALUE}, {})
    assert f"planted ({form})" in {name for _, name in found} and all(segment in place for place, _ in found)


def test_a_value_that_is_cut_in_two_is_found(planted_site):
    value = 2 * VALUE
    plant(planted_site, value[20:] + bytes(100) + value[:20])
    assert "planted (raw)" in {name for _, name in traces(places(planted_site), {"planted": value}, {})}


@pytest.mark.parametrize("name", ["run/something", "error.log", "access.log"])
def test_a_value_in_a_file_is_found(planted_site, name):
    with open(planted_site.root / name, "ab") as file:
        file.write(b'127.0.0.1 user "' + VALUE + b'"\n')
    assert (name, "planted (raw)") in traces(places(planted_site), {"planted": VALUE}, {})


def test_a_key_is_found_everywhere_but_in_the_key_file(planted_site):
    keys = keys_in(planted_site.root / KEY_FILE)
    assert traces(places(planted_site), {}, keys) == []
    plant(planted_site, keys["key 0"])
    assert [name for _, name in traces(places(planted_site), {}, keys)] == ["key 0 (raw)"]


def test_memory_that_has_no_name_is_searched_too(planted_site):
    """httpd's list of what its workers do is anonymous, and shows the requests in hand."""
    path = "/open/" + secrets.token_hex(12)
    Browser().navigate(planted_site.url + path)
    places_found = {place for place, _ in traces(places(planted_site), {"path": path.encode()}, {})}
    assert any("/dev/zero" in place for place in places_found) and "access.log" in places_found

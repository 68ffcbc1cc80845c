# SPDX-License-Identifier: Apache-2.0
"""The configuration most tests share: each way a page can be protected or not, static, by CGI and proxied."""

import base64
import os

SECRET = "site secret: 100%+&\"\\"


# what is kept by a process is then kept by all
ONE_PROCESS = "StartServers 1\nServerLimit 1\nThreadsPerChild 16\nMaxRequestWorkers 16\n" \
              "MinSpareThreads 1\nMaxSpareThreads 16\n"


def new_key():
    """A line of a key file."""
    return base64.b64encode(os.urandom(32)).decode() + "\n"


def write_keys(path, *keys):
    path.touch(0o600)
    path.write_text("".join(keys))


def write_secret(path, text, mode=0o600):
    """A file that only its owner may read, unless another mode says so."""
    path.touch(mode)
    path.chmod(mode)
    path.write_text(text)
    return path


def quoted(text):
    """As an argument of a directive."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def provider_block(name, issuer=None, client_id="site", secret=SECRET, **directives):
    """An <OAuthProvider>; directives without their OAuth in front, a list repeats one, None leaves it out."""
    rows = {"Issuer": issuer, "ClientID": client_id, "ClientSecret": quoted(secret) if secret else None, **directives}
    lines = [f"    OAuth{directive} {value}" for directive, values in rows.items() if values is not None
             for value in (values if isinstance(values, list) else [values])]
    return "\n".join([f"<OAuthProvider {name}>", *lines, "</OAuthProvider>", ""])


def protect(path, provider="main", *more):
    """A protected Location."""
    lines = ["AuthType OAuth", f"OAuthProvider {provider}", *(more or ["Require valid-user"])]
    return f"<Location {path}>\n" + "\n".join("    " + line for line in lines) + "\n</Location>\n"


def open_place(path, *lines):
    return f"<Location {path}>\n" + "\n".join("    " + line for line in lines) + "\n</Location>\n"


def with_applications(path, backend):
    """Below path: /env, a CGI program that says its environment, and /app, a proxied one that says what it got."""
    return f"ScriptAlias {path}/env {{root}}/cgi/env\nProxyPass {path}/app {backend}/app\n"


def default_configuration(provider, backend):
    """/ and /open for everybody, /protected and /cgi for who signed in, /mixed and /satisfy for him or this machine."""
    either = ["AuthType OAuth", "OAuthProvider main"]
    return "".join([
        "OAuthSessionStore shm(2m)\n",
        "<Directory {root}>\n    Require all granted\n</Directory>\n",
        *(with_applications(path, backend) for path in ("/protected", "/open", "/mixed", "/satisfy")),
        "Alias /protected {root}/htdocs\n",
        provider_block("main", provider.issuer("main"), Scope="openid profile email"),
        protect("/protected"),
        open_place("/open", "Require all granted"),
        open_place("/mixed", *either, "<RequireAny>", "Require ip 127.0.0.1", "Require valid-user", "</RequireAny>"),
        open_place("/satisfy", *either, "Require valid-user", "Order deny,allow", "Deny from all",
                   "Allow from 127.0.0.1", "Satisfy any"),
    ])


def register_default_clients(provider):
    provider.register("site", client_secret=SECRET, name="The tested site", auto_login="bob")

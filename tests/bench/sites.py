# SPDX-License-Identifier: Apache-2.0
"""What is compared: an unprotected file, and the same behind this module and two others, each set up as its manual says."""

import base64
import hashlib
import os
import subprocess

from harness.browser import Browser
from harness.httpd import mapped_segments

CLIENT = {"client_id": "bench", "client_secret": "a-secret-for-measuring-only"}


class Unprotected:
    """Gets the requests that another site gets, cookies and all."""
    modules = {}
    configuration = ""

    def __init__(self, cookies=()):
        self.given_cookies = cookies

    def prepare(self, server):
        """Files that the configuration names."""

    def cookies(self, server):
        return self.given_cookies


class UnprotectedWithThread(Unprotected):
    """With a second thread, as every server of the event MPM has it, and one with this module: the C library then takes a
    few steps more for each file. The thread is mod_heartbeat's, and sends a datagram to itself each second."""
    modules = {"status": None, "heartbeat": None}
    configuration = "ExtendedStatus Off\nHeartbeatAddress 127.0.0.1:9\n"


class Protected:
    suffix = ""  # of its figures' names

    def prepare(self, server):
        """Files that the configuration names."""

    def cookies(self, server):
        """Cookie headers that open the private page: of one user, or of many."""
        browser = Browser()
        self.sign_in(browser, server)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies
                            if cookie.fits(server.private, False, True))
        page = Browser().navigate(server.private, follow=False, headers={"Cookie": cookies or None})
        if page.status != 200:
            raise SystemExit(f"{self.name}: signed in, and the page still answers {page.status}\n{server.logs()}")
        return [cookies]


class OpenIdSite(Protected):
    """A site that asks the provider who it is; the client is signed in there without a page."""

    def __init__(self, provider):
        self.configuration = self.template.replace("{issuer}", provider.issuer()) \
            .replace("{client_id}", CLIENT["client_id"]).replace("{client_secret}", CLIENT["client_secret"])

    def sign_in(self, browser, server):
        browser.navigate(server.private)


class OauthSession(OpenIdSite):
    name = "request"
    template = """
<OAuthProvider bench>
    OAuthIssuer        {issuer}
    OAuthClientID      {client_id}
    OAuthClientSecret  {client_secret}
    OAuthScope         openid profile email
</OAuthProvider>
<Location /private>
    AuthType  OAuth
    Require   valid-user
</Location>
"""

    @property
    def modules(self):
        return {"oauth_session": os.environ["OAS_MODULE"]}


class RuledOauthSession(OauthSession):
    """Three lines about who the user is, in the place of one that lets in everybody who is signed in."""
    name = "rules"
    template = OauthSession.template.replace("    Require   valid-user", """    <RequireAll>
        Require oauth-claim  email_verified true
        Require oauth-scope  email
        Require oauth-email-domain example.org
    </RequireAll>""")


class CrowdedOauthSession(OauthSession):
    """So many users are signed in, without having been at the provider."""
    users = 100000
    suffix = f".{users}"
    template = "OAuthSessionStore shm(256m)\n" + OauthSession.template

    def cookies(self, server):
        Browser().navigate(f"{server.url}/public/page.html")  # once that is answered, the segment is there
        segment, = mapped_segments(server.process.pid)
        done = subprocess.run([f"{os.environ['OAS_BENCH']}/fill", segment, server.root / "oauth_session.keys",
                               f"localhost:{server.port}", str(self.users)], stdout=subprocess.PIPE, text=True, check=True)
        return [f"oauth_session={value}" for value in done.stdout.split()]


class AuthOpenidc(OpenIdSite):
    name = "openidc"
    modules = {"auth_openidc": None}
    template = """
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID            {client_id}
OIDCClientSecret        {client_secret}
OIDCScope               "openid profile email"
OIDCRedirectURI         {url}/private/callback
OIDCCryptoPassphrase    a-passphrase-for-measuring-only
<Location /private>
    AuthType  openid-connect
    Require   valid-user
</Location>
"""


class AuthForm(Protected):
    name = "form"
    modules = {"authn_file": None, "request": None, "session": None, "session_cookie": None, "auth_form": None}
    configuration = """
<LocationMatch "^/(private|login)">
    AuthType           form
    AuthName           bench
    AuthFormProvider   file
    AuthUserFile       {root}/users
    Session            On
    SessionCookieName  session path=/
</LocationMatch>
<Location /private>
    Require valid-user
</Location>
<Location /login>
    Require                       all granted
    SetHandler                    form-login-handler
    AuthFormLoginSuccessLocation  /private/page.html
</Location>
"""

    def prepare(self, server):
        digest = base64.b64encode(hashlib.sha1(b"alice").digest()).decode()
        (server.root / "users").write_text(f"alice:{{SHA}}{digest}\n")

    def sign_in(self, browser, server):
        browser.submit(f"{server.url}/login", {"httpd_username": "alice", "httpd_password": "alice"}, server.url)

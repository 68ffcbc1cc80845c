# SPDX-License-Identifier: Apache-2.0
"""Session management (OpenID Connect Session Management 1.0): a frame that tells whether somebody is still signed in."""

import secrets

from . import pages
from .wire import Answer, html_answer

LOGIN_COOKIE = "provider_login"


class Sessions:
    """A part of Endpoints. A state is as good as the login it was given for; the browser's cookies are not looked at, which
    browsers keep back in a frame."""

    def new_session_state(self, client, request, headers):
        if not client.session_management:
            return {}
        ticket = headers["Set-Cookie"].split("=")[1].split(";")[0] if headers else request.cookies.get(LOGIN_COOKIE)
        state = secrets.token_hex(16) + "." + secrets.token_hex(4)
        self.state.session_states[state] = ticket
        return {"session_state": state}

    def session_frame(self, _request):
        return html_answer(pages.SESSION_FRAME), {}

    def session_state(self, request):
        state = request.query.get("session_state")
        if state not in self.state.session_states or request.query.get("client_id") not in self.state.clients:
            word = "error"
        else:
            word = "unchanged" if self.state.session_states[state] in self.state.logins else "changed"
        return Answer(200, word.encode(), {"Content-Type": "text/plain"}), self.twists("session_state")

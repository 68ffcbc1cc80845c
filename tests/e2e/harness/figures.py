# SPDX-License-Identifier: Apache-2.0
"""What mod_status says of the session table."""

import re

from harness.browser import Browser

PLACE = "<Location /server-status>\n    SetHandler server-status\n</Location>\n"


def figures(site):
    """As programs read them."""
    text = Browser().fetch(site.url + "/server-status?auto").text
    return {name: int(value) for name, value in re.findall(r"^OAuthSession(\w+): (\d+)$", text, re.M)}

# SPDX-License-Identifier: Apache-2.0
"""The page of both applications: what one was told about the visitor, as a table."""

import html

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/style.css">

<span class="tag">{tag}</span>
<h1>Hello, {user}</h1>
<p class="lead">{lead}
<table>
{rows}
</table>
<nav>
    <form method="post" action="/oauth/logout"><button class="button">Sign out</button></form>
    <a href="/members/">Members’ pages</a>
    <a href="/">Start page</a>
</nav>
"""


def render(title, tag, lead, user, told):
    """The page as bytes; `told` is a list of (name, value)."""
    rows = "\n".join(f"    <tr><th>{html.escape(name)} <td>{html.escape(value)}" for name, value in told)
    return PAGE.format(title=title, tag=tag, lead=lead, user=html.escape(user), rows=rows).encode()

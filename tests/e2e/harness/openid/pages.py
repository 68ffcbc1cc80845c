# SPDX-License-Identifier: Apache-2.0
"""The pages people see: plain HTML that works without scripts, styles included."""

from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --paper: #fff; --ground: #eef1f6; --line: #c3cad6; --accent: #1d5fd1;
        --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebf1; --paper: #1d222c; --ground: #12151b; --line: #434b5a; --accent: #7fb0ff; --bad: #ffb4ab; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
       background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 24rem; padding: 2rem; background: var(--paper); border: 1px solid var(--line);
       border-radius: .75rem; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1.25rem; }
label { display: block; margin-bottom: 1rem; font-weight: 600; }
input { display: block; width: 100%; margin-top: .25rem; padding: .6rem .7rem; font: inherit; font-weight: 400;
        color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .4rem; }
button { width: 100%; padding: .7rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--accent);
         border: 0; border-radius: .4rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.bad { color: var(--bad); font-weight: 600; }
.hint { margin: 1.25rem 0 0; font-size: .875rem; }
"""


def page(title, content):
    return (f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
            f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n{content}\n</main>\n</body>\n"
            f"</html>\n")


def message(title, text):
    return page(title, f"<p>{escape(text)}</p>")


def login(client_name, asked, wrong):
    """The request for authorization travels along in hidden fields: nothing is remembered before somebody signed in."""
    carried = "\n".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
                        for name, value in asked.items() if name not in ("username", "password"))
    complaint = '<p class="bad" role="alert">User name and password do not fit. Please try again.</p>' if wrong else ""
    return page("Sign in", f"""<p>to go on to <strong>{escape(client_name)}</strong></p>
{complaint}
<form method="post" action="authorize">
{carried}
<label>User name
<input name="username" value="{escape(asked.get('username', ''))}" autocomplete="username" autocapitalize="none"
 required autofocus></label>
<label>Password
<input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>
<p class="hint">This is a provider for trying things out. Its users are <strong>alice</strong> (password alice) and
<strong>bob</strong> (password bob).</p>""")


def form_post(target, pairs):
    """OAuth 2.0 Form Post Response Mode: the answer goes to the client by itself."""
    fields = "\n".join(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in pairs)
    return page("Back to the site", f"""<form method="post" action="{escape(target)}">
{fields}
<noscript><button>Continue</button></noscript>
</form>
<script>document.forms[0].submit()</script>""")


# asks the provider itself, by which a test decides what it says
SESSION_FRAME = """<!doctype html>
<title>Session</title>
<script>
addEventListener("message", async event => {
  const [client_id, session_state] = event.data.split(" ");
  const answer = await fetch("session/state?" + new URLSearchParams({client_id, session_state, origin: event.origin}));
  event.source.postMessage(await answer.text(), event.origin);
});
</script>
"""

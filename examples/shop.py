# SPDX-License-Identifier: Apache-2.0
"""A shop in Flask, behind httpd, which signs people in and keeps the cart; a thing's name and how many: pears=2&tea=1

    flask --app shop run --port 5000

It listens on loopback only: who could reach it without httpd could say to be anybody."""

from urllib.parse import parse_qsl, quote, urlencode

from flask import Flask, abort, redirect, render_template_string, request

app = Flask(__name__)
START = """<!doctype html>
<html lang="en">
<title>Shop</title>
<h1>Shop</h1><a href="/oauth/login?to=/flask/dashboard">Sign in</a>"""
DASHBOARD = """<!doctype html>
<html lang="en">
<title>Shop</title>
<h1>Hello, {{ person }}</h1><p>Things in your cart: {{ cart.values() | sum }}</p>
<form method=post action=/flask/dashboard/add><input name=item required maxlength=50><button>Add</button></form>
<ul>
{% for item, amount in cart.items() %}
    <li>{{ amount }} × {{ item }} <form method=post action=/flask/dashboard/remove>
        <button name=item value="{{ item }}">Remove</button></form>
{% endfor %}
</ul>
<form method=post action=/oauth/logout><button>Sign out</button></form>"""


def person():
    """Flask reads headers as Latin-1; httpd writes UTF-8."""
    name = request.headers.get("X-OAuth-Claim-name") or request.headers["X-OAuth-User"]
    return name.encode("latin-1").decode()


def read_cart():
    return {item: int(amount) for item, amount in parse_qsl(request.headers["X-Session-Data"])}


def item_of_form():
    item = request.form.get("item", "")
    return item if item.isprintable() and 1 <= len(item.encode()) <= 100 else abort(400)


def see_dashboard(headers):
    """What they say is saved before the browser goes there."""
    answer = redirect("/flask/dashboard", 303)
    answer.headers.update(headers)
    return answer


@app.get("/flask/")
def start():
    return START


@app.get("/flask/dashboard")
def dashboard():
    return render_template_string(DASHBOARD, person=person(), cart=read_cart())


@app.post("/flask/dashboard/add")
def add():
    cart, item = read_cart(), item_of_form()
    if len(cart) >= 50:
        abort(400)
    return see_dashboard({"X-Session-Set": urlencode({item: cart.get(item, 0) + 1}),
                          "X-Session-If-Version": request.headers["X-Session-Version"]})


@app.post("/flask/dashboard/remove")
def remove():
    return see_dashboard({"X-Session-Unset": quote(item_of_form(), safe="")})

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A shop as a CGI program in shell. httpd signs people in and keeps the cart; a thing's name and how many: pears=2&tea=1
set -u
export LC_ALL=C # letters are bytes

decode() { # what a form has escaped
    local text=${1//+/ }
    text=${text//\\/\\\\}
    printf '%b' "${text//%/\\x}"
}
escape() { sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g' <<<"$1"; }

page() { # STATUS, and the page on standard input
    printf 'Status: %s\nContent-Type: text/html; charset=utf-8\n\n' "$1"
    printf '<!doctype html>\n<html lang="en">\n<title>Shop</title>\n'
    cat
}

read_cart() {
    local pair pairs
    names=() amounts=() count=0
    IFS='&' read -ra pairs <<<"$OAUTH_SESSION_DATA"
    for pair in "${pairs[@]}"; do
        names+=("$(decode "${pair%%=*}")")
        amounts+=("${pair#*=}") # a number: nobody but this program can write it
        count=$((count + ${pair#*=}))
    done
}

amount_of() {
    local i
    for i in "${!names[@]}"; do
        [[ ${names[i]} != "$1" ]] || { echo "${amounts[i]}" && return; }
    done
    echo 0
}

dashboard() {
    local i
    read_cart
    echo "<h1>Hello, $(escape "${OAUTH_CLAIM_name:-$REMOTE_USER}")</h1><p>Things in your cart: $count</p>
        <form method=post action=/shell/dashboard/add><input name=item required maxlength=50><button>Add</button></form><ul>"
    for i in "${!names[@]}"; do
        echo "<li>${amounts[i]} × $(escape "${names[i]}")
            <form method=post action=/shell/dashboard/remove>
            <button name=item value=\"$(escape "${names[i]}")\">Remove</button></form>"
    done
    echo '</ul><form method=post action=/oauth/logout><button>Sign out</button></form>'
}

# What a browser has sent is escaped as session values are, so that it can go into a header once it was looked at.
read_item() {
    local form looked_at='^item=([A-Za-z0-9*._+-]|%[2-9A-F][0-9A-F])+$'
    form=$(head -c 500)
    escaped=${form#item=}
    item=$(decode "$escaped")
    [[ $form =~ $looked_at && ${#item} -le 100 ]]
}

see_dashboard() { # what these headers say is saved before the browser goes there
    printf 'Status: 303 See Other\nLocation: /shell/dashboard\n'
    printf '%s\n' "$@" ''
}

add() {
    read_cart
    if read_item && ((${#names[@]} < 50)); then
        see_dashboard "X-Session-Set: $escaped=$(($(amount_of "$item") + 1))" "X-Session-If-Version: $OAUTH_SESSION_VERSION"
    else
        page '400 Bad Request' <<<'<p>That does not fit into the cart.'
    fi
}

remove() {
    if read_item; then
        see_dashboard "X-Session-Unset: $escaped"
    else
        page '400 Bad Request' <<<'<p>Which one?'
    fi
}

case "$REQUEST_METHOD ${PATH_INFO:-/}" in
'GET /') page '200 OK' <<<'<h1>Shop</h1><a href="/oauth/login?to=/shell/dashboard">Sign in</a>' ;;
'GET /dashboard') dashboard | page '200 OK' ;;
'POST /dashboard/add') add ;;
'POST /dashboard/remove') remove ;;
*) page '404 Not Found' <<<'<p>There is no such page.' ;;
esac

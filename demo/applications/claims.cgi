#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A CGI program that shows what the server tells it about the visitor: variables of its environment."""

import os
import sys

from page import render

TOLD_BY_HTTPD = ("REMOTE_USER", "AUTH_TYPE")

told = [(name, os.environ[name]) for name in TOLD_BY_HTTPD if name in os.environ]
told += sorted((name, value) for name, value in os.environ.items() if name.startswith("OAUTH_"))

page = render("What a program sees", "protected program", "The server put this into the environment of the program:",
              os.environ.get("REMOTE_USER", "stranger"), told)
sys.stdout.buffer.write(b"Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n\r\n" + page)

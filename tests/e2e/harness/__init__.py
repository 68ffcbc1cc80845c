# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests stand on: a scriptable provider, httpd, a scripted browser, a backend that echoes."""

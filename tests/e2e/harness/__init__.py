# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests stand on: a scriptable provider, an httpd of their own, a scripted browser, an echo backend."""

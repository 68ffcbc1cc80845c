# SPDX-License-Identifier: Apache-2.0
"""OpenID providers that nobody here wrote, run on loopback.

Each class brings one up as its own makers ship it, and signs a user in through what it shows a browser:

    provider = Glewlwyd(folder)
    provider.start(redirect_uris=[...])
    page = browser.navigate(protected_url)
    page = provider.sign_in(browser, page, "alice")    # back at the site
"""

# SPDX-License-Identifier: Apache-2.0
"""OpenID providers that nobody here wrote, run on loopback.

Each class brings one up as its own makers ship it, and signs a user in through the forms it shows:

    with Glewlwyd(folder) as provider:
        provider.start(redirect_uris=[...])
        callback = provider.sign_in(browser, authorization_url)

`browser` is a requests.Session; the answer is the URL that the provider sends the browser back to.
"""

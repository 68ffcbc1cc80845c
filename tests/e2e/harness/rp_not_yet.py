# SPDX-License-Identifier: Apache-2.0
"""The rows of rp-cases.tsv that no test proves yet, and why. Who proves one takes it out: a test insists on it."""

REFRESH = "tokens are not refreshed yet"
SESSION_FRAME = "no page watches the frame in which a provider tells of its session yet"

NOT_YET = {
    "REF-happy": REFRESH,
    "REF-invalid-issuer": REFRESH,
    "REF-invalid-sub": REFRESH,
    "LOG-session-mgmt": SESSION_FRAME,
}

# SPDX-License-Identifier: Apache-2.0
"""The rows of rp-cases.tsv that no test proves yet, and why. Who proves one takes it out: a test insists on it."""

NOT_YET = {}

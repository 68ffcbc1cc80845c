# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the end-to-end tests."""

import pytest

from harness.provider_control import ProviderControl


@pytest.fixture(scope="session")
def provider_process():
    control = ProviderControl()
    yield control
    control.stop()


@pytest.fixture
def provider(provider_process):
    """The one provider all tests share, with nothing twisted."""
    provider_process.untwist()
    provider_process.forget_requests()
    return provider_process

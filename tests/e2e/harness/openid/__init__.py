# SPDX-License-Identifier: Apache-2.0
"""The parts of the scriptable OpenID provider; ../provider.py is the program."""

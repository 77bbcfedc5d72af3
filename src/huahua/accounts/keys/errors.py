"""Errors of API keys.

AccountError
├── BadNetwork        neither an address nor a network
├── KeyInThePast      it would have expired already
└── TooManyKeys
"""

from __future__ import annotations

from huahua.accounts.errors import AccountError


class BadNetwork(AccountError):
    def __init__(self, text: str) -> None:
        super().__init__(f"'{text[:60]}' is neither an address nor a network such as 192.0.2.0/24")


class KeyInThePast(AccountError): ...


class TooManyKeys(AccountError): ...

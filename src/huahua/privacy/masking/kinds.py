"""The kinds of personal data that are recognised, and where one stands in a text."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The value is what policies say; `TOKEN_NAMES` is what models see."""

    SECRET = "secret"  # noqa: S105 - a kind of them
    """API keys, passwords, private keys, tokens."""
    RESIDENT_ID = "resident_id"
    """GB 11643-1999, and the fifteen digits before it."""
    COMPANY_ID = "company_id"
    """Unified social credit identifier, GB 32100-2015."""
    IBAN = "iban"
    BANK_CARD = "bank_card"
    EMAIL = "email"
    PASSPORT = "passport"
    PHONE = "phone"
    PLATE = "plate"
    IP = "ip"
    ADDRESS = "address"


KINDS: tuple[Kind, ...] = tuple(Kind)
"""The first wins where two of them claim the same characters."""
RANK = {kind: number for number, kind in enumerate(KINDS)}
TOKEN_NAMES: dict[Kind, str] = {
    Kind.SECRET: "SECRET",
    Kind.RESIDENT_ID: "IDCARD",
    Kind.COMPANY_ID: "COMPANY",
    Kind.IBAN: "IBAN",
    Kind.BANK_CARD: "BANKCARD",
    Kind.EMAIL: "EMAIL",
    Kind.PASSPORT: "PASSPORT",
    Kind.PHONE: "PHONE",
    Kind.PLATE: "PLATE",
    Kind.IP: "IPADDR",
    Kind.ADDRESS: "ADDRESS",
}


class Span(NamedTuple):
    """`text[start:end]` is of `kind`."""

    start: int
    end: int
    kind: Kind

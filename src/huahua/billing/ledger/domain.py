"""Double entry in whole micros of one currency: accounts, entries, transactions, grants. Pure.

An entry is what its account gains; the entries of a transaction sum to zero. `wallet:<id>` and `grants:<id>` are what
the operator owes a customer, paid in and given; the accounts on the other side are the operator's: `revenue`,
`promotions`, `cash:<provider>`, `adjustments`, `overruns`. What a wallet has is the sum of its entries; rows that say
so are projections, which the audit computes again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from huahua.billing.errors import InvalidAmount

MAX_MICROS = 10**15
"""A billion of the currency: what one transaction may move at most, so that sums stay within 64 bits."""
REVENUE = "revenue"
PROMOTIONS = "promotions"
ADJUSTMENTS = "adjustments"
OVERRUNS = "overruns"
"""What calls cost beyond what their wallets had: the operator's loss, never a customer's debt."""
ACCOUNT = re.compile(r"[a-z_]{1,30}(:[\w.-]{1,60})?")

OwnerKind = Literal["user", "team"]
Kind = Literal["usage", "credit", "grant", "debit", "expiry", "adjustment"]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose wallet it is."""

    kind: OwnerKind
    id: str


def owner_of(payer_id: str) -> Owner:
    """Of a user's or team's id, which says itself whose it is."""
    return Owner("team" if payer_id.startswith("team_") else "user", payer_id)


@dataclass(frozen=True, slots=True)
class Entry:
    account: str
    micros: int
    grant_id: str | None = None
    """Of which grant, on an account `grants:<wallet_id>`."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Credit that was given, not paid in. A lower `priority` is spent first, then what expires first."""

    id: str
    left_micros: int
    priority: int = 100
    expires_at: datetime | None = None

    @property
    def order(self) -> tuple[int, float, str]:
        at = self.expires_at
        return self.priority, at.timestamp() if at is not None else float("inf"), self.id


@dataclass(frozen=True, slots=True)
class Position:
    """What a wallet has, and what of it processes have leased for calls."""

    money_micros: int = 0
    """Below 0 where calls were made on credit."""
    grants_micros: int = 0
    leased_micros: int = 0
    credit_limit_micros: int = 0

    @property
    def free_micros(self) -> int:
        """What may still be leased for calls."""
        return self.money_micros + self.grants_micros + self.credit_limit_micros - self.leased_micros

    @property
    def payable_micros(self) -> int:
        """What may be taken out as money: leases are spent from grants first."""
        leased = max(0, self.leased_micros - self.grants_micros)
        return self.money_micros + self.credit_limit_micros - leased


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Of one booking of calls: what they were charged, and what of it the operator bore."""

    charged_micros: int
    lacked_micros: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What entries change in one wallet."""

    money_micros: int
    grants_micros: int
    by_grant: Mapping[str, int]

    @property
    def micros(self) -> int:
        return self.money_micros + self.grants_micros


def wallet_account(wallet_id: str) -> str:
    return f"wallet:{wallet_id}"


def grants_account(wallet_id: str) -> str:
    return f"grants:{wallet_id}"


def checked(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries of one transaction. Raises AssertionError where they are none: it is never the caller's fault."""
    assert sum(entry.micros for entry in entries) == 0, "a transaction sums to zero"
    assert len(entries) >= 2, "a transaction has two sides"
    for entry in entries:
        assert entry.micros, "an entry moves something"
        assert (entry.grant_id is not None) == entry.account.startswith("grants:"), (
            "a grant has its own entry"
        )
    return tuple(entries)


def check_amount(micros: int) -> int:
    """Raises InvalidAmount."""
    if isinstance(micros, bool) or not isinstance(micros, int) or not 0 < micros <= MAX_MICROS:
        raise InvalidAmount("an amount must be a whole number of micros above 0, less than a billion in all")
    return micros


def check_account(account: str) -> str:
    """An account of the operator's. Raises InvalidAmount for a customer's: those move by grants and wallets alone."""
    if not ACCOUNT.fullmatch(account) or account.partition(":")[0] in {"wallet", "grants"}:
        raise InvalidAmount(f"'{account}' is no account to book against")
    return account


def draw(grants: Iterable[Grant], micros: int) -> tuple[list[tuple[Grant, int]], int]:
    """How much to take of each grant, in the order in which they are spent, and what they do not cover."""
    taken = []
    for grant in sorted(grants, key=lambda grant: grant.order):
        part = min(grant.left_micros, micros)
        if part > 0:
            taken.append((grant, part))
            micros -= part
    return taken, micros


def spent(wallet_id: str, micros: int, grants: Iterable[Grant], account: str) -> tuple[Entry, ...]:
    """The wallet pays `account`: out of its grants first, then of its money."""
    taken, rest = draw(grants, micros)
    entries = [Entry(grants_account(wallet_id), -part, grant.id) for grant, part in taken]
    if rest:
        entries.append(Entry(wallet_account(wallet_id), -rest))
    return checked([*entries, Entry(account, micros)])


def charged(
    wallet_id: str, micros: int, grants: Iterable[Grant], position: Position
) -> tuple[tuple[Entry, ...], int]:
    """Calls that were made, paid out of grants first and then out of money, no further than the credit limit; and what
    the operator bears of them. A call may cost more than was held for it, and a process may stall longer than its
    lease lives while others spend what it held."""
    taken, rest = draw(grants, micros)
    paid = min(rest, max(0, position.money_micros + position.credit_limit_micros))
    entries = [Entry(grants_account(wallet_id), -part, grant.id) for grant, part in taken]
    if paid:
        entries.append(Entry(wallet_account(wallet_id), -paid))
    if rest > paid:
        entries.append(Entry(OVERRUNS, paid - rest))
    return checked([*entries, Entry(REVENUE, micros)]), rest - paid


def received(wallet_id: str, micros: int, account: str, grant_id: str | None) -> tuple[Entry, ...]:
    """`account` pays the wallet: money, or a grant."""
    if grant_id is not None:
        mine = Entry(grants_account(wallet_id), micros, grant_id)
    else:
        mine = Entry(wallet_account(wallet_id), micros)
    return checked([Entry(account, -micros), mine])


def expirable(position: Position, grant: Grant) -> int:
    """What of an expired grant can be taken back now: processes may still spend what they leased before."""
    free = max(0, position.money_micros) + position.grants_micros - position.leased_micros
    return max(0, min(grant.left_micros, free))


def effect(wallet_id: str, entries: Iterable[Entry]) -> Effect:
    money, by_grant = 0, dict[str, int]()
    for entry in entries:
        if entry.account == wallet_account(wallet_id):
            money += entry.micros
        elif entry.account == grants_account(wallet_id):
            assert entry.grant_id is not None
            by_grant[entry.grant_id] = by_grant.get(entry.grant_id, 0) + entry.micros
    return Effect(money, sum(by_grant.values()), by_grant)


def after(position: Position, change: Effect) -> Position:
    return Position(
        position.money_micros + change.money_micros,
        position.grants_micros + change.grants_micros,
        position.leased_micros,
        position.credit_limit_micros,
    )

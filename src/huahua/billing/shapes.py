"""JSON of wallets, statements and the ledger's audit."""

from __future__ import annotations

from typing import Any, Literal

# Pydantic reads typing's own TypedDict only from Python 3.12 on.
from typing_extensions import TypedDict

from huahua.billing.ledger.api import Balance, Owner, Transaction
from huahua.billing.ledger.store import Wallet
from huahua.kit.clock import iso


class Amount(TypedDict):
    """Millionths of the currency."""

    amount_micros: int
    currency: str


class WalletOwner(TypedDict):
    kind: Literal["user", "team"]
    id: str


class WalletShape(TypedDict):
    """`available` is what may be spent on calls: `money`, `grants` and the rest of `credit_limit`, less `held`.
    `owed` is what was spent on credit."""

    id: str
    owner: WalletOwner
    available: Amount
    held: Amount
    money: Amount
    grants: Amount
    owed: Amount
    credit_limit: Amount
    created_at: str


class StatementEntry(TypedDict):
    """`amount` is what the wallet gained, below 0 where it lost; `balance` what it had then, money and grants.
    `number` counts a wallet's transactions from 1 without a gap; `calls` of a transaction of kind `usage`."""

    id: str
    number: int
    kind: Literal["usage", "credit", "grant", "debit", "expiry", "adjustment"]
    source: str
    memo: str
    amount: Amount
    balance: Amount
    calls: int
    actor_id: str | None
    created_at: str


class LedgerDrift(TypedDict):
    check: str
    subject: str
    expected: int
    found: int
    sentence: str


class LedgerReport(TypedDict):
    """`holds`: nothing was found. `totals` by account, with `customers` for all that is owed to them; they sum to 0.
    `overdrawn` names wallets below their credit limit, which is no drift."""

    at: str
    holds: bool
    counts: dict[str, int]
    totals: dict[str, int]
    drift: list[LedgerDrift]
    overdrawn: list[str]


class LastLedgerReport(TypedDict):
    """`report` is null before the first audit."""

    report: LedgerReport | None


def wallet_json(wallet: Wallet, balance: Balance, currency: str) -> dict[str, Any]:
    return {
        "id": wallet.id,
        "owner": _owner(wallet.owner),
        "available": _amount(balance.available_micros, currency),
        "held": _amount(balance.held_micros, currency),
        "money": _amount(balance.money_micros, currency),
        "grants": _amount(balance.grants_micros, currency),
        "owed": _amount(balance.owed_micros, currency),
        "credit_limit": _amount(balance.credit_limit_micros, currency),
        "created_at": iso(wallet.created_at),
    }


def entry_json(transaction: Transaction, currency: str, *, for_operators: bool) -> dict[str, Any]:
    return {
        "id": transaction.id,
        "number": transaction.number,
        "kind": transaction.kind,
        "source": transaction.source,
        "memo": transaction.memo,
        "amount": _amount(transaction.micros, currency),
        "balance": _amount(transaction.balance_micros, currency),
        "calls": transaction.calls,
        "actor_id": transaction.actor_id if for_operators else None,
        "created_at": iso(transaction.created_at),
    }


def _owner(owner: Owner) -> dict[str, Any]:
    return {"kind": owner.kind, "id": owner.id}


def _amount(micros: int, currency: str) -> dict[str, Any]:
    return {"amount_micros": micros, "currency": currency}

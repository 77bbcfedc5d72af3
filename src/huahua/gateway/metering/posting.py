"""Usage lines that wallets pay for, on their way into the ledger: each goes into one of its transactions, once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.gateway.metering.store import usage_lines

MAX_LINES = 2_000
"""Of one transaction."""


def unposted_micros(wallet_id: ColumnElement[str]) -> ScalarSelect[int]:
    """What the wallet's calls cost that are in no transaction yet, for a statement that reads the wallet: one
    statement sees one moment."""
    columns = usage_lines.c
    total: ScalarSelect[Any] = (
        select(func.coalesce(func.sum(columns.charge_micros), 0))
        .where(columns.wallet_id == wallet_id, columns.wallet_id.is_not(None), columns.posted_in.is_(None))
        .correlate_except(usage_lines)
        .scalar_subquery()
    )
    return total


async def wallets_with_unposted(connection: AsyncConnection) -> list[str]:
    columns = usage_lines.c
    query = (
        select(columns.wallet_id)
        .where(columns.wallet_id.is_not(None), columns.posted_in.is_(None))
        .distinct()
    )
    return list((await connection.execute(query)).scalars())


async def take_unposted(
    connection: AsyncConnection, wallet_id: str, transaction_id: str
) -> list[tuple[str | None, int]]:
    """Mark at most `MAX_LINES` of the wallet's lines as posted: lease and charge of each. The caller holds the lock on
    the wallet, so that no line is taken twice."""
    columns = usage_lines.c
    chosen = (
        select(columns.request_id)
        .where(columns.wallet_id == wallet_id, columns.posted_in.is_(None))
        .limit(MAX_LINES)
    )
    mark = (
        update(usage_lines)
        .where(columns.request_id.in_(chosen))
        .values(posted_in=transaction_id)
        .returning(columns.lease_id, columns.charge_micros)
    )
    return [(lease_id, int(micros)) for lease_id, micros in await connection.execute(mark)]


def posted_sums() -> Subquery:
    """`posted_in`, `wallet_id`, `micros` and `calls` of the lines that are marked, for the ledger's audit."""
    columns = usage_lines.c
    return (
        select(
            columns.posted_in,
            columns.wallet_id,
            func.sum(columns.charge_micros).label("micros"),
            func.count().label("calls"),
        )
        .where(columns.posted_in.is_not(None))
        .group_by(columns.posted_in, columns.wallet_id)
        .subquery()
    )

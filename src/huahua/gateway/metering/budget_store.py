"""What was granted of each user's spending limit, for all processes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table, select, update
from sqlalchemy.exc import DBAPIError

from huahua.gateway.domain.money import Grant, fair_part
from huahua.gateway.errors import NotReady
from huahua.infra.db import Database, metadata

spend_budgets = Table(
    "spend_budgets",
    metadata,
    Column("user_id", String(80), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("granted_micros", BigInteger, nullable=False),
)


class SqlBudgetStore:
    """Port `BudgetStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lease(
        self, user_id: str, period: str, least_micros: int, most_micros: int, cap_micros: int
    ) -> Grant:
        columns = spend_budgets.c
        row = (columns.user_id == user_id) & (columns.period == period)
        # Nobody changes the row before this transaction ends: on SQLite it is the only one that writes.
        query = select(columns.granted_micros).where(row).with_for_update()
        first = self._database.insert(spend_budgets).on_conflict_do_nothing()
        try:
            async with self._database.write() as connection:
                granted = (await connection.execute(query)).scalar_one_or_none()
                if granted is None:
                    await connection.execute(first.values(user_id=user_id, period=period, granted_micros=0))
                    granted = (await connection.execute(query)).scalar_one()
                left = cap_micros - granted
                micros = fair_part(left, least_micros, most_micros)
                if micros:
                    await connection.execute(
                        update(spend_budgets).where(row).values(granted_micros=granted + micros)
                    )
                return Grant(micros, left - micros)
        except DBAPIError as fault:
            raise _away() from fault

    async def give_back(self, user_id: str, period: str, micros: int) -> None:
        columns = spend_budgets.c
        change = (
            update(spend_budgets)
            .where(columns.user_id == user_id, columns.period == period)
            .values(granted_micros=columns.granted_micros - micros)
        )
        try:
            async with self._database.write() as connection:
                await connection.execute(change)
        except DBAPIError as fault:
            raise _away() from fault

    async def granted(self, user_id: str, period: str) -> int:
        columns = spend_budgets.c
        query = select(columns.granted_micros).where(columns.user_id == user_id, columns.period == period)
        try:
            async with self._database.read() as connection:
                return (await connection.execute(query)).scalar_one_or_none() or 0
        except DBAPIError as fault:
            raise _away() from fault


def _away() -> NotReady:
    return NotReady(
        "The server cannot look up your spending limit at the moment. Try again in a minute.", retry_after=30
    )

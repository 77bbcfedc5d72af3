"""Parts of wallets that processes have leased. Nobody leases what is not there: one guarded statement takes it.

A lease has a deadline, which its process moves on as long as it lives. What is left of a lease after its deadline goes
back to the wallet, once the calls that were made on it are posted (`posting.py`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.billing.ledger.domain import Owner, Position
from huahua.billing.ledger.ledger import Ledger
from huahua.billing.ledger.tables import wallet_leases, wallets
from huahua.gateway.api import NotReady
from huahua.infra.db import Database

SHARE = 16
"""A process takes this part of what a wallet has left at most, so that others find some, and near its end what a call
needs and no more: whoever asks next gets the rest."""


class LeaseLost(Exception):
    """Its deadline passed, and what was left of it went back to the wallet."""


@dataclass(frozen=True, slots=True)
class Leased:
    micros: int
    """0 where the wallet did not have enough."""
    left_micros: int
    """In the wallet, for all."""


class LeaseStore(Protocol):
    """What all processes know of leases. Every method raises NotReady when the database cannot be reached."""

    async def wallet_of(self, owner: Owner) -> str: ...

    async def lease(
        self,
        lease_id: str,
        wallet_id: str,
        least_micros: int,
        most_micros: int,
        deadline: datetime,
        *,
        new: bool,
    ) -> Leased:
        """`most` where it is at most a `SHARE`th of what is left, else `least` where that is left, else nothing.
        Raises LeaseLost."""
        ...

    async def give_back(
        self, lease_id: str, wallet_id: str, micros: int, deadline: datetime, *, last: bool = False
    ) -> None:
        """Not spent after all; less than 0 where more was spent than was leased. `last`: no call will be made on it
        any more. Raises LeaseLost."""
        ...

    async def renew(self, lease_ids: Collection[str], deadline: datetime) -> set[str]:
        """Those that are still there."""
        ...

    async def position(self, wallet_id: str) -> tuple[Position, int]:
        """What the wallet has, and what of its calls is not posted yet."""
        ...


class SqlLeaseStore:
    """Port `LeaseStore`."""

    def __init__(self, database: Database, ledger: Ledger, process_id: str) -> None:
        self._database = database
        self._ledger = ledger
        self._process_id = process_id

    async def wallet_of(self, owner: Owner) -> str:
        with _translated():
            return (await self._ledger.wallet_of(owner)).id

    async def lease(
        self,
        lease_id: str,
        wallet_id: str,
        least_micros: int,
        most_micros: int,
        deadline: datetime,
        *,
        new: bool,
    ) -> Leased:
        async with self._writing() as connection:
            micros, left = (
                most_micros,
                await self._take(connection, wallet_id, most_micros, most_micros * SHARE),
            )
            if left is None:
                micros, left = (
                    least_micros,
                    await self._take(connection, wallet_id, least_micros, least_micros),
                )
            if left is None:
                return Leased(0, await self._free(connection, wallet_id))
            await self._add(connection, lease_id, wallet_id, micros, deadline, new=new)
            return Leased(micros, left)

    async def give_back(
        self, lease_id: str, wallet_id: str, micros: int, deadline: datetime, *, last: bool = False
    ) -> None:
        async with self._writing() as connection:
            columns = wallets.c
            await connection.execute(  # the wallet first, as everywhere
                update(wallets)
                .where(columns.id == wallet_id)
                .values(leased_micros=columns.leased_micros - micros)
            )
            await self._add(connection, lease_id, wallet_id, -micros, deadline, new=False)
            if last:
                lease = wallet_leases.c
                await connection.execute(delete(wallet_leases).where(lease.id == lease_id, lease.micros == 0))

    async def renew(self, lease_ids: Collection[str], deadline: datetime) -> set[str]:
        columns = wallet_leases.c
        change = (
            update(wallet_leases)
            .where(columns.id.in_(lease_ids))
            .values(deadline=deadline)
            .returning(columns.id)
        )
        async with self._writing() as connection:
            return set((await connection.execute(change)).scalars())

    async def position(self, wallet_id: str) -> tuple[Position, int]:
        with _translated():
            return await self._ledger.position(wallet_id)

    async def _take(
        self, connection: AsyncConnection, wallet_id: str, micros: int, beside: int
    ) -> int | None:
        """The guarded statement: `micros` while there is `beside`. What is left after it, or None."""
        columns = wallets.c
        free = (
            columns.money_micros + columns.grants_micros + columns.credit_limit_micros - columns.leased_micros
        )
        take = (
            update(wallets)
            .where(columns.id == wallet_id, free >= beside)
            .values(leased_micros=columns.leased_micros + micros)
            .returning(free)
        )
        left: int | None = (await connection.execute(take)).scalar_one_or_none()
        return left

    async def _free(self, connection: AsyncConnection, wallet_id: str) -> int:
        columns = wallets.c
        query = select(
            columns.money_micros, columns.grants_micros, columns.leased_micros, columns.credit_limit_micros
        ).where(columns.id == wallet_id)
        row = (await connection.execute(query)).one_or_none()
        return Position(*row).free_micros if row is not None else 0

    async def _add(
        self,
        connection: AsyncConnection,
        lease_id: str,
        wallet_id: str,
        micros: int,
        deadline: datetime,
        *,
        new: bool,
    ) -> None:
        columns = wallet_leases.c
        if new:
            await connection.execute(
                wallet_leases.insert().values(
                    id=lease_id,
                    wallet_id=wallet_id,
                    process_id=self._process_id,
                    micros=micros,
                    deadline=deadline,
                )
            )
            return
        change = (
            update(wallet_leases)
            .where(columns.id == lease_id)
            .values(micros=columns.micros + micros, deadline=deadline)
            .returning(columns.id)
        )
        if (await connection.execute(change)).one_or_none() is None:
            raise LeaseLost(lease_id)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        with _translated():
            async with self._database.write() as connection:
                yield connection


class _translated:
    """Faults of the database, as the gateway tells them."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        if isinstance(fault, DBAPIError):
            raise NotReady(
                "The server cannot look up your wallet at the moment. Try again in a minute.", retry_after=30
            ) from fault

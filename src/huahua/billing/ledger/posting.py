"""Calls that were made go from usage lines into the ledger, and what dead processes had leased goes back.

Lines are durable before their replies end, and are posted a little later, many in one transaction: marked, booked, and
the lease that they were made on lowered by the same amount, all or nothing. So what may be spent is the same before
and after, and a `kill -9` at any point neither loses a line nor posts one twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.billing.ledger import metrics
from huahua.billing.ledger.ledger import Ledger
from huahua.billing.ledger.tables import wallet_leases, wallets
from huahua.gateway.api import MAX_POSTED_LINES, take_unposted, wallets_with_unposted
from huahua.infra.db import Database
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)

POST_EVERY_S = 5.0
RECOVER_EVERY_S = 15.0


class Poster:
    """One in each process. `run` in the background."""

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        *,
        take_wallets: Callable[[], set[str]] = set,
        every_s: float = POST_EVERY_S,
        recover_every_s: float = RECOVER_EVERY_S,
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`take_wallets`: those of which this process's calls are to be posted."""
        self._database = database
        self._ledger = ledger
        self._take_wallets = take_wallets
        self._every_s = every_s
        self._recover_every_s = recover_every_s
        self._clock = clock
        self._sleep = sleep

    async def run(self) -> None:
        """For ever. What this process posts not, for whatever reason, the recovery of any process does."""
        recover_in_s = 0.0
        while True:
            try:
                if recover_in_s <= 0:
                    recover_in_s = self._recover_every_s
                    await self.recover()
                await self.post(self._take_wallets())
            except Exception:
                log.exception("calls could not be posted; they will be")
            await self._sleep(self._every_s)
            recover_in_s -= self._every_s

    async def post(self, wallet_ids: Iterable[str]) -> int:
        """How many lines."""
        count = 0
        for wallet_id in wallet_ids:
            while posted := await self._post(wallet_id):
                count += posted
                if posted < MAX_POSTED_LINES:
                    break
        return count

    async def post_all(self) -> int:
        """Whoever made the calls."""
        async with self._database.read() as connection:
            found = await wallets_with_unposted(connection)
        return await self.post(found)

    async def recover(self) -> int:
        """Post what nobody has posted, take back grants that have expired, and free what processes had leased that
        are dead; how many leases."""
        await self.post_all()
        await self._ledger.expire()
        columns = wallet_leases.c
        query = select(columns.id, columns.wallet_id).where(columns.deadline <= self._clock())
        async with self._database.read() as connection:
            ended = [(lease_id, wallet_id) for lease_id, wallet_id in await connection.execute(query)]
        count = 0
        for lease_id, wallet_id in ended:
            await self.post([wallet_id])
            count += await self._free(lease_id, wallet_id)
        return count

    async def _post(self, wallet_id: str) -> int:
        async with self._database.write() as connection:
            await self._ledger.lock(wallet_id, connection)
            transaction_id = new_id("txn")
            taken = await take_unposted(connection, wallet_id, transaction_id)
            if not taken:
                return 0
            total = sum(micros for _, micros in taken)
            overrun = await self._ledger.post_usage(connection, wallet_id, transaction_id, total, len(taken))
            by_lease = Counter[str]()
            for lease_id, micros in taken:
                if lease_id is not None:
                    by_lease[lease_id] += micros
            await self._lower(connection, wallet_id, by_lease)
        if overrun:
            metrics.overruns.inc(overrun)
            log.warning("calls cost %d micros more than wallet %s had: booked as overrun", overrun, wallet_id)
        return len(taken)

    async def _lower(self, connection: AsyncConnection, wallet_id: str, by_lease: Counter[str]) -> None:
        """A lease that is gone went back to the wallet whole: these calls are paid out of what is there."""
        columns, lowered = wallet_leases.c, 0
        for lease_id in sorted(by_lease):
            micros = by_lease[lease_id]
            change = (
                update(wallet_leases)
                .where(columns.id == lease_id, columns.wallet_id == wallet_id)
                .values(micros=columns.micros - micros)
                .returning(columns.id)
            )
            if (await connection.execute(change)).one_or_none() is not None:
                lowered += micros
        if lowered:
            await _give_back(connection, wallet_id, lowered)

    async def _free(self, lease_id: str, wallet_id: str) -> int:
        columns = wallet_leases.c
        async with self._database.write() as connection:
            await self._ledger.lock(wallet_id, connection)
            gone = (
                delete(wallet_leases)
                .where(columns.id == lease_id, columns.deadline <= self._clock())
                .returning(columns.micros)
            )
            micros = (await connection.execute(gone)).scalar_one_or_none()
            if micros is None:
                return 0
            if micros:
                await _give_back(connection, wallet_id, micros)
            return 1


async def _give_back(connection: AsyncConnection, wallet_id: str, micros: int) -> None:
    columns = wallets.c
    await connection.execute(
        update(wallets).where(columns.id == wallet_id).values(leased_micros=columns.leased_micros - micros)
    )

"""The deletion of everything that is held of a person.

The account stops at once. What is held is then removed in small transactions by whichever process has the lease; one
that is killed leaves the rest for the next. A second pass after a minute takes what was still being written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog

from huahua.accounts.api import AccountService
from huahua.audit.api import Action, Recorder, Subject
from huahua.infra.leases import Leases
from huahua.infra.personal import Fate, Register
from huahua.kit.clock import Clock
from huahua.kit.ids import new_id
from huahua.ops.personal.errors import NotConfirmed, OwnAccount
from huahua.ops.personal.rows import PersonRows
from huahua.ops.personal.store import Erasure, PersonStore

EVERY_S = 20.0
SETTLE = timedelta(seconds=60)
LEASE = "erasures"

log = structlog.get_logger(__name__)

Before = Callable[[str], Awaitable[None]]
"""Something of an area that must end or go before a person's rows do."""


class Erasures:
    def __init__(
        self,
        store: PersonStore,
        rows: PersonRows,
        register: Register,
        accounts: AccountService,
        before: Sequence[Before],
        after: Callable[[], Awaitable[object]],
        leases: Leases,
        audit: Recorder,
        clock: Clock,
        *,
        settle: timedelta = SETTLE,
    ) -> None:
        """`after`: what is to be swept once rows are gone."""
        self._store = store
        self._rows = rows
        self._register = register
        self._accounts = accounts
        self._before = before
        self._after = after
        self._leases = leases
        self._audit = audit
        self._clock = clock
        self._settle = settle
        self._wake = asyncio.Event()

    async def ask_for_oneself(self, user_id: str, confirmation: str, password: str) -> None:
        """Raises NotConfirmed, WrongCredentials, TooManyAttempts, LastAdministrator."""
        await self._confirmed(user_id, confirmation)
        await self._accounts.confirm_password(user_id, password)
        await self._begin(user_id, user_id)

    async def ask_for(self, user_id: str, confirmation: str, *, asked_by: str) -> None:
        """By an administrator. Raises AccountNotFound, NotConfirmed, OwnAccount, LastAdministrator."""
        if user_id == asked_by:
            raise OwnAccount
        await self._confirmed(user_id, confirmation)
        await self._begin(user_id, asked_by)

    async def _confirmed(self, user_id: str, confirmation: str) -> None:
        user = await self._accounts.user(user_id)
        if confirmation.strip().casefold() != user.email.casefold():
            raise NotConfirmed

    async def _begin(self, user_id: str, asked_by: str) -> None:
        await self._accounts.change_user(user_id, {"disabled": True})
        await self._accounts.end_sessions(user_id)
        if not await self._store.open_erasures(user_id):
            new = Erasure(new_id("era"), user_id, new_id("gone"), asked_by, self._clock())
            await self._store.add_erasure(new)
            await self._audit.record(Action.PERSON_DELETION_ASKED, Subject("user", user_id))
        self._wake.set()

    async def work(self) -> bool:
        """Do what is open; whether some must be looked at again, because they were asked for a moment ago."""
        if not await self._store.open_erasures() or not await self._leases.take(LEASE):
            return False
        try:
            return await self._work_off()
        finally:
            await self._leases.release(LEASE)

    async def _work_off(self) -> bool:
        again = False
        for erasure in await self._store.open_erasures():
            await self._leases.take(LEASE)
            began = self._clock()
            counts = await self._erase(erasure)
            if began < erasure.asked_at + self._settle:
                again = True
                continue
            await self._rows_of_the_account(erasure, counts)
            await self._store.finish_erasure(erasure, self._clock())
            await self._audit.record(
                Action.PERSON_DELETED, Subject("user", erasure.user_id), after={"rows": sum(counts.values())}
            )
        return again

    async def forever(self) -> None:
        """boot runs this beside the server and cancels it at the end."""
        while True:
            try:
                await self.work()
            except Exception:  # a database or store that is away; the next round goes on from here
                log.exception("deletion_of_a_person_failed")
            try:
                async with asyncio.timeout(EVERY_S):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.clear()

    async def _erase(self, erasure: Erasure) -> dict[str, int]:
        """Everything but the account's own row, by whose id the rest is found."""
        for work in self._before:
            await work(erasure.user_id)
        counts: dict[str, int] = {}
        for holding in self._register.holdings:
            if holding.owner == "id":
                continue
            if holding.fate is Fate.ERASED:
                counts[holding.name] = await self._rows.remove(holding, erasure.user_id)
            elif holding.fate is Fate.PSEUDONYMISED:
                counts[holding.name] = await self._rows.rename(holding, erasure.user_id, erasure.pseudonym)
        await self._after()
        return counts

    async def _rows_of_the_account(self, erasure: Erasure, counts: dict[str, int]) -> None:
        for holding in self._register.holdings:
            if holding.owner == "id":
                counts[holding.name] = await self._rows.remove(holding, erasure.user_id)

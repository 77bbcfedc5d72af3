"""Top-up codes: made in batches, shown once, kept as keyed hashes, redeemed once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from huahua.audit.api import Action, Recorder, Subject
from huahua.billing.faults import NotFound, Refused, TooMany
from huahua.billing.ledger.api import PROMOTIONS, Ledger, Owner
from huahua.billing.plans.domain.codes import LENGTH, read, written
from huahua.billing.plans.store import Batch, Code, PlanStore
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

MAX_WRONG = 10
"""Codes that a person may get wrong in `WINDOW`."""
WINDOW = timedelta(hours=1)
HINT = 4
_BITS = 5 * LENGTH


@dataclass(frozen=True, slots=True)
class Redeemed:
    amount_micros: int
    grant_until: datetime | None


class Codes:
    def __init__(
        self,
        store: PlanStore,
        ledger: Ledger,
        audit: Recorder,
        keyed_hash: Callable[[str], str],
        *,
        clock: Clock = utc_now,
        random: Callable[[int], int] = secrets.randbits,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._audit = audit
        self._keyed_hash = keyed_hash
        self._clock = clock
        self._random = random

    async def make(
        self,
        name: str,
        amount_micros: int,
        count: int,
        by: str,
        *,
        expires_at: datetime | None = None,
        grant_days: int | None = None,
    ) -> tuple[Batch, list[str]]:
        """The codes are told this once. With `grant_days` what they bring ends so long after it was redeemed."""
        now = self._clock()
        batch = Batch(new_id("cbt"), name, amount_micros, count, expires_at, grant_days, None, by, now)
        codes = [written(self._random(_BITS)) for _ in range(count)]
        rows = [(new_id("cod"), self._hash(code.replace("-", "")), code[-HINT:]) for code in codes]
        async with self._store.database.write() as connection:
            await self._store.add_batch(connection, batch, rows)
            said = {"name": name, "amount_micros": amount_micros, "count": count}
            await self._audit.record(
                Action.CODES_MADE, Subject("code_batch", batch.id), after=said, connection=connection
            )
        return batch, codes

    async def batches(self) -> list[Batch]:
        return await self._store.batches()

    async def codes(self, batch_id: str, after: str, limit: int) -> list[Code]:
        return await self._store.codes(batch_id, after, limit)

    async def revoke(self, batch_id: str) -> None:
        """What is not redeemed yet never will be. Raises NotFound."""
        async with self._store.database.write() as connection:
            if not await self._store.revoke_batch(connection, batch_id, self._clock()):
                raise NotFound(
                    "There is no such batch, or it is revoked already.", code="code_batch_not_found"
                )
            await self._audit.record(
                Action.CODES_REVOKED, Subject("code_batch", batch_id), connection=connection
            )

    async def redeem(self, user_id: str, typed: str) -> Redeemed:
        """Raises NotFound (wrong, revoked, or too late: nobody learns which), Refused (used), TooMany."""
        now = self._clock()
        since = now - WINDOW
        if await self._store.guesses(user_id, since) >= MAX_WRONG:
            raise TooMany(
                "Too many wrong codes. Try again in an hour.",
                code="too_many_codes",
                retry_after_s=WINDOW.total_seconds(),
            )
        plain = read(typed)
        if plain is None:
            await self._wrong(user_id, now, since)
        hashed = self._hash(plain or "")
        wallet_id = (await self._ledger.wallet_of(Owner("user", user_id))).id
        async with self._store.database.write() as connection:
            used = await self._store.use_code(connection, hashed, user_id, now)
            if used is not None:
                code, batch = used
                until = now + timedelta(days=batch.grant_days) if batch.grant_days else None
                await self._ledger.credit(
                    wallet_id,
                    batch.amount_micros,
                    f"code:{code.id}",
                    PROMOTIONS,
                    f"code …{code.hint}",
                    connection=connection,
                    expires_at=until,
                )
                return Redeemed(batch.amount_micros, until)
        found = await self._store.code(hashed)
        if found is not None and found.used_by == user_id:
            raise Refused("You have redeemed this code already.", code="code_used")
        await self._wrong(user_id, now, since)
        raise AssertionError("unreachable")

    async def _wrong(self, user_id: str, now: datetime, since: datetime) -> None:
        await self._store.count_guess(user_id, now, since)
        raise NotFound(
            "This code cannot be redeemed: it is mistyped, used, or no longer valid.", code="code_not_valid"
        )

    def _hash(self, plain: str) -> str:
        return self._keyed_hash(f"top-up-code:{plain}")

"""Rotation of data keys: when the one that seals is old another takes over, everything is sealed under it in the
background, and keys that nothing has needed for long are dropped.

Every process runs this; a lease lets one of them work. A new key seals in the process that made it at once and in the
others when they look next, so sealing anew begins only after they all have looked.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import methodcaller

import structlog
from sqlalchemy.exc import SQLAlchemyError

from huahua.audit.api import Action, Recorder, Subject
from huahua.infra.leases import Leases
from huahua.infra.vault import BrokenSeal, KeyRing, Vault
from huahua.infra.vault.kek import KeyEncryptionError
from huahua.infra.vault.store import DataKey, KeysetStore
from huahua.kit.clock import Clock
from huahua.ops.keys.resealing import Resealing, TableProgress

LOOK_S = 15.0
"""How often a process looks for another key."""
LOOK = timedelta(seconds=LOOK_S)
SETTLE = timedelta(seconds=40)
PAUSE_S = 0.02
"""Between two transactions, for everybody else."""
LEASE = "resealing"
LEASE_LASTING = timedelta(seconds=30)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RotationPolicy:
    rotate_after: timedelta | None = timedelta(days=90)
    keep_old: timedelta = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class KeyStatus:
    primary: str
    keys: list[DataKey]
    """Those that open something; the newest last."""
    next_rotation_at: datetime | None
    tables: list[TableProgress]

    @property
    def rows_seen(self) -> int:
        return sum(each.rows_seen for each in self.tables)

    @property
    def rows_total(self) -> int:
        return sum(max(each.rows_total, each.rows_seen) for each in self.tables)

    @property
    def finished(self) -> bool:
        return all(each.finished_at is not None for each in self.tables)


class Rotation:
    def __init__(
        self,
        vault: Vault,
        keysets: KeysetStore,
        resealing: Resealing,
        leases: Leases,
        audit: Recorder,
        clock: Clock,
        policy: RotationPolicy,
        *,
        settle: timedelta = SETTLE,
    ) -> None:
        self._vault = vault
        self._keysets = keysets
        self._resealing = resealing
        self._leases = leases
        self._audit = audit
        self._clock = clock
        self._policy = policy
        self._settle = settle
        self._looked: tuple[datetime, KeyStatus] | None = None
        """While this process has the lease: when it looked last, and what it saw."""

    async def status(self) -> KeyStatus:
        await self.refresh()
        ring = self._vault.ring
        keys = [key for key in await asyncio.to_thread(self._keysets.keys) if key.id in ring.keys]
        primary = next((key for key in keys if key.id == ring.primary), None)
        after = self._policy.rotate_after
        due = primary.created_at + after if primary is not None and after is not None else None
        return KeyStatus(ring.primary, keys, due, await self._resealing.progress(counted=True))

    async def rotate(self) -> str:
        """Let a new data key seal from now on; its id. Raises KeyEncryptionError."""
        before = self._vault.ring.primary
        ring = await asyncio.to_thread(self._keysets.change, KeyRing.with_new_primary)
        self._vault.use(ring)
        await self._audit.record(
            Action.DATA_KEY_ROTATED,
            Subject("data_key", ring.primary),
            before={"key": before},
            after={"key": ring.primary},
        )
        return ring.primary

    async def refresh(self) -> None:
        """Take over a key that another process made."""
        self._vault.use(await asyncio.to_thread(self._keysets.load))

    async def work(self) -> bool:
        """What is due now, at most one transaction of it; whether there may be more at once."""
        now = self._clock()
        if self._looked is None or not self._looked[0] <= now < self._looked[0] + LOOK:
            self._looked = None
            if not await self._leases.take(LEASE):
                return False
            self._looked = now, await self.status()
        status = self._looked[1]
        if status.next_rotation_at is not None and status.next_rotation_at <= now:
            await self.rotate()
            self._looked = None
            return False
        if not self._has_settled(status, now):
            return False
        if await self._resealing.step():
            return True
        self._looked = None
        await self._drop_unneeded(status, now)
        return False

    async def finish(self) -> None:
        """Seal everything under the newest key now, for a command."""
        while await self._resealing.step():
            pass

    async def forever(self) -> None:
        """boot runs this beside the server and cancels it at the end."""
        while True:
            more = False
            try:
                more = await self.work()
                if not more:
                    await self.refresh()
            except (SQLAlchemyError, KeyEncryptionError, BrokenSeal) as fault:
                log.error("data_keys_not_kept_up", reason=str(fault).splitlines()[0])
            await asyncio.sleep(PAUSE_S if more else LOOK_S)

    def _has_settled(self, status: KeyStatus, now: datetime) -> bool:
        """Whether every process seals with the newest key by now. The very first one needs no time for that."""
        newest = next((key for key in status.keys if key.id == status.primary), None)
        return len(status.keys) < 2 or newest is None or newest.created_at + self._settle <= now

    async def _drop_unneeded(self, status: KeyStatus, now: datetime) -> None:
        """After everything is sealed anew. Backups of single rows may need an old key for some time yet."""
        for key in status.keys:
            if key.retired_at is not None and key.retired_at + self._policy.keep_old <= now:
                self._vault.use(
                    await asyncio.to_thread(self._keysets.change, methodcaller("without", key.id))
                )
                await self._audit.record(Action.DATA_KEY_DROPPED, Subject("data_key", key.id))

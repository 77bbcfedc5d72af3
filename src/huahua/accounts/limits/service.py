"""Limits of people and teams, in memory: the gateway asks for them with every call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from huahua.accounts.limits.store import LimitRepository
from huahua.audit.api import Action, Recorder, Subject
from huahua.kit.limits import NO_LIMITS, Limits

LOOK_EVERY_S = 2.0
"""How late a change of another process is seen."""
log = logging.getLogger(__name__)


class CustomerLimits:
    """`known` is one dictionary for as long as the process lives: whoever holds it sees every change."""

    def __init__(
        self,
        store: LimitRepository,
        audit: Recorder,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.known: dict[str, Limits] = {}
        """By the id of a user or a team."""
        self._store = store
        self._audit = audit
        self._sleep = sleep

    def of(self, subject: str) -> Limits:
        return self.known.get(subject, NO_LIMITS)

    async def load(self) -> None:
        found = await self._store.load()
        self.known.clear()
        self.known.update(found)

    async def set(self, subject: str, limits: Limits) -> Limits:
        """The limits before."""
        before = self.of(subject)
        kind = "team" if subject.startswith("team_") else "user"
        done = self._audit.within(
            Action.LIMITS_CHANGED, Subject(kind, subject), before=asdict(before), after=asdict(limits)
        )
        await self._store.save(subject, limits, done)
        await self.load()
        return before

    async def watch(self) -> None:
        """For ever. Limits stay as they were known while the database is away."""
        while True:
            await self._sleep(LOOK_EVERY_S)
            try:
                await self.load()
            except Exception:
                log.exception("limits of people and teams could not be read")

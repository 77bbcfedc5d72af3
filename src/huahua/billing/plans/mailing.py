"""Notices as letters. A notice says in its own row that a letter of it is to be sent, so that none is lost with a
process, and whoever sends it claims it first. Only where a process dies between the mail server's word and the note of
it is a letter sent again, under the same Message-ID."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

from huahua.billing.plans.letters import written
from huahua.billing.plans.store import Notice, PlanStore
from huahua.kit.clock import Clock, utc_now

log = logging.getLogger(__name__)

EVERY_S = 20.0
CLAIM = timedelta(minutes=10)
"""After which a letter that somebody claimed is anybody's again."""
STALE = timedelta(days=3)
"""A notice that could not be sent for so long is news no more."""


class NotSent(Exception):
    """The mail server did not take it; it may take it later."""


class Post(Protocol):
    async def __call__(
        self, user_id: str, write: Callable[[str | None], tuple[str, str]], letter_id: str
    ) -> bool:
        """`write` makes subject and text in the person's language; False where there is no such person. Raises
        NotSent."""
        ...


class Mailing:
    """One in each process that can send letters. `run` in the background."""

    def __init__(
        self,
        store: PlanStore,
        post: Post,
        *,
        base_url: str = "",
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._post = post
        self._base_url = base_url.rstrip("/")
        self._clock = clock
        self._sleep = sleep

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                await self.send_due()
            except Exception:
                log.exception("notices could not be sent; they will be")
            await self._sleep(EVERY_S)

    async def send_due(self) -> int:
        """How many letters left."""
        count = 0
        while True:
            now = self._clock()
            claimed = await self._store.claim_letter(now, now + CLAIM)
            if claimed is None:
                return count
            count += await self._send(*claimed)

    async def _send(self, notice: Notice, tries: int) -> bool:
        now = self._clock()
        wishes = await self._store.wishes(notice.user_id)
        if now - notice.created_at > STALE or (wishes is not None and not wishes.letters):
            await self._store.put_letter(notice.id, "dropped")
            return False
        try:
            sent = await self._post(
                notice.user_id, lambda locale: written(notice, locale, self._base_url), notice.id
            )
        except NotSent as fault:
            log.warning("the letter of notice %s could not be sent: %s", notice.id, fault)
            again = now + timedelta(minutes=min(2**tries, 360))
            await self._store.put_letter(notice.id, "wanted", again)
            return False
        await self._store.put_letter(notice.id, "sent" if sent else "dropped")
        return sent

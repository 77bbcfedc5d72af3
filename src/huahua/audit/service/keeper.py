"""What the audit log does by itself: tells of what was only counted, notes its end, removes what is too old."""

from __future__ import annotations

import asyncio
import logging

from huahua.audit.errors import AuditBroken
from huahua.audit.service.key_uses import KeyUses
from huahua.audit.service.record import AuditLog
from huahua.audit.service.retention import Retention
from huahua.audit.service.verify import AuditVerifier

log = logging.getLogger(__name__)

INTERVAL_S = 5.0
PRUNE_EVERY = 720
"""Rounds: an hour."""


class AuditKeeper:
    def __init__(self, audit: AuditLog, uses: KeyUses, verifier: AuditVerifier, retention: Retention) -> None:
        self._audit = audit
        self._uses = uses
        self._verifier = verifier
        self._retention = retention

    async def run(self) -> None:
        number = 0
        while True:
            await self.round(prune=number % PRUNE_EVERY == 0)
            number += 1
            await asyncio.sleep(INTERVAL_S)

    async def round(self, *, prune: bool = False) -> None:
        """Whatever fails is logged, and tried again in the next round."""
        try:
            await self._uses.tell()
            await self._audit.tell_repeats()
            if prune:
                await self._retention.prune()
            await self._verifier.note()
        except AuditBroken as fault:
            log.error("old entries of the audit log are kept: %s; see `huahua audit verify`", fault)
        except Exception:
            log.exception("the audit log could not be looked after")

    async def close(self) -> None:
        """What is still in memory, at the end of the process."""
        try:
            await self._uses.tell()
            await self._audit.tell_repeats(all_=True)
            await self._verifier.note()
        except Exception:
            log.exception("the audit log could not be finished")

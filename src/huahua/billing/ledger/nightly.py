"""The audit of the ledger every night, by one process of all, and what it found."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from prometheus_client import Gauge
from sqlalchemy import delete, select, update

from huahua.billing.ledger.audit import AuditReport, LedgerAudit
from huahua.billing.ledger.tables import ledger_audits
from huahua.infra.db import Database
from huahua.kit.clock import Clock, iso, utc_now

log = logging.getLogger(__name__)

LOOK_EVERY_S = 600.0
NIGHT_HOUR = 3
"""From which hour on, UTC."""
KEEP = timedelta(days=400)
drifts = Gauge("huahua_ledger_drift", "What the last audit of the ledger found wrong, -1 before the first")
drifts.set(-1)


class NightlyAudit:
    def __init__(
        self,
        database: Database,
        audit: LedgerAudit,
        *,
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._audit = audit
        self._clock = clock
        self._sleep = sleep

    async def forever(self) -> None:
        while True:
            await self._sleep(LOOK_EVERY_S)
            try:
                await self.look()
            except Exception:
                log.exception("the nightly audit of the ledger failed; it is tried again tomorrow")

    async def look(self) -> AuditReport | None:
        """Audit, when it is night and nobody has done so tonight."""
        now = self._clock()
        if now.hour < NIGHT_HOUR:
            return None
        day = f"{now:%Y-%m-%d}"
        mine = self._database.insert(ledger_audits).on_conflict_do_nothing(index_elements=["day"])
        async with self._database.write() as connection:
            added = mine.values(day=day, started_at=now).returning(ledger_audits.c.day)
            if (await connection.execute(added)).one_or_none() is None:
                return None
            await connection.execute(delete(ledger_audits).where(ledger_audits.c.started_at < now - KEEP))
        return await self._run(day)

    async def now(self) -> AuditReport:
        """Audit at once, whoever has done so today."""
        now = self._clock()
        day = f"{now:%Y-%m-%d}"
        mine = self._database.insert(ledger_audits).on_conflict_do_nothing(index_elements=["day"])
        async with self._database.write() as connection:
            await connection.execute(mine.values(day=day, started_at=now))
        return await self._run(day)

    async def last(self) -> dict[str, Any] | None:
        """The newest report that there is."""
        columns = ledger_audits.c
        query = select(columns.report).where(columns.holds.is_not(None)).order_by(columns.day.desc()).limit(1)
        async with self._database.read() as connection:
            report: dict[str, Any] | None = (await connection.execute(query)).scalar_one_or_none()
        return report

    async def _run(self, day: str) -> AuditReport:
        report = await self._audit.run()
        drifts.set(len(report.drift))
        for drift in report.drift:
            log.critical(
                "the ledger does not hold: %s (%d, not %d)", drift.sentence, drift.found, drift.expected
            )
        change = update(ledger_audits).where(ledger_audits.c.day == day)
        async with self._database.write() as connection:
            await connection.execute(change.values(holds=report.holds, report=report_json(report)))
        return report


def report_json(report: AuditReport) -> dict[str, Any]:
    return {
        "at": iso(report.at),
        "holds": report.holds,
        "counts": report.counts,
        "totals": report.totals,
        "drift": [asdict(drift) for drift in report.drift],
        "overdrawn": report.overdrawn,
    }

"""Tables of privacy, and the store behind `ports.PrivacyStore`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.audit.api import InTransaction
from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id
from huahua.kit.text import storable
from huahua.privacy.errors import BadRule
from huahua.privacy.findings import Decision, Finding
from huahua.privacy.policy import MaskingPolicy
from huahua.privacy.ports import FindingFilter, Saved
from huahua.privacy.rules.lists import Direction, RuleList, Tier
from huahua.privacy.writing import list_from, list_json, policy_from, policy_json

log = logging.getLogger(__name__)

policies = Table(
    "masking_policies",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("policy", Json, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
lists = Table(
    "content_rules",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("rules", Json, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
stamps = Table(
    "privacy_stamps",
    metadata,
    Column("key", String(20), primary_key=True),
    Column("value", String(40), nullable=False),
)
findings = Table(
    "content_findings",
    metadata,
    Column("id", String(40), primary_key=True),
    # A keyed hash of who said what that which rule found.
    Column("digest", String(64), nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("key_id", String(40)),
    Column("request_id", String(80), nullable=False),
    Column("model", String(200), nullable=False),
    Column("direction", String(10), nullable=False),
    Column("tier", String(10), nullable=False),
    Column("rule", String(100), nullable=False),
    Column("excerpt", Text, nullable=False),
    Column("original", Text, nullable=False, info=SEALED),
    Column("stopped", Boolean, nullable=False),
    Column("decision", String(20)),
    Column("decided_by", String(40)),
    Column("decided_at", UtcDateTime),
    Column("note", String(500), nullable=False),
    Index("ix_content_findings_last_at", "last_at", "id"),
    Index("ix_content_findings_user_id", "user_id"),
)
_STAMP = "rules"


class SqlPrivacyStore:
    def __init__(
        self,
        database: Database,
        digest: Callable[[str], str],
        vault: RowVault = PLAIN,
        *,
        clock: Clock = utc_now,
    ) -> None:
        """`digest` is a keyed hash: what was found is not to be guessed from it."""
        self._database = database
        self._digest = digest
        self._vault = vault
        self._clock = clock

    async def load(self) -> Saved:
        """What this version cannot read is left out."""
        async with self._database.read() as connection:
            kept = (
                await connection.execute(select(policies).order_by(policies.c.position, policies.c.name))
            ).all()
            saved = (await connection.execute(select(lists).order_by(lists.c.name))).all()
            stamp = await _stamp(connection)
        return Saved(
            tuple(read for row in kept if (read := _read(policy_from, row.policy)) is not None),
            tuple(read for row in saved if (read := _read(list_from, row.rules)) is not None),
            stamp,
        )

    async def stamp(self) -> str | None:
        async with self._database.read() as connection:
            return await _stamp(connection)

    async def save_policy(self, policy: MaskingPolicy, position: int, then: InTransaction) -> None:
        values = {"name": policy.name, "position": position, "policy": policy_json(policy)}
        await self._save(policies, values, then)

    async def delete_policy(self, name: str, then: InTransaction) -> None:
        await self._delete(policies, name, then)

    async def save_list(self, rules: RuleList, then: InTransaction) -> None:
        await self._save(lists, {"name": rules.name, "rules": list_json(rules)}, then)

    async def delete_list(self, name: str, then: InTransaction) -> None:
        await self._delete(lists, name, then)

    async def add_findings(self, found: Sequence[Finding]) -> None:
        """What was found before with the same person counts once more."""
        async with self._database.write() as connection:
            # In one order, so that two processes never wait for each other's rows.
            for row in sorted(map(self._row, found), key=lambda row: str(row["digest"])):
                insert = self._database.insert(findings).values(**row)
                seen = {
                    "count": findings.c.count + 1,
                    "last_at": insert.excluded.last_at,
                    "request_id": insert.excluded.request_id,
                }
                await connection.execute(insert.on_conflict_do_update(index_elements=["digest"], set_=seen))

    async def find(self, wanted: FindingFilter, before: str | None, limit: int) -> list[Finding]:
        query = select(findings).order_by(findings.c.id.desc()).limit(limit)
        for name, value in (("tier", wanted.tier), ("rule", wanted.rule), ("user_id", wanted.user_id)):
            if value is not None:
                query = query.where(findings.c[name] == storable(value))
        if wanted.open is not None:
            query = query.where(
                findings.c.decision.is_(None) if wanted.open else findings.c.decision.is_not(None)
            )
        if before is not None:
            query = query.where(findings.c.id < before)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [self._finding(row._mapping) for row in rows]

    async def finding(self, finding_id: str) -> Finding | None:
        async with self._database.read() as connection:
            query = select(findings).where(findings.c.id == storable(finding_id))
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else self._finding(row._mapping)

    async def decide(
        self, finding_id: str, decision: Decision, by: str, at: datetime, note: str, then: InTransaction
    ) -> bool:
        change = (
            update(findings)
            .where(findings.c.id == storable(finding_id))
            .values(decision=decision.value, decided_by=by, decided_at=at, note=storable(note)[:500])
        )
        async with self._database.write() as connection:
            if not (await connection.execute(change)).rowcount:
                return False
            await then(connection)
        return True

    async def sweep(self, oldest: datetime) -> int:
        async with self._database.write() as connection:
            return (await connection.execute(delete(findings).where(findings.c.last_at < oldest))).rowcount

    async def _save(self, table: Table, values: dict[str, Any], then: InTransaction) -> None:
        insert = self._database.insert(table).values(**values, updated_at=self._clock())
        changed = {name: insert.excluded[name] for name in (*values, "updated_at") if name != "name"}
        async with self._database.write() as connection:
            await connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=changed))
            await self._touch(connection)
            await then(connection)

    async def _delete(self, table: Table, name: str, then: InTransaction) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(table).where(table.c.name == name))
            await self._touch(connection)
            await then(connection)

    async def _touch(self, connection: AsyncConnection) -> None:
        insert = self._database.insert(stamps).values(key=_STAMP, value=new_id("stamp"))
        await connection.execute(
            insert.on_conflict_do_update(index_elements=["key"], set_={"value": insert.excluded.value})
        )

    def _row(self, finding: Finding) -> dict[str, Any]:
        said = storable("\x1f".join((finding.user_id, finding.rule, finding.direction, finding.original)))
        values = {
            "id": finding.id,
            "digest": self._digest(said)[:64],
            "at": finding.at,
            "last_at": finding.last_at,
            "count": finding.count,
            "user_id": finding.user_id,
            "key_id": finding.key_id,
            "request_id": storable(finding.request_id)[:80],
            "model": storable(finding.model)[:200],
            "direction": finding.direction.value,
            "tier": finding.tier.value,
            "rule": finding.rule,
            "excerpt": storable(finding.excerpt),
            "original": storable(finding.original),
            "stopped": finding.stopped,
            "note": finding.note,
        }
        return self._vault.seal(findings, values)

    def _finding(self, row: Any) -> Finding:
        values = dict(self._vault.open(findings, row))
        values.pop("digest")
        decision = values["decision"]
        return Finding(
            **values
            | {
                "direction": Direction(values["direction"]),
                "tier": Tier(values["tier"]),
                "decision": None if decision is None else Decision(decision),
            }
        )


async def _stamp(connection: AsyncConnection) -> str | None:
    return (
        await connection.execute(select(stamps.c.value).where(stamps.c.key == _STAMP))
    ).scalar_one_or_none()


def _read(read: Callable[[dict[str, Any]], Any], said: Any) -> Any:
    try:
        return read(said)
    except (BadRule, KeyError, TypeError, ValueError) as fault:
        log.warning("a rule or policy cannot be read and is left out: %s", fault)
        return None

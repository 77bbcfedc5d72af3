"""Tables of routing, and the store for routes and scores that the page or users made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Float, Integer, String, Table, case, delete, select

from huahua.gateway.domain.routing import Rule, Score, TaskKind
from huahua.gateway.ports import InTransaction
from huahua.gateway.routing.rules import rule_from_json, rule_json
from huahua.gateway.stamp import touch
from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.kit.clock import Clock, utc_now

routes = Table(
    "routes",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("rule", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

model_scores = Table(
    "model_scores",
    metadata,
    # An upstream: provider/model.
    Column("key", String(310), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("given", Float),
    Column("up", Integer, nullable=False),
    Column("down", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)


class SqlRoutingStore:
    """Port `RoutingStore`. Every change is seen by all processes, as changes of the catalogue are."""

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def load(self) -> tuple[list[Rule], list[Score]]:
        """A route or score that this version cannot read is left out."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(routes).order_by(routes.c.name))).all()
            kept = (await connection.execute(select(model_scores))).all()
        rules = [rule for row in rows if (rule := rule_from_json(row.name, row.rule)) is not None]
        kinds = set(TaskKind)
        scores = [
            Score(row.key, TaskKind(row.kind), row.given, row.up, row.down)
            for row in kept
            if row.kind in kinds
        ]
        return rules, scores

    async def save_rule(self, rule: Rule, *, then: Sequence[InTransaction] = ()) -> None:
        """Insert, or replace the route of this name."""
        now = self._clock()
        insert = self._database.insert(routes).values(
            name=rule.name, rule=rule_json(rule), created_at=now, updated_at=now
        )
        changed = {name: insert.excluded[name] for name in ("rule", "updated_at")}
        async with self._database.write() as connection:
            await connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=changed))
            await touch(self._database, connection)
            for work in then:
                await work(connection)

    async def delete_rule(self, name: str, *, then: Sequence[InTransaction] = ()) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(routes).where(routes.c.name == name))
            await touch(self._database, connection)
            for work in then:
                await work(connection)

    async def save_score(
        self, key: str, kind: TaskKind, given: float | None, *, then: Sequence[InTransaction] = ()
    ) -> None:
        """The operator's own score; None: the base stands again."""
        await self._upsert(key, kind, given, 0, 0, lambda insert: {"given": insert.excluded.given}, then)

    async def add_votes(self, key: str, kind: TaskKind, up: int, down: int) -> None:
        """Added to what is there, never below zero; two at once both count."""

        def changed(insert: Any) -> dict[str, Any]:
            columns = model_scores.c
            more_up, more_down = columns.up + up, columns.down + down
            return {
                "up": _at_least_zero(more_up),
                "down": _at_least_zero(more_down),
            }

        await self._upsert(key, kind, None, max(0, up), max(0, down), changed)

    async def _upsert(
        self,
        key: str,
        kind: TaskKind,
        given: float | None,
        up: int,
        down: int,
        changed: Any,
        then: Sequence[InTransaction] = (),
    ) -> None:
        insert = self._database.insert(model_scores).values(
            key=key, kind=kind.value, given=given, up=up, down=down, updated_at=self._clock()
        )
        values = changed(insert) | {"updated_at": insert.excluded.updated_at}
        async with self._database.write() as connection:
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["key", "kind"], set_=values)
            )
            await touch(self._database, connection)
            for work in then:
                await work(connection)


def _at_least_zero(value: Any) -> Any:
    return case((value > 0, value), else_=0)

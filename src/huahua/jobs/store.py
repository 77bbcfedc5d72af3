"""Tables of runs, their events and the processes that do them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    ScalarSelect,
    String,
    Table,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault
from huahua.jobs.domain import (
    PATIENCE,
    Executor,
    NewRun,
    Run,
    RunEvent,
    RunStatus,
    Waiting,
    in_order,
)
from huahua.jobs.ports import MAX_PLACES
from huahua.jobs.previews import Preview
from huahua.kit.precedence import Priority

runs = Table(
    "runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("lane", String(40), nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("conversation_id", String(40), index=True),
    Column("status", String(20), nullable=False),
    Column("request", Json, nullable=False, info=SEALED),
    Column("result", Json, info=SEALED),
    Column("error", Json),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("executor_id", String(40)),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("retried_by", String(40)),
    Column("cancel_requested", Boolean, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Index("ix_runs_status_lane_id", "status", "lane", "id"),
    Index("ix_runs_user_id_id", "user_id", "id"),
    Index("ix_runs_lane_priority_started_at", "lane", "priority", "started_at"),
)

run_events = Table(
    "run_events",
    metadata,
    Column("run_id", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("type", String(40), nullable=False),
    Column("data", Json, nullable=False, info=SEALED),
    Column("at", UtcDateTime, nullable=False),
)

run_previews = Table(
    "run_previews",
    metadata,
    Column("run_id", String(40), primary_key=True),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("media_type", String(20), nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""Rows of a run go when it ends."""

executors = Table(
    "executors",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("host", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("beat_at", UtcDateTime, nullable=False),
)


def _to_run(values: dict[str, Any]) -> Run:
    values.pop("cancel_requested", None)
    known = {"status": RunStatus(values["status"]), "priority": Priority(values["priority"])}
    return Run(**(values | known))


_FIRST, _RUNNING = runs.alias("first"), runs.alias("running")
_BEGUN, _BEGUN_OF_PRIORITY = runs.alias("begun"), runs.alias("begun_of_priority")


_LANE: BindParameter[str] = bindparam("in_lane")
_EXECUTOR: BindParameter[str] = bindparam("executor")
_NOW = bindparam("now", type_=UtcDateTime)


def _running_now() -> ScalarSelect[int]:
    """How many runs of the lane go for the user of a row of `runs`."""
    return (
        select(func.count())
        .select_from(_RUNNING)
        .where(
            _RUNNING.c.user_id == runs.c.user_id,
            _RUNNING.c.lane == _LANE,
            _RUNNING.c.status == RunStatus.RUNNING,
        )
        .scalar_subquery()
    )


def _last_turn() -> ScalarSelect[datetime]:
    """When the newest run that began in the lane did so, for the user of a row of `runs`."""
    return (
        select(_BEGUN.c.started_at)
        .where(_BEGUN.c.user_id == runs.c.user_id, _BEGUN.c.lane == _LANE, _BEGUN.c.started_at.is_not(None))
        .order_by(_BEGUN.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _since(priority: Priority) -> str:
    return f"since_{priority:d}"


def _rank() -> ColumnElement[int]:
    """The priority of a row of `runs`, of its user's oldest run of it; what waited too long goes before all."""
    overdue = []
    for priority in PATIENCE:
        since = bindparam(_since(priority), type_=UtcDateTime)
        served = exists().where(
            _BEGUN_OF_PRIORITY.c.lane == _LANE,
            _BEGUN_OF_PRIORITY.c.priority == priority,
            _BEGUN_OF_PRIORITY.c.started_at > since,
        )
        overdue.append((and_(runs.c.priority == priority, runs.c.created_at <= since, ~served), -1))
    return case(*overdue, else_=runs.c.priority)


def _claim(*, locks_rows: bool) -> Any:
    """Makes a run of `in_lane` that of `executor`; with the `since_…` of each priority that may wait too long."""
    first_of_each_user = (
        select(func.min(_FIRST.c.id))
        .where(_FIRST.c.status == RunStatus.QUEUED, _FIRST.c.lane == _LANE)
        .group_by(_FIRST.c.user_id, _FIRST.c.priority)
    )
    chosen = (
        select(runs.c.id)
        .where(runs.c.id.in_(first_of_each_user), runs.c.status == RunStatus.QUEUED)
        .order_by(_rank(), _running_now(), _last_turn().asc().nulls_first(), runs.c.id)
        .limit(1)
    )
    if locks_rows:
        chosen = chosen.with_for_update(skip_locked=True)
    return (
        update(runs)
        .where(runs.c.id == chosen.scalar_subquery(), runs.c.status == RunStatus.QUEUED)
        .values(
            status=RunStatus.RUNNING,
            executor_id=_EXECUTOR,
            started_at=_NOW,
            attempts=runs.c.attempts + 1,
        )
        .returning(runs)
    )


# Made once: to build one takes longer than to run it.
_CLAIM_ON_SQLITE, _CLAIM_ON_POSTGRESQL = _claim(locks_rows=False), _claim(locks_rows=True)
_RUN = select(runs).where(runs.c.id == bindparam("of_run"))
_EVENTS = (
    select(run_events)
    .where(run_events.c.run_id == bindparam("of_run"), run_events.c.seq > bindparam("after"))
    .order_by(run_events.c.seq)
    .limit(bindparam("at_most"))
)
_WAITING_LANES = select(runs.c.lane).where(runs.c.status == RunStatus.QUEUED).distinct()


class RunStore:
    """`RunRepository` on SQLAlchemy. Methods that take a connection run inside the caller's transaction."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    def _opened(self, row: Row[Any]) -> Run:
        return _to_run(self._vault.open(runs, row._mapping))

    async def insert(self, connection: AsyncConnection, new: NewRun, lane: str, now: datetime) -> None:
        values = {
            "id": new.run_id,
            "kind": new.kind,
            "lane": lane,
            "user_id": new.user_id,
            "conversation_id": new.conversation_id,
            "status": RunStatus.QUEUED,
            "request": new.request,
            "priority": new.priority,
            "created_at": now,
        }
        await connection.execute(runs.insert(), self._vault.seal(runs, values))

    async def add(self, new: NewRun, lane: str, now: datetime) -> None:
        async with self._db.write() as connection:
            await self.insert(connection, new, lane, now)

    async def add_again(self, new: NewRun, lane: str, now: datetime, before: Sequence[str]) -> bool:
        """See RunRepository."""
        own = runs.c.user_id == new.user_id
        by = {"retried_by": new.run_id}
        async with self._db.write() as connection:
            last = update(runs).where(own, runs.c.id == before[-1], runs.c.retried_by.is_(None)).values(by)
            if not (await connection.execute(last)).rowcount:
                return False
            await connection.execute(update(runs).where(own, runs.c.id.in_(before[:-1])).values(by))
            await self.insert(connection, new, lane, now)
        return True

    async def newest(self, user_id: str, kind: str, limit: int) -> list[Run]:
        """See RunRepository."""
        asked = select(runs).where(runs.c.user_id == user_id, runs.c.kind == kind)
        async with self._db.read() as connection:
            rows = await connection.execute(asked.order_by(runs.c.id.desc()).limit(limit))
            return [self._opened(row) for row in rows]

    async def get(self, run_id: str) -> Run | None:
        async with self._db.read() as connection:
            row = (await connection.execute(_RUN, {"of_run": run_id})).first()
        return self._opened(row) if row else None

    async def many(self, run_ids: Sequence[str], user_id: str) -> list[Run]:
        async with self._db.read() as connection:
            rows = await connection.execute(
                select(runs).where(runs.c.id.in_(run_ids), runs.c.user_id == user_id)
            )
            return [self._opened(row) for row in rows]

    async def claim(self, lane: str, executor_id: str, now: datetime) -> Run | None:
        """See RunRepository."""
        values: dict[str, Any] = {"in_lane": lane, "executor": executor_id, "now": now}
        values |= {_since(priority): now - patience for priority, patience in PATIENCE.items()}
        claim = _CLAIM_ON_SQLITE if self._db.is_sqlite else _CLAIM_ON_POSTGRESQL
        async with self._db.write() as connection:
            row = (await connection.execute(claim, values)).first()
        return self._opened(row) if row else None

    async def waiting_lanes(self) -> list[str]:
        async with self._db.read() as connection:
            return list((await connection.execute(_WAITING_LANES)).scalars())

    async def finish(
        self,
        run: Run,
        status: RunStatus,
        event: RunEvent,
        *,
        result: dict[str, Any] | None = None,
        error: dict[str, Any] | None = None,
    ) -> bool:
        """End a run and log its last event, in one transaction.

        False when it had ended already, or another process took it over since `run` was read.
        """
        values = {"status": status, "result": result, "error": error, "finished_at": event.at}
        sealed = self._vault.seal(runs, values, run.id)
        async with self._db.write() as connection:
            changed = await connection.execute(
                update(runs)
                .where(
                    runs.c.id == run.id,
                    runs.c.status.in_([RunStatus.QUEUED, RunStatus.RUNNING]),
                    runs.c.executor_id.is_not_distinct_from(run.executor_id),
                )
                .values(**sealed)
            )
            if changed.rowcount == 0:
                return False
            await self._insert_events(connection, [(run.id, event)])
            await connection.execute(delete(run_previews).where(run_previews.c.run_id == run.id))
        return True

    async def append(self, events: Sequence[tuple[str, RunEvent]]) -> None:
        async with self._db.write() as connection:
            await self._insert_events(connection, events)

    async def _insert_events(
        self, connection: AsyncConnection, events: Sequence[tuple[str, RunEvent]]
    ) -> None:
        rows = [
            {"run_id": run_id, "seq": event.seq, "type": event.type, "data": event.data, "at": event.at}
            for run_id, event in events
        ]
        await connection.execute(run_events.insert(), [self._vault.seal(run_events, row) for row in rows])

    async def events(self, run_id: str, after: int, limit: int = 1000) -> list[RunEvent]:
        async with self._db.read() as connection:
            rows = await connection.execute(_EVENTS, {"of_run": run_id, "after": after, "at_most": limit})
            opened = [self._vault.open(run_events, row._mapping) for row in rows]
        return [RunEvent(each["seq"], each["type"], each["data"], each["at"]) for each in opened]

    async def last_seq(self, run_id: str) -> int:
        async with self._db.read() as connection:
            statement = select(func.max(run_events.c.seq)).where(run_events.c.run_id == run_id)
            return (await connection.execute(statement)).scalar() or 0

    async def queued(self, lane: str, now: datetime) -> list[str]:
        """See RunRepository."""
        turn = func.row_number().over(partition_by=(runs.c.user_id, runs.c.priority), order_by=runs.c.id)
        statement = (
            select(runs.c.id, runs.c.priority, runs.c.created_at)
            .where(runs.c.status == RunStatus.QUEUED, runs.c.lane == lane)
            .order_by(runs.c.priority, turn, runs.c.id)
            .limit(MAX_PLACES)
        )
        begun = (
            select(func.max(runs.c.started_at))
            .where(runs.c.lane == lane, runs.c.priority == priority)
            .scalar_subquery()
            for priority in PATIENCE
        )
        async with self._db.read() as connection:
            rows = await connection.execute(statement)
            waiting = [Waiting(row.id, Priority(row.priority), row.created_at) for row in rows]
            if all(run.priority is Priority.INTERACTIVE for run in waiting):
                return [run.id for run in waiting]
            last = zip(PATIENCE, (await connection.execute(select(*begun))).one(), strict=True)
        return in_order(waiting, {priority: at for priority, at in last if at is not None}, now)

    async def pace(self, lane: str, limit: int) -> tuple[list[Run], int]:
        """See RunRepository."""
        of_lane = select(runs).where(runs.c.lane == lane)
        last = of_lane.where(runs.c.status == RunStatus.SUCCEEDED).order_by(runs.c.id.desc()).limit(limit)
        going = select(func.count()).where(runs.c.lane == lane, runs.c.status == RunStatus.RUNNING)
        async with self._db.read() as connection:
            rows = await connection.execute(last)
            return [self._opened(row) for row in rows], (await connection.execute(going)).scalar_one()

    async def active(self, user_id: str, conversation_id: str | None = None) -> list[Run]:
        statement = select(runs).where(
            runs.c.user_id == user_id, runs.c.status.in_([RunStatus.QUEUED, RunStatus.RUNNING])
        )
        if conversation_id is not None:
            statement = statement.where(runs.c.conversation_id == conversation_id)
        async with self._db.read() as connection:
            return [self._opened(row) for row in await connection.execute(statement.order_by(runs.c.id))]

    async def request_cancel(self, run_id: str) -> None:
        async with self._db.write() as connection:
            await connection.execute(update(runs).where(runs.c.id == run_id).values(cancel_requested=True))

    async def cancel_requested(self, executor_id: str) -> list[str]:
        async with self._db.read() as connection:
            rows = await connection.execute(
                select(runs.c.id).where(
                    runs.c.executor_id == executor_id,
                    runs.c.status == RunStatus.RUNNING,
                    runs.c.cancel_requested,
                )
            )
            return [row.id for row in rows]

    async def beat(self, executor_id: str, host: str, pid: int, now: datetime) -> None:
        statement = self._db.insert(executors).values(id=executor_id, host=host, pid=pid, beat_at=now)
        async with self._db.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["id"], set_={"beat_at": now})
            )

    async def executors(self) -> list[Executor]:
        async with self._db.read() as connection:
            return [Executor(**row._mapping) for row in await connection.execute(select(executors))]

    async def forget_executors(self, ids: Sequence[str]) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(executors).where(executors.c.id.in_(ids)))

    async def orphans(self, alive: Sequence[str]) -> list[Run]:
        async with self._db.read() as connection:
            rows = await connection.execute(
                select(runs).where(runs.c.status == RunStatus.RUNNING, runs.c.executor_id.not_in(alive))
            )
            return [self._opened(row) for row in rows]

    async def requeue(self, run: Run) -> bool:
        """Back into the queue, only if nobody else took care of it meanwhile."""
        async with self._db.write() as connection:
            changed = await connection.execute(
                update(runs)
                .where(
                    runs.c.id == run.id,
                    runs.c.status == RunStatus.RUNNING,
                    runs.c.executor_id == run.executor_id,
                )
                .values(status=RunStatus.QUEUED, executor_id=None)
            )
            return bool(changed.rowcount)

    async def delete_old_events(self, now: datetime, keep: timedelta) -> int:
        """Drop the logs of runs that ended long ago; what they made is kept elsewhere."""
        old = select(runs.c.id).where(runs.c.finished_at < now - keep)
        async with self._db.write() as connection:
            return (await connection.execute(delete(run_events).where(run_events.c.run_id.in_(old)))).rowcount


class PreviewStore:
    """`PreviewRepository` on SQLAlchemy."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def keep(self, run_id: str, index: int, media_type: str, data: bytes, at: datetime) -> int:
        """See PreviewRepository. Of a run that has ended nothing is kept."""
        row = {"run_id": run_id, "index": index, "media_type": media_type, "data": data, "at": at}
        statement = self._db.insert(run_previews).values(**row, seq=1)
        statement = statement.on_conflict_do_update(
            index_elements=["run_id", "index"],
            set_={"seq": run_previews.c.seq + 1, "media_type": media_type, "data": data, "at": at},
        ).returning(run_previews.c.seq)
        async with self._db.write() as connection:
            goes = select(runs.c.id).where(runs.c.id == run_id, runs.c.status == RunStatus.RUNNING)
            # Locked, so that the run's end, which deletes its frames, comes before this one or after it.
            if (await connection.execute(goes.with_for_update(read=True))).first() is None:
                return 0
            return int((await connection.execute(statement)).scalar_one())

    async def get(self, run_id: str, index: int) -> Preview | None:
        chosen = select(run_previews).where(run_previews.c.run_id == run_id, run_previews.c.index == index)
        async with self._db.read() as connection:
            row = (await connection.execute(chosen)).first()
        return None if row is None else Preview(**row._mapping)

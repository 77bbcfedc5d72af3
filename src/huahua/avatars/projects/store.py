"""Tables of avatar projects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Row

from huahua.avatars.domain.history import to_drop
from huahua.avatars.domain.project import Candidates, Look, Pick, Project, Step
from huahua.avatars.domain.spec import AvatarSpec
from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault

projects = Table(
    "avatar_projects",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("name", Text, nullable=False, info=SEALED),
    Column("head", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("chosen_id", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_avatar_projects_user_id_updated_at", "user_id", "updated_at"),
)
"""`last` is the number of the newest step, `head` of the one at which the project stands."""

_PROJECT = "avatar_projects.id"

steps = Table(
    "avatar_steps",
    metadata,
    Column("project_id", String(40), ForeignKey(_PROJECT, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("parent", Integer),
    Column("spec", Json, nullable=False, info=SEALED),
    Column("words", Text, nullable=False, info=SEALED),
    Column("seed", BigInteger, nullable=False),
    Column("engine", String(200)),
    Column("drawing", String(80)),
    Column("locked", Json, nullable=False),
    Column("adapter", String(80)),
    Column("at", UtcDateTime, nullable=False),
)

candidates = Table(
    "avatar_candidates",
    metadata,
    Column("run_id", String(40), primary_key=True),
    Column("project_id", String(40), ForeignKey(_PROJECT, ondelete="CASCADE"), nullable=False, index=True),
    Column("step", Integer, nullable=False),
    Column("engine", String(200)),
    Column("count", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

picks = Table(
    "avatar_picks",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("project_id", String(40), nullable=False),
    Column("picture_id", String(40), nullable=False),
    Column("run_id", String(40)),
    Column("spec", Json, nullable=False, info=SEALED),
    Column("shown", Json, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_avatar_picks_user_id_at", "user_id", "at"),
)
"""They outlive their project: what people prefer is learned from all of them."""


class ProjectStore:
    """The port `ProjectRepository` on the database."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    # --- projects ---------------------------------------------------------------------------------

    async def add(self, project: Project, first: Step, limit: int) -> bool:
        own = select(func.count()).select_from(projects).where(projects.c.user_id == project.user_id)
        values = {name: getattr(project, name) for name in Project.__slots__} | {"last": first.number}
        async with self._db.write() as connection:
            await self._db.in_turn(connection, f"avatar_projects:{project.user_id}")
            if (await connection.execute(own)).scalar_one() >= limit:
                return False
            await connection.execute(projects.insert().values(**self._vault.seal(projects, values)))
            await connection.execute(steps.insert().values(**self._step_row(project.id, first)))
        return True

    async def get(self, user_id: str, project_id: str) -> Project | None:
        statement = select(projects).where(projects.c.id == project_id, projects.c.user_id == user_id)
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return None if row is None else self._project(row)

    async def page(
        self, user_id: str, before: tuple[datetime, str] | None, limit: int
    ) -> list[tuple[Project, Step | None]]:
        statement = select(projects).where(projects.c.user_id == user_id)
        if before is not None:
            moment, project_id = before
            older = and_(projects.c.updated_at == moment, projects.c.id < project_id)
            statement = statement.where(or_(projects.c.updated_at < moment, older))
        statement = statement.order_by(projects.c.updated_at.desc(), projects.c.id.desc()).limit(limit)
        async with self._db.read() as connection:
            found = [self._project(row) for row in await connection.execute(statement)]
            at_head = or_(
                false(), *(and_(steps.c.project_id == each.id, steps.c.number == each.head) for each in found)
            )
            rows = await connection.execute(select(steps).where(at_head)) if found else ()
            heads = {row.project_id: self._step(row) for row in rows}
        return [(each, heads.get(each.id)) for each in found]

    async def change(
        self,
        user_id: str,
        project_id: str,
        now: datetime,
        *,
        name: str | None = None,
        head: int | None = None,
        chosen_id: str | None = None,
    ) -> bool:
        given = {"name": name, "head": head, "chosen_id": chosen_id}
        values = {key: value for key, value in given.items() if value is not None} | {"updated_at": now}
        sealed = self._vault.seal(projects, values, project_id)
        statement = update(projects).where(projects.c.id == project_id, projects.c.user_id == user_id)
        async with self._db.write() as connection:
            return bool((await connection.execute(statement.values(**sealed))).rowcount)

    async def delete(self, user_id: str, project_id: str) -> bool:
        own = and_(projects.c.id == project_id, projects.c.user_id == user_id)
        async with self._db.write() as connection:
            if not (await connection.execute(select(projects.c.id).where(own))).one_or_none():
                return False
            for table in (steps, candidates):
                await connection.execute(delete(table).where(table.c.project_id == project_id))
            await connection.execute(delete(projects).where(own))
        return True

    # --- steps ------------------------------------------------------------------------------------

    async def steps(self, project_id: str) -> list[Step]:
        statement = select(steps).where(steps.c.project_id == project_id).order_by(steps.c.number)
        async with self._db.read() as connection:
            return [self._step(row) for row in await connection.execute(statement)]

    async def step(self, project_id: str, number: int) -> Step | None:
        statement = select(steps).where(steps.c.project_id == project_id, steps.c.number == number)
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return None if row is None else self._step(row)

    async def append(
        self, user_id: str, project_id: str, parent: int | None, look: Look, now: datetime
    ) -> tuple[Step, list[int]] | None:
        own = and_(projects.c.id == project_id, projects.c.user_id == user_id)
        number = projects.c.last + 1
        # The row's lock puts steps of two tabs, perhaps at two servers, one after the other.
        begun = update(projects).where(own).values(last=number, head=number, updated_at=now)
        tree = select(steps.c.number, steps.c.parent).where(steps.c.project_id == project_id)
        async with self._db.write() as connection:
            new = (await connection.execute(begun.returning(projects.c.last))).scalar_one_or_none()
            if new is None:
                return None
            parents: dict[int, int | None] = {
                row.number: row.parent for row in await connection.execute(tree)
            }
            step = Step(new, parent if parent in parents else None, look, now)
            await connection.execute(steps.insert().values(**self._step_row(project_id, step)))
            dropped = to_drop(parents | {step.number: step.parent}, step.number)
            if dropped:
                gone = and_(steps.c.project_id == project_id, steps.c.number.in_(dropped))
                await connection.execute(delete(steps).where(gone))
        return step, dropped

    # --- candidates and picks ---------------------------------------------------------------------

    async def add_candidates(self, project_id: str, made: Candidates, keep: int) -> None:
        values = {name: getattr(made, name) for name in Candidates.__slots__}
        of_project = select(candidates.c.run_id).where(candidates.c.project_id == project_id)
        older = of_project.order_by(candidates.c.at.desc(), candidates.c.run_id.desc()).offset(keep)
        async with self._db.write() as connection:
            await connection.execute(candidates.insert().values(project_id=project_id, **values))
            gone = [row.run_id for row in await connection.execute(older.limit(keep))]
            if gone:
                await connection.execute(delete(candidates).where(candidates.c.run_id.in_(gone)))

    async def candidates(self, project_id: str) -> list[Candidates]:
        statement = select(candidates).where(candidates.c.project_id == project_id)
        async with self._db.read() as connection:
            rows = await connection.execute(statement.order_by(candidates.c.at, candidates.c.run_id))
            return [Candidates(**{name: row._mapping[name] for name in Candidates.__slots__}) for row in rows]

    async def add_pick(self, pick: Pick) -> None:
        values = {name: getattr(pick, name) for name in Pick.__slots__}
        values |= {"spec": pick.spec.said(), "shown": list(pick.shown)}
        async with self._db.write() as connection:
            await connection.execute(picks.insert().values(**self._vault.seal(picks, values)))

    async def picks(self, user_id: str, limit: int) -> list[Pick]:
        statement = select(picks).where(picks.c.user_id == user_id).order_by(picks.c.at.desc()).limit(limit)
        async with self._db.read() as connection:
            return [self._pick(row) for row in await connection.execute(statement)]

    # --- rows -------------------------------------------------------------------------------------

    def _project(self, row: Row[Any]) -> Project:
        values = self._vault.open(projects, row._mapping)
        del values["last"]
        return Project(**values)

    def _step_row(self, project_id: str, step: Step) -> dict[str, Any]:
        look = step.look
        values = {
            "project_id": project_id,
            "number": step.number,
            "parent": step.parent,
            "spec": look.spec.said(),
            "words": look.words,
            "seed": look.seed,
            "engine": look.engine,
            "drawing": look.drawing,
            "locked": list(look.locked),
            "adapter": look.adapter,
            "at": step.at,
        }
        return self._vault.seal(steps, values)

    def _step(self, row: Row[Any]) -> Step:
        values = self._vault.open(steps, row._mapping)
        look = Look(
            AvatarSpec.model_validate(values["spec"]),
            values["words"],
            values["seed"],
            values["engine"],
            values["drawing"],
            _texts(values["locked"]),
            values["adapter"],
        )
        return Step(values["number"], values["parent"], look, values["at"])

    def _pick(self, row: Row[Any]) -> Pick:
        values = self._vault.open(picks, row._mapping)
        spec = AvatarSpec.model_validate(values["spec"])
        return Pick(**(values | {"spec": spec, "shown": _texts(values["shown"])}))


def _texts(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(values)

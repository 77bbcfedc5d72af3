"""Tables of data sets, trainings and styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.engine import Row

from huahua.avatars.training.domain.dataset import Dataset, Entry, Item, Version
from huahua.avatars.training.domain.plan import TrainingPlan
from huahua.avatars.training.domain.training import State, Style, Training
from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault

datasets = Table(
    "datasets",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False, index=True),
    Column("name", Text, nullable=False, info=SEALED),
    Column("rights", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

items = Table(
    "dataset_items",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("dataset_id", String(40), ForeignKey("datasets.id", ondelete="CASCADE"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("media_type", String(40), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("sharpness", Float, nullable=False),
    Column("phash", String(16), nullable=False),
    Column("file_name", Text, nullable=False, info=SEALED),
    Column("caption", Text, nullable=False, info=SEALED),
    Column("suggested", Boolean, nullable=False),
    Column("tags", Json, nullable=False, info=SEALED),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("dataset_id", "digest"),
)

versions = Table(
    "dataset_versions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("dataset_id", String(40), ForeignKey("datasets.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("manifest", Json, nullable=False, info=SEALED),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("dataset_id", "number"),
)
"""Rows are never changed."""

trainings = Table(
    "trainings",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("version_id", String(40), nullable=False),
    Column("run_id", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("name", Text, nullable=False, info=SEALED),
    Column("trigger", Text, nullable=False, info=SEALED),
    Column("base", String(300), nullable=False),
    Column("licence", Text, nullable=False, info=SEALED),
    Column("plan", Json, nullable=False, info=SEALED),
    Column("step", Integer, nullable=False),
    Column("loss", Float),
    Column("error", Text),
    Column("style_id", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_trainings_user_id_created_at", "user_id", "created_at"),
)

styles = Table(
    "styles",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("name", Text, nullable=False, info=SEALED),
    Column("trigger", Text, nullable=False, info=SEALED),
    Column("licence", Text, nullable=False, info=SEALED),
    Column("base", String(300), nullable=False),
    Column("origin", String(20), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("training_id", String(40)),
    Column("version_id", String(40)),
    Column("has_preview", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("digest", String(64), nullable=False, server_default=""),
    Column("team_id", ForeignKey("teams.id", ondelete="SET NULL"), index=True),
    Column("family", String(20)),
    Index("ix_styles_user_id_created_at", "user_id", "created_at"),
)


class TrainingStore:
    """The ports `DatasetRepository` and `TrainingRepository` on the database."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    # --- data sets --------------------------------------------------------------------------------

    async def add(self, dataset: Dataset, limit: int) -> bool:
        return await self._add_bounded(
            datasets, _values(dataset), datasets.c.user_id == dataset.user_id, limit
        )

    async def all(self, user_id: str) -> list[tuple[Dataset, int]]:
        count = (
            select(func.count())
            .select_from(items)
            .where(items.c.dataset_id == datasets.c.id)
            .scalar_subquery()
        )
        statement = select(datasets, count.label("pictures")).where(datasets.c.user_id == user_id)
        rows = await self._rows(statement.order_by(datasets.c.updated_at.desc(), datasets.c.id))
        return [(self._dataset(row), row._mapping["pictures"]) for row in rows]

    async def get(self, user_id: str, dataset_id: str) -> Dataset | None:
        rows = await self._rows(
            select(datasets).where(datasets.c.id == dataset_id, datasets.c.user_id == user_id)
        )
        return self._dataset(rows[0]) if rows else None

    async def change(
        self, dataset_id: str, now: datetime, *, name: str | None = None, rights: bool | None = None
    ) -> None:
        values: dict[str, Any] = {"updated_at": now}
        if name is not None:
            values["name"] = name
        if rights is not None:
            values["rights"] = now if rights else None
        sealed = self._vault.seal(datasets, values, dataset_id)
        await self._do(update(datasets).where(datasets.c.id == dataset_id).values(**sealed))

    async def delete(self, dataset_id: str) -> None:
        async with self._db.write() as connection:
            for table in (items, versions):
                await connection.execute(delete(table).where(table.c.dataset_id == dataset_id))
            await connection.execute(delete(datasets).where(datasets.c.id == dataset_id))

    async def items(self, dataset_id: str) -> list[Item]:
        statement = select(items).where(items.c.dataset_id == dataset_id)
        return [
            self._item(row) for row in await self._rows(statement.order_by(items.c.created_at, items.c.id))
        ]

    async def add_item(self, item: Item, limit: int) -> bool:
        values = _values(item) | {"tags": list(item.tags)}
        of_set = items.c.dataset_id == item.dataset_id
        same = select(items.c.id).where(of_set, items.c.digest == item.digest)
        # The set's row is locked, so that two uploads of the same picture are one after the other.
        locked = select(datasets.c.id).where(datasets.c.id == item.dataset_id).with_for_update()
        async with self._db.write() as connection:
            if (await connection.execute(locked)).one_or_none() is None:
                return False
            if (await connection.execute(same)).one_or_none() is not None:
                return False
            count = select(func.count()).select_from(items).where(of_set)
            if (await connection.execute(count)).scalar_one() >= limit:
                return False
            await connection.execute(items.insert().values(**self._vault.seal(items, values)))
        return True

    async def change_item(self, item: Item) -> None:
        values = {"caption": item.caption, "suggested": item.suggested, "tags": list(item.tags)}
        sealed = self._vault.seal(items, values, item.id)
        await self._do(
            update(items).where(items.c.id == item.id, items.c.dataset_id == item.dataset_id).values(**sealed)
        )

    async def delete_item(self, dataset_id: str, item_id: str) -> None:
        await self._do(delete(items).where(items.c.id == item_id, items.c.dataset_id == dataset_id))

    async def versions(self, dataset_id: str) -> list[Version]:
        statement = select(versions).where(versions.c.dataset_id == dataset_id)
        return [self._version(row) for row in await self._rows(statement.order_by(versions.c.number))]

    async def version(self, user_id: str, version_id: str) -> Version | None:
        own = select(datasets.c.id).where(datasets.c.user_id == user_id)
        rows = await self._rows(
            select(versions).where(versions.c.id == version_id, versions.c.dataset_id.in_(own))
        )
        return self._version(rows[0]) if rows else None

    async def add_version(self, version: Version) -> None:
        values = _values(version) | {"manifest": [entry.said() for entry in version.manifest]}
        await self._do(versions.insert().values(**self._vault.seal(versions, values)))

    # --- trainings --------------------------------------------------------------------------------

    async def add_training(self, training: Training, limit: int) -> bool:
        values = _values(training) | {"plan": training.plan.said(), "state": training.state.value}
        going = [state.value for state in State if state.is_going]
        of_user = (trainings.c.user_id == training.user_id) & trainings.c.state.in_(going)
        return await self._add_bounded(trainings, values, of_user, limit)

    async def trainings(self, user_id: str) -> list[Training]:
        statement = select(trainings).where(trainings.c.user_id == user_id)
        rows = await self._rows(statement.order_by(trainings.c.created_at.desc(), trainings.c.id))
        return [self._training(row) for row in rows]

    async def training(self, training_id: str) -> Training | None:
        rows = await self._rows(select(trainings).where(trainings.c.id == training_id))
        return self._training(rows[0]) if rows else None

    async def move(
        self, training_id: str, now: datetime, among: Sequence[State], to: State, **changes: Any
    ) -> bool:
        allowed = trainings.c.state.in_([state.value for state in among])
        statement = update(trainings).where(trainings.c.id == training_id, allowed)
        async with self._db.write() as connection:
            done = await connection.execute(statement.values(state=to.value, updated_at=now, **changes))
        return bool(done.rowcount)

    async def delete_training(self, training_id: str) -> None:
        await self._do(delete(trainings).where(trainings.c.id == training_id))

    # --- styles -----------------------------------------------------------------------------------

    async def add_style(self, style: Style) -> None:
        """One of this id that is there is taught anew: it keeps its owner, its team and its first day."""
        values = _values(style)
        of_id = styles.c.id == style.id
        async with self._db.write() as connection:
            there = select(styles.c.digest, styles.c.revision).where(of_id).with_for_update()
            row = (await connection.execute(there)).one_or_none()
            if row is None:
                await connection.execute(styles.insert().values(**self._vault.seal(styles, values)))
                return
            for kept in ("id", "user_id", "created_at", "team_id"):
                del values[kept]
            values["revision"] = row.revision + (row.digest != style.digest)
            sealed = self._vault.seal(styles, values, style.id)
            await connection.execute(update(styles).where(of_id).values(**sealed))

    async def styles(self, user_id: str) -> list[Style]:
        statement = select(styles).where(styles.c.user_id == user_id)
        rows = await self._rows(statement.order_by(styles.c.created_at.desc(), styles.c.id))
        return [self._style(row) for row in rows]

    async def shared_styles(self, team_ids: Sequence[str]) -> list[Style]:
        if not team_ids:
            return []
        statement = select(styles).where(styles.c.team_id.in_(team_ids))
        rows = await self._rows(statement.order_by(styles.c.created_at.desc(), styles.c.id))
        return [self._style(row) for row in rows]

    async def style(self, user_id: str, style_id: str) -> Style | None:
        rows = await self._rows(select(styles).where(styles.c.id == style_id, styles.c.user_id == user_id))
        return self._style(rows[0]) if rows else None

    async def rename_style(self, style: Style) -> None:
        said = {name: getattr(style, name) for name in ("name", "trigger", "licence", "team_id")}
        sealed = self._vault.seal(styles, said, style.id)
        await self._do(update(styles).where(styles.c.id == style.id).values(**sealed))

    async def note_family(self, style_id: str, digest: str, family: str) -> None:
        of_file = (styles.c.id == style_id) & (styles.c.digest == digest)
        await self._do(update(styles).where(of_file).values(family=family))

    async def delete_style(self, style_id: str) -> None:
        await self._do(delete(styles).where(styles.c.id == style_id))

    # --- rows -------------------------------------------------------------------------------------

    async def _add_bounded(self, table: Table, values: dict[str, Any], own: Any, limit: int) -> bool:
        count = select(func.count()).select_from(table).where(own)
        async with self._db.write() as connection:
            await self._db.in_turn(connection, f"{table.name}:{values['user_id']}")
            if (await connection.execute(count)).scalar_one() >= limit:
                return False
            await connection.execute(table.insert().values(**self._vault.seal(table, values)))
        return True

    async def _rows(self, statement: Any) -> list[Row[Any]]:
        async with self._db.read() as connection:
            return list((await connection.execute(statement)).all())

    async def _do(self, statement: Any) -> None:
        async with self._db.write() as connection:
            await connection.execute(statement)

    def _dataset(self, row: Row[Any]) -> Dataset:
        values = {key: value for key, value in row._mapping.items() if key != "pictures"}
        return Dataset(**self._vault.open(datasets, values))

    def _item(self, row: Row[Any]) -> Item:
        values = self._vault.open(items, row._mapping)
        return Item(**(values | {"tags": tuple(values["tags"])}))

    def _version(self, row: Row[Any]) -> Version:
        values = self._vault.open(versions, row._mapping)
        manifest = tuple(Entry(**(entry | {"tags": tuple(entry["tags"])})) for entry in values["manifest"])
        return Version(**(values | {"manifest": manifest}))

    def _training(self, row: Row[Any]) -> Training:
        values = self._vault.open(trainings, row._mapping)
        plan = TrainingPlan.model_validate(values["plan"])
        return Training(**(values | {"plan": plan, "state": State(values["state"])}))

    def _style(self, row: Row[Any]) -> Style:
        return Style(**self._vault.open(styles, row._mapping))


def _values(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}

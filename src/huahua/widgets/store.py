"""Tables of widgets, and their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.engine import Row

from huahua.audit.api import InTransaction
from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault
from huahua.widgets.domain.counting import Take
from huahua.widgets.domain.visitor import Visitor
from huahua.widgets.domain.widget import Face, Widget, WidgetForm
from huahua.widgets.ports import Counts

widgets = Table(
    "widgets",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False, index=True),
    Column("name", Text, nullable=False, info=SEALED),
    Column("greeting_zh", Text, nullable=False, info=SEALED),
    Column("greeting_en", Text, nullable=False, info=SEALED),
    Column("model", String(200)),
    Column("tone", String(20), nullable=False),
    Column("instructions", Text, nullable=False, info=SEALED),
    Column("paints", Boolean, nullable=False),
    Column("face", Json, nullable=False),
    Column("colour", String(7), nullable=False),
    Column("position", String(10), nullable=False),
    Column("origins", Json, nullable=False),
    Column("visitor_hourly", Integer, nullable=False),
    Column("daily", Integer, nullable=False),
    Column("spend_micros", BigInteger, nullable=False),
    Column("spend_period", String(10), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

_WIDGET = "widgets.id"

visitors = Table(
    "widget_visitors",
    metadata,
    Column("widget_id", String(40), ForeignKey(_WIDGET, ondelete="CASCADE"), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("conversation_id", String(40)),
    Column("origin", String(300), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Index("ix_widget_visitors_user_id", "user_id"),
)
"""`user_id` is the widget's owner; visitors have no account. `conversation_id`: where they talk now."""

counts = Table(
    "widget_counts",
    metadata,
    Column("widget_id", String(40), ForeignKey(_WIDGET, ondelete="CASCADE"), primary_key=True),
    Column("subject", String(80), primary_key=True),
    Column("span", String(20), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
)
"""Messages; rows of windows that have ended go when the next begins."""


class _Full(Exception):
    def __init__(self, take: Take) -> None:
        self.take = take


class WidgetStore:
    """Port `WidgetRepository`."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def add(self, widget: Widget, limit: int, then: InTransaction) -> bool:
        own = select(func.count()).select_from(widgets).where(widgets.c.user_id == widget.user_id)
        async with self._db.write() as connection:
            if (await connection.execute(own)).scalar_one() >= limit:
                return False
            await connection.execute(widgets.insert().values(**self._vault.seal(widgets, _row(widget))))
            await then(connection)
        return True

    async def change(self, widget: Widget, then: InTransaction) -> bool:
        sealed = self._vault.seal(widgets, _row(widget), widget.id)
        own = (widgets.c.id == widget.id) & (widgets.c.user_id == widget.user_id)
        async with self._db.write() as connection:
            if not (await connection.execute(update(widgets).where(own).values(**sealed))).rowcount:
                return False
            await then(connection)
        return True

    async def delete(self, user_id: str, widget_id: str, then: InTransaction) -> bool:
        own = (widgets.c.id == widget_id) & (widgets.c.user_id == user_id)
        async with self._db.write() as connection:
            if not (await connection.execute(delete(widgets).where(own))).rowcount:
                return False
            await then(connection)
        return True

    async def get(self, widget_id: str) -> Widget | None:
        async with self._db.read() as connection:
            row = (await connection.execute(select(widgets).where(widgets.c.id == widget_id))).first()
        return None if row is None else self._widget(row)

    async def of(self, user_id: str) -> list[Widget]:
        own = select(widgets).where(widgets.c.user_id == user_id).order_by(widgets.c.id)
        async with self._db.read() as connection:
            return [self._widget(row) for row in await connection.execute(own)]

    async def counts(self, widget_ids: Sequence[str], now: datetime) -> dict[str, Counts]:
        met = (
            select(visitors.c.widget_id, func.count())
            .where(visitors.c.widget_id.in_(widget_ids))
            .group_by(visitors.c.widget_id)
        )
        said = select(counts.c.widget_id, counts.c.count).where(
            counts.c.widget_id.in_(widget_ids),
            counts.c.subject == "all",
            counts.c.span == f"{now:%Y-%m-%d}",
        )
        async with self._db.read() as connection:
            people = {row[0]: int(row[1]) for row in await connection.execute(met)}
            today = {row[0]: int(row[1]) for row in await connection.execute(said)}
        return {each: Counts(people.get(each, 0), today.get(each, 0)) for each in widget_ids}

    # --- visitors ---------------------------------------------------------------------------------

    async def visitor(self, widget_id: str, visitor_id: str) -> Visitor | None:
        one = select(visitors).where(visitors.c.widget_id == widget_id, visitors.c.id == visitor_id)
        async with self._db.read() as connection:
            row = (await connection.execute(one)).first()
        return None if row is None else Visitor(**row._mapping)

    async def keep_visitor(self, visitor: Visitor) -> None:
        values = asdict(visitor)
        changed = {name: values[name] for name in ("conversation_id", "origin", "seen_at")}
        statement = self._db.insert(visitors).values(**values)
        async with self._db.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["widget_id", "id"], set_=changed)
            )

    async def take(self, widget_id: str, takes: Sequence[Take]) -> Take | None:
        try:
            async with self._db.write() as connection:
                for take in takes:
                    row = {
                        "widget_id": widget_id,
                        "subject": take.subject,
                        "span": take.window,
                        "count": 1,
                        "ends_at": take.ends_at,
                    }
                    statement = (
                        self._db.insert(counts)
                        .values(**row)
                        .on_conflict_do_update(
                            index_elements=["widget_id", "subject", "span"],
                            set_={"count": counts.c.count + 1},
                            where=counts.c.count < take.most,
                        )
                        .returning(counts.c.count)
                    )
                    now = (await connection.execute(statement)).scalar_one_or_none()
                    if now is None:
                        raise _Full(take)
                    if now == 1 and take.scope == "day":
                        over = (counts.c.widget_id == widget_id) & (counts.c.span < take.window)
                        await connection.execute(delete(counts).where(over))
        except _Full as fault:
            return fault.take
        return None

    async def give_back(self, widget_id: str, takes: Sequence[Take]) -> None:
        async with self._db.write() as connection:
            for take in takes:
                await connection.execute(
                    update(counts)
                    .where(
                        counts.c.widget_id == widget_id,
                        counts.c.subject == take.subject,
                        counts.c.span == take.window,
                        counts.c.count > 0,
                    )
                    .values(count=counts.c.count - 1)
                )

    def _widget(self, row: Row[Any]) -> Widget:
        values = dict(self._vault.open(widgets, row._mapping))
        outer = {name: values.pop(name) for name in ("id", "user_id", "created_at", "updated_at")}
        values |= {"face": Face(**values["face"]), "origins": tuple(values["origins"])}
        return Widget(form=WidgetForm(**values), **outer)


def _row(widget: Widget) -> dict[str, Any]:
    form = {name: getattr(widget.form, name) for name in WidgetForm.__slots__}
    return form | {
        "id": widget.id,
        "user_id": widget.user_id,
        "face": asdict(widget.form.face),
        "origins": list(widget.form.origins),
        "created_at": widget.created_at,
        "updated_at": widget.updated_at,
    }

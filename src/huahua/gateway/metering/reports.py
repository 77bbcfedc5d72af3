"""Reading usage lines: totals by day and model, and pages of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select

from huahua.gateway.metering.days import Span, added_up_days, spans_without_sums, sums_of_lines
from huahua.gateway.metering.store import SUMS, usage_days, usage_lines
from huahua.infra.db import Database
from huahua.kit.clock import iso
from huahua.kit.pages import BadCursor, Page, decode_cursor, encode_cursor

MAX_GROUPS = 5_000
GROUPS = ("model", "key_id", "user_id")
"""Columns by which totals are told apart beside the day."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Lines of the days `first` to `last`, both included, in UTC; of one user or of all, of one model or of all."""

    first: date
    last: date
    user_id: str | None = None
    model: str | None = None
    key_id: str | None = None


class UsageReports:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def totals(self, wanted: Wanted, by: str = "model") -> list[dict[str, Any]]:
        """By day (newest first), one of `GROUPS` and currency; at most `MAX_GROUPS`. Days that are over are read
        from their sums, the others from their lines."""
        async with self._database.read() as connection:
            spans = await spans_without_sums(connection, wanted.first, wanted.last)
            rows = list((await connection.execute(self._added_up(wanted, by))).mappings())
            if spans:
                rows += (await connection.execute(self._from_lines(wanted, by, spans))).mappings()
        rows.sort(key=lambda row: (row["group"] or "", row["currency"] or ""))
        rows.sort(key=lambda row: str(row["day"]), reverse=True)
        return [_total(row, by) for row in rows[:MAX_GROUPS]]

    async def lines(self, wanted: Wanted, cursor: str | None, limit: int) -> Page[dict[str, Any]]:
        """Newest first. Raises BadCursor."""
        columns = usage_lines.c
        query: Select[Any] = select(usage_lines).where(_within(wanted))
        if cursor is not None:
            at, request_id = _place(cursor)
            query = query.where(
                or_(columns.created_at < at, and_(columns.created_at == at, columns.request_id < request_id))
            )
        query = query.order_by(columns.created_at.desc(), columns.request_id.desc()).limit(limit + 1)
        async with self._database.read() as connection:
            rows = list((await connection.execute(query)).mappings())
        more = len(rows) > limit
        last = rows[limit - 1] if more else None
        after = encode_cursor(last["created_at"].isoformat(), last["request_id"]) if last else None
        return Page([_line(row) for row in rows[:limit]], after)

    def _added_up(self, wanted: Wanted, by: str) -> Any:
        columns = usage_days.c
        day, group, currency = self._day(columns.day), _null(columns[by]), _null(columns.currency)
        sums = ("calls", "failed", "cost_micros", *SUMS)
        return _newest(
            select(
                day.label("day"),
                group.label("group"),
                currency.label("currency"),
                *(func.sum(columns[name]).label(name) for name in sums),
            ).where(added_up_days(wanted.first, wanted.last), *_narrowed(columns, wanted)),
            day,
            group,
            currency,
        )

    def _from_lines(self, wanted: Wanted, by: str, spans: Sequence[Span]) -> Any:
        columns = usage_lines.c
        day, group = self._day(columns.created_at), columns[by]
        within = [and_(columns.created_at >= span.first, columns.created_at < span.until) for span in spans]
        return _newest(
            select(
                day.label("day"),
                group.label("group"),
                columns.currency,
                *sums_of_lines(),
            ).where(or_(*within), *_narrowed(columns, wanted)),
            day,
            group,
            columns.currency,
        )

    def _day(self, moment: ColumnElement[datetime]) -> ColumnElement[str]:
        if self._database.is_sqlite:
            return func.date(moment)
        return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD")


def _newest(
    query: Any, day: ColumnElement[str], group: ColumnElement[Any], currency: ColumnElement[Any]
) -> Any:
    """A row for each of the three, as many as a report may have."""
    return query.group_by(day, group, currency).order_by(day.desc(), group, currency).limit(MAX_GROUPS)


def _null(text: ColumnElement[str]) -> ColumnElement[str | None]:
    return func.nullif(text, literal_column("''"))  # a bound value would make each mention another expression


def _within(wanted: Wanted) -> ColumnElement[bool]:
    columns = usage_lines.c
    return and_(
        columns.created_at >= datetime.combine(wanted.first, time(), UTC),
        columns.created_at <= datetime.combine(wanted.last, time.max, UTC),
        *_narrowed(columns, wanted),
    )


def _narrowed(columns: Any, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = []
    if wanted.user_id is not None:
        found.append(columns.user_id == wanted.user_id)
    if wanted.model is not None:
        found.append(columns.model == wanted.model)
    if wanted.key_id is not None:
        found.append(columns.key_id == wanted.key_id)
    return found


def _place(cursor: str) -> tuple[datetime, str]:
    at, request_id = decode_cursor(cursor, 2)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as fault:
        raise BadCursor("the cursor is not one that this server made") from fault
    if moment.tzinfo is None:
        raise BadCursor("the cursor is not one that this server made")
    return moment, request_id


def _total(row: Any, by: str) -> dict[str, Any]:
    return {
        "day": row["day"],
        **{name: row["group"] if name == by else None for name in GROUPS},
        "calls": row["calls"],
        "failed": row["failed"],
        **{name: int(row[name]) for name in SUMS},
        "cost": _money(int(row["cost_micros"]), row["currency"]),
    }


def _line(row: Any) -> dict[str, Any]:
    shown = (
        "user_id",
        "key_id",
        "team_id",
        "project_id",
        "model",
        "provider",
        "upstream_model",
        "dialect",
        "task",
        "status",
        "error_code",
    )
    timing = ("latency_ms", "first_byte_ms", "attempts", "route_reason", "cache", "broken")
    return {
        "id": row["request_id"],
        **{name: row[name] for name in (*shown, *timing, *SUMS)},
        "cost": _money(row["cost_micros"], row["currency"]),
        "created_at": iso(row["created_at"]),
    }


def _money(micros: int, currency: str | None) -> dict[str, Any]:
    return {"amount_micros": micros, "currency": currency}

"""Use cases of the price book: draft, preview, publish, look back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import ValidationError

from huahua.audit.api import Action, Recorder, Subject
from huahua.billing.faults import Invalid, NotFound, Refused
from huahua.billing.prices.domain.book import Content
from huahua.billing.prices.domain.factor import factor, scaled
from huahua.billing.prices.domain.reprice import Repricer, Rows
from huahua.billing.prices.domain.resolve import Book, Rates
from huahua.billing.prices.domain.warnings import Warning_, warnings_of
from huahua.billing.prices.keeper import PriceKeeper, row_of
from huahua.billing.prices.litellm import read_price_map
from huahua.billing.prices.shapes import BookPrice, ContentBody, price_document
from huahua.billing.prices.starter import starter_entries
from huahua.billing.prices.store import BookRow, PriceStore
from huahua.gateway.api import ModelConfig, Price, UsageRecord, UsageRecords
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id
from huahua.kit.pages import Page

Start = Literal["current", "starter", "empty"]
MAX_DRAFTS = 50
PREVIEW_LINES = 200_000
CHUNK = 1_000
LATE = timedelta(minutes=5)
"""How far before now an effective date may lie and mean now."""
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Preview:
    """`whole` is false where there were more calls than are looked at."""

    first: datetime
    until: datetime
    lines: int
    whole: bool
    repricer: Repricer
    warnings: list[Warning_]
    unmatched: list[str]
    """Entries that fit no row of the catalogue."""


class PriceBooks:
    def __init__(
        self,
        store: PriceStore,
        keeper: PriceKeeper,
        records: UsageRecords,
        rows: Callable[[], Iterable[ModelConfig]],
        recorder: Recorder,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._keeper = keeper
        self._records = records
        self._rows = rows
        self._recorder = recorder
        self._clock = clock

    @property
    def rates(self) -> Rates:
        return self._keeper.rates

    def now(self) -> datetime:
        return self._clock()

    # --- looking ----------------------------------------------------------------------------------

    async def get(self, book_id: str) -> BookRow:
        """Raises NotFound."""
        found = await self._store.get(book_id)
        if found is None:
            raise _unknown()
        return found

    async def current(self) -> BookRow | None:
        now = self._clock()
        found = await self._store.in_force(now)
        return (
            found[0] if found and found[0].effective_at is not None and found[0].effective_at <= now else None
        )

    async def scheduled(self) -> list[BookRow]:
        now = self._clock()
        return [row for row in await self._store.in_force(now) if row.effective_at and row.effective_at > now]

    async def drafts(self) -> list[BookRow]:
        return await self._store.drafts()

    async def history(self, cursor: str | None, limit: int) -> Page[BookRow]:
        """Raises BadCursor."""
        return await self._store.history(cursor, limit)

    def check(self, content: Content) -> tuple[list[Warning_], list[str]]:
        """What looks wrong, and the entries that fit no row."""
        book = Book("", content, self.rates)
        used = {entry.key for row in self._rows() if (entry := book.entry(row_of(row))) is not None}
        unmatched = [entry.key for entry in content.entries if entry.key not in used]
        return warnings_of(content.entries, self.rates), unmatched

    # --- drafts -----------------------------------------------------------------------------------------

    async def draft(
        self, start: Start, note: str, by: str, *, markup: str = "1", book_id: str | None = None
    ) -> BookRow:
        """A new draft: of the version in force, of another version, of vendors' list prices times `markup`, or empty.

        Raises NotFound, Invalid.
        """
        if len(await self._store.drafts()) >= MAX_DRAFTS:
            raise Refused(f"There are {MAX_DRAFTS} drafts already; delete one first.", code="too_many_drafts")
        now = self._clock()
        row = BookRow(
            new_id("prb"),
            None,
            "draft",
            await self._started(start, markup, book_id),
            note,
            1,
            None,
            by,
            now,
            now,
            None,
            None,
        )
        async with self._store.database.write() as connection:
            await self._store.insert(connection, row)
            await self._recorder.record(
                Action.PRICE_BOOK_DRAFTED,
                Subject("price_book", row.id),
                after={"start": start},
                connection=connection,
            )
        return row

    async def save(self, book_id: str, body: ContentBody, note: str | None, revision: int) -> BookRow:
        """Raises NotFound, Refused, Invalid."""
        before = await self.get(book_id)
        values: dict[str, Any] = {"content": body.document(), "updated_at": self._clock()}
        if note is not None:
            values["note"] = note
        async with self._store.database.write() as connection:
            if not await self._store.save_draft(connection, book_id, revision, values):
                raise _moved_on(before)
        return await self.get(book_id)

    async def delete_draft(self, book_id: str) -> None:
        """Raises NotFound, Refused."""
        before = await self.get(book_id)
        async with self._store.database.write() as connection:
            if not await self._store.delete_draft(connection, book_id):
                raise _moved_on(before)
            await self._recorder.record(
                Action.PRICE_BOOK_DELETED, Subject("price_book", book_id), connection=connection
            )

    async def import_litellm(
        self, book_id: str, text: str, markup: str, names: list[str], revision: int
    ) -> tuple[BookRow, list[str], list[tuple[str, str]]]:
        """Prices from LiteLLM's map for `names` (empty: all models of the catalogue) into the draft: the map's as the
        vendor's, times `markup` as the customer's. Returns the draft, what was taken, and what was not and why.

        Raises NotFound, Refused, Invalid.
        """
        before = await self.get(book_id)
        content = ContentBody.model_validate(before.content)
        wanted = set(names) or {row.model for row in self._rows() if row.source != "builtin"}
        found = await asyncio.to_thread(read_price_map, text, wanted)
        kept = {
            (entry.model, entry.provider): entry.model_dump(mode="json", by_alias=True)
            for entry in content.entries
        }
        taken = []
        for model, cost in found.entries.items():
            try:
                price = BookPrice.model_validate({"currency": "USD", **cost})
                entry = kept.get((model, ""), {})
                kept[model, ""] = {
                    **entry,
                    "model": model,
                    "cost": price_document(price.price()),
                    "price": price_document(_marked_up(price, markup)),
                    "source": f"LiteLLM's price map, {self._clock():%Y-%m-%d}",
                }
                taken.append(model)
            except ValidationError as fault:
                found.skipped.append((model, fault.errors()[0]["msg"]))
        body = _valid({"entries": list(kept.values()), "groups": content.groups})
        return await self.save(book_id, body, None, revision), taken, found.skipped

    # --- publishing ---------------------------------------------------------------------------------------

    async def preview(self, book_id: str, days: int) -> Preview:
        """The last `days` days' calls at the prices of this version. Raises NotFound."""
        row = await self.get(book_id)
        content = ContentBody.model_validate(row.content).content()
        until = self._clock()
        first = until - timedelta(days=days)
        repricer = Repricer(Book(row.id, content, self.rates), self._known_rows(), self._keeper.customers.of)
        last: UsageRecord | None = None
        lines = 0
        while lines < PREVIEW_LINES:
            found = await self._records.between(first, until, after=last, limit=CHUNK)
            for record in found:
                repricer.add(record)
            lines += len(found)
            if len(found) < CHUNK:
                break
            last = found[-1]
        repricer.settle()
        return Preview(first, until, lines, lines < PREVIEW_LINES, repricer, *self.check(content))

    async def publish(
        self, book_id: str, revision: int, by: str, *, effective_at: datetime | None, accept_warnings: bool
    ) -> BookRow:
        """Raises NotFound, Refused (no draft, changed meanwhile, warnings that were not accepted), Invalid."""
        before = await self.get(book_id)
        now = self._clock()
        at = self._effective(effective_at, now)
        content = ContentBody.model_validate(before.content).content()
        self._check_currencies(content)
        warnings, _ = self.check(content)
        if warnings and not accept_warnings:
            first = warnings[0]
            raise Refused(
                f"{len(warnings)} prices look wrong, the first for '{first.entry}' ({first.code} {first.field}). Look "
                "at the preview; publish with accept_warnings where they are meant.",
                code="price_warnings",
            )
        async with self._store.database.write() as connection:
            number = await self._store.publish(connection, book_id, revision, at, by, now)
            if number is None:
                raise _moved_on(before)
            said = {
                "number": number,
                "effective_at": at.isoformat(),
                "entries": len(content.entries),
                "note": before.note,
            }
            await self._recorder.record(
                Action.PRICE_BOOK_PUBLISHED, Subject("price_book", book_id), after=said, connection=connection
            )
        await self._keeper.load()
        return await self.get(book_id)

    async def withdraw(self, book_id: str) -> BookRow:
        """A version that is not in force yet. Raises NotFound, Refused."""
        row = await self.get(book_id)
        async with self._store.database.write() as connection:
            if not await self._store.withdraw(connection, book_id, self._clock()):
                raise Refused(
                    "Only a published version that is not in force yet can be withdrawn.",
                    code="price_book_in_force",
                )
            await self._recorder.record(
                Action.PRICE_BOOK_WITHDRAWN,
                Subject("price_book", book_id),
                before={"number": row.number},
                connection=connection,
            )
        await self._keeper.load()
        return await self.get(book_id)

    # --- customers ------------------------------------------------------------------------------------------

    async def groups(self) -> dict[str, str]:
        return await self._store.groups()

    async def set_group(self, user_id: str, group: str | None) -> None:
        """None: the customer is in no group. Raises Invalid for a group that the version in force does not have."""
        book, _ = self._keeper.book_at(self._clock())
        if group is not None and group not in book.content.groups:
            raise Invalid(
                f"The price book in force has no group '{group}'.", code="unknown_price_group", param="group"
            )
        before = (await self._store.groups()).get(user_id)
        async with self._store.database.write() as connection:
            await self._store.set_group(connection, user_id, group, self._clock())
            await self._recorder.record(
                Action.PRICE_GROUP_CHANGED,
                Subject("user", user_id),
                before={"group": before},
                after={"group": group},
                connection=connection,
            )
        await self._keeper.load()

    # --- parts ----------------------------------------------------------------------------------------------

    async def _started(self, start: Start, markup: str, book_id: str | None) -> dict[str, Any]:
        if book_id is not None:
            return (await self.get(book_id)).content
        if start == "current":
            current = await self.current()
            return current.content if current else ContentBody().document()
        if start == "empty":
            return ContentBody().document()
        body = _valid({"entries": starter_entries()})
        entries = []
        for entry in body.entries:
            price = BookPrice.model_validate(price_document(_marked_up(entry.price, markup)))
            entries.append(entry.model_copy(update={"price": price}))
        return body.model_copy(update={"entries": entries}).document()

    def _known_rows(self) -> Rows:
        return Rows(row_of(config) for config in self._rows())

    def _effective(self, given: datetime | None, now: datetime) -> datetime:
        if given is None or now - LATE <= given <= now:
            return now
        if given.tzinfo is None or not now < given <= now + FURTHEST:
            raise Invalid(
                "Prices cannot change in the past: give a time with a zone from now on, a year ahead at most.",
                code="bad_effective_date",
                param="effective_at",
            )
        return given

    def _check_currencies(self, content: Content) -> None:
        for entry in content.entries:
            if self.rates.to_ledger(entry.price.currency) is None:
                raise Invalid(
                    f"The price of '{entry.key}' is in {entry.price.currency}, and the settings (billing.rates) "
                    f"have no rate from it to {self.rates.currency}.",
                    code="no_rate",
                    param="entries",
                )


def _marked_up(price: BookPrice, markup: str) -> Price:
    return scaled(price.price(), (factor(markup),))


def _valid(document: Mapping[str, Any]) -> ContentBody:
    try:
        return ContentBody.model_validate(document)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{where}: {first['msg']}", code="invalid_field", param=where) from fault


def _unknown() -> NotFound:
    return NotFound("There is no such version of the price book.", code="price_book_not_found")


def _moved_on(before: BookRow) -> Refused:
    if before.state != "draft":
        return Refused(
            "This version is published and stays as it is; make a new draft.", code="price_book_published"
        )
    return Refused("Somebody changed this draft meanwhile; load it again.", code="price_draft_changed")

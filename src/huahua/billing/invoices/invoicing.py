"""Use cases of invoices: made for months that are over, once, from what wallets were charged."""

from __future__ import annotations

import asyncio
import csv
import io
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.audit.api import Action, Recorder, Subject
from huahua.billing.errors import WalletNotFound
from huahua.billing.faults import NotFound, Refused
from huahua.billing.invoices.store import Invoice, InvoiceStore
from huahua.billing.ledger.api import Ledger, Transaction, Wallet
from huahua.billing.plans.domain.periods import calendar_month, month_of, months_later
from huahua.billing.prices.settling import SETTLED, month_corrected
from huahua.gateway.api import UsageRecords
from huahua.infra.db import is_unique_violation
from huahua.kit.clock import Clock, iso, utc_now
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)

EVERY_S = 3_600.0
CSV_COLUMNS = (
    "request_id",
    "created_at",
    "model",
    "provider",
    "upstream_model",
    "key_id",
    "task",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "audio_input_tokens",
    "output_tokens",
    "reasoning_tokens",
    "audio_output_tokens",
    "images",
    "characters",
    "audio_seconds",
    "pages",
    "cost_micros",
    "currency",
    "charge_micros",
)
CHUNK = 1_000
VOLUME = "volume"
"""The kind of an entry that corrects the month's calls to the price of the tier that they reached together."""


class MonthsEnd(Protocol):
    """What is booked when a month is over."""

    async def settle(self, month: str) -> int:
        """At most once each, whoever asks how often."""
        ...


OnMade = Callable[[AsyncConnection, Invoice], Awaitable[None]]
"""Joins the transaction that makes an invoice."""


class Invoicing:
    def __init__(
        self,
        store: InvoiceStore,
        ledger: Ledger,
        records: UsageRecords,
        audit: Recorder,
        months_end: MonthsEnd,
        *,
        on_made: OnMade | None = None,
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._records = records
        self._audit = audit
        self._on_made = on_made
        self._months_end = months_end
        self._clock = clock
        self._sleep = sleep

    async def run(self) -> None:
        """For ever: when a month is over, an invoice for each wallet that has credit or used some."""
        while True:
            try:
                await self.make_due()
            except Exception:
                log.exception("invoices could not be made; they will be")
            await self._sleep(EVERY_S)

    async def make_due(self) -> int:
        """For last month; for how many wallets there is one now. Whichever process does it, each is made once."""
        begin, _ = calendar_month(self._clock() - SETTLED)
        month, count, cursor = f"{months_later(begin, -1):%Y-%m}", 0, None
        await self._months_end.settle(month)
        while True:
            page = await self._ledger.wallets(cursor, 200)
            for wallet, balance in page.items:
                if balance.credit_limit_micros or balance.money_micros < 0:
                    count += await self._make_quietly(wallet, month)
            cursor = page.next_cursor
            if cursor is None:
                return count

    async def make(self, wallet_id: str, month: str) -> Invoice:
        """The one of this month, made now where there is none. Raises NotFound, Refused."""
        try:
            wallet = await self._ledger.wallet(wallet_id)
        except WalletNotFound as fault:
            raise NotFound("There is no such wallet.", code="wallet_not_found") from fault
        return await self._make(wallet, month)

    async def get(self, invoice_id: str) -> Invoice:
        """Raises NotFound."""
        found = await self._store.get(invoice_id)
        if found is None:
            raise NotFound("There is no such invoice.", code="invoice_not_found")
        return found

    async def page(self, owner_id: str | None, before: str | None, limit: int) -> list[Invoice]:
        """`owner_id`: only those of that user or team."""
        return await self._store.page(owner_id, before, limit)

    async def csv(self, invoice: Invoice) -> AsyncIterator[str]:
        """Every call that the invoice sums up, a line each, with its request id."""
        first, until = month_of(invoice.month)
        yield _csv([CSV_COLUMNS])
        after: tuple[datetime, str] | None = None
        while True:
            found = await self._records.charged_lines(invoice.wallet_id, first, until, after, CHUNK)
            if found:
                yield _csv([_line(record, charge) for record, charge in found])
                after = found[-1][0].created_at, found[-1][0].request_id
            if len(found) < CHUNK:
                return

    async def _make_quietly(self, wallet: Wallet, month: str) -> bool:
        if await self._store.of_month(wallet.id, month) is not None:
            return False
        try:
            await self._make(wallet, month)
        except Refused:
            return False
        return True

    async def _make(self, wallet: Wallet, month: str) -> Invoice:
        there = await self._store.of_month(wallet.id, month)
        if there is not None:
            return there
        first, until = month_of(month)
        now = self._clock()
        if now < until + SETTLED:
            raise Refused("This month is not over, or not booked yet.", code="month_not_over")
        await self._months_end.settle(month)
        content = await self._content(wallet.id, month)
        if not content["usage"] and not content["entries"]:
            raise Refused("There is nothing to invoice in this month.", code="nothing_to_invoice")
        total = sum(row["charge_micros"] for row in content["usage"])
        total -= sum(row["micros"] for row in content["entries"] if row["kind"] in ("debit", VOLUME))
        due = max(0, -int(content["closing_micros"]))
        try:
            async with self._store.database.write() as connection:
                number = await self._store.next_number(
                    connection, until.year if until.month > 1 else first.year
                )
                made = Invoice(
                    new_id("inv"),
                    number,
                    wallet.owner.id,
                    wallet.id,
                    month,
                    self._ledger.currency,
                    total,
                    due,
                    content,
                    now,
                )
                await self._store.insert(connection, made)
                said = {"number": number, "month": month, "total_micros": total, "due_micros": due}
                await self._audit.record(
                    Action.INVOICE_MADE, Subject("invoice", made.id), after=said, connection=connection
                )
                if self._on_made is not None:
                    await self._on_made(connection, made)
        except IntegrityError as fault:
            there = await self._store.of_month(wallet.id, month)
            if there is None or not is_unique_violation(fault):
                raise
            return there
        return made

    async def _content(self, wallet_id: str, month: str) -> dict[str, Any]:
        first, until = month_of(month)
        usage = [
            {
                "model": one.model,
                "provider": one.provider,
                "key_id": one.key_id,
                "calls": one.calls,
                "input_tokens": one.usage.prompt_tokens,
                "output_tokens": one.usage.completion_tokens,
                "images": one.usage.images,
                "charge_micros": one.charge_micros,
            }
            for one in await self._records.charged(wallet_id, first, until)
        ]
        entries: list[dict[str, Any]] = []
        balances = _Balances(month)
        cursor: str | None = None
        while True:
            page = await self._ledger.statement(wallet_id, cursor, 200)
            for one in page.items:
                kind = balances.add(one, first, until)
                if kind is not None:
                    entries.append(
                        {"at": iso(one.created_at), "kind": kind, "memo": one.memo, "micros": one.micros}
                    )
                if one.created_at < first:
                    return _said(usage, entries, balances)
            cursor = page.next_cursor
            if cursor is None:
                return _said(usage, entries, balances)


class _Balances:
    """What a wallet had at a month's two ends, from its transactions, the newest first. A correction of a month's
    volume is booked after the month and belongs to it: it counts as if it had been made at the month's end."""

    def __init__(self, month: str) -> None:
        self._month = month
        self.opening = self.closing = 0
        self._closed = False

    def add(self, one: Transaction, first: datetime, until: datetime) -> str | None:
        """As what it stands in the month's invoice; None where it does not."""
        corrected = month_corrected(one.source)
        if one.created_at >= until:
            if corrected is None or corrected > self._month:
                return None
            self.closing += one.micros
            self.opening += one.micros if corrected < self._month else 0
            return VOLUME if corrected == self._month else None
        if not self._closed:
            self.closing, self._closed = self.closing + one.balance_micros, True
        if one.created_at < first:
            self.opening += one.balance_micros
            return None
        if corrected is not None:
            self.opening += one.micros
            return None
        return None if one.kind == "usage" else one.kind


def _said(usage: list[Any], entries: list[Any], balances: _Balances) -> dict[str, Any]:
    return {
        "usage": usage,
        "entries": entries[::-1],
        "opening_micros": balances.opening,
        "closing_micros": balances.closing,
    }


def _line(record: Any, charge: int) -> list[Any]:
    return [
        charge
        if name == "charge_micros"
        else iso(record.created_at)
        if name == "created_at"
        else getattr(record, name)
        if hasattr(record, name)
        else getattr(record.usage, name)
        for name in CSV_COLUMNS
    ]


def _csv(rows: Any) -> str:
    """Cells that a spreadsheet would take for a formula begin with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(
            f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell
            for cell in row
        )
    return text.getvalue()

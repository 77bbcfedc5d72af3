"""Months that are priced by their whole volume: corrected once, to the micro, whoever tries how often."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from msgspec.structs import replace

from huahua.audit.api import Unrecorded
from huahua.billing.api import LedgerAudit, Poster
from huahua.billing.invoices.http import invoice_routes
from huahua.billing.invoices.invoicing import Invoicing
from huahua.billing.invoices.pdf import invoice_pdf
from huahua.billing.invoices.store import InvoiceStore
from huahua.billing.ledger.api import Ledger, Owner
from huahua.billing.prices.books import PriceBooks
from huahua.billing.prices.domain.reprice import Rows
from huahua.billing.prices.domain.resolve import Rates
from huahua.billing.prices.http import price_routes
from huahua.billing.prices.keeper import GroupCustomers, PriceKeeper, row_of
from huahua.billing.prices.settling import VolumeSettling
from huahua.billing.prices.store import PriceStore
from huahua.billing.prices.views import PriceViews
from huahua.billing.prices.volumes import Volumes
from huahua.gateway.api import Caller, ModelConfig, Usage, UsageRecords
from huahua.gateway.metering.opening import batches_of
from huahua.gateway.metering.rows import row_of as line_row
from huahua.infra.db import Database
from tests.integration.billing.people import application, client
from tests.integration.gateway.test_usage import LINE

USD = {"currency": "USD"}
TALK = ModelConfig("talk", "up", "gpt-4o")
NOVEMBER, DECEMBER = datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 12, 1, 2, tzinfo=UTC)
TIERS = {
    "mode": "volume",
    "unit": "input_tokens",
    "steps": [{"above": 10, "price": {**USD, "input": 300_000}}],
}
ENTRY = {"model": "talk", "price": {**USD, "input": 1_500_000}, "tiers": TIERS}


@dataclass
class Stage:
    db: Database
    ledger: Ledger
    keeper: PriceKeeper
    volumes: Volumes
    settling: VolumeSettling
    invoicing: Invoicing
    api: FastAPI
    now: datetime = NOVEMBER
    calls: int = 0

    async def ask(self, who: str, method: str, path: str, expect: int = 200, **more: Any) -> Any:
        async with client(self.api, who) as http:
            reply: httpx.Response = await http.request(method, path, **more)
        assert reply.status_code == expect, reply.text
        return reply.json()

    async def publish(self, *entries: dict[str, Any]) -> None:
        drafts = "/api/admin/prices/drafts"
        draft = await self.ask("finance", "POST", drafts, 201, json={"start": "empty"})
        body = {"content": {"entries": list(entries)}, "revision": draft["revision"]}
        draft = await self.ask("finance", "PUT", f"{drafts}/{draft['id']}", json=body)
        said = {"revision": draft["revision"], "accept_warnings": True}
        await self.ask("finance", "POST", f"{drafts}/{draft['id']}/publish", json=said)

    async def call(self, wallet_id: str | None, tokens: int, user_id: str = "usr_a", **more: Any) -> int:
        """Charged as the gateway would: by the tier that was reached before it."""
        await self.keeper.load()
        price = self.keeper.of(Caller(user_id, "user"), TALK)
        assert price is not None
        usage, self.calls = Usage(input_tokens=tokens), self.calls + 1
        cost = price.cost(usage)
        values: dict[str, Any] = {
            "request_id": f"req_{self.calls:04}",
            "user_id": user_id,
            "wallet_id": wallet_id,
            "model": "talk",
            "provider": "up",
            "upstream_model": "gpt-4o",
            "usage": usage,
            "cost_micros": cost,
            "charge_micros": cost if wallet_id else 0,
            "currency": "USD",
            "price": price,
            "status": 200,
            "created_at": self.now + timedelta(seconds=self.calls),
        }
        batches = batches_of(self.db)
        batches.write([line_row(replace(LINE, **{**values, **more}))])
        batches.close()
        return cost

    async def corrections(self, wallet_id: str) -> list[tuple[str, int]]:
        found = (await self.ledger.statement(wallet_id)).items
        return [(one.memo, one.micros) for one in found if one.kind == "adjustment"]

    async def wallet(self, kind: Any = "user", owner: str = "usr_a") -> str:
        wallet = await self.ledger.wallet_of(Owner(kind, owner))
        await self.ledger.set_credit_limit(wallet.id, 1_000_000)
        return wallet.id

    async def month_ends(self) -> None:
        await Poster(self.db, self.ledger, clock=lambda: self.now).post_all()
        self.now = DECEMBER


async def nobody_manages(user_id: str, team_id: str) -> bool:
    return False


@pytest.fixture
async def stage(db: Database) -> AsyncIterator[Stage]:
    def now() -> datetime:
        return made.now

    store, records, rows = PriceStore(db), UsageRecords(db), [TALK]
    ledger = Ledger(db, clock=now)
    volumes = Volumes(records, lambda: Rows(map(row_of, rows)), clock=now)
    keeper = PriceKeeper(
        store, Rates("USD", {}), GroupCustomers(store), volumes, seconds=lambda: now().timestamp()
    )
    settling = VolumeSettling(store, ledger, records, clock=now)
    books = PriceBooks(store, keeper, records, lambda: rows, Unrecorded(), clock=now)
    views = PriceViews(store, keeper, records, settling, clock=now)
    invoicing = Invoicing(InvoiceStore(db), ledger, records, Unrecorded(), settling, clock=now)
    api = application(price_routes(books, views, lambda: rows), invoice_routes(invoicing, nobody_manages))
    made = Stage(db, ledger, keeper, volumes, settling, invoicing, api)
    yield made


async def test_the_month_costs_its_volume_at_the_tier_that_it_reached(stage: Stage) -> None:
    await stage.publish(ENTRY)
    wallet_id = await stage.wallet()
    charged = [await stage.call(wallet_id, tokens) for tokens in (3, 3, 5, 2)]
    assert charged == [5, 5, 8, 1], "by the tier reached so far, each rounded up"
    assert await stage.settling.settle("2026-11") == 0, "the month is not over"
    await stage.month_ends()
    await asyncio.gather(*(stage.settling.settle("2026-11") for _ in range(3)))  # as several processes would
    assert await stage.settling.settle("2026-11") == 0
    due = 4  # 13 × 0.3, rounded up once
    assert await stage.corrections(wallet_id) == [
        ("talk · 2026-11 · 13 input tokens (≥ 10)", sum(charged) - due)
    ]
    assert (await stage.ledger.balance(wallet_id)).money_micros == -due
    assert (await LedgerAudit(stage.db).run()).holds


async def test_a_dearer_tier_is_charged_and_an_exact_month_is_left_alone(stage: Stage) -> None:
    steps = [{"above": 2, "price": {**USD, "call": 7}}]
    by_call = {"mode": "volume", "unit": "calls", "steps": steps}
    await stage.publish({"model": "talk", "price": {**USD, "call": 5}, "tiers": by_call})
    ann, bob = await stage.wallet(), await stage.wallet(owner="usr_b")
    for _ in range(3):
        await stage.call(ann, 1)
    await stage.call(bob, 1, "usr_b")
    await stage.month_ends()
    assert await stage.settling.settle("2026-11") == 1
    assert [micros for _, micros in await stage.corrections(ann)] == [-4]
    assert await stage.corrections(bob) == []


async def test_the_volume_of_all_wallets_counts_and_each_pays_its_own(stage: Stage) -> None:
    await stage.publish(ENTRY)
    own, team = await stage.wallet(), await stage.wallet("team", "team_1")
    await stage.call(own, 4)
    await stage.call(team, 4)
    await stage.call(None, 4)
    await stage.call(own, 1, "usr_b")
    await stage.call(own, 4, status=502)
    await stage.month_ends()
    await stage.settling.settle("2026-11")
    charged, due = 6 + 2, 3  # 8 × 0.3: what failed after it had used tokens is paid, but counts for no tier
    assert [micros for _, micros in await stage.corrections(own)] == [charged - due]
    assert [micros for _, micros in await stage.corrections(team)] == [6 - 2]


async def test_what_a_wallet_did_not_have_is_not_given_back(stage: Stage) -> None:
    """Two bookings: the first is paid whole, the second reaches the end of the wallet."""
    await stage.publish(ENTRY)
    wallet_id = await stage.wallet()
    await stage.ledger.set_credit_limit(wallet_id, 0)
    await stage.ledger.credit(wallet_id, 10, "order:1", "cash:test", "paid in")
    poster = Poster(stage.db, stage.ledger, clock=lambda: stage.now)
    assert await stage.call(wallet_id, 3) == 5
    await poster.post_all()
    assert [await stage.call(wallet_id, tokens) for tokens in (4, 4)] == [6, 6]
    await stage.month_ends()
    assert (await stage.ledger.balance(wallet_id)).money_micros == 0
    assert (await stage.ledger.totals())["overruns"] == -7, "17 charged, 10 paid"
    assert await stage.settling.settle("2026-11") == 1
    due = 4  # 11 × 0.3
    assert [micros for _, micros in await stage.corrections(wallet_id)] == [10 - due]
    assert (await LedgerAudit(stage.db).run()).holds


async def test_who_paid_less_than_the_month_costs_gets_nothing_back(stage: Stage) -> None:
    await stage.publish(ENTRY)
    wallet_id = await stage.wallet()
    await stage.ledger.set_credit_limit(wallet_id, 0)
    await stage.ledger.credit(wallet_id, 3, "order:1", "cash:test", "paid in")
    assert await stage.call(wallet_id, 11) == 17
    await stage.month_ends()
    assert await stage.settling.settle("2026-11") == 0
    assert await stage.corrections(wallet_id) == []
    assert (await stage.ledger.balance(wallet_id)).money_micros == 0


async def test_calls_keep_the_version_by_which_they_were_made(stage: Stage) -> None:
    await stage.publish(ENTRY)
    wallet_id = await stage.wallet()
    await stage.call(wallet_id, 8)
    stage.now += timedelta(hours=1)
    dearer = {**TIERS, "steps": [{"above": 10, "price": {**USD, "input": 1_000_000}}]}
    await stage.publish({**ENTRY, "tiers": dearer})
    await stage.call(wallet_id, 8)
    await stage.month_ends()
    await stage.settling.settle("2026-11")
    due = 11  # 8 × 0.3 + 8 × 1
    assert [micros for _, micros in await stage.corrections(wallet_id)] == [24 - due]


async def test_what_a_crash_left_undone_is_done_by_the_next_try(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.publish(ENTRY)
    wallets = {user_id: await stage.wallet(owner=user_id) for user_id in ("usr_a", "usr_b")}
    for user_id, wallet_id in wallets.items():
        await stage.call(wallet_id, 20, user_id)
    await stage.month_ends()
    credit, booked = stage.ledger.credit, 0

    async def dies_at_the_second(*args: Any, **more: Any) -> Any:
        nonlocal booked
        booked += 1
        if booked == 2:
            raise RuntimeError("killed")
        return await credit(*args, **more)

    monkeypatch.setattr(stage.ledger, "credit", dies_at_the_second)
    with pytest.raises(RuntimeError):
        await stage.settling.settle("2026-11")
    assert await stage.settling.settle("2026-11") == 1
    for wallet_id in wallets.values():
        assert [micros for _, micros in await stage.corrections(wallet_id)] == [30 - 6]


async def test_explanation_and_invoice_show_the_correction_in_its_month(stage: Stage) -> None:
    await stage.publish(ENTRY)
    wallet_id = await stage.wallet()
    await stage.call(wallet_id, 20)
    path = "/api/usage/req_0001/explanation"
    before = await stage.ask("ann", "GET", path)
    assert before["tier"] == {"number": 0, "above": 0, "mode": "volume"}
    assert before["month"] == {"month": "2026-11", "corrected_micros": None}
    await stage.month_ends()
    invoice = await stage.invoicing.make(wallet_id, "2026-11")
    assert (invoice.total_micros, invoice.due_micros) == (6, 6)
    assert [(row["kind"], row["micros"]) for row in invoice.content["entries"]] == [("volume", 24)]
    assert (invoice.content["opening_micros"], invoice.content["closing_micros"]) == (0, -6)
    assert invoice_pdf(invoice, "ann", "zh-CN").startswith(b"%PDF-")
    assert (await stage.ask("ann", "GET", path))["month"]["corrected_micros"] == 24
    await stage.call(wallet_id, 2)
    await Poster(stage.db, stage.ledger, clock=lambda: stage.now).post_all()
    stage.now = datetime(2027, 1, 2, tzinfo=UTC)
    later = await stage.invoicing.make(wallet_id, "2026-12")
    assert [row["kind"] for row in later.content["entries"]] == []
    assert (later.content["opening_micros"], later.content["closing_micros"]) == (-6, -9)
    assert later.total_micros == 3

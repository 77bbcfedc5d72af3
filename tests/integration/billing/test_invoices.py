"""Invoices of a postpaid customer, made once, explainable call by call, in Chinese, on either database."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import re
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from msgspec.structs import replace

from huahua.audit.api import Unrecorded
from huahua.billing.api import Poster
from huahua.billing.invoices.http import invoice_routes
from huahua.billing.invoices.invoicing import Invoicing
from huahua.billing.invoices.pdf import money
from huahua.billing.invoices.store import InvoiceStore
from huahua.billing.ledger.api import REVENUE, Ledger, owner_of
from huahua.gateway.api import UsageRecords
from huahua.gateway.metering.opening import batches_of
from huahua.gateway.metering.rows import row_of
from huahua.infra.db import Database
from tests.integration.billing.people import application, client
from tests.integration.gateway.test_usage import LINE

NOVEMBER = datetime(2026, 11, 10, 12, tzinfo=UTC)


@dataclass
class Time:
    now: datetime = NOVEMBER

    def __call__(self) -> datetime:
        return self.now


class NothingEnds:
    """Port `MonthsEnd`: no model is priced by a month's whole volume."""

    async def settle(self, month: str) -> int:
        return 0


@dataclass
class Stage:
    db: Database
    time: Time
    ledger: Ledger
    invoicing: Invoicing
    api: FastAPI

    async def calls(self, wallet_id: str, *charges: int, **changes: Any) -> None:
        lines = [
            replace(
                LINE,
                **{
                    "request_id": f"req_{self.time.now:%d}_{number}",
                    "wallet_id": wallet_id,
                    "charge_micros": charge,
                    "cost_micros": charge,
                    "currency": "USD",
                    "created_at": self.time.now + timedelta(seconds=number),
                    **changes,
                },
            )
            for number, charge in enumerate(charges)
        ]
        batches = batches_of(self.db)
        batches.write([row_of(line) for line in lines])
        batches.close()
        await Poster(self.db, self.ledger, clock=self.time).post_all()

    async def ask(self, who: str, path: str, expect: int = 200, method: str = "GET", **more: Any) -> Any:
        async with client(self.api, who) as http:
            reply = await http.request(method, path, **more)
        assert reply.status_code == expect, reply.text
        return reply


@pytest.fixture
async def stage(db: Database) -> AsyncIterator[Stage]:
    time = Time()
    ledger = Ledger(db, clock=time)
    invoicing = Invoicing(InvoiceStore(db), ledger, UsageRecords(db), Unrecorded(), NothingEnds(), clock=time)
    yield Stage(db, time, ledger, invoicing, application(invoice_routes(invoicing, ann_manages)))


async def ann_manages(user_id: str, team_id: str) -> bool:
    return (user_id, team_id) == ("usr_a", "team_one")


async def postpaid(stage: Stage, user_id: str = "usr_a") -> str:
    wallet = await stage.ledger.wallet_of(owner_of(user_id))
    await stage.ledger.set_credit_limit(wallet.id, 100_000_000)
    return wallet.id


async def test_an_invoice_sums_up_the_month_and_each_call_is_in_its_csv(stage: Stage) -> None:
    wallet_id = await postpaid(stage)
    await stage.calls(wallet_id, 1_000_000, 500_000, model="=聊天")
    await stage.ledger.debit(wallet_id, 2_000_000, "subscription:x", REVENUE, "专业版")
    stage.time.now = datetime(2026, 12, 2, tzinfo=UTC)
    await stage.calls(wallet_id, 7)
    await asyncio.gather(*(stage.invoicing.make_due() for _ in range(3)))  # as several processes would
    (summary,) = (await stage.ask("ann", "/api/billing/invoices")).json()["items"]
    assert summary["number"] == "INV-2026-000001" and summary["month"] == "2026-11"
    assert summary["total_micros"] == summary["due_micros"] == 3_500_000
    path = f"/api/billing/invoices/{summary['id']}"
    whole = (await stage.ask("ann", path)).json()
    assert [row["charge_micros"] for row in whole["usage"]] == [1_500_000]
    assert [(row["memo"], row["micros"]) for row in whole["entries"]] == [("专业版", -2_000_000)]
    assert (whole["opening_micros"], whole["closing_micros"]) == (0, -3_500_000)
    text = (await stage.ask("ann", f"{path}/file", params={"format": "csv"})).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(int(row["charge_micros"]) for row in rows) == 1_500_000
    assert {row["request_id"] for row in rows} == {"req_10_0", "req_10_1"}
    assert rows[0]["model"] == "'=聊天", "no spreadsheet takes it for a formula"
    for other in (path, f"{path}/file"):
        assert (await stage.ask("bob", other, 404)).json()["code"] == "invoice_not_found"
    assert (await stage.ask("support", path)).json()["id"] == summary["id"]


async def test_an_invoice_prints_chinese(stage: Stage) -> None:
    wallet_id = await postpaid(stage)
    await stage.calls(wallet_id, 1_000_000, model="聊天 <b>&")
    stage.time.now = datetime(2026, 12, 2, tzinfo=UTC)
    await stage.invoicing.make_due()
    (summary,) = (await stage.ask("ann", "/api/billing/invoices")).json()["items"]
    path = f"/api/billing/invoices/{summary['id']}/file"
    for locale, words in (("zh-CN", ["账单", "应付金额", "聊天"]), ("en", ["Invoice", "To be paid", "聊天"])):
        reply = await stage.ask("ann", path, params={"locale": locale})
        assert reply.headers["content-type"] == "application/pdf" and reply.content.startswith(b"%PDF-")
        assert b"STSong-Light" in reply.content
        drawn = _drawn(reply.content)
        for word in words:
            assert word.encode("utf-16-be") in drawn, word


async def test_numbers_have_no_gaps_and_months_must_be_over(stage: Stage) -> None:
    ids = {user_id: await postpaid(stage, user_id) for user_id in ("usr_a", "usr_b")}
    for user_id, wallet_id in ids.items():
        await stage.calls(wallet_id, 5, request_id=f"req_{user_id}", user_id=user_id)
    body = {"wallet_id": ids["usr_a"], "month": "2026-11"}
    unknown = await stage.ask(
        "finance", "/api/admin/invoices", 404, "POST", json={**body, "wallet_id": "wal_gone"}
    )
    assert unknown.json()["code"] == "wallet_not_found"
    early = await stage.ask("finance", "/api/admin/invoices", 409, "POST", json=body)
    assert early.json()["code"] == "month_not_over"
    stage.time.now = datetime(2026, 12, 2, tzinfo=UTC)
    empty = await stage.ask("finance", "/api/admin/invoices", 409, "POST", json={**body, "month": "2026-10"})
    assert empty.json()["code"] == "nothing_to_invoice"
    first = (await stage.ask("finance", "/api/admin/invoices", 201, "POST", json=body)).json()
    again = (await stage.ask("finance", "/api/admin/invoices", 201, "POST", json=body)).json()
    assert first == again
    await stage.invoicing.make_due()
    listed = (await stage.ask("support", "/api/admin/invoices")).json()["items"]
    assert [one["number"] for one in listed] == ["INV-2026-000002", "INV-2026-000001"]
    await stage.ask("support", "/api/admin/invoices", 403, "POST", json=body)
    await stage.ask("ann", "/api/admin/invoices", 403)


async def test_a_team_s_invoice_is_for_those_who_manage_it(stage: Stage) -> None:
    wallet_id = await postpaid(stage, "team_one")
    await stage.calls(wallet_id, 7, 8, user_id="usr_b", team_id="team_one")
    stage.time.now = datetime(2026, 12, 2, tzinfo=UTC)
    assert await stage.invoicing.make_due() == 1
    (summary,) = (await stage.ask("ann", "/api/billing/invoices?team_id=team_one")).json()["items"]
    assert (summary["user_id"], summary["total_micros"]) == ("team_one", 15)
    path = f"/api/billing/invoices/{summary['id']}"
    assert (await stage.ask("ann", path)).json()["usage"][0]["calls"] == 2
    assert (await stage.ask("ann", f"{path}/file")).content.startswith(b"%PDF-")
    assert (await stage.ask("ann", "/api/billing/invoices")).json()["items"] == []
    for refused, code in (
        ("/api/billing/invoices?team_id=team_one", "team_not_found"),
        (path, "invoice_not_found"),
        (f"{path}/file", "invoice_not_found"),
    ):
        assert (await stage.ask("bob", refused, 404)).json()["code"] == code


def test_money_is_shown_to_the_last_digit() -> None:
    assert [money(micros, "USD") for micros in (1, 1_500_000, -20_000_000, 0)] == [
        "0.000001 USD",
        "1.50 USD",
        "-20.00 USD",
        "0.00 USD",
    ]


def _drawn(pdf: bytes) -> bytes:
    """What the pages' streams draw, with escapes undone."""
    found = b""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, flags=re.DOTALL):
        try:
            found += zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
        except (ValueError, zlib.error):
            continue
    escapes = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def undone(match: re.Match[bytes]) -> bytes:
        code = match[1]
        return bytes([int(code, 8)]) if code.isdigit() else escapes.get(code, code)

    return re.sub(rb"\\([0-7]{1,3}|.)", undone, found, flags=re.DOTALL)

"""Notices as letters: once for each, in the person's language, kept over failures and restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from huahua.billing.plans.mailing import CLAIM, STALE, Mailing, NotSent
from huahua.billing.plans.store import Notice, PlanStore, Wishes
from huahua.infra.db import Database
from huahua.kit.ids import new_id
from tests.integration.billing.conftest import Hours

FACTS = {"left_micros": 1_500_000, "below_micros": 2_000_000, "currency": "USD"}


class Box:
    """Port `Post`."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.away = self.dies = False

    async def __call__(
        self, user_id: str, write: Callable[[str | None], tuple[str, str]], letter_id: str
    ) -> bool:
        if self.dies:
            raise RuntimeError("kill -9")
        if self.away:
            raise NotSent("no route to the mail server")
        await asyncio.sleep(0)
        subject, text = write("zh-CN" if user_id == "usr_li" else "en")
        self.sent.append((user_id, subject, text))
        return True


async def _tell(store: PlanStore, hours: Hours, user_id: str, kind: str, occasion: str) -> None:
    facts = FACTS | {"plan": "Pro", "unit": "calls", "used": 8, "included": 10, "percent": 80}
    facts |= {"number": "INV-1", "month": "2026-11", "total_micros": 1, "due_micros": 1, "amount_micros": 1}
    notice = Notice(new_id("ntc"), user_id, kind, occasion, facts, hours(), None)
    async with store.database.write() as connection:
        await store.notify(connection, notice)


async def test_each_notice_is_sent_once_whichever_process_sends_it(db: Database, hours: Hours) -> None:
    store, box = PlanStore(db), Box()
    processes = [Mailing(store, box, base_url="https://hua.example", clock=hours) for _ in range(3)]
    for kind in ("low_balance", "quota", "renewal_unpaid", "invoice_ready", "top_up_failed", "topped_up"):
        for _ in range(2):  # the same occasion again is no other notice
            await _tell(store, hours, "usr_ann", kind, "first")
    await _tell(store, hours, "usr_li", "low_balance", "first")
    await asyncio.gather(*(process.send_due() for process in processes))
    assert await processes[0].send_due() == 0
    assert len(box.sent) == 6  # not of a top-up that went well
    letters = {(who, subject): text for who, subject, text in box.sent}
    text = letters["usr_ann", "Your balance is low"]
    assert "1.50 USD is left, less than 2.00 USD" in text and "https://hua.example/settings/billing" in text
    assert "余额还剩 1.50 USD" in letters["usr_li", "余额不多了"]


async def test_letters_outlive_a_mail_server_that_is_away_and_a_process_that_dies(
    db: Database, hours: Hours
) -> None:
    store, box = PlanStore(db), Box()
    await _tell(store, hours, "usr_ann", "low_balance", "first")
    box.away = True
    assert await Mailing(store, box, clock=hours).send_due() == 0
    box.away, box.dies = False, True
    hours.now += timedelta(minutes=3)
    with suppress(RuntimeError):
        await Mailing(store, box, clock=hours).send_due()
    box.dies = False
    assert await Mailing(store, box, clock=hours).send_due() == 0  # it may still be on its way
    hours.now += CLAIM
    assert await Mailing(store, box, clock=hours).send_due() == 1
    hours.now += STALE
    assert await Mailing(store, box, clock=hours).send_due() == 0


async def test_who_wants_no_letters_gets_none_and_old_news_are_not_sent(db: Database, hours: Hours) -> None:
    store, box = PlanStore(db), Box()
    async with db.write() as connection:
        await store.save_wishes(connection, Wishes("usr_ann", 0, letters=False), hours())
    await _tell(store, hours, "usr_ann", "low_balance", "first")
    await _tell(store, hours, "usr_bob", "low_balance", "first")
    hours.now += STALE + timedelta(hours=1)
    assert await Mailing(store, box, clock=hours).send_due() == 0 and box.sent == []

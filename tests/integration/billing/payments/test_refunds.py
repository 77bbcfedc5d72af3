"""Refunds: out of the wallet first, back through the provider, never more than paid."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from huahua.billing.api import Owner
from huahua.billing.payments.errors import NotConfirmable, ReferenceUsed, RefundRefused
from tests.integration.billing.payments.desk import AMOUNT, ANN, CREDIT, Desk
from tests.simulators.faults import Fault

BY_PROVIDER = ["stripe", "alipay", "wechat"]
through_the_provider = pytest.mark.parametrize("name", BY_PROVIDER)


@through_the_provider
async def test_parts_and_the_rest(desk: Desk, name: str) -> None:
    order = await desk.paid_order(name)
    refunding = desk.payments.refunding
    part = await refunding.refund(order.id, 30_000_000, reason="broken", actor="usr_boss")
    assert (part.status, part.credit_micros) == ("succeeded", 4_200_000)
    assert await desk.money() == CREDIT - 4_200_000
    rest = await refunding.refund(order.id, None, reason="", actor="usr_boss")
    assert (rest.amount_micros, rest.status) == (70_000_000, "succeeded")
    assert await desk.money() == 0
    with pytest.raises(RefundRefused, match="more_than_paid"):
        await refunding.refund(order.id, 10_000, reason="", actor="usr_boss")
    assert desk.shops[name].refunded == [part.id, rest.id]
    assert len(await desk.audited("payment.refund_succeeded")) == 2
    assert await desk.ledger.totals() == {f"cash:{name}": 0}


@through_the_provider
async def test_what_the_provider_refuses_the_wallet_has_again(desk: Desk, name: str) -> None:
    order = await desk.paid_order(name)
    desk.shops[name].refund_status = "REFUSED"
    refund = await desk.payments.refunding.refund(order.id, None, reason="", actor="usr_boss")
    assert refund.status == "failed"
    assert (await desk.money(), (await desk.again(order)).refundable_micros) == (CREDIT, AMOUNT)
    assert len(await desk.audited("payment.refund_failed")) == 1
    desk.shops[name].refund_status = "SUCCESS"
    again = await desk.payments.refunding.refund(order.id, None, reason="", actor="usr_boss")
    assert (again.status, await desk.money()) == ("succeeded", 0)


@through_the_provider
async def test_what_the_provider_does_not_answer_is_asked_again_and_paid_once(desk: Desk, name: str) -> None:
    order = await desk.paid_order(name)
    shop = desk.shops[name]
    shop.fail(Fault.HTML)  # it was paid back or not; the answer got lost
    refund = await desk.payments.refunding.refund(order.id, AMOUNT // 2, reason="", actor="usr_boss")
    assert (refund.status, await desk.money()) == ("pending", CREDIT // 2)
    with pytest.raises(RefundRefused, match="more_than_paid"):
        await desk.payments.refunding.refund(order.id, AMOUNT, reason="", actor="usr_boss")
    for hours in (1, 2):
        desk.clock.ahead = timedelta(hours=hours)
        await asyncio.gather(*(process.recovery.sweep() for process in desk.processes))
    [found] = (await desk.payments.operating.refunds([order]))[order.id]
    assert found.status == "succeeded"
    assert shop.refunded == [refund.id]
    assert await desk.money() == CREDIT // 2


@through_the_provider
async def test_a_refund_that_takes_its_time(desk: Desk, name: str) -> None:
    order = await desk.paid_order(name)
    desk.shops[name].refund_status = "PROCESSING"
    refund = await desk.payments.refunding.refund(order.id, None, reason="", actor="usr_boss")
    assert refund.status == "pending"
    desk.shops[name].refund_status = "SUCCESS"
    if name == "stripe":
        desk.shops[name].made_refunds[0]["status"] = "succeeded"  # type: ignore[attr-defined]
    desk.clock.ahead = timedelta(hours=1)
    await desk.payments.recovery.sweep()
    [found] = (await desk.payments.operating.refunds([order]))[order.id]
    assert (found.status, desk.shops[name].refunded) == ("succeeded", [refund.id])


async def test_many_at_once_pay_back_no_more_than_was_paid(desk: Desk) -> None:
    order = await desk.paid_order("wechat")
    asked = [
        desk.processes[number % 4].refunding.refund(order.id, 30_000_000, reason="", actor="usr_boss")
        for number in range(8)
    ]
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(not isinstance(result, BaseException) for result in results) == 3
    assert all(isinstance(result, RefundRefused) for result in results if isinstance(result, BaseException))
    assert len(desk.shops["wechat"].refunded) == 3
    assert await desk.money() == CREDIT - 3 * 4_200_000


async def test_the_same_refund_asked_for_twice_is_one(desk: Desk) -> None:
    order = await desk.paid_order("alipay")
    asked = [
        process.refunding.refund(order.id, 10_000_000, reason="", actor="usr_boss", key="click")
        for process in desk.processes
    ]
    assert len({refund.id for refund in await asyncio.gather(*asked)}) == 1
    assert len(desk.shops["alipay"].refunded) == 1


async def test_what_is_spent_is_not_paid_back(desk: Desk) -> None:
    order = await desk.paid_order("wechat")
    wallet = await desk.ledger.wallet_of(Owner("user", ANN))
    await desk.ledger.debit(wallet.id, 10_000_000, "fee:1", "revenue", "spent")
    with pytest.raises(RefundRefused, match="wallet_too_low"):
        await desk.payments.refunding.refund(order.id, None, reason="", actor="usr_boss")
    assert (await desk.again(order)).refunded_micros == 0
    assert desk.shops["wechat"].refunded == []
    refund = await desk.payments.refunding.refund(order.id, 28_000_000, reason="", actor="usr_boss")
    assert (refund.status, await desk.money()) == ("succeeded", 80_000)


async def test_by_hand_where_the_provider_cannot(desk: Desk) -> None:
    order = await desk.paid_order("epay")
    refunding = desk.payments.refunding
    with pytest.raises(RefundRefused, match="refund_by_hand"):
        await refunding.refund(order.id, None, reason="", actor="usr_boss")
    refund = await refunding.refund(order.id, None, reason="", actor="usr_boss", reference="bank 7")
    assert (refund.status, refund.provider_ref, refund.outside) == ("succeeded", "bank 7", True)
    assert await desk.money() == 0


async def test_an_order_that_is_not_paid_has_nothing_to_pay_back(desk: Desk) -> None:
    order = await desk.order("stripe")
    with pytest.raises(RefundRefused, match="order_not_paid"):
        await desk.payments.refunding.refund(order.id, None, reason="", actor="usr_boss")


async def test_a_transfer_is_confirmed_once_with_a_reference_of_its_own(desk: Desk) -> None:
    order, other = await desk.order("manual"), await desk.order("manual")
    confirms = [process.operating.confirm(order.id, "bank 1", actor="usr_boss") for process in desk.processes]
    await asyncio.gather(*confirms)
    assert await desk.money() == CREDIT
    for of, reference in ((other, "bank 1"), (order, "bank 2")):
        with pytest.raises(ReferenceUsed):
            await desk.payments.operating.confirm(of.id, reference, actor="usr_boss")
    found = await desk.again(order)
    assert (found.status, found.confirmed_by, found.payment_ref) == ("paid", "usr_boss", "bank 1")
    assert len(await desk.audited("payment.confirmed")) == 1
    with pytest.raises(NotConfirmable):
        stripes = await desk.order("stripe")
        await desk.payments.operating.confirm(stripes.id, "bank 3", actor="usr_boss")
    assert await desk.money() == CREDIT


async def test_a_transfer_that_comes_late_is_flagged(desk: Desk) -> None:
    order = await desk.order("manual")
    assert order.expires_at - order.created_at == timedelta(days=14)
    desk.clock.ahead = timedelta(days=15)
    await desk.payments.recovery.sweep()
    assert (await desk.again(order)).status == "expired"
    paid = await desk.payments.operating.confirm(order.id, "bank 1", actor="usr_boss")
    assert (paid.status, paid.late, paid.flag, await desk.money()) == ("paid", True, "late", CREDIT)

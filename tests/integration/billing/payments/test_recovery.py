"""Orders of which nobody told anything, and cards that are charged while their owners are away."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from huahua.billing.api import Owner
from huahua.billing.payments.api import NoSavedMethod
from tests.integration.billing.payments.desk import ANN, CREDIT, SHOPS, Desk
from tests.simulators.faults import Fault
from tests.simulators.payments.shop import Wrong
from tests.simulators.payments.stripe import StripeSimulator

every_provider = pytest.mark.parametrize("name", list(SHOPS))


async def sweep(desk: Desk, ahead: timedelta) -> list[int]:
    """In all processes at once."""
    desk.clock.ahead = ahead
    return await asyncio.gather(*(process.recovery.sweep() for process in desk.processes))


@every_provider
async def test_a_payment_without_a_call_back_is_found_once(desk: Desk, name: str) -> None:
    order = await desk.order(name)
    assert await sweep(desk, timedelta(seconds=10)) == [0, 0, 0, 0]
    desk.shops[name].pay(order)
    assert sum(await sweep(desk, timedelta(seconds=40))) == 1
    assert (await desk.again(order)).status == "paid"
    assert await desk.money() == CREDIT
    assert sum(await sweep(desk, timedelta(days=1))) == 0
    desk.clock.ahead = timedelta()
    await desk.tell(name, order)
    assert await desk.money() == CREDIT


@every_provider
async def test_an_order_nobody_pays_expires_and_is_forgotten_in_the_end(desk: Desk, name: str) -> None:
    order = await desk.order(name)
    await sweep(desk, timedelta(minutes=61))
    assert (await desk.again(order)).status == "expired"
    for hours in range(2, 80, 2):
        await sweep(desk, timedelta(hours=hours))
    asked = len(desk.shops[name].requests)
    assert sum(await sweep(desk, timedelta(days=30))) == 0
    assert len(desk.shops[name].requests) == asked


@every_provider
async def test_money_that_comes_late_is_found_too(desk: Desk, name: str) -> None:
    order = await desk.order(name)
    await sweep(desk, timedelta(minutes=61))
    desk.shops[name].pay(order)
    await sweep(desk, timedelta(hours=3))
    found = await desk.again(order)
    assert (found.status, found.late, await desk.money()) == ("paid", True, CREDIT)


@every_provider
async def test_a_wrong_amount_at_the_provider_is_flagged_and_left_to_the_operator(
    desk: Desk, name: str
) -> None:
    order = await desk.order(name)
    desk.shops[name].pay(order, amount_micros=1_000_000)
    await sweep(desk, timedelta(minutes=2))
    found = await desk.again(order)
    assert (found.status, found.flag, await desk.money()) == ("pending", "wrong_amount", 0)
    assert sum(await sweep(desk, timedelta(hours=2))) == 0


@every_provider
async def test_a_provider_that_is_away_is_asked_again(desk: Desk, name: str) -> None:
    order = await desk.order(name)
    desk.shops[name].pay(order)
    desk.shops[name].fail(Fault.STATUS_500)
    await sweep(desk, timedelta(minutes=1))
    assert (await desk.again(order)).status == "pending"
    await sweep(desk, timedelta(minutes=10))
    assert (await desk.again(order)).status == "paid"


async def test_what_the_provider_ended_has_failed_until_the_money_comes(desk: Desk) -> None:
    order = await desk.order("alipay")
    trade = desk.shops["alipay"].pay(order)
    trade.paid, trade.closed = False, True
    await desk.tell("alipay", order, Wrong(unpaid=True))
    assert (await desk.again(order)).status == "failed"
    trade.paid, trade.closed = True, False
    await desk.tell("alipay", order)
    found = await desk.again(order)
    assert (found.status, found.late, await desk.money()) == ("paid", True, CREDIT)


async def test_one_order_that_cannot_be_looked_at_holds_up_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await desk.order("epay"), await desk.order("epay")
    desk.shops["epay"].pay(second)
    epay = desk.payments.providers.get("epay")
    ask = epay.ask

    async def broken(order: object) -> object:
        if getattr(order, "id", "") == first.id:
            raise RuntimeError("a bug")
        return await ask(order)  # type: ignore[arg-type]

    monkeypatch.setattr(epay, "ask", broken)
    desk.clock.ahead = timedelta(minutes=1)
    assert await desk.payments.recovery.sweep() == 2
    assert (await desk.again(second)).status == "paid"


# --- saved methods --------------------------------------------------------------------------------


async def with_card(desk: Desk) -> str:
    """The wallet of somebody who paid 20 dollars and let the card be kept."""
    order = await desk.order("stripe", currency="USD", micros=20_000_000, save_method=True)
    desk.shops["stripe"].pay(order)
    await desk.tell("stripe", order)
    return (await desk.ledger.wallet_of(Owner("user", ANN))).id


async def test_a_kept_card_is_charged_once(desk: Desk) -> None:
    wallet = await with_card(desk)
    [kept] = await desk.payments.saved.of(ANN)
    assert (kept.provider, kept.label) == ("stripe", "visa •••• 4242")
    for _ in range(3):
        order = await desk.payments.saved.charge(wallet, ANN, 10_000_000, key="auto:1")
    assert (order.status, order.purpose, order.currency) == ("paid", "auto_top_up", "USD")
    assert await desk.money() == 30_000_000
    shop = desk.shops["stripe"]
    assert isinstance(shop, StripeSimulator)
    assert len(shop.intents) == 1
    told = shop.event("payment_intent.succeeded", shop.intents[0])
    assert (await desk.deliver("stripe", told)).status == 200
    assert await desk.money() == 30_000_000
    await desk.payments.saved.forget(ANN)
    assert await desk.payments.saved.of(ANN) == []
    with pytest.raises(NoSavedMethod):
        await desk.payments.saved.charge(wallet, ANN, 10_000_000, key="auto:2")


async def test_a_card_that_is_declined_fails_the_order(desk: Desk) -> None:
    wallet = await with_card(desk)
    shop = desk.shops["stripe"]
    assert isinstance(shop, StripeSimulator)
    shop.decline = "card_declined"
    order = await desk.payments.saved.charge(wallet, ANN, 10_000_000, key="auto:1")
    assert (order.status, await desk.money()) == ("failed", 20_000_000)


async def test_a_charge_whose_answer_got_lost_is_found(desk: Desk) -> None:
    wallet = await with_card(desk)
    shop = desk.shops["stripe"]
    assert isinstance(shop, StripeSimulator)
    shop.fail(Fault.HTML)
    order = await desk.payments.saved.charge(wallet, ANN, 10_000_000, key="auto:1")
    assert order.status == "pending"
    shop._charge(
        {"customer": "cus_1", "amount": "1000", "currency": "usd", "metadata[huahua_order]": order.id}
    )
    await sweep(desk, timedelta(minutes=1))
    assert ((await desk.again(order)).status, await desk.money()) == ("paid", 30_000_000)


async def test_a_card_is_kept_only_where_its_owner_said_so(desk: Desk) -> None:
    order = await desk.order("stripe", currency="USD", micros=20_000_000)
    desk.shops["stripe"].pay(order)
    await desk.tell("stripe", order)
    assert await desk.payments.saved.of(ANN) == []

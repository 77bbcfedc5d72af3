"""The call-back table: every provider, and everything that can be wrong with a call-back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from huahua.billing.payments.errors import ProviderOff
from huahua.billing.payments.ports import Delivery, Reply
from tests.integration.billing.payments.desk import AMOUNT, BOB, CREDIT, SHOPS, Desk, counted
from tests.simulators.faults import Fault
from tests.simulators.payments.alipay import AlipaySimulator
from tests.simulators.payments.shop import Wrong
from tests.simulators.payments.stripe import StripeSimulator
from tests.simulators.payments.wechat import WechatSimulator

PROVIDERS = list(SHOPS)
TIMED = [name for name, kind in SHOPS.items() if kind.notices_have_time]
WITH_SECRET = [name for name, kind in SHOPS.items() if kind.signs_with_secret]
WITH_CURRENCY = [name for name, kind in SHOPS.items() if kind.amounts_have_currency]
every_provider = pytest.mark.parametrize("name", PROVIDERS)


def accepted(name: str, reply: Reply) -> bool:
    """As the provider itself tells: by the status, or by the word `success`."""
    if name in {"alipay", "epay"}:
        return reply.body == b"success"
    return 200 <= reply.status < 300


@every_provider
async def test_a_payment_is_credited_and_told_in_the_providers_own_shape(desk: Desk, name: str) -> None:
    order = await desk.order(name)
    before = counted(name, "paid")
    desk.shops[name].pay(order)
    assert accepted(name, await desk.tell(name, order))
    paid = await desk.again(order)
    assert (paid.status, paid.late, paid.flag) == ("paid", False, None)
    assert paid.payment_ref == desk.shops[name].trades[order.id].ref
    assert await desk.money() == paid.credit_micros == CREDIT
    assert counted(name, "paid") == before + 1
    [said] = await desk.audited("payment.paid")
    assert str(AMOUNT) in said
    assert await desk.ledger.totals() == {f"cash:{name}": -CREDIT}


@dataclass(frozen=True)
class Case:
    reason: str
    wrong: Wrong
    providers: list[str]
    flagged: bool = False


CASES = [
    Case("forged", Wrong(forged=True), PROVIDERS),
    Case("forged", Wrong(changed=True), PROVIDERS),
    Case("forged", Wrong(unsigned=True), PROVIDERS),
    Case("forged", Wrong(empty_secret=True), WITH_SECRET),
    Case("stale", Wrong(age_s=26 * 3600), TIMED),
    Case("stale", Wrong(age_s=-3600), TIMED),
    Case("wrong_amount", Wrong(amount_micros=AMOUNT // 100), PROVIDERS, flagged=True),
    Case("wrong_amount", Wrong(amount_micros=AMOUNT * 2), PROVIDERS, flagged=True),
    Case("wrong_currency", Wrong(currency="JPY"), WITH_CURRENCY, flagged=True),
    Case("unknown_order", Wrong(order_id="ord_of_nobody"), PROVIDERS),
    Case("foreign_account", Wrong(foreign=True), [name for name in PROVIDERS if name != "stripe"]),
    Case("not_confirmed", Wrong(ref="another-payment"), PROVIDERS),
]
"""Where a case leaves out a provider, its call-backs have no such thing: epay's carry no time and no currency, Alipay
and WeChat sign with keys that cannot be empty, and Stripe's of other sellers are none of ours."""


@every_provider
async def test_what_is_wrong_is_refused_counted_and_audited(desk: Desk, name: str) -> None:
    for number, case in enumerate(case for case in CASES if name in case.providers):
        order = await desk.order(name)
        desk.shops[name].pay(order)
        before, money = counted(name, case.reason), await desk.money()
        assert not accepted(name, await desk.tell(name, order, case.wrong)), case
        found = await desk.again(order)
        assert (found.status, found.flag) == ("pending", case.reason if case.flagged else None), case
        assert await desk.money() == money, case
        assert counted(name, case.reason) == before + 1, case
        said = await desk.audited("payment.notice_refused")
        assert len(said) == number + 1 and case.reason in said[-1] and name in said[-1], case
        # The right one still counts.
        assert accepted(name, await desk.tell(name, order)), case
        assert await desk.money() == money + CREDIT, case


async def test_what_stripe_tells_of_other_sellers_is_left_alone(desk: Desk) -> None:
    order = await desk.order("stripe")
    before = counted("stripe", "ignored")
    assert accepted("stripe", await desk.tell("stripe", order, Wrong(foreign=True)))
    assert (counted("stripe", "ignored"), await desk.money()) == (before + 1, 0)
    assert await desk.audited("payment.notice_refused") == []


@every_provider
async def test_a_payment_of_one_provider_pays_no_order_of_another(desk: Desk, name: str) -> None:
    before = counted(name, "wrong_provider")
    for other in (other for other in PROVIDERS if other != name):
        order = await desk.order(other)
        desk.shops[name].pay(order)
        assert not accepted(name, await desk.tell(name, order))
        # Nor does it pass at the other's door.
        carried = replace(desk.shops[name].notice(order), method=desk.shops[other].notice(order).method)
        assert not accepted(other, await desk.deliver(other, carried))
        assert (await desk.again(order)).status == "pending"
    assert await desk.money() == 0
    assert counted(name, "wrong_provider") == before + 3
    assert len(await desk.audited("payment.notice_refused")) == 6


@every_provider
async def test_what_was_sent_again_credits_once(desk: Desk, name: str) -> None:
    order = await desk.order(name)
    desk.shops[name].pay(order)
    delivery = desk.shops[name].notice(order)
    before = counted(name, "duplicate")
    for process in (0, 1, 2, 3, 0):
        assert accepted(name, await desk.deliver(name, delivery, process))
    assert await desk.money() == CREDIT
    assert counted(name, "duplicate") == before + 4
    assert len(await desk.audited("payment.paid")) == 1


@every_provider
async def test_five_at_once_to_four_processes_credit_once(desk: Desk, name: str) -> None:
    order = await desk.order(name)
    desk.shops[name].pay(order)
    told = [desk.tell(name, order, process=number % 4) for number in range(5)]
    assert all(accepted(name, reply) for reply in await asyncio.gather(*told))
    assert await desk.money() == CREDIT
    assert len(await desk.audited("payment.paid")) == 1


@every_provider
async def test_the_order_of_delivery_does_not_matter(desk: Desk, name: str) -> None:
    """That it was closed is told before and after that it was paid, and of two orders crosswise."""
    first, second = await desk.order(name), await desk.order(name, BOB)
    shop = desk.shops[name]
    early = shop.notice(first, Wrong(unpaid=True))
    assert accepted(name, await desk.deliver(name, early))
    shop.pay(first)
    shop.pay(second)
    for order in (second, first):
        assert accepted(name, await desk.tell(name, order))
    assert accepted(name, await desk.deliver(name, early))
    assert accepted(name, await desk.tell(name, second))
    assert (await desk.money(), await desk.money(BOB)) == (CREDIT, CREDIT)
    assert (await desk.again(first)).status == (await desk.again(second)).status == "paid"


@every_provider
async def test_a_signed_call_back_that_the_provider_does_not_confirm_is_not_believed(
    desk: Desk, name: str
) -> None:
    order = await desk.order(name)
    assert not accepted(name, await desk.tell(name, order))
    desk.shops[name].pay(order).paid = False
    assert not accepted(name, await desk.tell(name, order))
    assert await desk.money() == 0
    desk.shops[name].pay(order, amount_micros=AMOUNT // 2, ref=desk.shops[name].trades[order.id].ref)
    assert not accepted(name, await desk.tell(name, order))
    assert (await desk.money(), (await desk.again(order)).flag) == (0, "wrong_amount")


@every_provider
async def test_one_payment_pays_one_order(desk: Desk, name: str) -> None:
    """Though the provider itself should say that it paid both."""
    mine, theirs = await desk.order(name), await desk.order(name, BOB)
    shop = desk.shops[name]
    ref = shop.pay(mine).ref
    shop.pay(theirs, ref=ref)
    assert accepted(name, await desk.tell(name, mine))
    assert not accepted(name, await desk.tell(name, theirs))
    assert (await desk.money(), await desk.money(BOB)) == (CREDIT, 0)
    assert (await desk.again(theirs)).flag == "payment_used"


@every_provider
async def test_a_second_payment_of_one_order_is_shown_to_the_operator(desk: Desk, name: str) -> None:
    order = await desk.paid_order(name)
    before = counted(name, "paid_twice")
    for _ in range(2):  # nothing gets better by being told again
        assert accepted(name, await desk.tell(name, order, Wrong(ref="second-payment")))
    assert await desk.money() == CREDIT
    assert (await desk.again(order)).flag == "paid_twice"
    assert counted(name, "paid_twice") == before + 2
    assert len(await desk.audited("payment.notice_refused")) == 1
    page = await desk.payments.operating.orders(flagged=True)
    assert [each.id for each in page.items] == [order.id]
    assert (await desk.payments.operating.clear_flag(order.id)).flag is None


async def test_disputes_and_refunds_outside_are_shown_to_the_operator(desk: Desk) -> None:
    order = await desk.paid_order("stripe")
    shop = desk.shops["stripe"]
    assert isinstance(shop, StripeSimulator)
    charge = {"payment_intent": order.payment_ref, "currency": "cny", "amount_refunded": 3000}
    refund = await desk.payments.refunding.refund(order.id, 30_000_000, reason="", actor="usr_boss")
    assert refund.status == "succeeded"
    for refunded, flag in ((3000, None), (4000, "refunded_outside")):
        told = shop.event("charge.refunded", charge | {"amount_refunded": refunded})
        assert accepted("stripe", await desk.deliver("stripe", told))
        assert (await desk.again(order)).flag == flag
    for ref in ("pi_of_nobody", order.payment_ref):
        told = shop.event("charge.dispute.created", {"payment_intent": ref, "charge": "ch_1"})
        assert accepted("stripe", await desk.deliver("stripe", told))
    assert (await desk.again(order)).flag == "disputed"
    assert len(await desk.audited("payment.flagged")) == 2
    other = await desk.paid_order("alipay", BOB)
    assert accepted("alipay", await desk.tell("alipay", other, Wrong(refunded="10.00")))
    assert (await desk.again(other)).flag == "refunded_outside"
    assert await desk.money(BOB) == CREDIT


@every_provider
async def test_money_that_comes_after_the_end_is_credited_once_and_flagged(desk: Desk, name: str) -> None:
    order = await desk.order(name)
    desk.clock.ahead = timedelta(hours=2)
    await desk.payments.recovery.sweep()
    assert (await desk.again(order)).status == "expired"
    desk.clock.ahead = timedelta(minutes=4)  # providers sign with the true time
    desk.shops[name].pay(order)
    for process in range(3):
        assert accepted(name, await desk.tell(name, order, process=process))
    paid = await desk.again(order)
    assert (paid.status, paid.late, paid.flag) == ("paid", True, "late")
    assert await desk.money() == CREDIT


@every_provider
async def test_while_the_provider_cannot_be_asked_nothing_is_believed(desk: Desk, name: str) -> None:
    order = await desk.order(name)
    shop = desk.shops[name]
    shop.pay(order)
    shop.fail(Fault.STATUS_503, Fault.HTML, Fault.STATUS_429)
    for _ in range(3):
        assert not accepted(name, await desk.tell(name, order))
    assert await desk.money() == 0
    assert await desk.audited("payment.notice_refused") == []  # it is nobody's fault
    assert accepted(name, await desk.tell(name, order))
    assert await desk.money() == CREDIT


@pytest.mark.parametrize("name", ["alipay", "wechat"])
async def test_an_answer_that_the_provider_did_not_sign_confirms_nothing(desk: Desk, name: str) -> None:
    order = await desk.order(name)
    shop = desk.shops[name]
    assert isinstance(shop, AlipaySimulator | WechatSimulator)
    shop.pay(order)
    shop.lies = True
    assert not accepted(name, await desk.tell(name, order))
    assert await desk.money() == 0
    shop.lies = False
    assert accepted(name, await desk.tell(name, order))


NONSENSE = [b"", b"{}", b"[]", b"\xff\xfe", b"a=1&a=2", b"x" * 40_000, b"{" * 5_000]


@every_provider
async def test_nonsense_is_refused(desk: Desk, name: str) -> None:
    for method, body in ((method, body) for method in ("POST", "GET") for body in NONSENSE):
        delivery = Delivery(method, {}, [("sign", "x")], body)
        if method in desk.payments.providers.get(name).notice_methods:
            assert not accepted(name, await desk.deliver(name, delivery))
        else:
            with pytest.raises(ProviderOff):
                await desk.deliver(name, delivery)


async def test_a_way_that_is_not_set_up_is_not_there(desk: Desk) -> None:
    bare = desk.process(providers=[])
    for name in [*PROVIDERS, "simulator", "manual"]:
        with pytest.raises(ProviderOff):
            await bare.notices.received(name, Delivery("POST", {}, (), b""))
    assert bare.ordering.ways() == []
    with pytest.raises(ProviderOff):  # it makes no call-backs
        await desk.payments.notices.received("manual", Delivery("POST", {}, (), b""))


async def test_nobody_can_fill_the_audit_log(desk: Desk) -> None:
    order = await desk.order("epay")
    for _ in range(30):
        await desk.tell("epay", order, Wrong(forged=True))
    assert len(await desk.audited("payment.notice_refused")) == 20
    desk.clock.ahead += timedelta(minutes=2)
    await desk.tell("epay", order, Wrong(forged=True))
    assert '"not_recorded": 10' in (await desk.audited("payment.notice_refused"))[-1].replace('":10', '": 10')

"""Making orders: amounts, rates, limits, what each provider is asked, and who may see what."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest

from huahua.billing.api import Owner
from huahua.billing.payments.errors import (
    BadOrder,
    NoRate,
    NotWhole,
    NotYoursToSave,
    OrderNotFound,
    ProviderFault,
    ProviderOff,
    TeamNotFound,
    TooManyOrders,
    WrongCurrency,
    WrongMethod,
    WrongSize,
)
from huahua.billing.payments.service.ordering import Wanted
from tests.integration.billing.payments.desk import ANN, BOB, CREDIT, TEAM, Desk
from tests.simulators.faults import Fault
from tests.simulators.payments.alipay import AlipaySimulator
from tests.simulators.payments.epay import KEY as EPAY_KEY
from tests.simulators.payments.epay import md5_sign
from tests.simulators.payments.stripe import StripeSimulator


async def test_an_order_keeps_what_it_was_made_with(desk: Desk) -> None:
    order = await desk.order("stripe", currency="USD", micros=20_000_000)
    assert (order.credit_micros, order.rate, order.test) == (20_000_000, None, False)
    assert order.expires_at - order.created_at == timedelta(hours=1)
    yen = await desk.order("stripe", currency="JPY", micros=5_000_000_000)
    assert (yen.credit_micros, yen.rate) == (33_000_000, "0.0066")
    shop = desk.shops["stripe"]
    assert isinstance(shop, StripeSimulator)
    assert [session["amount_total"] for session in shop.sessions.values()] == [2000, 5000]
    assert (await desk.again(yen)).checkout_ref == list(shop.sessions)[1]


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        (Wanted("nothing", "CNY", 10_000_000), ProviderOff),
        (Wanted("alipay", "USD", 10_000_000), WrongCurrency),
        (Wanted("stripe", "KWD", 10_000_000), WrongCurrency),
        (Wanted("manual", "USD", 999_999), NotWhole),
        (Wanted("manual", "USD", 990_000), WrongSize),
        (Wanted("manual", "USD", 10_000_010_000), WrongSize),
        (Wanted("stripe", "JPY", 1_000_500_000), NotWhole),
        (Wanted("alipay", "CNY", 10_000_000, "native"), WrongMethod),
        (Wanted("wechat", "CNY", 10_000_000, "jsapi"), WrongMethod),  # without the customer's openid
    ],
)
async def test_orders_that_cannot_be_made(desk: Desk, wanted: Wanted, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        await desk.payments.ordering.start(ANN, wanted)
    page = await desk.payments.operating.orders(status="pending")
    assert page.items == []


async def test_a_currency_without_a_rate_is_not_offered(desk: Desk) -> None:
    desk.payments.config.rates.pop("JPY")
    try:
        assert desk.payments.ordering.rate("JPY") is None
        with pytest.raises(NoRate):
            await desk.order("stripe", currency="JPY", micros=5_000_000_000)
        ways = {way.provider: way for way in desk.payments.ordering.ways()}
        assert set(ways["stripe"].rates) == {"USD", "CNY"}
        assert ways["stripe"].saves and not ways["alipay"].saves
    finally:
        desk.payments.config.rates["JPY"] = Decimal("0.0066")


async def test_an_order_that_is_asked_for_twice_is_one(desk: Desk) -> None:
    wanted = Wanted("stripe", "USD", 10_000_000)
    starts = [process.ordering.start(ANN, wanted, key="k") for process in desk.processes]
    orders = await asyncio.gather(*starts)
    assert len({order.id for order in orders}) == 1
    again = await desk.payments.ordering.start(ANN, wanted, key="k")
    assert again.id == orders[0].id and again.checkout["url"]
    other = await desk.payments.ordering.start(BOB, wanted, key="k")
    assert other.id != orders[0].id


async def test_nobody_piles_up_orders(desk: Desk) -> None:
    for _ in range(20):
        await desk.order("manual", micros=10_000_000)
    with pytest.raises(TooManyOrders):
        await desk.order("manual", micros=10_000_000)
    await desk.order("manual", BOB, micros=10_000_000)


@pytest.mark.parametrize("fault", [Fault.STATUS_503, Fault.STATUS_400, Fault.HTML])
async def test_an_order_that_the_provider_does_not_take_fails(desk: Desk, fault: Fault) -> None:
    for name in ("stripe", "wechat"):
        desk.shops[name].fail(fault)
        with pytest.raises(ProviderFault):
            await desk.order(name)
    page = await desk.payments.operating.orders()
    assert [order.status for order in page.items] == ["failed", "failed"]


async def test_alipays_address_carries_a_signature_that_the_official_code_verifies(desk: Desk) -> None:
    for method, product in (("page", "FAST_INSTANT_TRADE_PAY"), ("wap", "QUICK_WAP_WAY")):
        order = await desk.order("alipay", method=method)
        fields = dict(parse_qsl(urlsplit(order.checkout["url"]).query, keep_blank_values=True))
        shop = desk.shops["alipay"]
        assert isinstance(shop, AlipaySimulator)
        assert shop.is_ours(fields)
        assert not shop.is_ours(fields | {"biz_content": "{}"})
        assert f'"total_amount":"100.00","subject":"Top-up {order.id}"' in fields["biz_content"]
        assert product in fields["biz_content"]
        assert fields["notify_url"] == "https://huahua.example/api/pay/alipay/notify"
    order = await desk.order("alipay", method="qr")
    assert order.checkout["kind"] == "qr" and order.checkout["qr"].startswith("https://qr.alipay.com/")


async def test_wechats_three_ways(desk: Desk) -> None:
    native = await desk.order("wechat", method="native")
    assert native.checkout["qr"].startswith("weixin://")
    h5 = await desk.order("wechat", method="h5", address="192.0.2.7")
    assert "redirect_url=https%3A%2F%2Fhuahua.example" in h5.checkout["url"]
    assert desk.shops["wechat"].requests[-1].json["scene_info"]["payer_client_ip"] == "192.0.2.7"
    jsapi = await desk.order("wechat", method="jsapi", openid="oUpF8uMuAJO_M2pxb1Q9zNjWeS6o")
    assert set(jsapi.checkout["parameters"]) == {
        "appId",
        "timeStamp",
        "nonceStr",
        "package",
        "signType",
        "paySign",
    }
    sent = desk.shops["wechat"].requests[0].json
    assert sent["amount"] == {"total": 10_000, "currency": "CNY"}
    assert sent["notify_url"] == "https://huahua.example/api/pay/wechat/notify"


async def test_epays_address_is_signed_as_the_protocol_says(desk: Desk) -> None:
    order = await desk.order("epay", method="wxpay")
    fields = dict(parse_qsl(urlsplit(order.checkout["url"]).query))
    sign, kind = fields.pop("sign"), fields.pop("sign_type")
    assert (sign, kind) == (md5_sign(fields, EPAY_KEY), "MD5")
    assert (fields["money"], fields["type"]) == ("100.00", "wxpay")


async def test_orders_of_others_are_not_there(desk: Desk) -> None:
    order = await desk.order("manual")
    for ask in (desk.payments.ordering.order_of, desk.payments.ordering.look):
        with pytest.raises(OrderNotFound):
            await ask(BOB, order.id)
    assert (await desk.payments.store.orders(user_id=BOB)).items == []


async def test_the_wallet_of_a_team_is_filled_by_its_members(desk: Desk) -> None:
    order = await desk.order("epay", team_id=TEAM)
    desk.shops["epay"].pay(order)
    await desk.tell("epay", order)
    wallet = await desk.ledger.wallet_of(Owner("team", TEAM))
    assert (await desk.ledger.balance(wallet.id)).money_micros == CREDIT
    assert (await desk.money(), (await desk.again(order)).wallet_id) == (0, wallet.id)
    with pytest.raises(TeamNotFound):
        await desk.order("epay", BOB, team_id=TEAM)
    with pytest.raises(NotYoursToSave):
        await desk.order("stripe", team_id=TEAM, save_method=True)


async def test_coming_back_pays_nothing_but_asks(desk: Desk) -> None:
    order = await desk.order("epay")
    assert (await desk.payments.ordering.look(ANN, order.id)).status == "pending"
    desk.shops["epay"].pay(order)
    looks = len(desk.shops["epay"].requests)
    assert (await desk.payments.ordering.look(ANN, order.id)).status == "pending"  # asked a moment ago
    assert len(desk.shops["epay"].requests) == looks
    desk.clock.ahead = timedelta(seconds=5)
    assert (await desk.payments.ordering.look(ANN, order.id)).status == "paid"
    assert await desk.money() == CREDIT


async def test_lists_have_pages(desk: Desk) -> None:
    made = [(await desk.order("manual", micros=10_000_000)).id for _ in range(5)]
    first = await desk.payments.operating.orders(limit=3)
    rest = await desk.payments.operating.orders(limit=3, cursor=first.next_cursor)
    assert [order.id for order in (*first.items, *rest.items)] == made[::-1]
    assert rest.next_cursor is None


def test_every_fault_of_an_order_has_a_code() -> None:
    kinds = BadOrder.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds)

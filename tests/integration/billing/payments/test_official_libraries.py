"""Our signatures against the vendors' own code, both ways."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
import stripe
from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.domain.AlipayTradeQueryModel import AlipayTradeQueryModel
from alipay.aop.api.request.AlipayTradeQueryRequest import AlipayTradeQueryRequest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from wechatpayv3.core import Core
from wechatpayv3.utils import load_public_key, rsa_verify

from huahua.billing.payments import signing
from huahua.billing.payments.adapters.stripe import Stripe
from huahua.billing.payments.adapters.wechat import Wechat
from huahua.billing.payments.errors import NoticeRefused, ProviderAway
from huahua.billing.payments.ports import Delivery
from huahua.billing.payments.service.ordering import Wanted
from huahua.kit.clock import utc_now
from tests.integration.billing.payments.desk import CREDIT, Desk, provider
from tests.simulators.payments import alipay, wechat
from tests.simulators.payments.shop import Wrong, bare, rsa_keys
from tests.simulators.payments.stripe import SECRET, StripeSimulator
from tests.simulators.payments.wechat import WechatSimulator

EVENT = json.dumps({"object": "event", "type": "x", "livemode": False, "data": {"object": {}}})


def stripe_headers() -> dict[str, str]:
    now = int(time.time())
    make = stripe.WebhookSignature.generate_signature_header
    right, wrong = make(EVENT, SECRET, now), make(EVENT, "whsec_other", now)
    return {
        "right": right,
        "another secret": wrong,
        "one of two secrets": f"{wrong},{right.split(',')[1]}",
        "another scheme beside it": f"{right},v0=abc",
        "another scheme alone": right.replace("v1=", "v0="),
        "old": make(EVENT, SECRET, now - 301),
        "nearly old": make(EVENT, SECRET, now - 200),
        "no time": right.split(",")[1],
        "no signature": right.split(",")[0],
        "time of letters": "t=abc,v1=abc",
        "of another body": make(EVENT + " ", SECRET, now),
        "nothing": "",
        "nonsense": "v1",
    }


@pytest.mark.parametrize("name", stripe_headers())
async def test_stripes_own_verdict_is_ours(desk: Desk, name: str) -> None:
    header = stripe_headers()[name]
    try:
        stripe.Webhook.construct_event(EVENT, header, SECRET)
        theirs = True
    except stripe.SignatureVerificationError:
        theirs = False
    try:
        await desk.payments.providers.get("stripe").read(
            Delivery("POST", {"stripe-signature": header}, (), EVENT.encode()), utc_now()
        )
        ours = True
    except NoticeRefused:
        ours = False
    assert (
        ours is theirs is (name in {"right", "one of two secrets", "another scheme beside it", "nearly old"})
    )


async def test_stripes_own_client_asks_for_a_session_as_we_do(desk: Desk) -> None:
    """The same session, asked for by the official client: the forms are alike."""
    order = await desk.order("stripe", currency="USD", micros=20_000_000, save_method=True)
    shop = desk.shops["stripe"]
    ours = _form(shop.requests[-1].body)
    client = stripe.StripeClient(
        "sk_test_simulated", base_addresses={"api": shop.base_url}, max_network_retries=0
    )
    asked: Any = {
        "mode": "payment",
        "client_reference_id": order.id,
        "success_url": ours["success_url"],
        "cancel_url": ours["cancel_url"],
        "expires_at": int(ours["expires_at"]),
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "usd",
                    "unit_amount": 2000,
                    "product_data": {"name": f"Top-up {order.id}"},
                },
            }
        ],
        "metadata": {"huahua_order": order.id},
        "payment_intent_data": {
            "metadata": {"huahua_order": order.id},
            "setup_future_usage": "off_session",
        },
        "customer_creation": "always",
    }
    await asyncio.to_thread(client.v1.checkout.sessions.create, asked)
    assert _form(shop.requests[-1].body) == ours


def _form(body: bytes) -> dict[str, str]:
    return dict(parse_qsl(body.decode()))


async def test_live_keys_take_no_test_events(desk: Desk) -> None:
    shop = desk.shops["stripe"]
    assert isinstance(shop, StripeSimulator)
    order = await desk.order("stripe")
    shop.pay(order)
    notice = shop.event("checkout.session.completed", {"metadata": {"huahua_order": order.id}}, livemode=True)
    assert (await desk.deliver("stripe", notice)).status == 400
    assert "foreign_account" in (await desk.audited("payment.notice_refused"))[-1]


def _post(url: str, query: str, _headers: object, fields: dict[str, str], *_more: object) -> bytes:
    """The official client's own connections know no ports."""
    return httpx.post(f"{url}?{query}", data=fields, trust_env=False).content


async def test_alipays_own_client_believes_the_simulator(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """So what our client is tested against is what Alipay's client takes for Alipay."""
    monkeypatch.setattr("alipay.aop.api.DefaultAlipayClient.do_post", _post)
    order = await desk.order("alipay")
    shop = desk.shops["alipay"]
    shop.pay(order)
    config = AlipayClientConfig()
    config.server_url = shop.base_url
    config.app_id = alipay.APP
    config.app_private_key = bare(rsa_keys(alipay.OURS).private_pkcs1)
    config.alipay_public_key = bare(rsa_keys(alipay.THEIRS).public_pem)
    model = AlipayTradeQueryModel()
    model.out_trade_no = order.id
    client = DefaultAlipayClient(config)
    answer = await asyncio.to_thread(client.execute, AlipayTradeQueryRequest(biz_model=model))
    assert json.loads(answer)["trade_status"] == "TRADE_SUCCESS"


def test_rsa_is_the_same_in_every_library() -> None:
    message = "金额=100.00&b=2".encode()
    keys = rsa_keys("both-ways")
    ours = signing.sign(signing.private_key(keys.private_pem), message)
    theirs = alipay.sign_with_rsa2(bare(keys.private_pkcs1), message.decode(), "utf-8")
    assert ours == theirs
    assert alipay.verify_with_rsa(bare(keys.public_pem), message, ours)
    loaded = load_pem_private_key(keys.private_pem.encode(), None)
    assert wechat.rsa_sign(loaded, message.decode()) == ours
    whole = signing.sign(signing.private_key(keys.private_pem), b"1\nn\nbody\n")
    assert rsa_verify("1", "n", "body", whole, load_public_key(keys.public_pem))


async def test_wechats_library_reads_the_notices_that_we_read(desk: Desk) -> None:
    order = await desk.order("wechat")
    shop = desk.shops["wechat"]
    shop.pay(order)
    core = Core(
        mchid=wechat.MERCHANT,
        cert_serial_no=wechat.SERIAL,
        private_key=rsa_keys(wechat.OURS).private_pem,
        apiv3_key=wechat.API_KEY,
        public_key=rsa_keys(wechat.THEIRS).public_pem,
        public_key_id=wechat.KEY_ID,
    )
    ours = desk.payments.providers.get("wechat")
    right = shop.notice(order)
    read = core.callback(dict(right.headers), right.body)
    assert read["resource"]["out_trade_no"] == order.id
    assert (await ours.read(right, utc_now())).order_id == order.id
    for wrong in (Wrong(forged=True), Wrong(changed=True)):
        delivery = shop.notice(order, wrong)
        assert core.callback(dict(delivery.headers), delivery.body) is None
        with pytest.raises(NoticeRefused):
            await ours.read(delivery, utc_now())


async def test_wechats_page_parameters_are_signed(desk: Desk) -> None:
    order = await desk.order("wechat", method="jsapi", openid="oUpF8uMuAJO")
    given = order.checkout["parameters"]
    text = f"{given['appId']}\n{given['timeStamp']}\n{given['nonceStr']}\n{given['package']}\n"
    loaded = load_pem_private_key(rsa_keys(wechat.OURS).private_pem.encode(), None)
    assert wechat.rsa_sign(loaded, text) == given["paySign"]


async def test_wechats_certificates_are_fetched_where_there_is_no_public_key(desk: Desk) -> None:
    shop = desk.shops["wechat"]
    assert isinstance(shop, WechatSimulator)
    shop.by_certificate = True
    payments = desk.process([provider(shop, desk.outbound)])
    desk.processes[0] = payments
    order = await desk.order("wechat")
    shop.pay(order)
    assert (await desk.tell("wechat", order, Wrong(forged=True))).status == 400
    assert (await desk.tell("wechat", order)).status == 200
    assert await desk.money() == CREDIT
    fetched = [each for each in shop.requests if each.path == "/v3/certificates"]
    assert len(fetched) == 1
    # Serial numbers that somebody made up do not make it fetch again and again.
    for number in range(5):
        told = shop.notice(order)
        headers = {**told.headers, "wechatpay-serial": f"{number}"}
        assert (await desk.deliver("wechat", Delivery("POST", headers, (), told.body))).status == 400
    assert len([each for each in shop.requests if each.path == "/v3/certificates"]) == 1


async def test_certificates_that_are_not_wechats_are_not_believed(desk: Desk) -> None:
    shop = desk.shops["wechat"]
    assert isinstance(shop, WechatSimulator)
    order = await desk.order("wechat")
    shop.by_certificate = True
    config = shop.vendor_config
    other = Wechat(replace(config, api_v3_key="another-key-of-thirty-two-bytes!"), desk.outbound)
    desk.processes[0] = desk.process([other])
    shop.pay(order)
    assert (await desk.tell("wechat", order)).status == 400


async def test_addresses_in_private_networks_are_guarded(desk: Desk) -> None:
    shop = desk.shops["stripe"]
    config = replace(shop.vendor_config, allow_private=False)
    guarded = desk.process([Stripe(config, desk.outbound)])
    asked = len(shop.requests)
    with pytest.raises(ProviderAway):
        await guarded.ordering.start("usr_x", Wanted("stripe", "USD", 10_000_000))
    assert len(shop.requests) == asked

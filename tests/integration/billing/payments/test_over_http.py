"""A top-up from the browser to the wallet, over four server processes, on PostgreSQL where there is one."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, select

from huahua.billing.ledger.tables import ledger_transactions
from tests.conftest import database_kinds
from tests.databases import new_postgres
from tests.running_server import RunningServer
from tests.simulators.payments.epay import KEY, PID, EpaySimulator, md5_sign
from tests.simulators.payments.shop import Trade

PROCESSES = 4
AMOUNT, CREDIT = 100_000_000, 14_000_000


@dataclass
class World:
    server: RunningServer
    client: httpx.Client
    """The administrator."""
    ann: httpx.Client
    epay: EpaySimulator
    database: str

    def start(self, client: httpx.Client, **body: Any) -> dict[str, Any]:
        wanted = {"currency": "CNY", "amount_micros": AMOUNT} | body
        order: dict[str, Any] = client.post("/api/billing/orders", json=wanted).raise_for_status().json()
        return order

    def credits(self, order_id: str) -> list[int]:
        """What the ledger says."""
        query = select(ledger_transactions.c.micros).where(
            ledger_transactions.c.source == f"order:{order_id}"
        )
        engine = create_engine(self.database)
        with engine.connect() as connection:
            found = list(connection.execute(query).scalars())
        engine.dispose()
        return found

    def notice(self, order: dict[str, Any], ref: str, key: str = KEY) -> dict[str, str]:
        fields = {
            "pid": PID,
            "trade_no": ref,
            "out_trade_no": order["id"],
            "type": "alipay",
            "name": "Top-up",
            "money": "100.00",
            "trade_status": "TRADE_SUCCESS",
        }
        return fields | {"sign": md5_sign(fields, key), "sign_type": "MD5"}

    def stranger(self) -> httpx.Client:
        return httpx.Client(base_url=self.server.url, trust_env=False, verify=False, timeout=60)


@pytest.fixture(scope="module")
def epay() -> Iterator[EpaySimulator]:
    simulator, loop = EpaySimulator(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(simulator.start(), loop).result(60)
    yield simulator
    asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if "postgresql" not in database_kinds():
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'huahua.db'}"
        return
    with new_postgres(os.environ["HUAHUA_TEST_POSTGRES_URL"]) as url:
        yield url


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, epay: EpaySimulator, database: str) -> Iterator[World]:
    payments = {
        "simulator": True,
        "epay": {"base_url": epay.base_url, "merchant_id": PID, "key": KEY, "allow_private": True},
        "stripe": {"secret_key": "env:NO_SUCH_VARIABLE", "webhook_secret": "whsec_x"},
        "alipay": {"app_id": "1", "private_key": "", "alipay_public_key": ""},
        "manual": {"instructions": "Example Bank, account 123", "currencies": ["CNY"]},
    }
    config = {
        "database_url": database,
        "server": {"workers": PROCESSES},
        "billing": {"rates": {"CNY": "0.14"}, "payments": payments},
    }
    folder = tmp_path_factory.mktemp("payments")
    with RunningServer(folder, config=config) as server, server.client() as client:
        form = {"email": "ann@example.org", "password": "anns password"}
        client.post("/api/users", json=form).raise_for_status()
        key = server.make_key("ann@example.org")
        with server.client(key) as ann:
            yield World(server, client, ann, epay, database.replace("postgresql:", "postgresql+psycopg:"))


def test_what_may_be_paid_with(world: World) -> None:
    methods = world.ann.get("/api/billing/payment-methods").raise_for_status().json()
    assert methods["currency"] == "USD"
    assert {way["provider"]: (way["methods"], way["test"]) for way in methods["ways"]} == {
        "epay": (["alipay", "wxpay"], False),
        "manual": (["transfer"], False),
        "simulator": (["page", "qr"], True),
    }
    assert methods["ways"][0]["currencies"] == [{"currency": "CNY", "rate": "0.14", "digits": 2}]
    assert world.ann.delete("/api/billing/payment-methods").status_code == 204


@pytest.mark.parametrize("provider", ["stripe", "alipay", "wechat", "manual", "nobody", "../epay"])
def test_a_way_without_its_secrets_is_not_there(world: World, provider: str) -> None:
    with world.stranger() as stranger:
        for method in ("POST", "GET"):
            reply = stranger.request(
                method, f"/api/pay/{provider}/notify", headers={"stripe-signature": "t=1,v1="}
            )
            assert reply.status_code == 404, reply.text
    body = {"provider": "stripe", "currency": "USD", "amount_micros": AMOUNT}
    reply = world.ann.post("/api/billing/orders", json=body)
    assert (reply.status_code, reply.json()["code"]) == (404, "payment_provider_off")


def test_twenty_call_backs_at_once_to_four_processes_credit_once(world: World) -> None:
    order = world.start(world.ann, provider="epay")
    assert order["status"] == "pending" and order["checkout"]["url"].startswith(world.epay.base_url)
    world.epay.trades[order["id"]] = Trade(order["id"], "100.00", "CNY", "T1")
    told = world.notice(order, "T1")

    def deliver(_number: int) -> str:
        with world.stranger() as provider:  # a connection each, so that all processes get some
            return provider.get("/api/pay/epay/notify", params=told).raise_for_status().text

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(deliver, range(20))) == ["success"] * 20
    assert world.credits(order["id"]) == [CREDIT]
    paid = world.ann.get(f"/api/billing/orders/{order['id']}").json()
    assert (paid["status"], paid["credit"]) == ("paid", {"amount_micros": CREDIT, "currency": "USD"})
    assert paid["checkout"] is None


def test_forged_call_backs_are_refused(world: World) -> None:
    order = world.start(world.ann, provider="epay")
    world.epay.trades[order["id"]] = Trade(order["id"], "100.00", "CNY", "T2")
    with world.stranger() as stranger:
        for key in ("", "another"):
            reply = stranger.get("/api/pay/epay/notify", params=world.notice(order, "T2", key))
            assert (reply.status_code, reply.text) == (200, "fail")
        assert stranger.post("/api/pay/epay/notify", content=b"x" * 50_000).status_code == 413
        assert stranger.post("/api/pay/epay/notify", content=b"x=%00").text == "fail"
    assert world.credits(order["id"]) == []


def test_the_simulator_from_the_order_to_the_refund(world: World) -> None:
    order = world.start(world.ann, provider="simulator")
    assert order["test"] is True
    address = order["checkout"]["url"]
    with world.stranger() as browser:
        for language, words in (("zh-CN,zh;q=0.9", "确认支付"), ("en", "Payment simulator"), ("fr", "Pay")):
            page = browser.get(address, headers={"accept-language": language})
            assert words in page.text and "100.00 CNY" in page.text and order["id"] in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert world.credits(order["id"]) == []
        assert (
            browser.get(address[:-1] + "0" if address[-1] != "0" else address[:-1] + "1").status_code == 404
        )
        token = re.search(r'name="token" value="([^"]+)"', page.text)
        assert token is not None
        for _ in range(3):
            back = browser.post("/api/pay/simulator/checkout", data={"token": token[1], "outcome": "paid"})
            assert (back.status_code, back.headers["location"]) == (
                303,
                f"/settings/billing?order={order['id']}",
            )
        declined = browser.post("/api/pay/simulator/checkout", data={"token": token[1], "outcome": "no"})
        assert declined.status_code == 303  # too late
    assert world.credits(order["id"]) == [CREDIT]
    path = f"/api/admin/billing/orders/{order['id']}/refund"
    headers = {"idempotency-key": "click"}
    for _ in range(2):
        part = world.client.post(path, json={"amount_micros": 40_000_000, "reason": "test"}, headers=headers)
        assert part.raise_for_status().json()["refunded"]["amount_micros"] == 40_000_000
    rest = world.client.post(path, json={}).raise_for_status().json()
    assert [refund["status"] for refund in rest["refunds"]] == ["succeeded", "succeeded"]
    more = world.client.post(path, json={"amount_micros": 10_000})
    assert (more.status_code, more.json()["code"]) == (409, "more_than_paid")


def test_a_payment_that_is_declined(world: World) -> None:
    order = world.start(world.ann, provider="simulator", method="qr")
    assert order["checkout"]["qr"].startswith("http://")
    with world.stranger() as phone:
        page = phone.get(order["checkout"]["qr"].replace("localhost", "127.0.0.1"))
        token = re.search(r'name="token" value="([^"]+)"', page.text)
        assert token is not None
        phone.post("/api/pay/simulator/checkout", data={"token": token[1], "outcome": "declined"})
    assert world.ann.post(f"/api/billing/orders/{order['id']}/look").json()["status"] == "failed"
    assert world.credits(order["id"]) == []


def test_a_transfer_that_an_operator_confirms(world: World) -> None:
    order = world.start(world.ann, provider="manual")
    assert order["checkout"]["instructions"] == "Example Bank, account 123"
    assert order["checkout"]["ref"] == order["id"]
    path = f"/api/admin/billing/orders/{order['id']}"
    assert world.ann.post(f"{path}/confirm", json={"reference": "R"}).status_code == 403
    assert world.client.post(f"{path}/confirm", json={"reference": " "}).status_code == 422
    done = world.client.post(f"{path}/confirm", json={"reference": "R-1"}).raise_for_status().json()
    assert (done["status"], done["payment_ref"], done["by_hand"]) == ("paid", "R-1", True)
    assert world.credits(order["id"]) == [CREDIT]
    by_hand = world.client.post(f"{path}/refund", json={})
    assert (by_hand.status_code, by_hand.json()["code"]) == (422, "refund_by_hand")
    other = world.start(world.ann, provider="manual")
    used = world.client.post(f"/api/admin/billing/orders/{other['id']}/confirm", json={"reference": "R-1"})
    assert (used.status_code, used.json()["code"]) == (409, "reference_used")


def test_lists_and_what_is_refused(world: World) -> None:
    mine = world.ann.get("/api/billing/orders").json()["items"]
    assert mine and "user_id" not in mine[0]
    assert world.client.get("/api/billing/orders").json()["items"] == []
    everybodys = world.client.get("/api/admin/billing/orders", params={"status": "paid"}).json()["items"]
    assert {order["user_id"] for order in everybodys} != {None}
    assert world.client.get(f"/api/billing/orders/{mine[0]['id']}").status_code == 404
    flagged = world.client.get("/api/admin/billing/orders", params={"flagged": True}).json()
    assert flagged["items"] == []
    seen = world.client.post(f"/api/admin/billing/orders/{mine[0]['id']}/seen")
    assert seen.json()["flag"] is None
    bad = world.client.get("/api/admin/billing/orders", params={"cursor": "x"})
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_cursor")
    for body, code in (
        ({"provider": "manual", "currency": "CNY", "amount_micros": 10_000_001}, "amount_not_whole"),
        ({"provider": "manual", "currency": "CNY", "amount_micros": 10_000}, "amount_out_of_range"),
        ({"provider": "epay", "currency": "USD", "amount_micros": AMOUNT}, "currency_not_taken"),
        (
            {"provider": "epay", "method": "x", "currency": "CNY", "amount_micros": AMOUNT},
            "payment_method_unknown",
        ),
        ({"provider": "epay", "currency": "CNY", "amount_micros": 0}, "invalid_field"),
        ({"provider": "epay", "currency": "CNY", "amount_micros": AMOUNT, "more": 1}, "invalid_field"),
    ):
        reply = world.ann.post("/api/billing/orders", json=body)
        assert (reply.status_code, reply.json()["code"]) == (422, code)
    assert world.ann.get("/api/billing/orders/ord_x").json()["code"] == "order_not_found"

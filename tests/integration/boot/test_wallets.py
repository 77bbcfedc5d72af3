"""Wallets through a real server: refused, topped up by hand, spent, told, audited."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import database_kinds
from tests.running_server import RunningServer
from tests.simulators.openai import OpenAISimulator

ASK: dict[str, Any] = {"model": "talk", "messages": [{"role": "user", "content": "hello"}], "max_tokens": 50}
ORDINARY = {"x-huahua-usage": "stream"}


@pytest.fixture
def simulator() -> Iterator[OpenAISimulator]:
    simulator, loop = OpenAISimulator(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(simulator.start(), loop).result(60)
    yield simulator
    asyncio.run_coroutine_threadsafe(simulator.stop(), loop).result(60)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)


def _provider(simulator: OpenAISimulator) -> dict[str, Any]:
    return {
        "name": "sim",
        "kind": "openai",
        "base_url": simulator.base_url,
        "allow_private": True,
        "api_key": "k",
    }


@pytest.fixture
def server(tmp_path: Path, simulator: OpenAISimulator) -> Iterator[RunningServer]:
    price = {"currency": "CNY", "input": "2", "output": "8"}
    config = {
        "providers": [_provider(simulator)],
        "models": [{"name": "talk", "provider": "sim", "model": "gpt-4o", "price": price}],
        "billing": {"enabled": True, "rates": {"CNY": "0.5"}, "post_every_s": 600},
    }
    with RunningServer(tmp_path, config=config) as running:
        yield running


def _adjust(client: httpx.Client, wallet_id: str, key: str, **body: Any) -> httpx.Response:
    return client.post(
        f"/api/admin/billing/wallets/{wallet_id}/adjust", json=body, headers={"idempotency-key": key}
    )


def _first_admitted(client: httpx.Client) -> None:
    """A process believes a refusal for a second."""
    end = time.monotonic() + 60
    while client.post("/v1/chat/completions", json=ASK).status_code == 402:
        assert time.monotonic() < end


def test_a_wallet_from_the_first_refusal_to_the_audit(
    server: RunningServer, simulator: OpenAISimulator
) -> None:
    usage = simulator.fixture_json("chat-text.json")["usage"]
    cost = 2 * usage["prompt_tokens"] + 8 * usage["completion_tokens"]
    charge = -(-cost // 2)  # the ledger is in dollars
    with server.client(server.make_key()) as client:
        assert (
            client.get("/v1/models").status_code == 200
        )  # the key is known: the lane may take the next call
        for headers in ({}, ORDINARY):
            reply = client.post("/v1/chat/completions", json=ASK, headers=headers)
            assert (reply.status_code, reply.json()["error"]["code"]) == (402, "insufficient_credit")
            assert "0.00 USD is left" in reply.text
        assert len(simulator.requests) == 0

        wallet = client.get("/api/billing/wallet").json()
        assert wallet["available"] == {"amount_micros": 0, "currency": "USD"}
        first = _adjust(client, wallet["id"], "k1", amount_micros=10_000, memo="welcome")
        again = _adjust(client, wallet["id"], "k1", amount_micros=10_000, memo="welcome")
        assert first.status_code == 200 and first.json() == again.json()
        other = _adjust(client, wallet["id"], "k1", amount_micros=10_001, memo="welcome")
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
        too_much = _adjust(client, wallet["id"], "k2", amount_micros=-10_001, memo="back")
        assert (too_much.status_code, too_much.json()["code"]) == (409, "insufficient_funds")
        assert client.post(f"/api/admin/billing/wallets/{wallet['id']}/adjust", json={}).status_code == 422

        _first_admitted(client)
        for number, headers in enumerate(({}, ORDINARY), 2):
            reply = client.post("/v1/chat/completions", json=ASK, headers=headers)
            assert reply.status_code == 200, reply.text
            left = client.get("/api/billing/balance").json()
            assert (left["amount_micros"], left["held_micros"]) == (10_000 - number * charge, 0)
        assert left["currency"] == "USD" and left["wallet_id"] == wallet["id"]

        report = client.post("/api/admin/billing/audit").json()
        assert report["holds"] and report["counts"]["calls"] == 0  # nothing is posted yet
        assert client.get("/api/admin/billing/audit").json()["report"] == report
        changed = client.patch(
            f"/api/admin/billing/wallets/{wallet['id']}", json={"credit_limit_micros": 77}
        ).json()
        assert changed["credit_limit"]["amount_micros"] == 77
        assert [one["id"] for one in client.get("/api/admin/billing/wallets").json()["items"]] == [
            wallet["id"]
        ]
        entries = client.get("/api/admin/audit?action=wallet").json()["items"]
        assert sorted(entry["action"] for entry in entries) == ["wallet.adjusted", "wallet.limit_changed"]

    server.stop()  # which posts what is left
    done = server.run("billing", "audit", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.strip().splitlines()[-1])
    assert report["counts"]["calls"] == 3 and report["totals"]["revenue"] == 3 * charge
    with sqlite3.connect(server.data / "huahua.db") as database:
        database.execute("UPDATE wallets SET money_micros = money_micros + 5")
    done = server.run("billing", "audit")
    assert done.returncode == 1 and f"DRIFT (money): wallet {wallet['id']}" in done.stdout
    with sqlite3.connect(server.data / "huahua.db") as database:
        database.execute("UPDATE wallets SET money_micros = money_micros - 5")
    server.start()
    with server.client() as client:
        found = client.get("/api/billing/statement").json()["items"]
        assert [(one["kind"], one["calls"]) for one in found] == [("usage", 3), ("adjustment", 0)]
        assert found[0]["balance"]["amount_micros"] == 10_000 - 3 * charge


@pytest.mark.parametrize("kind", database_kinds())
async def test_a_wallet_of_ten_calls_admits_ten_of_two_hundred_through_several_processes(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, simulator: OpenAISimulator
) -> None:
    config = {
        "providers": [_provider(simulator)],
        "models": [{"name": "talk", "provider": "sim", "model": "gpt-4o", "price": {"call": "0.001"}}],
        "billing": {"enabled": True},
        "server": {"workers": 4 if kind == "postgresql" else 2},
    }
    environ = {"HUAHUA_DATABASE_URL": request.getfixturevalue("postgres_url")} if kind != "sqlite" else {}
    with RunningServer(tmp_path, config=config, environ=environ) as server:
        key = server.make_key()
        with server.client() as client:
            wallet_id = client.get("/api/billing/wallet").json()["id"]
            _adjust(client, wallet_id, "k1", amount_micros=10_000, memo="ten calls").raise_for_status()
        async with httpx.AsyncClient(
            base_url=server.url,
            headers={"authorization": f"Bearer {key}"},
            timeout=180,
            trust_env=False,
            verify=False,
            limits=httpx.Limits(max_connections=200),
        ) as client:
            replies = await asyncio.gather(
                *(client.post("/v1/chat/completions", json=ASK) for _ in range(200))
            )
        assert Counter(reply.status_code for reply in replies) == {200: 10, 402: 190}
        assert len(simulator.requests) == 10

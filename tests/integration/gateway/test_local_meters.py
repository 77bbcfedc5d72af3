"""Engines of this machine measure their own work: a price per second bills it, and never the wait for it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from huahua.billing.prices.domain.resolve import PLAIN, Row
from huahua.billing.prices.keeper import row_of
from huahua.gateway.domain.calls import Caller, ImageRequest, Usage
from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.domain.price import Price
from huahua.gateway.metering.opening import open_usage_log
from huahua.gateway.metering.store import usage_lines
from huahua.gateway.providers.builtin.provider import BuiltinProvider
from huahua.gateway.providers.builtin.rows import builtin_model_rows, builtin_provider_row
from huahua.gateway.providers.factory import provider_factory
from huahua.gateway.registry import Registry
from huahua.gateway.service import GatewayService
from huahua.gateway.store import SqlCatalogueStore
from huahua.infra.db import Database
from huahua.infra.http import Outbound
from huahua.infra.workers import WorkerPool
from huahua.painting.engines.local import PainterEngine
from tests.integration.gateway.conftest import Make
from tests.unit.billing.prices.support import NOW, book, entry
from tests.unit.infra.test_workers import Pid, task
from tests.vaults import new_vault

SECOND, MEMORY = 2_000_000, 500_000
HOUR_MS = 3_600_000


class BookedPrices:
    """Port `Prices`: `builtin/painter` by its seconds and its memory, out of a price book."""

    def __init__(self) -> None:
        price = {"currency": "USD", "second": SECOND, "memory": MEMORY}
        self._book = book(entry(model="builtin/painter", price=price))

    def of(self, caller: Caller, row: ModelConfig) -> Price | None:
        return self._book.price(row_of(row), PLAIN, NOW, lambda _entry: 0).price

    def vendor(self, row: ModelConfig) -> Price | None:
        return None


@pytest.fixture
async def workers() -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(size=1)
    yield pool
    await pool.close()


async def _line(database: Database) -> Any:
    async with database.read() as connection:
        return (await connection.execute(select(usage_lines))).mappings().one()


async def test_a_painting_is_billed_by_its_work_and_not_by_its_wait(
    gateway_db: Database, tmp_path: Path, workers: WorkerPool
) -> None:
    engine, outbound = PainterEngine(workers), Outbound()
    registry = Registry(
        store=SqlCatalogueStore(gateway_db, new_vault()),
        factory=provider_factory(outbound, BuiltinProvider([engine])),
        providers=[builtin_provider_row()],
        models=builtin_model_rows([engine]),
    )
    await registry.load()
    usage, hours = open_usage_log(gateway_db, tmp_path / "usage"), itertools.count(0, 3_600)
    service = GatewayService(
        registry=registry, usage=usage, prices=BookedPrices(), monotonic=lambda: float(next(hours))
    )
    busy = Pid()
    hung = asyncio.create_task(workers.run(task("hang"), {}, busy.progress))
    await busy.told()
    request = ImageRequest("a boat", count=2, width=64, height=64, seed=1)
    painting = asyncio.create_task(
        service.paint(Caller("usr_a", "user"), "builtin/painter", request, "req_1")
    )
    await asyncio.sleep(0)
    hung.cancel()  # the only worker is free
    reply = await painting
    await usage.close()
    await outbound.close()
    line = await _line(gateway_db)
    assert line["latency_ms"] >= HOUR_MS, "by the call's clock it waited for hours"
    assert 2 <= line["inference_ms"] == reply.usage.inference_ms < HOUR_MS
    assert line["inference_ms"] == sum(one.inference_ms for one in reply.images)
    assert line["memory_gib_ms"] == sum(one.memory_gib_ms for one in reply.images) > 0
    exact = (line["inference_ms"] * SECOND + line["memory_gib_ms"] * MEMORY) / 1000
    assert line["cost_micros"] == ceil(exact)


async def test_the_assistant_and_the_embedding_measure_their_work_too(
    make_gateway: Make, gateway_db: Database
) -> None:
    gateway = await make_gateway()
    body: dict[str, Any] = {"model": "builtin/assistant", "messages": [{"role": "user", "content": "Hello"}]}
    await gateway.client.post("/v1/chat/completions", body)
    await gateway.client.post("/v1/chat/completions", {**body, "stream": True})
    await gateway.client.post("/v1/embeddings", {"model": "builtin/embedding", "input": "a boat"})
    async with gateway_db.read() as connection:
        lines = (await connection.execute(select(usage_lines))).mappings().all()
    assert len(lines) == 3
    assert all(line["inference_ms"] >= 1 and line["memory_gib_ms"] >= 1 for line in lines)


def test_a_book_prices_pages_of_documents() -> None:
    found = book(entry(model="reader", price={"currency": "USD", "page": 1_500}))
    price = found.price(Row("reader", "up", "x"), PLAIN, NOW, lambda _entry: 0).price
    assert price is not None and price.cost(Usage(pages=3)) == 4_500

"""What the fast lane prepares for a model is in force no longer than the catalogue that it was prepared from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.gateway.domain.price import Price
from huahua.gateway.ports import ModelRow, SavedCatalogue
from tests.integration.boot.lane_stage import LaneStage, Peer, Upstream, ask, lane_stage, request


@dataclass
class Page:
    """The catalogue's page: one provider with one model."""

    stage: LaneStage
    provider: ProviderConfig
    model: ModelConfig
    saves: int = 0

    async def load(self) -> SavedCatalogue:
        """Port `CatalogueStore`."""
        self.saves += 1
        row = ModelRow("mdl_1", self.model)
        return SavedCatalogue([self.provider], [row], None, str(self.saves))

    async def save(self) -> None:
        registry = self.stage.lane._parts.registry
        registry._store = self  # type: ignore[assignment]
        await registry.load()


async def cost_of_a_call(peer: Peer, *, stream: bool = False) -> tuple[int, str | None]:
    peer.send(request(ask("own", stream=stream)))
    reply = await peer.reply()
    return reply.status, reply.headers.get("x-huahua-cost-micros")


@pytest.mark.parametrize("stream", [False, True])
async def test_a_change_is_in_force_with_the_next_call_of_a_connection(stream: bool) -> None:
    async with lane_stage() as stage, Upstream().serving() as other:
        provider = ProviderConfig(
            name="page", kind="openai", base_url=stage.upstream.base_url, api_key="sk-1", allow_private=True
        )
        model = ModelConfig(
            name="own", provider="page", model="first", price=Price("USD", input=1_000_000, output=1_000_000)
        )
        page = Page(stage, provider, model)
        await page.save()
        peer = await stage.connect()

        async def call() -> tuple[int, int]:
            """The status, and the cost on record."""
            status, told = await cost_of_a_call(peer, stream=stream)
            cost = stage.usage.lines[-1].cost_micros
            assert stream or status != 200 or told == str(cost)
            return status, cost

        assert await call() == (200, 12)
        page.model = replace(model, price=Price("CNY", input=2_000_000, output=2_000_000))
        await page.save()
        assert await call() == (200, 24)
        assert stage.usage.lines[-1].currency == "CNY"
        page.model = replace(page.model, model="second", options={"seed": 7})
        await page.save()
        assert await call() == (200, 24)
        assert [(each["model"], each.get("seed")) for each in stage.upstream.asked] == [
            ("first", None),
            ("first", None),
            ("second", 7),
        ]
        page.provider = replace(provider, base_url=other.base_url, api_key="sk-2")
        await page.save()
        assert await call() == (200, 24)
        assert (len(stage.upstream.asked), len(other.asked)) == (3, 1)
        assert other.keys == ["bearer sk-2"]
        assert stage.lane.counts.served == 4
        page.model = replace(page.model, enabled=False)
        await page.save()
        assert (await call())[0] == 404
        await peer.close()
        await stage.at_rest()

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from huahua.infra.http import Outbound
from tests.contract.painters.bench import ENTRIES, Bench, config_of
from tests.simulators.plugin import running


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    client = Outbound()
    yield client
    await client.close()


@pytest.fixture(params=sorted(ENTRIES))
async def bench(request: pytest.FixtureRequest, outbound: Outbound) -> AsyncIterator[Bench]:
    entry = ENTRIES[request.param]
    async for sim in running(entry.simulator()):
        yield Bench(request.param, sim, outbound, entry, config_of(request.param, entry, sim))

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.contract.painters.bench import ENTRIES, Bench, benches


@pytest.fixture(params=sorted(ENTRIES))
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async for bench in benches(request.param):
        yield bench

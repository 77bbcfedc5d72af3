"""Every payment provider as a simulator, and payments that use them all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import cache

import pytest

from huahua.billing.payments import signing
from huahua.infra.db import Database
from huahua.infra.http import Outbound
from tests.integration.billing.payments.desk import SHOPS, Desk

_private_key = cache(signing.private_key)
"""A tenth of a second each time, for the key is checked."""


@pytest.fixture
async def desk(db: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(signing, "private_key", _private_key)
    async with AsyncExitStack() as stack:
        shops = {name: kind() for name, kind in SHOPS.items()}
        for shop in shops.values():
            await shop.start()
            stack.push_async_callback(shop.stop)
        outbound = Outbound()
        stack.push_async_callback(outbound.close)
        yield Desk(db, shops, outbound)
        for shop in shops.values():
            assert shop.complaints == []

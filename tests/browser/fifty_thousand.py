"""Fifty thousand pictures straight into a server's database: rows only, all of one small file."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from huahua.infra.db import open_database
from huahua.infra.vault import PLAIN, RowVault
from huahua.painting.api import Origin, Picture, PictureStore
from huahua.painting.store import _to_row, pictures, signatures
from tests.running_server import RunningServer

COUNT = 50_000
AT_ONCE = 2_000
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
EVERY = timedelta(minutes=15)
SIZES = ((1024, 1024), (1024, 768), (768, 1024), (1280, 720))
"""Of the pictures in turn; the file is smaller, which nobody sees in a small tile."""


def fill(server: RunningServer, user_id: str) -> None:
    asyncio.run(fill_database(f"sqlite:///{server.data / 'huahua.db'}", user_id))


async def fill_database(url: str, user_id: str, count: int = COUNT, vault: RowVault = PLAIN) -> None:
    """Words in both languages; the number of each is in them."""
    db = open_database(url)
    store = PictureStore(db, vault)
    try:
        await store.claim("0" * 64, 1000, FIRST, FIRST + timedelta(days=36_500))
        for start in range(0, count, AT_ONCE):
            rows = [_row(user_id, number) for number in range(start, min(count, start + AT_ONCE))]
            async with db.write() as connection:
                sealed = [vault.seal(pictures, row) for row in rows]
                await connection.execute(pictures.insert(), sealed)
                await connection.execute(signatures.insert(), [store._signature(row) for row in rows])
    finally:
        await db.close()


def _row(user_id: str, number: int) -> dict[str, Any]:
    width, height = SIZES[number % len(SIZES)]
    return _to_row(
        Picture(
            id=f"img_{number:026}",
            user_id=user_id,
            origin=Origin.PAINTED,
            digest="0" * 64,
            media_type="image/png",
            bytes=1000 + number,
            width=width,
            height=height,
            created_at=FIRST + number * EVERY,
            prompt=f"a lighthouse-{number:05} in the rain over a grey sea, 雨中的灯塔",
            enriched_prompt="a lighthouse in the rain, low evening light, long waves, 远处有一艘小船",
            model="builtin/painter",
            style=("ink", "oil", "flat")[number % 3],
            seed=number,
            recipe={"prompt": "a lighthouse"},
        )
    )

"""The gallery with 50,000 pictures of one person, on SQLite; and a picture that is shown again."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bench.measures.stage import Row, median

USER = "usr_bench"
REPEATS = 7


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        return asyncio.run(_gallery(Path(name))) + asyncio.run(_again(Path(name)))


async def _gallery(folder: Path) -> list[Row]:
    from tests.browser.fifty_thousand import COUNT, fill_database
    from tests.vaults import new_vault

    from huahua.infra.db import open_database
    from huahua.infra.migrate import upgrade
    from huahua.painting.api import BrowseStore, Filter, PictureStore

    url = f"sqlite:///{folder / 'gallery.db'}"
    upgrade(url)
    vault = new_vault()
    await fill_database(url, USER, vault=vault)
    db = open_database(url)
    store, browse = PictureStore(db, vault), BrowseStore(db, vault)
    middle = f"img_{COUNT // 2:026}"
    wishes: dict[str, Callable[[], Awaitable[Any]]] = {
        "newest page of 100": lambda: store.page(USER, Filter(), None, 100),
        "page of 100 from the middle": lambda: store.page(USER, Filter(), middle, 100),
        "a style, 100 pictures": lambda: store.page(USER, Filter(style="ink"), None, 100),
        "search, one picture (English)": lambda: store.page(USER, Filter("lighthouse-00007"), None, 100),
        "search, first 100 of all (Chinese)": lambda: store.page(USER, Filter("灯塔"), None, 100),
        "search, nothing there": lambda: store.page(USER, Filter("长颈鹿"), None, 100),
        "months, models and styles": lambda: browse.facets(USER, Filter()),
        "room taken": lambda: browse.storage(USER),
    }
    found = [
        Row(f"gallery of {COUNT:,}: {name}", f"{await _ms(wish):.1f} ms") for name, wish in wishes.items()
    ]
    await db.close()
    return found


async def _again(folder: Path) -> list[Row]:
    """From asking to the end of the run, with everything in between but HTTP; the picture itself is in the store."""
    from tests.integration.painting.studio import ME, Studio

    from huahua.infra.db import open_database
    from huahua.infra.migrate import upgrade
    from huahua.painting.api import PaintSpec

    url = f"sqlite:///{folder / 'again.db'}"
    upgrade(url)
    db = open_database(url)
    wish = PaintSpec("a red boat on a lake", seed=7, width=512, height=512)
    async with Studio(db, folder / "blobs") as studio:

        async def ask() -> None:
            run_id = await studio.painting.starter.begin(ME, "user", None, None, wish)
            async for _ in studio.runs.follow(run_id, ME):
                pass

        await ask()
        row = Row(
            "a picture that is there already, asked for again", f"{await _ms(ask):.1f} ms", "under 20 ms"
        )
        assert len(studio.models.calls) == 1
    await db.close()
    return [row]


async def _ms(wish: Callable[[], Awaitable[Any]]) -> float:
    await wish()
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        await wish()
        times.append((time.perf_counter() - started) * 1000)
    return median(times)

"""What SQLAlchemy makes of a statement is made once in a process, however often a database is opened.

Each engine keeps the statements that it has compiled, and nearly every test opens engines of its own: a fifth of such
a test's work was to compile again what all the others had compiled. Here all engines of one kind share what they keep.
The key holds the dialect, an object of each engine; all of one kind are set up alike by `open_database`, so the kind
stands in its place.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from huahua.infra import db

_SIZE = 3000


class _Shared:
    """The part of a mapping that an engine uses."""

    def __init__(self) -> None:
        self._kept: LRUCache[Any, Any] = LRUCache(_SIZE)

    def get(self, key: tuple[Any, ...]) -> Any:
        return self._kept.get(key[1:])

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self._kept[key[1:]] = compiled


_shared: dict[str, _Shared] = {}


def keep_statements() -> None:
    """From now on, in this process."""
    db.create_async_engine = _make  # type: ignore[assignment, attr-defined]


def _make(url: URL, **options: Any) -> AsyncEngine:
    engine = create_async_engine(url, **options)
    engine.sync_engine._compiled_cache = _shared.setdefault(url.drivername, _Shared())  # type: ignore[assignment]
    return engine

"""A person's own choice of pictures under a name, and what there is to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huahua.kit.clock import iso

MAX_COLLECTIONS = 500
"""Of one person."""
MAX_NAME_CHARS = 120
COVERS = 4


@dataclass(frozen=True, slots=True)
class Collection:
    """`covers` are the pictures that were put in last."""

    id: str
    user_id: str
    name: str
    created_at: datetime
    updated_at: datetime
    count: int = 0
    covers: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    """Teams that see it; of another person's, those of the asker's teams that do."""
    own: bool = True
    """Whether it is the asker's own, who alone may change it."""

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "count": self.count,
            "covers": list(self.covers),
            "teams": list(self.teams),
            "own": self.own,
            "created_at": iso(self.created_at),
            "updated_at": iso(self.updated_at),
        }


@dataclass(frozen=True, slots=True)
class Facets:
    """What the pictures of a filter are: how many in all, in each month (UTC, newest first), by each model and in each
    style (the most first). `from_widgets` counts what visitors of one's chat widgets had painted, whatever is
    filtered."""

    count: int
    months: tuple[tuple[str, int], ...]
    models: tuple[tuple[str, int], ...]
    styles: tuple[tuple[str, int], ...]
    from_widgets: int = 0


@dataclass(frozen=True, slots=True)
class Storage:
    """`used` bytes of originals, each file counted once; `quota` is None where there is no limit."""

    used: int
    pictures: int
    quota: int | None = None

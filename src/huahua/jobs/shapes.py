"""What runs answer over HTTP. Their events are no part of it: `ARCHITECTURE.md` lists them."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from huahua.jobs.domain import RunStatus
from huahua.kit.shapes import Failure


class Run(TypedDict):
    """`place` counts the runs that wait before it, from 1; null when it does not wait. `eta_s`: seconds until a
    waiting run is done, as the last runs of its queue went; null where none tells."""

    id: str
    kind: str
    status: RunStatus
    conversation_id: str | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    place: int | None
    eta_s: float | None
    result: dict[str, Any] | None
    error: Failure | None

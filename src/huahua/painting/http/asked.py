"""What requests of several routes say alike: which pictures."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from huahua.painting.domain.picture import Filter, Origin, Shape

MAX_IDS = 1_000
MAX_QUERY_CHARS = 400
MAX_NAME_CHARS = 200


class IdsBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    ids: Annotated[list[Annotated[str, Field(max_length=80)]], Field(min_length=1, max_length=MAX_IDS)]


Name = Annotated[str | None, Query(max_length=MAX_NAME_CHARS)]
FromWidgets = Annotated[
    bool,
    Query(
        description="What visitors of one's chat widgets had painted, and only that; else what they did not."
    ),
]


def asked_for(
    q: Annotated[str, Query(max_length=MAX_QUERY_CHARS)] = "",
    origin: Origin | None = None,
    starred: bool | None = None,
    model: Name = None,
    conversation_id: Name = None,
    style: Name = None,
    collection_id: Name = None,
    since: datetime | None = None,
    until: datetime | None = None,
    shape: Shape | None = None,
    min_side: Annotated[int | None, Query(ge=1, le=100_000)] = None,
    from_widgets: FromWidgets = False,
) -> Filter:
    """The query of a list. Times without a zone are UTC. A collection and a conversation hold what they hold, whoever
    had it painted."""
    everybody = collection_id is not None or conversation_id is not None
    return Filter(
        q=q.replace("\0", " "),
        origin=origin,
        starred=starred,
        model=model,
        conversation_id=conversation_id,
        style=style,
        collection_id=collection_id,
        since=_utc(since),
        until=_utc(until),
        shape=shape,
        min_side=min_side,
        guests=True if from_widgets else None if everybody else False,
    )


def _utc(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time

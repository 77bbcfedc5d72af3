"""JSON of `/api` that more than one area speaks. Declared for the interface's description: edges name these
types as their `response_model`, `/api/openapi.json` and the page's own types are made from them.

A key that a shape does not name is left out of the reply. Times are UTC, ISO 8601 with `Z`.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

# Pydantic reads typing's own TypedDict only from Python 3.12 on.
from typing_extensions import TypedDict

Item = TypeVar("Item")


class Page(TypedDict, Generic[Item]):
    """One page of a list; `next_cursor` asks for the next, null at the end."""

    items: list[Item]
    next_cursor: str | None


class Failure(TypedDict):
    """Why a run failed. `code` is a stable name that the page translates, `message` one English sentence."""

    code: str
    message: str


class StartedRun(TypedDict):
    run_id: str


class PictureUrls(TypedDict):
    original: str
    view: str
    medium: str
    thumb: str


class Picture(TypedDict):
    id: str
    origin: Literal["painted", "avatar", "upload"]
    width: int
    height: int
    media_type: str
    bytes: int
    prompt: str
    enriched_prompt: str | None
    negative: str
    model: str | None
    style: str | None
    seed: int | None
    unmet: list[str]
    locked: list[str]
    source_id: str | None
    conversation_id: str | None
    starred: bool
    ai_generated: bool
    created_at: str
    cached: bool
    urls: PictureUrls
    recipe: dict[str, Any]


class PictureSlot(TypedDict):
    """A painting of a message, from the queue to its pictures. `aspect` is `W:H`. `places` are those of the pictures
    among all, from 0; `missing` those that were not painted although the painting is over. `latest_run_id`
    is the run that was begun in its place, where it was tried again."""

    painting_run_id: str
    latest_run_id: str
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    prompt: str
    count: int
    aspect: str | None
    pictures: list[Picture]
    places: list[int]
    missing: list[int]
    error: Failure | None

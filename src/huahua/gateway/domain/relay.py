"""Requests of OpenAI's protocol that pass through as they are: speech, transcripts, moderation, reranking."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class RelayCall:
    """`path` is as OpenAI names it, such as `/audio/speech`; `model` is the upstream's id, in `body` as well."""

    request_id: str
    path: str
    model: str
    body: bytes = field(repr=False)
    content_type: str = JSON


@dataclass(frozen=True, slots=True)
class RelayReply:
    """A whole reply, untouched."""

    body: bytes = field(repr=False)
    content_type: str = JSON

    @property
    def is_json(self) -> bool:
        return media_type(self.content_type) == JSON


class RelayStream(Protocol):
    """A reply whose head has arrived. Iterate it once, and close it; iterating raises UpstreamError."""

    content_type: str

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    async def __anext__(self) -> bytes: ...
    async def aclose(self) -> None: ...


def media_type(content_type: str) -> str:
    """`text/plain` of `text/plain; charset=utf-8`."""
    return content_type.partition(";")[0].strip().lower()

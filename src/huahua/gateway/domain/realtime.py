"""Talk over a WebSocket: what passes, and what its events say of usage. Pure.

https://platform.openai.com/docs/api-reference/realtime-server-events
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

Frame = str | bytes
SUBPROTOCOL = "realtime"


@dataclass(frozen=True, slots=True)
class RealtimeCall:
    """`model` is the upstream's id; `beta` passes on the header `openai-beta`, empty where there was none."""

    model: str
    subprotocols: tuple[str, ...] = ()
    beta: str = ""


class RealtimeSocket(Protocol):
    """The upstream's side of one conversation. Methods raise UpstreamError."""

    async def send(self, frame: Frame) -> None: ...

    async def receive(self) -> Frame | None:
        """None when the upstream closed in order."""
        ...

    async def close(self) -> None: ...

"""A run's events as server-sent events.

https://html.spec.whatwg.org/multipage/server-sent-events.html — `id` is the event's `seq`, so that a browser that
reconnects sends `Last-Event-ID` and misses nothing.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from huahua.infra.identity import RECHECK_S
from huahua.jobs.domain import RunEvent

KEEP_ALIVE_S = 15.0
_EVENT_ID = re.compile(r"[0-9]{1,12}")


def event_id(last_event_id: str | None, otherwise: int = 0) -> int:
    """The `seq` that a reader has seen last."""
    known = last_event_id is not None and _EVENT_ID.fullmatch(last_event_id)
    return int(last_event_id or 0) if known else otherwise


async def frames(
    follower: AsyncIterator[RunEvent],
    may_go_on: Callable[[], Awaitable[bool]],
    leaving: asyncio.Event,
    shown: Callable[[RunEvent], dict[str, Any] | None] = RunEvent.to_json,
) -> AsyncIterator[bytes]:
    """SSE frames, with a comment when nothing happens so that proxies keep the connection. They end when
    the caller's key or session does, and when the server leaves. `shown` says what of an event its reader may see; None
    leaves it out."""
    pending: asyncio.Task[RunEvent] | None = None
    end = asyncio.create_task(leaving.wait())
    clock = asyncio.get_running_loop().time
    checked_at = spoke_at = clock()
    try:
        while True:
            if clock() - checked_at >= RECHECK_S:
                checked_at = clock()
                if not await may_go_on():
                    return
            pending = pending or asyncio.ensure_future(_next(follower))
            await asyncio.wait({pending, end}, timeout=RECHECK_S, return_when=asyncio.FIRST_COMPLETED)
            if end.done():
                return
            if not pending.done():
                if clock() - spoke_at >= KEEP_ALIVE_S:
                    spoke_at = clock()
                    yield b": keep-alive\n\n"
                continue
            try:
                event = pending.result()
            except StopAsyncIteration:
                return
            pending = None
            seen = shown(event)
            if seen is None:
                continue
            spoke_at = clock()
            text = json.dumps(seen, ensure_ascii=False, separators=(",", ":"))
            yield f"id: {event.seq}\nevent: {event.type}\ndata: {text}\n\n".encode()
    finally:
        end.cancel()
        if pending is not None:
            pending.cancel()


async def _next(follower: AsyncIterator[RunEvent]) -> RunEvent:
    return await anext(follower)

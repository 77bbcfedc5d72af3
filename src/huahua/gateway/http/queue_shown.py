"""A queue place shown while a stream waits: SSE comments before the first event.

A caller asks for it with `x-huahua-queue: show`. The head then goes out as 200 before the call has its place: an error
after that is an event of the stream, and the route is in no header. Readers of server-sent events skip comments:
https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from huahua.gateway.domain.queueing import QueueWatch
from huahua.gateway.errors import GatewayError
from huahua.gateway.http._asgi import SSE_TYPE, Exchange
from huahua.gateway.outcomes import ChatStream

LOOK_S = 1.0
"""Before the first comment, and between two looks at the place."""


async def open_shown(
    exchange: Exchange,
    watch: QueueWatch | None,
    opening: Coroutine[Any, Any, ChatStream],
    render_error: Callable[[GatewayError], bytes],
) -> ChatStream | None:
    """The stream, once it is open. None when it failed after comments were written: all is said and ended then.

    Raises GatewayError while nothing was written.
    """
    if watch is None:
        return await opening
    task = asyncio.create_task(opening)
    try:
        await _tell_places(exchange, watch, task)
        return await task
    except GatewayError as fault:
        if not exchange.started:
            raise
        await exchange.send_raw(render_error(fault))
        await exchange.end()
        return None
    except BaseException:
        await _drop(task)
        raise


async def _tell_places(exchange: Exchange, watch: QueueWatch, task: asyncio.Task[ChatStream]) -> None:
    told: int | None = None
    while True:
        await asyncio.wait({task}, timeout=LOOK_S)
        if task.done():
            return
        place = watch.place
        if place is None or place == told:
            continue
        if not exchange.started:
            await exchange.start_stream(SSE_TYPE)
        await exchange.send_raw(f": queued place={place}\n\n".encode())
        told = place


async def _drop(task: asyncio.Task[ChatStream]) -> None:
    """The client is gone; so is what was being opened, or has been."""
    task.cancel()
    (opened,) = await asyncio.gather(task, return_exceptions=True)
    if isinstance(opened, ChatStream):
        await opened.aclose()

"""Runs over HTTP: look, follow by server-sent events, cancel.

SSE: https://html.spec.whatwg.org/multipage/server-sent-events.html — `id` is the event's `seq`, so that a
browser that reconnects sends `Last-Event-ID` and misses nothing.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from huahua.infra.identity import RECHECK_S, User, is_still_known
from huahua.infra.problems import Problem
from huahua.jobs import shapes
from huahua.jobs.domain import Run, RunEvent
from huahua.jobs.errors import RunNotFound
from huahua.jobs.previews import MAX_INDEX
from huahua.jobs.queue import Standing
from huahua.jobs.service import RunService
from huahua.kit.clock import iso

KEEP_ALIVE_S = 15.0
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The run's events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
_FRAME: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The newest frame",
        "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_EVENT_ID = re.compile(r"[0-9]{1,12}")


def run_not_found() -> Problem:
    return Problem(404, "run_not_found", "There is no such run.")


def run_json(run: Run, standing: Standing | None) -> dict[str, Any]:
    return {
        "id": run.id,
        "kind": run.kind,
        "status": run.status,
        "conversation_id": run.conversation_id,
        "created_at": iso(run.created_at),
        "started_at": iso(run.started_at) if run.started_at else None,
        "finished_at": iso(run.finished_at) if run.finished_at else None,
        "place": standing.place if standing else None,
        "eta_s": standing.eta_s if standing else None,
        "result": run.result,
        "error": run.error,
    }


def routes(service: RunService, leaving: asyncio.Event) -> APIRouter:
    """`leaving` is set when the server begins to stop: streams end then, for their readers can go on
    with the next server after the last event that they have."""
    router = APIRouter(prefix="/api/runs", tags=["runs"])

    async def find(run_id: str, user_id: str) -> Run:
        try:
            return await service.get(run_id, user_id)
        except RunNotFound as fault:
            raise run_not_found() from fault

    @router.get("/{run_id}", response_model=shapes.Run)
    async def show(run_id: str, user: User) -> dict[str, Any]:
        run = await find(run_id, user.user_id)
        return run_json(run, await service.standing(run))

    @router.get("/{run_id}/events", response_class=StreamingResponse, responses=_EVENTS)
    async def events(
        run_id: str,
        user: User,
        request: Request,
        last_event_id: Annotated[str | None, Header()] = None,
        after: Annotated[int, Query(ge=0)] = 0,
    ) -> StreamingResponse:
        await find(run_id, user.user_id)
        if last_event_id is not None and _EVENT_ID.fullmatch(last_event_id):
            after = int(last_event_id)
        follower = service.follow(run_id, user.user_id, after)
        return StreamingResponse(
            _frames(follower, lambda: is_still_known(request, user), leaving),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    @router.get("/{run_id}/previews/{index}", response_class=Response, responses=_FRAME)
    async def preview(
        run_id: str,
        index: Annotated[int, Path(ge=0, le=MAX_INDEX)],
        user: User,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        """How a piece looks by now, while the run goes; `progress` events tell when there is a newer one."""
        try:
            found = await service.preview(run_id, user.user_id, index)
        except RunNotFound as fault:
            raise run_not_found() from fault
        if found is None:
            raise Problem(404, "no_preview", "There is nothing to be seen of it at this moment.")
        headers = {"cache-control": "private, no-cache", "etag": f'"{found.seq}"'}
        if if_none_match == headers["etag"]:
            return Response(status_code=304, headers=headers)
        return Response(found.data, media_type=found.media_type, headers=headers)

    @router.post("/{run_id}/cancel", response_model=shapes.Run)
    async def cancel(run_id: str, user: User) -> dict[str, Any]:
        await find(run_id, user.user_id)
        run = await service.cancel(run_id, user.user_id)
        return run_json(run, await service.standing(run))

    return router


async def _frames(
    follower: AsyncIterator[RunEvent], may_go_on: Callable[[], Awaitable[bool]], leaving: asyncio.Event
) -> AsyncIterator[bytes]:
    """SSE frames, with a comment when nothing happens so that proxies keep the connection. They end when
    the caller's key or session does, and when the server leaves."""
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
            pending, spoke_at = None, clock()
            text = json.dumps(event.to_json(), ensure_ascii=False, separators=(",", ":"))
            yield f"id: {event.seq}\nevent: {event.type}\ndata: {text}\n\n".encode()
    finally:
        end.cancel()
        if pending is not None:
            pending.cancel()


async def _next(follower: AsyncIterator[RunEvent]) -> RunEvent:
    return await anext(follower)

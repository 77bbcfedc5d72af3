"""Runs over HTTP: look, follow by server-sent events, cancel."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from huahua.infra.identity import User, is_still_known
from huahua.infra.problems import Problem
from huahua.jobs import shapes
from huahua.jobs.domain import Run
from huahua.jobs.errors import RunNotFound
from huahua.jobs.previews import MAX_INDEX
from huahua.jobs.queue import Standing
from huahua.jobs.service import RunService
from huahua.jobs.sse import event_id, frames
from huahua.kit.clock import iso

_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The run's events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
_FRAME: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The newest frame",
        "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}


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
        follower = service.follow(run_id, user.user_id, event_id(last_event_id, after))
        return StreamingResponse(
            frames(follower, lambda: is_still_known(request, user), leaving),
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

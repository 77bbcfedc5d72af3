"""`/api/widget/{id}`: what a visitor's browser calls, from the frame and from nowhere else.

No cookie counts here: the bearer is the pass that `sessions` gave, of some minutes, bound to widget, site and visitor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from huahua.chat.api import Chat
from huahua.infra.problems import Problem
from huahua.jobs.api import RunEvent, RunService, event_id, frames
from huahua.widgets import shapes
from huahua.widgets.domain.showing import shown_event, shown_messages
from huahua.widgets.domain.widget import MAX_MESSAGE_CHARS
from huahua.widgets.errors import WidgetError
from huahua.widgets.http.problems import problems
from huahua.widgets.service.visiting import Visit, Visiting

MAX_TOKEN_CHARS = 2_000
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "The run's events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"description": "The bytes", "content": {"image/*": {}}}}


class EnterBody(BaseModel):
    """`visitor`: 32 random bytes in base64url, which the visitor's browser made and keeps."""

    model_config = ConfigDict(extra="forbid")

    grant: Annotated[str, Field(max_length=2_000)]
    visitor: Annotated[str, Field(max_length=64)]


class SayBody(BaseModel):
    """`client_key` makes a repeated request one message."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=4 * MAX_MESSAGE_CHARS)]
    client_key: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    lang: Literal["zh", "en"] = "en"


def _check_site(request: Request) -> None:
    """The frame is this server's own page; no other page's scripts are let in."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Problem(
            403, "foreign_origin", "This request came from another site; it is not accepted from there."
        )


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and len(token) <= MAX_TOKEN_CHARS else ""


Pass = Annotated[str, Depends(_bearer)]


def visitor_routes(visiting: Visiting, chat: Chat, runs: RunService, leaving: asyncio.Event) -> APIRouter:
    """`leaving` is set when the server begins to stop: streams end then."""
    router = APIRouter(
        prefix="/api/widget/{widget_id}", tags=["widget visitors"], dependencies=[Depends(_check_site)]
    )
    _talk_routes(router, visiting, chat)
    _run_routes(router, visiting, runs, leaving)
    return router


def _talk_routes(router: APIRouter, visiting: Visiting, chat: Chat) -> None:
    async def said_in(visit: Visit) -> list[dict[str, Any]]:
        opened = await visiting.opened(visit)
        return shown_messages(await chat.views.render(visit.widget.user_id, opened.path)) if opened else []

    @router.post("/sessions", response_model=shapes.VisitorEntered)
    async def enter(widget_id: str, body: EnterBody) -> Any:
        """A pass, for the grant in the frame's page."""
        with problems():
            entered = await visiting.enter(widget_id, body.grant, body.visitor)
            said = await said_in(entered.visit)
        return {"token": entered.token, "expires_in_s": entered.expires_in_s, "messages": said}

    @router.get("/messages", response_model=shapes.VisitorMessages)
    async def messages(widget_id: str, token: Pass) -> Any:
        with problems():
            return {"messages": await said_in(await visiting.visit(widget_id, token))}

    @router.post("/messages", status_code=201, response_model=shapes.VisitorTurn)
    async def say(widget_id: str, token: Pass, body: SayBody, request: Request) -> Any:
        address = request.client.host if request.client else ""
        with problems():
            visit = await visiting.visit(widget_id, token)
            turn = await visiting.say(visit, body.text, body.client_key, address, body.lang)
            shown = await chat.views.render(visit.widget.user_id, [turn.question, turn.answer])
        return {"messages": shown_messages(shown), "run_id": turn.run_id}

    @router.delete("/messages", status_code=204)
    async def start_over(widget_id: str, token: Pass) -> Response:
        """A new conversation from here on; the old one stays with the widget's owner."""
        with problems():
            await visiting.start_over(await visiting.visit(widget_id, token))
        return Response(status_code=204)

    @router.get("/pictures/{picture_id}", response_class=Response, responses=_PICTURE)
    async def picture(widget_id: str, picture_id: str, token: Pass) -> Response:
        with problems():
            drawn = await visiting.picture(await visiting.visit(widget_id, token), picture_id)
        return Response(
            drawn.data, media_type=drawn.media_type, headers={"cache-control": "private, no-store"}
        )


def _run_routes(router: APIRouter, visiting: Visiting, runs: RunService, leaving: asyncio.Event) -> None:
    @router.get("/runs/{run_id}/events", response_class=StreamingResponse, responses=_STREAM)
    async def events(
        widget_id: str,
        run_id: str,
        token: Pass,
        last_event_id: Annotated[str | None, Header()] = None,
        after: Annotated[int, Query(ge=0)] = 0,
    ) -> StreamingResponse:
        """An answer or a painting as it comes. Costs, models and the like are left out."""
        with problems():
            visit = await visiting.visit(widget_id, token)
            run = await visiting.run(visit, run_id)
        follower = runs.follow(run.id, visit.widget.user_id, event_id(last_event_id, after))
        return StreamingResponse(
            frames(follower, _still(visiting, visit), leaving, _shown),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    @router.post("/runs/{run_id}/cancel", status_code=204)
    async def cancel(widget_id: str, run_id: str, token: Pass) -> Response:
        with problems():
            await visiting.stop(await visiting.visit(widget_id, token), run_id)
        return Response(status_code=204)


def _still(visiting: Visiting, visit: Visit) -> Callable[[], Awaitable[bool]]:
    """Whether a visit may go on: the widget is on, and still allowed where it stands."""

    async def known() -> bool:
        try:
            await visiting.check(visit)
        except WidgetError:
            return False
        return True

    return known


def _shown(event: RunEvent) -> dict[str, Any] | None:
    data = shown_event(event.type, event.data)
    return None if data is None else {"seq": event.seq, "type": event.type, "data": data}

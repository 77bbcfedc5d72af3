"""`/api/widgets`: one's widgets, and what their visitors said."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from huahua.chat.api import Asker, Chat, ConversationDetail, ConversationShape, conversation_json
from huahua.infra.identity import Identity, User
from huahua.kit.limits import Period
from huahua.kit.shapes import Page
from huahua.widgets import shapes
from huahua.widgets.domain.widget import (
    MAX_GREETING_CHARS,
    MAX_INSTRUCTION_CHARS,
    Face,
    Position,
    Tone,
    WidgetForm,
)
from huahua.widgets.http.faces import face_response
from huahua.widgets.http.problems import problems
from huahua.widgets.service.owning import Owning

Greeting = Annotated[str, Field(max_length=2 * MAX_GREETING_CHARS)]


class WidgetFaceBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    picture_id: Annotated[str, Field(max_length=40)] | None = None
    spec: dict[str, Any] | None = None
    seed: Annotated[str, Field(max_length=100)] = ""


class WidgetBody(BaseModel):
    """`spend_micros`: what all visitors together may cost in a period, in millionths of the ledger's currency."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=200)]
    greeting_zh: Greeting = ""
    greeting_en: Greeting = ""
    model: Annotated[str, Field(max_length=200)] | None = None
    tone: Tone = "neutral"
    instructions: Annotated[str, Field(max_length=2 * MAX_INSTRUCTION_CHARS)] = ""
    paints: bool = False
    face: WidgetFaceBody = WidgetFaceBody()
    colour: Annotated[str, Field(max_length=7)] = "#c2412d"
    position: Position = "right"
    origins: Annotated[list[Annotated[str, Field(max_length=400)]], Field(max_length=50)] = []
    visitor_hourly: Annotated[int, Field(ge=1, le=1_000)] = 30
    daily: Annotated[int, Field(ge=1, le=1_000_000)] = 500
    spend_micros: Annotated[int, Field(ge=1, le=10**12)] = 5_000_000
    spend_period: Period = "month"
    enabled: bool = True

    def form(self) -> WidgetForm:
        given = {name: getattr(self, name) for name in WidgetForm.__slots__}
        return WidgetForm(
            **(given | {"face": Face(**self.face.model_dump()), "origins": tuple(self.origins)})
        )


def owner_routes(owning: Owning, chat: Chat) -> APIRouter:
    router = APIRouter(prefix="/api/widgets", tags=["widgets"])

    @router.get("", response_model=shapes.Widgets)
    async def show_all(user: User) -> dict[str, Any]:
        return {"items": [shapes.widget_json(each) for each in await owning.all(user.user_id)]}

    @router.post("", status_code=201, response_model=shapes.Widget)
    async def create(body: WidgetBody, user: User) -> Any:
        with problems():
            return shapes.widget_json(await owning.create(_asker(user), body.form()))

    @router.get("/{widget_id}", response_model=shapes.Widget)
    async def show(widget_id: str, user: User) -> Any:
        with problems():
            return shapes.widget_json(await owning.get(user.user_id, widget_id))

    @router.put("/{widget_id}", response_model=shapes.Widget)
    async def change(widget_id: str, body: WidgetBody, user: User) -> Any:
        with problems():
            return shapes.widget_json(await owning.change(_asker(user), widget_id, body.form()))

    @router.delete("/{widget_id}", status_code=204)
    async def delete(widget_id: str, user: User) -> Response:
        """With everything that its visitors said and had painted."""
        with problems():
            await owning.delete(user.user_id, widget_id)
        return Response(status_code=204)

    @router.get("/{widget_id}/face", response_class=Response)
    async def face(widget_id: str, user: User) -> Response:
        """The bot's avatar, also of a widget that is switched off."""
        with problems():
            return face_response(await owning.face(user.user_id, widget_id), public=False)

    _conversation_routes(router, owning, chat)
    return router


def _conversation_routes(router: APIRouter, owning: Owning, chat: Chat) -> None:
    @router.get("/{widget_id}/conversations", response_model=Page[ConversationShape])
    async def conversations(
        widget_id: str, user: User, q: str = "", cursor: str | None = None
    ) -> dict[str, Any]:
        """Of visitors, the newest first."""
        with problems():
            page = await owning.conversations(user.user_id, widget_id, q, cursor)
        return {"items": [conversation_json(item) for item in page.items], "next_cursor": page.next_cursor}

    @router.get("/{widget_id}/conversations/{conversation_id}", response_model=ConversationDetail)
    async def conversation(widget_id: str, conversation_id: str, user: User) -> dict[str, Any]:
        with problems():
            opened = await owning.open(user.user_id, widget_id, conversation_id)
        return {
            "conversation": conversation_json(opened.conversation),
            "messages": await chat.views.render(user.user_id, opened.messages),
            "summary": opened.summary,
        }

    @router.delete("/{widget_id}/conversations/{conversation_id}", status_code=204)
    async def delete_conversation(widget_id: str, conversation_id: str, user: User) -> Response:
        """With the pictures that were painted in it."""
        with problems():
            await owning.delete_conversation(user.user_id, widget_id, conversation_id)
        return Response(status_code=204)


def _asker(user: Identity) -> Asker:
    return Asker(user.user_id, user.role, user.key_id)

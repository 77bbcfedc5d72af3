"""`/api/styles`: adapters that paintings can use."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from huahua.avatars.projects.http import problems
from huahua.avatars.training import shapes
from huahua.avatars.training.errors import NotAStyle
from huahua.avatars.training.http.multipart import body_of, read_files
from huahua.avatars.training.http.replies import FILE
from huahua.avatars.training.service.styles import StyleChange, Styles, StyleTexts
from huahua.infra.identity import User

Text = Annotated[str, Field(max_length=300)]


class StyleBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    """What is left out stays; an empty `team_id` takes the style back from its team."""

    name: Text | None = None
    trigger: Text | None = None
    licence: Text | None = None
    team_id: Text | None = None


_BODY = body_of(
    name="what to call it", trigger="its trigger word", licence="its licence", base="the model that it is for"
)


def style_routes(service: Styles) -> APIRouter:
    router = APIRouter(prefix="/api/styles", tags=["styles"])

    @router.get("", response_model=shapes.StyleCards)
    async def show_all(user: User) -> dict[str, Any]:
        """Those that one may paint with: one's own, the newest first, then those of one's teams."""
        found = await service.all(user.user_id)
        return {"items": [shapes.style_json(each, user.user_id) for each in found]}

    @router.post("", status_code=201, response_model=shapes.StyleCard, openapi_extra=_BODY)
    async def take_in(request: Request, user: User) -> dict[str, Any]:
        """A LoRA that was made elsewhere, as a safetensors file."""
        given = await read_files(request)
        with problems():
            if len(given.files) != 1:
                raise NotAStyle("Send exactly one file.")
            texts = {name: given.fields.get(name, "") for name in ("name", "trigger", "licence", "base")}
            style = await service.take_in(user.user_id, given.files[0][1], StyleTexts(**texts))
        return shapes.style_json(style, user.user_id)

    @router.get("/{style_id}", response_model=shapes.StyleCard)
    async def show(style_id: str, user: User) -> dict[str, Any]:
        with problems():
            return shapes.style_json(await service.get(user.user_id, style_id), user.user_id)

    @router.patch("/{style_id}", response_model=shapes.StyleCard)
    async def change(style_id: str, body: StyleBody, user: User) -> dict[str, Any]:
        with problems():
            change = StyleChange(**body.model_dump())
            return shapes.style_json(await service.change(user.user_id, style_id, change), user.user_id)

    @router.get("/{style_id}/file", response_class=Response, responses=FILE)
    async def file(style_id: str, user: User) -> Response:
        with problems():
            data = await service.file(user.user_id, style_id)
        headers = {"content-disposition": f'attachment; filename="{style_id}.safetensors"'}
        return Response(data, media_type="application/octet-stream", headers=headers)

    @router.get("/{style_id}/preview", response_class=Response, responses=FILE)
    async def preview(style_id: str, user: User) -> Response:
        with problems():
            data = await service.preview(user.user_id, style_id)
        return Response(data, media_type="image/webp", headers={"cache-control": "private, no-cache"})

    @router.delete("/{style_id}", status_code=204)
    async def delete(style_id: str, user: User) -> Response:
        with problems():
            await service.delete(user.user_id, style_id)
        return Response(status_code=204)

    return router

"""`/api/pictures`: list, look, star, delete, ZIP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.audit.api import Action, Recorder
from huahua.infra.identity import User
from huahua.kit import shapes
from huahua.painting.domain.picture import Filter, Origin
from huahua.painting.http.problems import problems
from huahua.painting.service.painting import Painting

DEFAULT_LIMIT, MAX_LIMIT = 40, 200
MAX_IDS = 1_000
MAX_QUERY_CHARS = 400
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"description": "The pictures with their recipes", "content": {"application/zip": {}}}
}


class StarBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    starred: bool


class IdsBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    ids: Annotated[list[Annotated[str, Field(max_length=80)]], Field(min_length=1, max_length=MAX_IDS)]


class Deleted(TypedDict):
    """How many there were."""

    deleted: int


def gallery_routes(painting: Painting, audit: Recorder) -> APIRouter:
    router = APIRouter(prefix="/api/pictures", tags=["pictures"])
    gallery = painting.gallery

    @router.get("", response_model=shapes.Page[shapes.Picture])
    async def show_all(
        user: User,
        q: Annotated[str, Query(max_length=MAX_QUERY_CHARS)] = "",
        origin: Origin | None = None,
        starred: bool | None = None,
        model: str | None = None,
        conversation_id: str | None = None,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    ) -> dict[str, Any]:
        wanted = Filter(q.replace("\0", " "), origin, starred, model, conversation_id)
        with problems():
            page = await gallery.page(user.user_id, wanted, cursor, limit)
        return {"items": [item.to_json() for item in page.items], "next_cursor": page.next_cursor}

    @router.post("/zip", response_class=StreamingResponse, responses=_ZIP)
    async def archive(body: IdsBody, user: User) -> StreamingResponse:
        with problems():
            parts = await painting.archive.open(user.user_id, body.ids)
        await audit.record(Action.PICTURES_EXPORTED, after={"pictures": len(set(body.ids))})
        headers = {"content-disposition": 'attachment; filename="huahua-pictures.zip"'}
        return StreamingResponse(parts, media_type="application/zip", headers=headers)

    @router.post("/delete", response_model=Deleted)
    async def delete_many(body: IdsBody, user: User) -> dict[str, Any]:
        return {"deleted": await gallery.delete(user.user_id, body.ids)}

    @router.get("/{picture_id}", response_model=shapes.Picture)
    async def show(picture_id: str, user: User) -> dict[str, Any]:
        with problems():
            return (await gallery.get(user.user_id, picture_id)).to_json()

    @router.patch("/{picture_id}", response_model=shapes.Picture)
    async def change(picture_id: str, body: StarBody, user: User) -> dict[str, Any]:
        with problems():
            return (await gallery.star(user.user_id, picture_id, body.starred)).to_json()

    @router.delete("/{picture_id}", status_code=204)
    async def delete(picture_id: str, user: User) -> Response:
        with problems():
            await gallery.get(user.user_id, picture_id)
            await gallery.delete(user.user_id, [picture_id])
        return Response(status_code=204)

    return router

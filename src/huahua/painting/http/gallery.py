"""`/api/pictures`: list, look, star, delete, ZIP."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict
from typing_extensions import TypedDict

from huahua.audit.api import Action, Recorder
from huahua.infra.identity import User
from huahua.kit import shapes
from huahua.painting.domain.licences import licences_of
from huahua.painting.domain.picture import Filter
from huahua.painting.http.asked import IdsBody, asked_for
from huahua.painting.http.problems import problems
from huahua.painting.service.painting import Painting

DEFAULT_LIMIT, MAX_LIMIT = 40, 200
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"description": "The pictures with their recipes", "content": {"application/zip": {}}}
}


class StarBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    starred: bool


class ZipBody(IdsBody):
    """`label` is the language of a label in the pictures that says who made them; null: only in their metadata."""

    label: Literal["zh", "en"] | None = None


class LicenceShape(TypedDict):
    of: Literal["model", "adapter", "style"]
    about: str
    name: str
    url: str


class LicenceList(TypedDict):
    items: list[LicenceShape]


class Deleted(TypedDict):
    """How many there were."""

    deleted: int


def gallery_routes(painting: Painting, audit: Recorder) -> APIRouter:
    router = APIRouter(prefix="/api/pictures", tags=["pictures"])
    gallery = painting.gallery

    @router.get("", response_model=shapes.Page[shapes.Picture])
    async def show_all(
        user: User,
        wanted: Annotated[Filter, Depends(asked_for)],
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    ) -> dict[str, Any]:
        with problems():
            page = await gallery.page(user.user_id, wanted, cursor, limit)
        return {"items": [item.to_json() for item in page.items], "next_cursor": page.next_cursor}

    @router.post("/zip", response_class=StreamingResponse, responses=_ZIP)
    async def archive(body: ZipBody, user: User) -> StreamingResponse:
        with problems():
            parts = await painting.archive.open(user.user_id, body.ids, body.label)
        await audit.record(Action.PICTURES_EXPORTED, after={"pictures": len(set(body.ids))})
        headers = {"content-disposition": 'attachment; filename="huahua-pictures.zip"'}
        return StreamingResponse(parts, media_type="application/zip", headers=headers)

    @router.post("/delete", response_model=Deleted)
    async def delete_many(body: IdsBody, user: User) -> dict[str, Any]:
        return {"deleted": await gallery.delete(user.user_id, body.ids)}

    @router.get("/{picture_id}", response_model=shapes.Picture)
    async def show(picture_id: str, user: User) -> dict[str, Any]:
        with problems():
            return (await gallery.seen(user.user_id, picture_id)).to_json()

    @router.get("/{picture_id}/licences", response_model=LicenceList)
    async def licences(picture_id: str, user: User) -> dict[str, Any]:
        with problems():
            picture = await gallery.seen(user.user_id, picture_id)
        return {"items": [licence.to_json() for licence in licences_of(picture)]}

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

"""`/api/collections`, and what a gallery holds: facets, storage, the largest."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.infra.identity import User
from huahua.kit import shapes
from huahua.painting.domain.picture import Filter
from huahua.painting.http.asked import FromWidgets, IdsBody, asked_for
from huahua.painting.http.problems import problems
from huahua.painting.service.painting import Painting

MAX_LARGEST = 200


class CollectionShape(TypedDict):
    """`covers` are ids of the pictures that were put in last; `teams` those that see it. Where it is not the asker's
    `own` they are the asker's teams by which it is seen, and it cannot be changed."""

    id: str
    name: str
    count: int
    covers: list[str]
    teams: list[str]
    own: bool
    created_at: str
    updated_at: str


class CollectionList(TypedDict):
    items: list[CollectionShape]


class Counted(TypedDict):
    name: str
    count: int


class FacetsShape(TypedDict):
    """`months` are `2026-03`, in UTC, the newest first; `models` and `styles` the most used first. `from_widgets`
    counts what visitors of the user's chat widgets had painted, whatever is filtered."""

    count: int
    months: list[Counted]
    models: list[Counted]
    styles: list[Counted]
    from_widgets: int


class StorageShape(TypedDict):
    """Bytes of originals, each file counted once; `quota` is null where there is no limit."""

    used: int
    pictures: int
    quota: int | None


class PictureList(TypedDict):
    items: list[shapes.Picture]


class PendingList(TypedDict):
    """The newest first."""

    items: list[shapes.PictureSlot]


class NewCollectionBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=400)]
    ids: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=1_000)] = Field(
        default_factory=list
    )


class NameBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=400)]


def browse_routes(painting: Painting) -> APIRouter:
    """Before the routes of one picture, whose addresses would take these."""
    router = APIRouter(prefix="/api/pictures", tags=["pictures"])
    browser = painting.browser

    @router.get("/facets", response_model=FacetsShape)
    async def facets(user: User, wanted: Annotated[Filter, Depends(asked_for)]) -> dict[str, Any]:
        with problems():
            found = await browser.facets(user.user_id, wanted)
        return {
            "count": found.count,
            "months": _counted(found.months),
            "models": _counted(found.models),
            "styles": _counted(found.styles),
            "from_widgets": found.from_widgets,
        }

    @router.get("/pending", response_model=PendingList)
    async def pending(user: User, from_widgets: FromWidgets = False) -> dict[str, Any]:
        """What is being painted, and what failed in the last day or was stopped in the last hour."""
        return {"items": await painting.gallery.pending(user.user_id, guests=from_widgets)}

    @router.get("/storage", response_model=StorageShape)
    async def storage(user: User) -> dict[str, Any]:
        found = await browser.storage(user.user_id)
        return {"used": found.used, "pictures": found.pictures, "quota": found.quota}

    @router.get("/largest", response_model=PictureList)
    async def largest(user: User, limit: Annotated[int, Query(ge=1, le=MAX_LARGEST)] = 50) -> dict[str, Any]:
        found = await browser.largest(user.user_id, limit)
        return {"items": [picture.to_json() for picture in found]}

    return router


def collection_routes(painting: Painting) -> APIRouter:
    router = APIRouter(prefix="/api/collections", tags=["pictures"])
    browser = painting.browser

    @router.get("", response_model=CollectionList)
    async def show_all(user: User) -> dict[str, Any]:
        """One's own, then those that others share."""
        own = await painting.sharing.with_teams(await browser.collections(user.user_id))
        return {"items": [each.to_json() for each in (*own, *await painting.sharing.seen(user.user_id))]}

    @router.post("", status_code=201, response_model=CollectionShape)
    async def create(body: NewCollectionBody, user: User) -> dict[str, Any]:
        with problems():
            return (await browser.create(user.user_id, body.name, body.ids)).to_json()

    @router.get("/{collection_id}", response_model=CollectionShape)
    async def show(collection_id: str, user: User) -> dict[str, Any]:
        with problems():
            seen = await painting.sharing.seen(user.user_id, collection_id)
            if seen:
                return seen[0].to_json()
            own = await browser.collection(user.user_id, collection_id)
            return (await painting.sharing.with_teams([own]))[0].to_json()

    @router.patch("/{collection_id}", response_model=CollectionShape)
    async def rename(collection_id: str, body: NameBody, user: User) -> dict[str, Any]:
        with problems():
            return (await browser.rename(user.user_id, collection_id, body.name)).to_json()

    @router.delete("/{collection_id}", status_code=204)
    async def delete(collection_id: str, user: User) -> Response:
        with problems():
            await browser.delete(user.user_id, collection_id)
        return Response(status_code=204)

    @router.post("/{collection_id}/add", response_model=CollectionShape)
    async def put_in(collection_id: str, body: IdsBody, user: User) -> dict[str, Any]:
        with problems():
            return (await browser.put_in(user.user_id, collection_id, body.ids)).to_json()

    @router.post("/{collection_id}/remove", response_model=CollectionShape)
    async def take_out(collection_id: str, body: IdsBody, user: User) -> dict[str, Any]:
        with problems():
            return (await browser.take_out(user.user_id, collection_id, body.ids)).to_json()

    return router


def _counted(pairs: tuple[tuple[str, int], ...]) -> list[dict[str, Any]]:
    return [{"name": name, "count": count} for name, count in pairs]

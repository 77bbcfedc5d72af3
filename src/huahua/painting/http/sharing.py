"""Collections that teams see, and what teams share of their pictures."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from typing_extensions import TypedDict

from huahua.infra.identity import User
from huahua.painting.http.browse import CollectionShape
from huahua.painting.http.problems import problems
from huahua.painting.service.painting import Painting


class TeamPictures(BaseModel):
    """`share_same`: a painting of one member with the recipe and seed of another's shows that picture again."""

    model_config = ConfigDict(extra="forbid")
    share_same: bool


class TeamPicturesShape(TypedDict):
    share_same: bool


def sharing_routes(painting: Painting) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["pictures"])
    sharing = painting.sharing

    @router.put("/collections/{collection_id}/teams/{team_id}", response_model=CollectionShape)
    async def share(collection_id: str, team_id: str, user: User) -> dict[str, Any]:
        """The team's members see the collection and cannot change it."""
        with problems():
            return (await sharing.share(user.user_id, collection_id, team_id)).to_json()

    @router.delete("/collections/{collection_id}/teams/{team_id}", response_model=CollectionShape)
    async def unshare(collection_id: str, team_id: str, user: User) -> dict[str, Any]:
        with problems():
            return (await sharing.unshare(user.user_id, collection_id, team_id)).to_json()

    @router.get("/teams/{team_id}/pictures", response_model=TeamPicturesShape)
    async def look(team_id: str, user: User) -> dict[str, Any]:
        with problems():
            return {"share_same": await sharing.shares_same(user.user_id, team_id)}

    @router.put("/teams/{team_id}/pictures", response_model=TeamPicturesShape)
    async def choose(team_id: str, body: TeamPictures, user: User) -> dict[str, Any]:
        with problems():
            await sharing.choose(user.user_id, team_id, body.share_same)
        return {"share_same": body.share_same}

    return router

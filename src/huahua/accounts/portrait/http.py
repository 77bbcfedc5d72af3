"""`/api/me/picture` and `/api/users/{user_id}/picture`: what somebody is shown by."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from huahua.accounts import shapes
from huahua.accounts.errors import AccountNotFound
from huahua.accounts.http import user_json
from huahua.accounts.portrait.service import Portraits
from huahua.accounts.problems import account_problems
from huahua.infra.identity import User
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem

WEBP = "image/webp"
_HEADERS = {
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
_FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The picture", "content": {WEBP: {}}}}


class PortraitChoice(BaseModel):
    model_config = ConfigDict(extra="forbid")

    picture_id: Annotated[str, Field(min_length=1, max_length=80)]


def portrait_routes(portraits: Portraits) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["accounts"])

    @router.put("/me/picture", response_model=shapes.User)
    async def choose(body: PortraitChoice, user: User) -> dict[str, Any]:
        """One of one's own pictures, cut to a square of 256 pixels around its subject and copied."""
        try:
            return user_json(await portraits.choose(user.user_id, body.picture_id))
        except AccountNotFound as fault:
            raise Problem(
                404, "picture_not_found", "There is no such picture.", param="picture_id"
            ) from fault

    @router.delete("/me/picture", response_model=shapes.User)
    async def remove(user: User) -> dict[str, Any]:
        """Back to the first letter of the name."""
        return user_json(await portraits.remove(user.user_id))

    @router.get("/users/{user_id}/picture", response_class=Response, responses=_FILE)
    async def show(user_id: str, user: User) -> Response:
        """Of oneself, of people of one's teams, and, with `users.read`, of everybody; 404 where there is none."""
        with account_problems():
            data = await portraits.open(user.user_id, user.may(Permission.READ_USERS), user_id)
        return Response(data, media_type=WEBP, headers=_HEADERS)

    return router

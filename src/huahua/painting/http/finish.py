"""`/api/pictures/{id}/finish`: steps on a finished picture, kept as a new one or taken away as a file."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from huahua.infra.identity import User
from huahua.kit import shapes
from huahua.painting.domain.finish import Finish
from huahua.painting.domain.picture import Size
from huahua.painting.http.problems import problems
from huahua.painting.service.painting import Painting

_FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The bytes", "content": {"image/*": {}}}}


def finish_routes(painting: Painting) -> APIRouter:
    router = APIRouter(prefix="/api/pictures", tags=["pictures"])

    @router.post("/{picture_id}/finish", status_code=201, response_model=shapes.Picture)
    async def keep(picture_id: str, body: Finish, user: User) -> dict[str, Any]:
        """A new picture beside its source."""
        with problems():
            return (await painting.finishing.keep(user.user_id, picture_id, body)).to_json()

    @router.post("/{picture_id}/finish/file", response_class=Response, responses=_FILE)
    async def file(
        picture_id: str,
        body: Finish,
        user: User,
        size: Annotated[Size, Query()] = Size.ORIGINAL,
    ) -> Response:
        """The finished file alone; with `size=view` a quick look at what would come of it."""
        with problems():
            data = await painting.finishing.file(user.user_id, picture_id, body, size)
        headers = {
            "cache-control": "no-store",
            "content-disposition": f'attachment; filename="huahua-{picture_id}.{body.format}"',
            "content-security-policy": "default-src 'none'; sandbox",
            "x-content-type-options": "nosniff",
        }
        return Response(data, media_type=body.media_type, headers=headers)

    return router

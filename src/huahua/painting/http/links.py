"""`GET /api/pictures/links/{token}`: a picture for whoever holds its signed link, without a key."""

from __future__ import annotations

from fastapi import APIRouter, Response

from huahua.infra.links import BadLink, SignedLinks
from huahua.infra.problems import Problem
from huahua.painting.domain.picture import Size
from huahua.painting.http.files import PICTURE_FILE
from huahua.painting.http.problems import problems
from huahua.painting.service.gallery import media_type
from huahua.painting.service.painting import Painting


def link_routes(painting: Painting, links: SignedLinks) -> APIRouter:
    router = APIRouter(prefix="/api/pictures/links", tags=["pictures"])

    @router.get("/{token}", response_class=Response, responses=PICTURE_FILE)
    async def linked(token: str) -> Response:
        try:
            user_id, picture_id = links.open(token)
        except BadLink as fault:
            raise Problem(404, "link_over", "This link is not valid, or its time is over.") from fault
        with problems():
            picture, data, _ = await painting.gallery.content(user_id, picture_id, Size.ORIGINAL)
        return Response(
            data,
            media_type=media_type(picture, Size.ORIGINAL),
            headers={
                "cache-control": "private, max-age=3600",
                "content-security-policy": "default-src 'none'; sandbox",
            },
        )

    return router

"""`GET /api/pictures/links/{token}`: a picture for whoever holds its signed link, without a key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Response

from huahua.infra.links import BadLink, SignedLinks
from huahua.infra.problems import Problem
from huahua.painting.domain.picture import Size
from huahua.painting.http.files import PICTURE_FILE, headers_of, matches
from huahua.painting.http.problems import problems
from huahua.painting.service.gallery import media_type
from huahua.painting.service.painting import Painting


def link_routes(painting: Painting, links: SignedLinks) -> APIRouter:
    router = APIRouter(prefix="/api/pictures/links", tags=["pictures"])

    @router.head("/{token}", include_in_schema=False)
    @router.get("/{token}", response_class=Response, responses=PICTURE_FILE)
    async def linked(token: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        """Caches on the way may keep it, no longer than the link holds."""
        try:
            user_id, picture_id = links.open(token)
            left_s = links.left_s(token)
        except BadLink as fault:
            raise Problem(404, "link_over", "This link is not valid, or its time is over.") from fault
        with problems():
            picture = await painting.gallery.get(user_id, picture_id)
            headers = headers_of(picture, Size.ORIGINAL, private=False, max_age_s=left_s)
            if if_none_match is not None and matches(if_none_match, headers["etag"]):
                return Response(status_code=304, headers=headers)
            data = await painting.gallery.bytes(picture, Size.ORIGINAL)
        return Response(data, media_type=media_type(picture, Size.ORIGINAL), headers=headers)

    return router

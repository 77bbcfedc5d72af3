"""`GET /api/pictures/{id}/file`: a picture's bytes, to its owner only.

Bytes are named by their digest and never change, so browsers may keep them for good (RFC 8246), and a
strong `ETag` answers those that ask again (RFC 9110, 13.1.2).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Header, Query, Response

from huahua.infra.identity import User
from huahua.painting.domain.picture import Picture, Size
from huahua.painting.errors import PictureFileMissing
from huahua.painting.http.problems import problems
from huahua.painting.service.archive import file_name
from huahua.painting.service.gallery import media_type
from huahua.painting.service.painting import Painting

PICTURE_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The bytes", "content": {"image/*": {}}}
}
FOREVER_S = 365 * 24 * 3600


def file_routes(painting: Painting) -> APIRouter:
    router = APIRouter(prefix="/api/pictures", tags=["pictures"])

    @router.head("/{picture_id}/file", include_in_schema=False)
    @router.get("/{picture_id}/file", response_class=Response, responses=PICTURE_FILE)
    async def file(
        picture_id: str,
        user: User,
        size: Size = Size.ORIGINAL,
        download: Annotated[bool, Query()] = False,
        v: Annotated[str | None, Query(max_length=64)] = None,
        label: Literal["zh", "en"] | None = None,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        with problems():
            picture = await painting.gallery.seen(user.user_id, picture_id)
            if v is not None and not picture.digest.startswith(v):
                raise PictureFileMissing
            marked = download and size is Size.ORIGINAL
            headers = headers_of(picture, size, download=download, private=True)
            if marked and picture.ai_generated:
                # The server's rule may change what is in it, so that it is neither kept nor named by its digest.
                headers = {**headers, "cache-control": "private, no-store"}
                del headers["etag"]
            elif if_none_match is not None and matches(if_none_match, headers["etag"]):
                return Response(status_code=304, headers=headers)
            if marked:
                data = await painting.archive.exported(picture, label)
            else:
                data = await painting.gallery.bytes(picture, size)
        return Response(data, media_type=media_type(picture, size), headers=headers)

    return router


def headers_of(
    picture: Picture, size: Size, *, download: bool = False, private: bool, max_age_s: int = FOREVER_S
) -> dict[str, str]:
    """`Content-Disposition` by RFC 6266: an ASCII name for old clients, the real one in UTF-8. What is not `private`
    may be kept by caches on the way (a CDN)."""
    name = file_name(picture)
    if size is not Size.ORIGINAL:
        name = name.rpartition(".")[0] + f"-{size}.webp"
    plain = name.encode("ascii", "ignore").decode().strip("-") or "picture"
    kind = "attachment" if download else "inline"
    return {
        "etag": f'"{picture.digest}-{size}"',
        "cache-control": f"{'private' if private else 'public'}, max-age={max_age_s}, immutable",
        "content-disposition": f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin" if private else "cross-origin",
    }


def matches(if_none_match: str, etag: str) -> bool:
    """Weak comparison, as RFC 9110 asks for `If-None-Match`."""
    wanted = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return "*" in wanted or etag in wanted

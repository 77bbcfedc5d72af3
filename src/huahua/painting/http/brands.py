"""`/api/brands`: a person's brands and those of their teams."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from huahua.infra.identity import User
from huahua.infra.uploads import FILE_BODY
from huahua.painting.domain.brand import MAX_LOGO_BYTES, BrandWish, Mark, Swatch
from huahua.painting.http.files import FOREVER_S, PICTURE_FILE, matches
from huahua.painting.http.problems import problems
from huahua.painting.http.uploads import read_picture
from huahua.painting.service.brands import Seen
from huahua.painting.service.painting import Painting


class BrandLogoShape(TypedDict):
    width: int
    height: int
    url: str


class BrandShape(TypedDict):
    """`team_id` is null for one's own. `version` counts changes: pictures name it. `may_change`: whether the asker
    may."""

    id: str
    team_id: str | None
    name: str
    palette: list[Swatch]
    style: str | None
    tone: str
    negative: str
    harmony: float
    mark: Mark
    logo: BrandLogoShape | None
    version: int
    may_change: bool
    created_at: str
    updated_at: str


class BrandList(TypedDict):
    items: list[BrandShape]


class NewBrand(BrandWish):
    """With `team_id` for everybody in that team, which the asker manages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    team_id: Annotated[str, Field(max_length=80)] | None = None

    def wish(self) -> BrandWish:
        return BrandWish(**{name: getattr(self, name) for name in BrandWish.model_fields})


def brand_routes(painting: Painting) -> APIRouter:
    router = APIRouter(prefix="/api/brands", tags=["pictures"])
    brands = painting.brands

    @router.get("", response_model=BrandList)
    async def show_all(user: User) -> dict[str, Any]:
        """One's own brands and those of one's teams, the one changed last first."""
        return {"items": [_shape(each) for each in await brands.all(user.user_id)]}

    @router.post("", status_code=201, response_model=BrandShape)
    async def create(body: NewBrand, user: User) -> dict[str, Any]:
        with problems():
            return _shape(await brands.create(user.user_id, body.wish(), body.team_id))

    @router.get("/{brand_id}", response_model=BrandShape)
    async def show(brand_id: str, user: User) -> dict[str, Any]:
        with problems():
            return _shape(await brands.get(user.user_id, brand_id))

    @router.put("/{brand_id}", response_model=BrandShape)
    async def change(brand_id: str, body: BrandWish, user: User) -> dict[str, Any]:
        with problems():
            return _shape(await brands.change(user.user_id, brand_id, body))

    @router.put("/{brand_id}/team/{team_id}", response_model=BrandShape)
    async def give(brand_id: str, team_id: str, user: User) -> dict[str, Any]:
        """One's own brand becomes the team's, for good; the asker manages the team."""
        with problems():
            return _shape(await brands.give(user.user_id, brand_id, team_id))

    @router.delete("/{brand_id}", status_code=204)
    async def delete(brand_id: str, user: User) -> Response:
        """Pictures that were made with it stay."""
        with problems():
            await brands.delete(user.user_id, brand_id)
        return Response(status_code=204)

    @router.put("/{brand_id}/logo", response_model=BrandShape, openapi_extra=FILE_BODY)
    async def set_logo(brand_id: str, request: Request, user: User) -> dict[str, Any]:
        """A PNG, JPEG, WebP, GIF or plain SVG of shapes; kept as a PNG of at most 1024 pixels a side."""
        with problems():
            await brands.get(user.user_id, brand_id)  # before anything is read
            given = await read_picture(request, MAX_LOGO_BYTES)
            return _shape(await brands.set_logo(user.user_id, brand_id, given.data))

    @router.delete("/{brand_id}/logo", response_model=BrandShape)
    async def drop_logo(brand_id: str, user: User) -> dict[str, Any]:
        with problems():
            return _shape(await brands.drop_logo(user.user_id, brand_id))

    @router.get("/{brand_id}/logo", response_class=Response, responses=PICTURE_FILE)
    async def logo(
        brand_id: str,
        user: User,
        v: Annotated[str | None, Query(max_length=64)] = None,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        with problems():
            found, data = await brands.logo(user.user_id, brand_id)
        headers = _headers(found.digest, named=v is not None and found.digest.startswith(v))
        if if_none_match is not None and matches(if_none_match, headers["etag"]):
            return Response(status_code=304, headers=headers)
        return Response(data, media_type="image/png", headers=headers)

    return router


def _headers(digest: str, *, named: bool) -> dict[str, str]:
    """`named`: the address says which bytes these are, so that they never change."""
    return {
        "etag": f'"{digest}"',
        "cache-control": f"private, max-age={FOREVER_S}, immutable" if named else "private, no-cache",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
    }


def _shape(seen: Seen) -> dict[str, Any]:
    return seen.brand.to_json() | {"may_change": seen.may_change}

"""Avatars over HTTP: the styles, a drawing at once, and drawings that are kept.

SVG goes out under a policy that allows nothing but its own inline style, so that a drawing opened as a
page of its own can do nothing (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from huahua.avatars.domain.options import DEFAULT_SIZE
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.domain.spec_input import parse_spec
from huahua.avatars.errors import AvatarError
from huahua.avatars.ports import AvatarWish
from huahua.avatars.service import AvatarService, Published
from huahua.infra.identity import User
from huahua.infra.problems import Problem
from huahua.kit.shapes import StartedRun

_SAFE = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=86400",
}
_OWN_PARAMETERS = frozenset({"style", "seed", "size", "text", "spec", "brand_id", "brand_version"})
MAX_QUERY_FIELDS = 64
MAX_ID_CHARS = 80


class AvatarBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = ""
    style: str | None = None
    options: dict[str, Any] = Field(default_factory=dict)
    count: int = 1
    size: int = DEFAULT_SIZE
    seed: int | None = None
    conversation_id: str | None = None
    spec: AvatarSpec | None = None
    engine: str | None = None
    """A painting model; without one the vector avatar is drawn."""
    adapter: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """A trained style for that model."""
    brand_id: Annotated[str, Field(max_length=MAX_ID_CHARS)] | None = None
    """One of `/api/brands`: its colours are those of the ground and the clothes where nothing was said of them."""

    def wish(self) -> AvatarWish:
        return AvatarWish(**{name: getattr(self, name) for name in type(self).model_fields})


class ParseBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str
    model: str | None = None
    locked: AvatarSpec | None = None
    """Fields that stay as they are here, whatever the words say."""


class ParsedOut(BaseModel):
    """`confidence` is 0 to 1 for each field that is not null; `unmet` are wishes that no field holds."""

    spec: AvatarSpec
    unmet: list[str]
    confidence: dict[str, float]
    locked: list[str]
    source: Literal["rules", "model"]
    note: str | None


class WordsBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    spec: AvatarSpec
    locale: Literal["zh", "en"] = "en"
    text: str = ""
    """The user's own sentence, to be changed no more than needed."""


class WordsOut(BaseModel):
    text: str


class MatchOut(BaseModel):
    """The vector avatar that comes nearest to a spec."""

    style: str
    options: dict[str, Any]
    unmet: list[str]


class MatchBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    spec: AvatarSpec


def routes(service: AvatarService) -> APIRouter:
    router = APIRouter(prefix="/api/avatars", tags=["avatars"])

    @router.get("/styles")
    async def styles(_user: User, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        """`{items: [{id, title, source, creator, licence, palettes, options}]}`."""
        return _published(await service.catalogue(), if_none_match)

    @router.get("/schema")
    async def schema(_user: User, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        """The JSON schema of an avatar's spec; `x-label` and `x-values` hold names in Chinese and English."""
        return _published(service.schema(), if_none_match)

    @router.get("/preview.svg", response_class=Response)
    async def preview(
        request: Request,
        user: User,
        style: str | None = None,
        text: str = "",
        seed: Annotated[str, Query()] = "HuaHua",
        size: int = DEFAULT_SIZE,
        spec: str | None = None,
        brand_id: Annotated[str | None, Query(max_length=MAX_ID_CHARS)] = None,
        brand_version: int | None = None,
    ) -> Response:
        """One avatar at once, not stored: of a `spec` (JSON) or of words, in the colours of a brand where nothing was
        said of them; further parameters are the style's own options. The same spec and seed give the same bytes, and
        the same brand as long as it is not changed: `brand_version` makes the address of what it was then."""
        names = [name for name in request.query_params if name not in _OWN_PARAMETERS]
        if len(names) > MAX_QUERY_FIELDS:
            raise Problem(422, "invalid_avatar", f"At most {MAX_QUERY_FIELDS} options can be given.")
        query = {name: request.query_params.getlist(name) for name in names}
        with problems():
            given = None if spec is None else parse_spec(spec)
            colours = await service.colours(user.user_id, brand_id)
            svg = service.preview(style, text, seed, size, query, given, colours)
        kept = brand_id is None or brand_version is not None
        headers = _SAFE if kept else {**_SAFE, "cache-control": "private, no-cache"}
        return Response(svg, media_type="image/svg+xml", headers=headers)

    @router.post("/parse", response_model=ParsedOut)
    async def parse(body: ParseBody, user: User) -> Any:
        """A description in Chinese or English as a spec. `source` tells who read it; `note` why not the model."""
        with problems():
            found = await service.parse(user.user_id, user.role, body.text, body.model, body.locked)
        return {name: getattr(found, name) for name in ParsedOut.model_fields}

    @router.post("/words", response_model=WordsOut)
    async def words(body: WordsBody, _user: User) -> Any:
        """A spec in a sentence that reads back as the same spec."""
        with problems():
            return {"text": service.words(body.spec, body.locale, body.text)}

    @router.post("/match", response_model=MatchOut)
    async def match(body: MatchBody, _user: User) -> Any:
        """Which style and options the vector avatar of a spec has, and what it does not show."""
        with problems():
            return asdict(service.match(body.spec))

    @router.post("", status_code=202, response_model=StartedRun)
    async def make(body: AvatarBody, user: User) -> dict[str, Any]:
        """Starts a run that draws the avatars and keeps them in the gallery."""
        with problems():
            run_id = await service.begin(user.user_id, user.role, body.wish())
        return {"run_id": run_id}

    return router


def _published(published: Published, if_none_match: str | None) -> Response:
    headers = {"etag": published.etag, "cache-control": "private, max-age=3600"}
    if if_none_match is not None and published.etag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(published.data, media_type="application/json", headers=headers)


@contextmanager
def problems() -> Iterator[None]:
    """Raises Problem in place of AvatarError."""
    try:
        yield
    except AvatarError as fault:
        raise Problem(fault.status, fault.code, fault.message, param=fault.param) from fault

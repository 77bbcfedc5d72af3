"""Avatars over HTTP: the styles, a drawing at once, and drawings that are kept.

SVG goes out under a policy that allows nothing but its own inline style, so that a drawing opened as a
page of its own can do nothing (https://www.w3.org/TR/CSP3/).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from huahua.avatars.domain.options import DEFAULT_SIZE
from huahua.avatars.errors import AvatarError
from huahua.avatars.ports import AvatarWish
from huahua.avatars.service import AvatarService
from huahua.infra.identity import User
from huahua.infra.problems import Problem
from huahua.kit.shapes import StartedRun

_SAFE = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=86400",
}
_OWN_PARAMETERS = frozenset({"style", "seed", "size", "text"})
MAX_QUERY_FIELDS = 64


class AvatarBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = ""
    style: str | None = None
    options: dict[str, Any] = Field(default_factory=dict)
    count: int = 1
    size: int = DEFAULT_SIZE
    seed: int | None = None
    conversation_id: str | None = None


def routes(service: AvatarService) -> APIRouter:
    router = APIRouter(prefix="/api/avatars", tags=["avatars"])

    @router.get("/styles")
    async def styles(_user: User, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        """`{items: [{id, title, source, creator, licence, palettes, options}]}`."""
        catalogue = await service.catalogue()
        headers = {"etag": catalogue.etag, "cache-control": "private, max-age=3600"}
        if if_none_match is not None and catalogue.etag in if_none_match:
            return Response(status_code=304, headers=headers)
        return Response(catalogue.data, media_type="application/json", headers=headers)

    @router.get("/preview.svg", response_class=Response)
    async def preview(
        request: Request,
        _user: User,
        style: str | None = None,
        text: str = "",
        seed: Annotated[str, Query()] = "HuaHua",
        size: int = DEFAULT_SIZE,
    ) -> Response:
        """One avatar at once, not stored; further parameters are the style's own options."""
        names = [name for name in request.query_params if name not in _OWN_PARAMETERS]
        if len(names) > MAX_QUERY_FIELDS:
            raise Problem(422, "invalid_avatar", f"At most {MAX_QUERY_FIELDS} options can be given.")
        query = {name: request.query_params.getlist(name) for name in names}
        with problems():
            svg = service.preview(style, text, seed, size, query)
        return Response(svg, media_type="image/svg+xml", headers=_SAFE)

    @router.post("", status_code=202, response_model=StartedRun)
    async def make(body: AvatarBody, user: User) -> dict[str, Any]:
        """Starts a run that draws the avatars and keeps them in the gallery."""
        with problems():
            run_id = await service.begin(user.user_id, user.role, AvatarWish(**body.model_dump()))
        return {"run_id": run_id}

    return router


@contextmanager
def problems() -> Iterator[None]:
    """Raises Problem in place of AvatarError."""
    try:
        yield
    except AvatarError as fault:
        raise Problem(fault.status, fault.code, fault.message, param=fault.param) from fault

"""`/api/avatars/model.glb` and `/api/avatars/models`: avatars in three dimensions."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from typing_extensions import TypedDict

from huahua.avatars.domain.spec_input import parse_spec
from huahua.avatars.files.kept import AvatarFile
from huahua.avatars.http import MAX_ID_CHARS, problems
from huahua.avatars.three_d.check import MAX_MODEL_BYTES
from huahua.avatars.three_d.service import Models
from huahua.avatars.uploads import avatar_upload
from huahua.infra.identity import User
from huahua.infra.uploads import FILE_BODY
from huahua.kit.clock import iso

GLB = "model/gltf-binary"
_FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The model", "content": {GLB: {}}}}
_SAFE = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; sandbox"}


class AvatarModel(TypedDict):
    """`vrm` is 1.0, 0.x or null for plain glTF; `licence` holds what the file itself says."""

    id: str
    name: str
    bytes: int
    at: str
    vrm: str | None
    title: str
    authors: list[str]
    licence: dict[str, str]
    vertices: int
    images: int
    expressions: list[str]


class AvatarModels(TypedDict):
    items: list[AvatarModel]


def model_routes(models: Models) -> APIRouter:
    router = APIRouter(prefix="/api/avatars", tags=["avatars"])

    @router.get("/model.glb", response_class=Response, responses=_FILE)
    async def build(
        user: User,
        spec: str = "{}",
        brand_id: Annotated[str | None, Query(max_length=MAX_ID_CHARS)] = None,
        brand_version: int | None = None,
        if_none_match: Annotated[str | None, Header()] = None,
    ) -> Response:
        """A spec (JSON) in three dimensions as binary glTF, with morph targets for expressions and visemes; dressed in
        the main colour of a brand where the spec says none. `brand_version` makes the address of what it was then."""
        with problems():
            wished = parse_spec(spec)
            data = await models.build(user.user_id, wished, brand_id)
        etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        kept = brand_id is None or brand_version is not None
        cached = "private, max-age=3600" if kept else "private, no-cache"
        headers = _SAFE | {"etag": etag, "cache-control": cached}
        if if_none_match is not None and etag in if_none_match:
            return Response(status_code=304, headers=headers)
        return Response(data, media_type=GLB, headers=headers | _named("avatar.glb"))

    @router.get("/models", response_model=AvatarModels)
    async def show(user: User) -> dict[str, Any]:
        """One's uploaded models, the newest first."""
        return {"items": [_shown(each) for each in await models.of(user.user_id)]}

    @router.post("/models", status_code=201, response_model=AvatarModel, openapi_extra=FILE_BODY)
    async def upload(request: Request, user: User) -> dict[str, Any]:
        """Keep a GLB or VRM of at most 50 MB that holds all of itself."""
        with problems():
            given = await avatar_upload(request, MAX_MODEL_BYTES)
            return _shown(await models.upload(user.user_id, given.data, given.name))

    @router.get("/models/{model_id}/file", response_class=StreamingResponse, responses=_FILE)
    async def fetch(model_id: str, user: User) -> Response:
        with problems():
            file, pieces = await models.open(user.user_id, model_id)
        headers = _SAFE | {"content-length": str(file.bytes), "cache-control": "private, max-age=3600"}
        return StreamingResponse(pieces, media_type=GLB, headers=headers | _named("model.vrm"))

    @router.delete("/models/{model_id}", status_code=204)
    async def delete(model_id: str, user: User) -> Response:
        with problems():
            await models.delete(user.user_id, model_id)
        return Response(status_code=204)

    return router


def _named(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}


def _shown(file: AvatarFile) -> dict[str, Any]:
    return {"id": file.id, "name": file.name, "bytes": file.bytes, "at": iso(file.at), **file.about}

"""`POST /api/uploads`: a user's picture; `POST /api/pictures/recipe`: what a file says. Both have one part `file`."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from typing_extensions import TypedDict

from huahua.infra.identity import User
from huahua.infra.uploads import FILE_BODY, Upload, UploadMalformed, UploadTooLarge, read_upload
from huahua.kit import shapes
from huahua.painting.errors import MalformedUpload, PictureTooLarge
from huahua.painting.http.problems import problems
from huahua.painting.service.painting import Painting


def upload_routes(painting: Painting) -> APIRouter:
    router = APIRouter(prefix="/api/uploads", tags=["pictures"])

    @router.post("", status_code=201, response_model=shapes.Picture, openapi_extra=FILE_BODY)
    async def upload(request: Request, user: User) -> dict[str, Any]:
        with problems():
            given = await read_picture(request, painting.limits.max_upload_bytes)
            return (await painting.uploads.upload(user.user_id, given.data, given.name)).to_json()

    return router


class RecipeShape(TypedDict):
    """`source` says whose recipe it is; `more` is what the file says and HuaHua has no field for."""

    source: Literal["huahua", "a1111", "comfyui"]
    recipe: dict[str, Any]
    more: dict[str, str]


def recipe_routes(painting: Painting) -> APIRouter:
    router = APIRouter(prefix="/api/pictures", tags=["pictures"])

    @router.post("/recipe", response_model=RecipeShape, openapi_extra=FILE_BODY)
    async def recipe(request: Request, user: User) -> dict[str, Any]:
        """The recipe in a file. The file is not kept."""
        with problems():
            given = await read_picture(request, painting.limits.max_upload_bytes)
            found = await painting.recall.recipe(given.data)
        return {"source": found.source, "recipe": found.recipe, "more": found.more}

    return router


async def read_picture(request: Request, max_bytes: int) -> Upload:
    """Raises PictureTooLarge or MalformedUpload."""
    try:
        return await read_upload(request, max_bytes)
    except UploadTooLarge as fault:
        raise PictureTooLarge(
            f"The picture is larger than {max_bytes // 2**20} MB; make it smaller."
        ) from fault
    except UploadMalformed as fault:
        raise MalformedUpload(str(fault)) from fault

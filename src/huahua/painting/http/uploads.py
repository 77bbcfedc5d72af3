"""`POST /api/uploads`: a user's picture, as multipart with one part `file`.

The body is counted while it comes in. One that announces too much is refused before it is read, and one
that lied is refused as soon as it has gone over; either way no more than the limit is ever kept.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from huahua.infra.identity import User
from huahua.kit import shapes
from huahua.painting.errors import MalformedUpload, PictureTooLarge
from huahua.painting.http.problems import problems
from huahua.painting.service.painting import Painting

ENVELOPE_BYTES = 64 * 1024
"""What multipart may add around the file."""
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


def upload_routes(painting: Painting) -> APIRouter:
    router = APIRouter(prefix="/api/uploads", tags=["pictures"])

    @router.post("", status_code=201, response_model=shapes.Picture, openapi_extra=_BODY)
    async def upload(request: Request, user: User) -> dict[str, Any]:
        with problems():
            data, name = await read_file(request, painting.limits.max_upload_bytes)
            return (await painting.uploads.upload(user.user_id, data, name)).to_json()

    return router


async def read_file(request: Request, max_bytes: int) -> tuple[bytes, str]:
    """The part `file` and its name. Raises PictureTooLarge or MalformedUpload."""
    limit = max_bytes + ENVELOPE_BYTES
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise _too_large(max_bytes)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise MalformedUpload("Send the picture as multipart/form-data, in a part named 'file'.")
    parser = MultiPartParser(request.headers, _counted(request, limit, max_bytes), max_files=1, max_fields=8)
    try:
        form = await parser.parse()
    except MultiPartException as fault:
        raise MalformedUpload(f"The upload cannot be read: {fault.message}") from fault
    try:
        part = form.get("file")
        if not isinstance(part, UploadFile):
            raise MalformedUpload("The upload has no part named 'file' that is a file.")
        data = await part.read()
        if len(data) > max_bytes:
            raise _too_large(max_bytes)
        return data, part.filename or ""
    finally:
        await form.close()


async def _counted(request: Request, limit: int, max_bytes: int) -> AsyncGenerator[bytes]:
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > limit:
            raise _too_large(max_bytes)
        yield chunk


def _too_large(max_bytes: int) -> PictureTooLarge:
    return PictureTooLarge(f"The picture is larger than {max_bytes // 2**20} MB; make it smaller.")

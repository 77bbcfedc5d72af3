"""One file of a multipart body, counted while it comes in.

A body that announces too much is refused before it is read, and one that lied is refused as soon as it has gone over;
either way no more than the limit is ever kept.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

ENVELOPE_BYTES = 64 * 1024
"""What multipart may add around the file."""
FILE_BODY = {
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
"""What FastAPI cannot see by itself, for the description of such a route."""


class UploadTooLarge(Exception):
    """More bytes than allowed."""


class UploadMalformed(Exception):
    """Not multipart, or no part named `file`; the message says what."""


@dataclass(frozen=True, slots=True)
class Upload:
    data: bytes
    name: str
    fields: dict[str, str]
    """What else the form held."""


async def read_upload(request: Request, max_bytes: int) -> Upload:
    """The part `file` with the other fields. Raises UploadTooLarge or UploadMalformed."""
    limit = max_bytes + ENVELOPE_BYTES
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise UploadTooLarge
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise UploadMalformed("Send the file as multipart/form-data, in a part named 'file'.")
    parser = MultiPartParser(request.headers, _counted(request, limit), max_files=1, max_fields=8)
    try:
        form = await parser.parse()
    except MultiPartException as fault:
        raise UploadMalformed(f"The upload cannot be read: {fault.message}") from fault
    try:
        part = form.get("file")
        if not isinstance(part, UploadFile):
            raise UploadMalformed("The upload has no part named 'file' that is a file.")
        data = await part.read()
        if len(data) > max_bytes:
            raise UploadTooLarge
        fields = {key: value for key, value in form.items() if isinstance(value, str)}
        return Upload(data, part.filename or "", fields)
    finally:
        await form.close()


async def _counted(request: Request, limit: int) -> AsyncGenerator[bytes]:
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        if seen > limit:
            raise UploadTooLarge
        yield chunk

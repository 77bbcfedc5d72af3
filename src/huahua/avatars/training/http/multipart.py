"""Files of a multipart body; how much is read at all is bounded before (`boot.bodies`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from huahua.infra.problems import Problem

MAX_FILES = 100
_MAX_FIELDS = 12


@dataclass(frozen=True, slots=True)
class Files:
    files: list[tuple[str, bytes]]
    """Name and bytes."""
    fields: dict[str, str]


async def read_files(request: Request) -> Files:
    """Raises Problem."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Problem(415, "malformed_upload", "Send the files as multipart/form-data.")
    try:
        form = await request.form(max_files=MAX_FILES, max_fields=_MAX_FIELDS)
    except HTTPException as fault:
        if fault.status_code == 413:
            raise
        raise Problem(422, "malformed_upload", f"The upload cannot be read: {fault.detail}") from fault
    try:
        files, fields = [], {}
        for name, part in form.multi_items():
            if isinstance(part, UploadFile):
                files.append((part.filename or "", await part.read()))
            else:
                fields[name] = part
        return Files(files, fields)
    finally:
        await form.close()


def body_of(**fields: str) -> dict[str, Any]:
    """The description of such a body: parts `file` and text `fields`."""
    properties: dict[str, Any] = {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}}
    properties |= {name: {"type": "string", "description": said} for name, said in fields.items()}
    schema = {"type": "object", "required": ["file"], "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}

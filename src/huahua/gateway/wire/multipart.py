"""Writing `multipart/form-data` (RFC 7578)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FormFile:
    """One file of a form. `name` is the field's; both names are as the sender wrote them."""

    name: str
    data: bytes = field(repr=False)
    filename: str = "file"
    media_type: str = "application/octet-stream"


def encode_form(fields: Iterable[tuple[str, str]], files: Iterable[FormFile]) -> tuple[bytes, str]:
    """The body and its content type. The boundary is random, so no file can hold it but by a 2^-128 chance."""
    boundary = f"huahua-{secrets.token_hex(16)}"
    parts = [_part(boundary, f'name="{_quoted(name)}"', value.encode()) for name, value in fields]
    for file in files:
        disposition = f'name="{_quoted(file.name)}"; filename="{_quoted(file.filename)}"'
        parts.append(_part(boundary, disposition, file.data, file.media_type))
    parts.append(f"--{boundary}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def _part(boundary: str, disposition: str, data: bytes, media_type: str | None = None) -> bytes:
    head = f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n"
    if media_type is not None:
        head += f"Content-Type: {media_type}\r\n"
    return head.encode() + b"\r\n" + data + b"\r\n"


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")

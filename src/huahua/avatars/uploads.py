"""Uploads to avatars, with their errors."""

from __future__ import annotations

from fastapi import Request

from huahua.avatars.errors import AvatarUploadTooLarge, MalformedAvatarUpload
from huahua.infra.uploads import Upload, UploadMalformed, UploadTooLarge, read_upload


async def avatar_upload(request: Request, max_bytes: int) -> Upload:
    """Raises AvatarUploadTooLarge or MalformedAvatarUpload."""
    try:
        return await read_upload(request, max_bytes)
    except UploadTooLarge as fault:
        raise AvatarUploadTooLarge(max_bytes) from fault
    except UploadMalformed as fault:
        raise MalformedAvatarUpload(str(fault)) from fault

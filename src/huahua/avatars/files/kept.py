"""A file of an avatar, and the port of where such files are listed. Their bytes are blobs under the file's id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Kind = Literal["pack", "model"]
BLOB_KIND = "avatar"


@dataclass(frozen=True, slots=True)
class AvatarFile:
    """`bytes` is 0 while it is being made; `expires_at` None: it stays until it is deleted."""

    id: str
    user_id: str
    kind: Kind
    name: str
    at: datetime
    run_id: str | None = None
    bytes: int = 0
    expires_at: datetime | None = None
    about: dict[str, Any] = field(default_factory=dict)


class FileRepository(Protocol):
    async def add(self, file: AvatarFile, limit: int) -> bool:
        """False where the user has `limit` of this kind already."""
        ...

    async def finish(self, file_id: str, size: int, expires_at: datetime) -> bool:
        """False where it was given up meanwhile."""
        ...

    async def of(self, user_id: str, kind: Kind | None = None) -> list[AvatarFile]:
        """The newest first."""
        ...

    async def get(self, user_id: str, file_id: str) -> AvatarFile | None: ...

    async def expired(self, now: datetime, limit: int) -> list[AvatarFile]: ...

    async def forget(self, ids: Sequence[str]) -> None: ...

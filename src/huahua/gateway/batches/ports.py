"""What files and batches need kept, and whom they ask."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.gateway.batches.model import Batch, BatchStatus, DoneLine, StoredFile
from huahua.gateway.domain.calls import Caller, JsonObject

InTransaction = Callable[[AsyncConnection], Awaitable[None]]
"""Done in the same transaction: queues the batch's next run."""
AskOne = Callable[[Caller, JsonObject, str], Awaitable[bytes]]
"""One call of a batch: (caller, body, request id) → the reply's JSON. Raises GatewayError."""
StillKnown = Callable[[str, str | None], Awaitable[Caller | None]]
"""(user id, key id) → the caller as of now; None when the user is disabled or gone, or the key revoked."""


class BatchRepository(Protocol):
    async def add_file(self, file: StoredFile, max_files: int, max_bytes: int) -> bool:
        """False when the user would have more files or bytes than that. One transaction."""
        ...

    async def file(self, file_id: str, user_id: str) -> StoredFile | None: ...

    async def files(
        self, user_id: str, purpose: str | None, after: str | None, limit: int, *, newest_first: bool
    ) -> list[StoredFile]: ...

    async def delete_file(self, file_id: str, user_id: str) -> bool:
        """False while a batch that has not ended reads it."""
        ...

    async def add_batch(self, batch: Batch, max_open: int, also: InTransaction) -> bool:
        """False when the user has that many open batches."""
        ...

    async def batch(self, batch_id: str) -> Batch | None: ...

    async def batches(self, user_id: str, after: str | None, limit: int) -> list[Batch]:
        """Newest first."""
        ...

    async def change(self, batch_id: str, status: BatchStatus, now: datetime, **values: Any) -> bool:
        """Bring a batch that has not ended to a status, and note when. False when it had ended. One that is
        being cancelled goes on only to its end."""
        ...

    async def set_run(self, batch: Batch, run_id: str, also: InTransaction) -> None:
        """The run that goes on with the batch, unless another one does already."""
        ...

    async def stalled(self) -> list[Batch]:
        """Batches that have not ended whose run has."""
        ...

    async def add_lines(self, batch_id: str, lines: Sequence[DoneLine]) -> None:
        """Keep answers and count them; a line that is there already is left as it is."""
        ...

    async def done(self, batch_id: str) -> set[int]:
        """Numbers of the answered lines."""
        ...

    def lines(self, batch_id: str, *, ok: bool) -> AsyncIterator[list[str]]:
        """Texts of answered lines in the file's order, some at a time."""
        ...

    async def finish(
        self, batch: Batch, status: BatchStatus, now: datetime, made: Sequence[StoredFile], **values: Any
    ) -> None:
        """Add the files that were made, end the batch and drop its lines, in one transaction."""
        ...


class FileBytes(Protocol):
    """Where the files' bytes are."""

    async def put(self, file_id: str, pieces: AsyncIterator[bytes]) -> int:
        """Store, or replace, and return how many bytes."""
        ...

    async def get(self, file_id: str) -> bytes:
        """Raises FileNotFoundError."""
        ...

    def stream(self, file_id: str) -> AsyncIterator[bytes]: ...

    async def delete(self, file_id: str) -> None: ...

"""Files and batches: what a caller may do with them. To others they are not there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from huahua.gateway.batches.model import (
    ENDPOINTS,
    PURPOSES,
    WINDOWS,
    Batch,
    BatchLimits,
    BatchStatus,
    StoredFile,
)
from huahua.gateway.batches.ports import BatchRepository, FileBytes
from huahua.gateway.domain.calls import Caller
from huahua.gateway.errors import GatewayError, InvalidRequest, NotFound, Overloaded, RequestTooLarge
from huahua.jobs.api import NewRun, RunService
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id
from huahua.kit.text import storable

KIND = LANE = "batch"
MAX_PAGE = 100
MAX_METADATA, MAX_KEY_CHARS, MAX_VALUE_CHARS = 16, 64, 512


@dataclass(frozen=True, slots=True)
class FileService:
    """Every method raises only errors of `gateway.errors`."""

    store: BatchRepository
    contents: FileBytes
    limits: BatchLimits = field(default_factory=BatchLimits)
    clock: Clock = utc_now

    async def upload(self, caller: Caller, filename: str, purpose: str, data: bytes) -> StoredFile:
        """Keep a file. The row comes last: a file that is there has its bytes."""
        if purpose not in PURPOSES:
            raise InvalidRequest(
                f"'purpose' must be one of {', '.join(sorted(PURPOSES))} on this server.", param="purpose"
            )
        if not data.strip():
            raise InvalidRequest("The file is empty.", param="file")
        if len(data) > self.limits.max_file_bytes:
            raise RequestTooLarge(
                f"The file is larger than this server's limit of {self.limits.max_file_bytes} bytes.",
                param="file",
            )
        name = storable(filename)[-255:] or "upload.jsonl"
        file = StoredFile(new_id("file"), caller.user_id, purpose, name, len(data), self.clock())
        await self.contents.put(file.id, _once(data))
        if not await self.store.add_file(file, self.limits.max_files, self.limits.max_bytes):
            await self.contents.delete(file.id)
            raise InvalidRequest(
                f"You may keep {self.limits.max_files} files of {self.limits.max_bytes} bytes together. "
                "Delete some, then try again.",
                code="file_quota_exceeded",
            )
        return file

    async def get(self, caller: Caller, file_id: str) -> StoredFile:
        """Raises NotFound for another user's too."""
        file = await self.store.file(file_id, caller.user_id)
        if file is None:
            raise NotFound(f"There is no file '{file_id}'.", param="file_id")
        return file

    async def page(
        self, caller: Caller, purpose: str | None, after: str | None, limit: int, *, newest_first: bool
    ) -> tuple[list[StoredFile], bool]:
        """A page, and whether there is more."""
        found = await self.store.files(caller.user_id, purpose, after, limit + 1, newest_first=newest_first)
        return found[:limit], len(found) > limit

    async def content(self, caller: Caller, file_id: str) -> tuple[StoredFile, AsyncIterator[bytes]]:
        file = await self.get(caller, file_id)
        return file, self.contents.stream(file.id)

    async def delete(self, caller: Caller, file_id: str) -> None:
        file = await self.get(caller, file_id)
        if not await self.store.delete_file(file.id, caller.user_id):
            raise InvalidRequest(
                "A batch still reads this file. Cancel it, or wait for its end.",
                code="file_in_use",
                status=409,
            )
        await self.contents.delete(file.id)


@dataclass(frozen=True, slots=True)
class BatchService:
    """Every method raises only errors of `gateway.errors`."""

    store: BatchRepository
    files: FileService
    runs: RunService
    endpoints: frozenset[str] = frozenset(ENDPOINTS)
    limits: BatchLimits = field(default_factory=BatchLimits)
    clock: Clock = utc_now

    async def create(
        self, caller: Caller, input_file_id: str, endpoint: str, window: str, metadata: dict[str, Any] | None
    ) -> Batch:
        """Queue a batch; its file is read when its turn comes, and what is wrong with it stands in the batch."""
        if endpoint not in self.endpoints:
            known = ", ".join(sorted(self.endpoints))
            raise InvalidRequest(f"'endpoint' must be one of {known}.", param="endpoint")
        if window not in WINDOWS:
            raise InvalidRequest("'completion_window' must be '24h'.", param="completion_window")
        notes = _metadata(metadata)
        file = await self.files.get(caller, input_file_id)
        if file.purpose not in PURPOSES:
            raise InvalidRequest("The file was not uploaded for a batch.", param="input_file_id")
        now = self.clock()
        batch = Batch(
            id=new_id("batch"),
            user_id=caller.user_id,
            key_id=caller.key_id,
            endpoint=endpoint,
            input_file_id=file.id,
            completion_window=window,
            status=BatchStatus.VALIDATING,
            created_at=now,
            expires_at=now + WINDOWS[window],
            run_id=new_id("run"),
            metadata=notes,
        )
        run = run_of(batch, batch.run_id)
        added = await self.store.add_batch(
            batch, self.limits.max_open_batches, lambda connection: self.runs.enqueue(connection, run)
        )
        if not added:
            raise Overloaded(
                f"You may have {self.limits.max_open_batches} batches that have not ended.", retry_after=60
            )
        self.runs.kick(KIND)
        return batch

    async def get(self, caller: Caller, batch_id: str) -> Batch:
        """Raises NotFound for another user's too."""
        batch = await self.store.batch(batch_id)
        if batch is None or batch.user_id != caller.user_id:
            raise NotFound(f"There is no batch '{batch_id}'.", param="batch_id")
        return batch

    async def page(self, caller: Caller, after: str | None, limit: int) -> tuple[list[Batch], bool]:
        """A page, newest first, and whether there is more."""
        found = await self.store.batches(caller.user_id, after, limit + 1)
        return found[:limit], len(found) > limit

    async def cancel(self, caller: Caller, batch_id: str) -> Batch:
        """Ask for its end: what was answered so far will be in its files. Again changes nothing."""
        batch = await self.get(caller, batch_id)
        if batch.status.is_final:
            raise GatewayError(
                f"The batch has ended already ('{batch.status}').", code="batch_has_ended", status=409
            )
        if batch.status is not BatchStatus.CANCELLING:
            await self.store.change(batch.id, BatchStatus.CANCELLING, self.clock())
            self.runs.kick(KIND)
        return await self.get(caller, batch_id)


def run_of(batch: Batch, run_id: str) -> NewRun:
    return NewRun(run_id, KIND, batch.user_id, {"batch_id": batch.id})


def page_size(given: str | None, usual: int) -> int:
    """`limit` of a list. Raises InvalidRequest."""
    if given is None:
        return usual
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:9]) <= 10_000:
        raise InvalidRequest("'limit' must be a number from 1.", param="limit")
    return min(int(given[:9]), MAX_PAGE)


def _metadata(given: dict[str, Any] | None) -> dict[str, str]:
    """At most 16 pairs of short texts. Raises InvalidRequest."""
    pairs = given or {}
    fits = len(pairs) <= MAX_METADATA and all(
        len(key) <= MAX_KEY_CHARS and isinstance(value, str) and len(value) <= MAX_VALUE_CHARS
        for key, value in pairs.items()
    )
    if not fits:
        raise InvalidRequest(
            f"'metadata' holds at most {MAX_METADATA} texts of {MAX_VALUE_CHARS} characters by names of "
            f"{MAX_KEY_CHARS}.",
            param="metadata",
        )
    return pairs


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data

"""Bytes that no picture names any more are deleted.

A blob's row is deleted and its bytes are removed inside one transaction. Whoever stores the same bytes
meanwhile claims the row first, waits there for that transaction, and writes the bytes after it; so no
picture ever loses them. Dying in between leaves a row without bytes, which the next sweep deletes.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog

from huahua.infra.blobs import Blobs
from huahua.kit.clock import Clock
from huahua.painting.domain.picture import Size
from huahua.painting.ports import PictureRepository

EVERY_S = 600.0
FIRST_AFTER_S = 30.0
BATCH = 200

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sweeper:
    blobs: Blobs
    store: PictureRepository
    clock: Clock

    async def sweep(self) -> int:
        """Delete what nothing names; how many blobs went. Pictures of before there were signatures get theirs."""
        while await self.store.sign_some():
            pass
        swept = 0
        while digests := await self.store.unreferenced(self.clock(), BATCH):
            for digest in digests:
                swept += await self._sweep_one(digest)
            if len(digests) < BATCH:
                break
        return swept

    async def _sweep_one(self, digest: str) -> bool:
        async def remove() -> None:
            await self.blobs.delete(digest, kinds=tuple(Size))

        return await self.store.forget(digest, self.clock(), remove)

    async def forever(self, every_s: float = EVERY_S) -> None:
        """Sweep now and then; boot runs this beside the server and cancels it at the end."""
        await asyncio.sleep(min(every_s, FIRST_AFTER_S))
        while True:
            try:
                swept = await self.sweep()
            except Exception:  # a database or store that is away; the next sweep does it
                log.exception("blob_sweep_failed")
            else:
                if swept:
                    log.info("blobs_swept", count=swept)
            await asyncio.sleep(every_s)

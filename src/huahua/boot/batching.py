"""Files and batches, put together."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.accounts.api import AccountError
from huahua.boot.settings import Settings
from huahua.boot.sign_in import People
from huahua.gateway.api import Caller, GatewayService
from huahua.gateway.batches.asks import asks_of
from huahua.gateway.batches.bytes import BlobFiles
from huahua.gateway.batches.model import BatchLimits
from huahua.gateway.batches.ports import StillKnown
from huahua.gateway.batches.runner import BatchRunner
from huahua.gateway.batches.service import LANE, BatchService, FileService
from huahua.gateway.batches.store import SqlBatchStore
from huahua.infra.blobs import Blobs
from huahua.infra.db import Database
from huahua.jobs.api import Lane, RunService
from huahua.jobs.store import runs as run_table
from huahua.kit.units import MEBIBYTE


@dataclass(frozen=True, slots=True)
class Batching:
    files: FileService
    batches: BatchService
    runner: BatchRunner


def build_batching(
    settings: Settings,
    db: Database,
    blobs: Blobs,
    runs: RunService,
    gateway: GatewayService,
    people: People,
) -> Batching:
    given = settings.batches
    limits = BatchLimits(
        max_file_bytes=given.file_mb * MEBIBYTE,
        max_bytes=given.user_mb * MEBIBYTE,
        max_lines=given.lines,
        lines_at_once=given.lines_at_once,
    )
    store, contents, asks = SqlBatchStore(db, run_table), BlobFiles(blobs), asks_of(gateway)
    files = FileService(store, contents, limits)
    runs.add_lane(Lane(LANE, given.concurrency))
    runner = BatchRunner(store, contents, runs, asks, still_known(people), limits)
    runner.register()
    return Batching(files, BatchService(store, files, runs, frozenset(asks), limits), runner)


def still_known(people: People) -> StillKnown:
    async def known(user_id: str, key_id: str | None) -> Caller | None:
        try:
            user = await people.accounts.user(user_id)
        except AccountError:
            return None
        if user.disabled:
            return None
        if key_id is None:
            return Caller(user.id, user.role.value)
        key = await people.api_keys.in_force(key_id)
        if key is None or key.user_id != user_id:
            return None
        return Caller(user.id, user.role.value, key_id, key.team_id, key.project_id, key.restrictions())

    return known

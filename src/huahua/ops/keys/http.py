"""Data keys over HTTP: how they stand, and another one now."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from typing_extensions import TypedDict

from huahua.infra.identity import Identity, require
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem
from huahua.infra.vault.kek import KeyEncryptionError
from huahua.ops.keys.rotation import KeyStatus, Rotation

Keeper = Annotated[Identity, Depends(require(Permission.MANAGE_SECRETS))]


class DataKeyRow(TypedDict):
    id: str
    created_at: datetime
    retired_at: datetime | None


class TableRow(TypedDict):
    name: str
    rows_seen: int
    rows_total: int
    finished_at: datetime | None


class EncryptionStatus(TypedDict):
    """`rows_seen` of `rows_total` are sealed under the key `primary`, or need not be."""

    primary: str
    keys: list[DataKeyRow]
    next_rotation_at: datetime | None
    finished: bool
    rows_seen: int
    rows_total: int
    tables: list[TableRow]


def key_routes(rotation: Rotation) -> APIRouter:
    router = APIRouter(prefix="/api/admin/encryption", tags=["administration"])

    @router.get("", response_model=EncryptionStatus)
    async def encryption(_keeper: Keeper) -> EncryptionStatus:
        """The data keys, and how far everything is sealed under the newest one."""
        return status_json(await rotation.status())

    @router.post("/rotate", status_code=202, response_model=EncryptionStatus)
    async def rotate(_keeper: Keeper) -> EncryptionStatus:
        """Let a new data key take over now; what is stored is sealed under it in the background."""
        if not (await rotation.status()).finished:
            raise Problem(
                409,
                "rotation_running",
                "Everything is still being sealed under the newest key; wait for that.",
            )
        try:
            await rotation.rotate()
        except KeyEncryptionError as fault:
            raise Problem(503, "key_server_unavailable", str(fault), retry_after=30) from fault
        return status_json(await rotation.status())

    return router


def status_json(status: KeyStatus) -> EncryptionStatus:
    return {
        "primary": status.primary,
        "keys": [
            {"id": key.id, "created_at": key.created_at, "retired_at": key.retired_at} for key in status.keys
        ],
        "next_rotation_at": status.next_rotation_at,
        "finished": status.finished,
        "rows_seen": status.rows_seen,
        "rows_total": status.rows_total,
        "tables": [
            {
                "name": each.table,
                "rows_seen": each.rows_seen,
                "rows_total": max(each.rows_total, each.rows_seen),
                "finished_at": each.finished_at,
            }
            for each in status.tables
        ],
    }

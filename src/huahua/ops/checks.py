"""The doctor's checks: database, disk, engines, providers, where rates are counted."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from sqlalchemy import text

from huahua.infra.blobs import Blobs
from huahua.infra.db import Database
from huahua.infra.migrate import current_revision, head_revision
from huahua.ops.doctor import Check, Finding, Status

LOW_DISK_BYTES = 1 << 30
FULL_DISK_BYTES = 100 << 20


def database_check(db: Database, url: str) -> Check:
    async def run() -> Finding:
        started = time.perf_counter()
        async with db.read() as connection:
            await connection.execute(text("SELECT 1"))
        ms = (time.perf_counter() - started) * 1000
        kind = "SQLite" if db.is_sqlite else "PostgreSQL"
        # This asks over a blocking connection of its own.
        current, head = await asyncio.to_thread(current_revision, url), head_revision()
        if current != head:
            return Finding(
                Status.FAILED,
                "database_schema",
                f"{kind} is at schema {current}, this version needs {head}",
                "Run: huahua db upgrade",
                {"kind": kind, "current": str(current), "needed": head},
            )
        return Finding(
            Status.OK,
            "database_ok",
            f"{kind}, schema {head}, answers in {ms:.1f} ms",
            params={"kind": kind, "schema": head, "ms": f"{ms:.1f}"},
        )

    return Check("database", "Database", run)


def disk_check(folder: Path) -> Check:
    async def run() -> Finding:
        free = shutil.disk_usage(folder).free
        params = {"free": f"{free / 1e9:.1f}", "folder": str(folder)}
        detail = f"{params['free']} GB free in {folder}"
        if free < FULL_DISK_BYTES:
            advice = "Free some space: nothing can be saved soon."
            return Finding(Status.FAILED, "disk_full", detail, advice, params)
        if free < LOW_DISK_BYTES:
            advice = "Free some space, or move the data folder to a larger disk."
            return Finding(Status.WARNING, "disk_low", detail, advice, params)
        return Finding(Status.OK, "disk_ok", detail, params=params)

    return Check("disk", "Disk", run)


def blob_check(blobs: Blobs) -> Check:
    async def run() -> Finding:
        probe = secrets.token_bytes(16)  # of its own: another doctor may look at the same moment
        digest = await blobs.put(probe, kind="doctor")
        read = await blobs.get(digest, kind="doctor")
        await blobs.delete(digest, kinds=("doctor",))
        if read != probe:
            detail = "what was read is not what was written"
            return Finding(Status.FAILED, "pictures_differ", detail, "Check the picture store.")
        return Finding(Status.OK, "pictures_ok", "pictures can be written, read and deleted")

    return Check("pictures", "Picture store", run)


def engine_check(engine_id: str, paint: Callable[[], Awaitable[int]]) -> Check:
    """`paint` makes a small picture and returns its size in bytes."""

    async def run() -> Finding:
        started = time.perf_counter()
        size = await paint()
        seconds = f"{time.perf_counter() - started:.1f}"
        return Finding(
            Status.OK,
            "engine_ok",
            f"made a {size:,}-byte picture in {seconds} s",
            params={"bytes": f"{size:,}", "seconds": seconds},
        )

    return Check(f"engine:{engine_id}", f"Engine {engine_id}", run)


def provider_check(
    name: str, list_models: Callable[[], Awaitable[int]], explain: Callable[[Exception], tuple[str, str]]
) -> Check:
    """`list_models` asks the provider for its models and returns how many; `explain` says what a failure
    means: the key of a hint that the page knows (or nothing), and advice."""

    async def run() -> Finding:
        started = time.perf_counter()
        try:
            count = await list_models()
        except Exception as fault:  # noqa: BLE001 - reported with its hint
            hint, advice = explain(fault)
            params = {"reason": str(fault), "hint": hint}
            return Finding(Status.FAILED, "provider_failed", str(fault), advice, params)
        ms = f"{(time.perf_counter() - started) * 1000:.0f}"
        return Finding(
            Status.OK,
            "provider_ok",
            f"{count} models, answers in {ms} ms",
            params={"models": str(count), "ms": ms},
        )

    return Check(f"provider:{name}", f"Provider {name}", run)


def local_models_check(name: str, explain: Callable[[], Awaitable[list[str]]]) -> Check:
    """`explain` says for each model of this machine where it runs, and why."""

    async def run() -> Finding:
        said = "; ".join(await explain())
        return Finding(Status.OK, "local_models_ok", said, params={"said": said})

    return Check(f"local:{name}", f"Local models {name}", run)


def accounts_check(refused: Callable[[], Sequence[str]], lately: Callable[[], Awaitable[list[str]]]) -> Check:
    """`refused`: accounts that a vendor refuses now, as this process saw it; `lately`: providers whose account was
    refused within the last hour, as any process saw it."""

    async def run() -> Finding:
        now = ", ".join(refused())
        if now:
            detail = f"refused by the vendor: {now}"
            advice = "Look at the key and the credit of the account, then save the provider again."
            return Finding(Status.FAILED, "accounts_refused", detail, advice, {"names": now})
        before = ", ".join(await lately())
        if before:
            detail = f"refused by the vendor within the last hour: {before}"
            advice = "Look at Settings → Incidents."
            return Finding(Status.WARNING, "accounts_were_refused", detail, advice, {"names": before})
        return Finding(Status.OK, "accounts_ok", "no vendor refuses an account")

    return Check("accounts", "Accounts at providers", run)


COUNTED = {
    "process": "in the memory of the one process that serves",
    "database": "in the database, by all processes together",
    "redis": "in Redis, by all processes together",
}


def counting_check(place: str, ping: Callable[[], Awaitable[None]]) -> Check:
    """`place`: a key of `COUNTED`; `ping` raises where those counts cannot be had: then each process counts in its own
    memory."""

    async def run() -> Finding:
        try:
            await ping()
        except Exception as fault:  # noqa: BLE001 - reported with what to do
            reason = str(fault) or type(fault).__name__
            detail = f"not counted {COUNTED[place]} ({reason}): each process counts in its own memory"
            if place == "redis":
                advice = (
                    "Start Redis or correct redis_url; until then a limit holds for each process on its own."
                )
                return Finding(Status.WARNING, "counting_redis_away", detail, advice, {"reason": reason})
            advice = "See to the database; until then a limit holds for each process on its own."
            return Finding(Status.WARNING, "counting_database_away", detail, advice, {"reason": reason})
        detail = f"counted {COUNTED[place]}"
        if place == "redis":
            return Finding(Status.OK, "counting_redis", detail)
        if place == "database":
            return Finding(Status.OK, "counting_database", detail)
        return Finding(Status.OK, "counting_process", detail)

    return Check("counting", "Rates and limits", run)

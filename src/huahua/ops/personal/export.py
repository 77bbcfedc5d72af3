"""A copy of everything that is held of a person, as a durable run that writes a ZIP: JSON per kind, pictures, files."""

from __future__ import annotations

import asyncio
import json
import tempfile
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from huahua.audit.api import Action, Recorder, Subject
from huahua.infra.blobs import Blobs
from huahua.infra.personal import Register
from huahua.jobs.api import Lane, NewRun, OnLoss, RunContext, RunFailure, RunKind, RunService
from huahua.kit.clock import Clock
from huahua.kit.ids import new_id
from huahua.ops.personal.errors import ExportExpired, ExportNotFound, ExportRunning
from huahua.ops.personal.rows import PersonRows
from huahua.ops.personal.store import Export, PersonStore

KIND = LANE = "export"
BLOB_KIND = "export"
LIFETIME = timedelta(days=7)
PIECE_BYTES = 256 * 1024
Files = Callable[[str], AsyncIterator[tuple[str, bytes]]]
"""Names and bytes of what a person has beside rows."""

README = """HuaHua - a copy of everything that is stored about you / 关于你的全部数据副本

One JSON file per kind of data; times are UTC. 每类数据一个 JSON 文件，时间为 UTC。

profile.json         you / 你的账户
conversations.json   conversations / 会话
messages.json        what was said in them, with what is remembered (facts) / 消息及记住的要点
pictures.json        pictures with the words they were made from / 图片及其描述
pictures/            the pictures themselves / 图片文件
brands.json, team_brands.json, brands/   brands that you made, and their logos / 你建立的品牌及其标志
files/               files you gave to the programming interface / 通过接口上传的文件
usage_lines.json     a line for each call of a model / 每次模型调用的用量
ledger.json, wallets.json, orders.json   money / 账目

Passwords, keys and other secrets are not in here: they are stored only as hashes, or are secret from everybody.
密码、密钥等机密不在其中：它们只以哈希保存，或对任何人都保密。
"""


class Exports:
    def __init__(
        self,
        store: PersonStore,
        rows: PersonRows,
        register: Register,
        files: Mapping[str, Files],
        blobs: Blobs,
        runs: RunService,
        audit: Recorder,
        clock: Clock,
    ) -> None:
        """`files`: by the folder in the ZIP that they go to."""
        self._store = store
        self._rows = rows
        self._register = register
        self._files = files
        self._blobs = blobs
        self._runs = runs
        self._audit = audit
        self._clock = clock

    def register(self) -> None:
        self._runs.add_lane(Lane(LANE, 1))
        self._runs.register(RunKind(KIND, self._handle, LANE, OnLoss.REQUEUE))

    async def ask(self, user_id: str) -> Export:
        """Raises ExportRunning while one is being written."""
        if any(run.kind == KIND for run in await self._runs.active(user_id)):
            raise ExportRunning
        await self._forget(await self._store.exports(user_id))
        new = Export(new_id("exp"), user_id, new_id("run"), self._clock())
        await self._store.add_export(new)
        await self._audit.record(Action.PERSON_EXPORTED, Subject("user", user_id), after={"export": new.id})
        await self._runs.begin(NewRun(new.run_id, KIND, user_id, {"export_id": new.id}))
        return new

    async def of(self, user_id: str) -> list[Export]:
        """Those that are there or being written; one whose run failed or was cancelled is neither."""
        going = {run.id for run in await self._runs.active(user_id)}
        found = await self._store.exports(user_id)
        return [each for each in found if each.expires_at is not None or each.run_id in going]

    async def open(self, user_id: str, export_id: str) -> tuple[Export, AsyncIterator[bytes]]:
        """Raises ExportNotFound, ExportExpired."""
        found = next((each for each in await self._store.exports(user_id) if each.id == export_id), None)
        if found is None or found.expires_at is None:
            raise ExportNotFound
        if found.expires_at <= self._clock():
            raise ExportExpired
        await self._audit.record(
            Action.PERSON_EXPORTED, Subject("user", user_id), after={"export": export_id, "fetched": True}
        )
        return found, self._blobs.stream_named(export_id, BLOB_KIND)

    async def summary(self, user_id: str) -> list[tuple[str, int]]:
        """How many rows of each kind there are; kinds without any are left out."""
        counted = [
            (each.name, await self._rows.count(each, user_id))
            for each in self._register.holdings
            if each.exported
        ]
        return [(name, count) for name, count in counted if count]

    async def sweep(self) -> int:
        """Remove copies whose time is over."""
        expired = await self._store.expired_exports(self._clock(), 100)
        await self._forget(expired)
        return len(expired)

    async def forget_person(self, user_id: str) -> None:
        await self._forget(await self._store.exports(user_id))

    async def _forget(self, exports: list[Export]) -> None:
        for each in exports:
            await self._blobs.delete_named(each.id, BLOB_KIND)
        if exports:
            await self._store.forget_exports([each.id for each in exports])

    async def _handle(self, context: RunContext) -> dict[str, Any]:
        run = context.run
        export_id = str(run.request["export_id"])

        async def tell(fraction: float, stage: str) -> None:
            await context.emit("progress", {"fraction": round(fraction, 3), "stage": stage})

        with tempfile.TemporaryFile(prefix="huahua-export-") as file:
            await self._write(file, run.user_id, tell)
            size = await self._blobs.put_named(export_id, BLOB_KIND, _pieces(file))
        if not await self._store.finish_export(export_id, size, self._clock() + LIFETIME):
            await self._blobs.delete_named(export_id, BLOB_KIND)
            raise RunFailure("export_not_found", "This copy was given up.")
        return {"export_id": export_id, "bytes": size}

    async def _write(
        self, file: IO[bytes], user_id: str, tell: Callable[[float, str], Awaitable[None]]
    ) -> None:
        kinds = [each for each in self._register.holdings if each.exported]
        steps = len(kinds) + len(self._files)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", README)
            for number, holding in enumerate(kinds):
                await tell(number / steps, holding.name)
                with archive.open(f"{holding.name}.json", "w", force_zip64=True) as entry:
                    first = True
                    entry.write(b"[")
                    async for rows in self._rows.read(holding, user_id):
                        text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
                        said = ("\n" if first else ",\n") + text
                        await asyncio.to_thread(entry.write, said.encode(errors="replace"))
                        first = False
                    entry.write(b"\n]\n")
            for number, (folder, files) in enumerate(self._files.items()):
                await tell((len(kinds) + number) / steps, folder)
                async for name, data in files(user_id):
                    info = zipfile.ZipInfo(f"{folder}/{Path(name).name}", self._clock().timetuple()[:6])
                    await asyncio.to_thread(archive.writestr, info, data)


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    file.seek(0)
    while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
        yield piece

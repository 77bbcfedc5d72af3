"""Data sets, trainings and styles over HTTP, on both databases; the process that trains is a stand-in."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from huahua.avatars.training.adapters.bases import FolderBaseModels
from huahua.avatars.training.adapters.files import BlobDatasetFiles, FolderStyleFiles
from huahua.avatars.training.domain.curve import Point
from huahua.avatars.training.errors import BadTrainingPicture
from huahua.avatars.training.http.datasets import dataset_routes
from huahua.avatars.training.http.styles import style_routes
from huahua.avatars.training.http.trainings import training_routes
from huahua.avatars.training.measuring import measure
from huahua.avatars.training.ports import ReadPicture
from huahua.avatars.training.process.job import JobFolder
from huahua.avatars.training.service.datasets import Datasets
from huahua.avatars.training.service.styles import Styles
from huahua.avatars.training.service.train import TrainHandler
from huahua.avatars.training.service.trainings import KIND, LANE, Trainings
from huahua.avatars.training.store import TrainingStore
from huahua.infra.blobs import open_blobs
from huahua.infra.db import Database
from huahua.jobs.api import Lane, OnLoss, PreviewStore, RunKind, RunService, RunStore
from huahua.kit.clock import utc_now
from huahua.kit.ids import new_id
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME, OTHER
from tests.simulators.lora import lora_file
from tests.vaults import new_vault


class Reader:
    async def read(self, data: bytes) -> ReadPicture:
        if not data.startswith(b"\x89PNG"):
            raise BadTrainingPicture("The file is no picture.")
        return ReadPicture(data, "image/png", 64, 64, b"thumb", **measure(data))


class Captioner:
    async def suggest(self, user_id: str, role: str, model: str, data: bytes, media_type: str) -> str:
        return f"{model} sees\nsomething"


@dataclass
class Trainee:
    folder: JobFolder
    paused: asyncio.Event = field(default_factory=asyncio.Event)
    waits: bool = False
    result: bytes = b""

    async def lines(self) -> AsyncIterator[dict[str, Any]]:
        self.folder.losses.write_text(Point(1, 0.5, 2.0).line() + "\n")
        yield {"event": "step", "step": 1, "loss": 0.5, "seconds": 2.0}
        (self.folder.samples / "000001-0.webp").write_bytes(b"sample")
        yield {"event": "checkpoint", "step": 1, "samples": ["000001-0.webp"]}
        if self.waits:
            await self.paused.wait()
            yield {"event": "paused"}
            return
        self.folder.result.write_bytes(self.result)
        yield {"event": "done"}

    async def pause(self) -> None:
        self.paused.set()

    async def stop(self) -> None:
        self.paused.set()


@dataclass
class Trainer:
    root: Path
    waits: bool = False
    result: bytes = field(default_factory=lora_file)

    def installed(self) -> bool:
        return True

    def folder(self, training_id: str) -> Path:
        return self.root / training_id

    async def start(self, training_id: str) -> Trainee:
        return Trainee(JobFolder(self.folder(training_id)), waits=self.waits, result=self.result)

    async def forget(self, training_id: str) -> None:
        pass


class NoTeams:
    async def of(self, user_id: str) -> list[str]:
        return []

    async def members(self, user_id: str, team_id: str) -> set[str]:
        return set()


@pytest.fixture
def trainer(tmp_path: Path) -> Trainer:
    return Trainer(tmp_path / "trainings")


@pytest.fixture
async def web(db: Database, tmp_path: Path, trainer: Trainer) -> AsyncIterator[httpx.AsyncClient]:
    base = tmp_path / "models" / "tiny"
    base.mkdir(parents=True)
    (base / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionPipeline"}))
    store, files = TrainingStore(db, new_vault()), BlobDatasetFiles(open_blobs(str(tmp_path / "blobs")))
    styles, bases = FolderStyleFiles(tmp_path / "adapters"), FolderBaseModels([tmp_path / "models"])
    runs = RunService(RunStore(db), PreviewStore(db))
    runs.add_lane(Lane(LANE, 1))
    handler = TrainHandler(store, store, files, styles, bases, trainer, utc_now)
    runs.register(RunKind(KIND, handler, LANE, OnLoss.REQUEUE, handler.lost))
    await runs.start()
    routers = (
        dataset_routes(Datasets(store, files, Reader(), Captioner(), utc_now, new_id)),
        training_routes(Trainings(store, store, bases, trainer, runs, utc_now, new_id)),
        style_routes(Styles(store, styles, NoTeams(), utc_now, new_id)),
    )
    async with client(*routers) as web:
        yield web
    await runs.stop()


def png(seed: int) -> bytes:
    out = io.BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


async def filled(web: httpx.AsyncClient) -> str:
    path = f"/api/datasets/{(await web.post('/api/datasets', json={'name': 'suns'})).json()['id']}"
    files = [("file", (f"{seed}.png", png(seed))) for seed in (1, 2, 3, 3)]
    answer = (await web.post(f"{path}/pictures", files=[*files, ("file", ("x.svg", b"<svg/>"))])).json()
    assert answer["added"] == 3
    assert [each["reason"] for each in answer["refused"]] == ["same", "The file is no picture."]
    return path


async def ended(web: httpx.AsyncClient, training_id: str, state: str) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while (found := (await web.get(f"/api/trainings/{training_id}")).json())["state"] != state:  # noqa: ASYNC110 - as the page asks
            await asyncio.sleep(0.02)
    whole: dict[str, Any] = found
    return whole


async def begun(web: httpx.AsyncClient, path: str, **more: Any) -> str:
    await web.patch(path, json={"rights": True})
    version = (await web.post(f"{path}/versions")).json()
    body = {
        "version_id": version["id"],
        "name": "Suns",
        "trigger": "huasun",
        "base": "tiny",
        "licence": "CC0",
    }
    answer = await web.post("/api/trainings", json={**body, "plan": {"iterations": 1}, **more})
    assert answer.status_code == 202, answer.text
    training_id: str = answer.json()["id"]
    return training_id


async def test_words_versions_and_their_difference(web: httpx.AsyncClient) -> None:
    path = await filled(web)
    assert (await web.post(f"{path}/versions")).json()["code"] == "rights_missing"
    await web.patch(path, json={"rights": True})
    first = (await web.post(f"{path}/versions")).json()
    assert (await web.post(f"{path}/versions")).json() == first

    one, other, last = (await web.get(path)).json()["items"]
    assert one["findings"] == ["small", "unlabelled"]
    suggested = (await web.post(f"{path}/pictures/{one['id']}/suggest", json={"model": "eye"})).json()
    assert (suggested["caption"], suggested["suggested"]) == ("eye sees something", True)
    await web.patch(f"{path}/pictures/{other['id']}", json={"caption": "a sun"})
    await web.delete(f"{path}/pictures/{last['id']}")
    second = (await web.post(f"{path}/versions")).json()
    assert second["number"] == 2 and second["hash"] != first["hash"]
    diff = (await web.get(f"{path}/versions/diff", params={"older": 1, "newer": 2})).json()
    assert [each["sha256"] for each in diff["removed"]] == [last["sha256"]]
    assert [each["after"]["caption"] for each in diff["relabelled"]] == ["a sun"]

    zipped = (await web.get(f"{path}/versions/1/file")).content
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        assert archive.read(f"train/{last['sha256']}.png") == png(3)
        assert len(archive.read("train/metadata.jsonl").splitlines()) == 3
    assert (await web.get(f"{path}/files/{last['sha256']}")).content == png(3)


async def test_a_training_becomes_a_style_of_its_owner(web: httpx.AsyncClient) -> None:
    training_id = await begun(web, await filled(web))
    done = await ended(web, training_id, "done")
    assert (done["points"], done["samples"]) == ([{"step": 1, "loss": 0.5}], ["000001-0.webp"])
    style = (await web.get("/api/styles")).json()["items"][0]
    assert (style["id"], style["trigger"], style["rank"], style["origin"]) == (
        done["style_id"], "huasun", 2, "trained",
    )  # fmt: skip
    assert (await web.get(f"/api/styles/{style['id']}/file")).content == lora_file()
    assert (await web.get(f"/api/styles/{style['id']}/preview")).content == b"sample"

    theirs = {"authorization": f"Bearer {OTHER}"}
    for path in (
        f"/api/styles/{style['id']}",
        f"/api/styles/{style['id']}/file",
        f"/api/trainings/{training_id}",
    ):
        assert (await web.get(path, headers=theirs)).status_code == 404
    assert (await web.delete(f"/api/styles/{style['id']}", headers=theirs)).status_code == 404
    assert (await web.delete(f"/api/styles/{style['id']}")).status_code == 204
    assert (await web.get("/api/styles")).json()["items"] == []


async def test_a_style_that_is_taught_anew_keeps_its_id_and_gets_another_version(
    web: httpx.AsyncClient, trainer: Trainer
) -> None:
    path = await filled(web)
    style_id = (await ended(web, await begun(web, path), "done"))["style_id"]
    first = (await web.get(f"/api/styles/{style_id}")).json()
    assert (await ended(web, await begun(web, path, style_id=style_id), "done"))["style_id"] == style_id
    assert (await web.get(f"/api/styles/{style_id}")).json()["version"] == first["version"]
    trainer.result = lora_file(lambda header: header["__metadata__"].update(about="other pictures"))
    last = await begun(web, path, style_id=style_id, name="Later suns")
    await ended(web, last, "done")
    (style,) = (await web.get("/api/styles")).json()["items"]
    assert (style["revision"], style["name"], style["training_id"]) == (2, "Later suns", last)
    assert style["version"] != first["version"] and style["created_at"] == first["created_at"]
    assert (await web.get(f"/api/styles/{style_id}/file")).content == trainer.result
    body = {"version_id": style["version_id"], "name": "x", "trigger": "x", "base": "tiny", "licence": "x"}
    refused = await web.post("/api/trainings", json=body | {"style_id": "sty_of_somebody"})
    assert refused.json()["code"] == "style_not_found"


async def test_a_pause_and_going_on(web: httpx.AsyncClient, trainer: Trainer) -> None:
    trainer.waits = True
    training_id = await begun(web, await filled(web))
    await ended(web, training_id, "training")
    assert (await web.delete(f"/api/trainings/{training_id}")).json()["code"] == "not_possible_now"
    assert (await web.post(f"/api/trainings/{training_id}/pause")).json()["state"] == "pausing"
    await ended(web, training_id, "paused")
    trainer.waits = False
    assert (await web.post(f"/api/trainings/{training_id}/resume")).status_code == 202
    await ended(web, training_id, "done")
    assert (await web.post(f"/api/trainings/{training_id}/cancel")).status_code == 409


async def test_a_cancelled_training_stays_cancelled(web: httpx.AsyncClient, trainer: Trainer) -> None:
    trainer.waits = True
    training_id = await begun(web, await filled(web))
    await ended(web, training_id, "training")
    assert (await web.post(f"/api/trainings/{training_id}/cancel")).json()["state"] == "cancelled"
    await ended(web, training_id, "cancelled")
    assert (await web.delete(f"/api/trainings/{training_id}")).status_code == 204


async def test_foreign_loras_are_taken_in_and_other_files_are_not(web: httpx.AsyncClient) -> None:
    given = {"name": "Ink", "licence": "MIT"}
    answer = await web.post("/api/styles", data=given, files={"file": ("ink.safetensors", lora_file())})
    assert (answer.status_code, answer.json()["origin"]) == (201, "imported")
    answer = await web.post("/api/styles", data=given, files={"file": ("ink.ckpt", b"\x80\x02pickle")})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_style")
    assert ME and len((await web.get("/api/styles")).json()["items"]) == 1

"""The quality lab: runs that measure how alike two sets of pictures are."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from huahua.avatars.errors import InvalidAvatar
from huahua.avatars.lab.http import lab_routes
from huahua.avatars.lab.ports import PictureSet
from huahua.avatars.lab.service import MAX_WAITING, Lab
from huahua.avatars.scoring import eye
from huahua.infra.db import Database
from huahua.infra.workers import TaskFailed, WorkerError
from huahua.jobs.api import PreviewStore, RunService, RunStatus, RunStore
from huahua.kit.ids import new_id
from tests.integration.painting.page import client
from tests.integration.painting.studio import ME
from tests.vaults import new_vault


class Gallery:
    """Pictures of two colours, and the workers that look at them."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def hang(self, kind: str, count: int, tint: tuple[int, int, int], seed: int) -> None:
        random = np.random.default_rng(seed)
        for number in range(count):
            pixels = np.clip(random.normal(tint, 30, (32, 32, 3)), 0, 255).astype(np.uint8)
            out = io.BytesIO()
            Image.fromarray(pixels, "RGB").save(out, "PNG")
            self.files[f"{kind}:{number}"] = out.getvalue()

    async def ids(self, user_id: str, wanted: PictureSet, limit: int) -> list[str]:
        mine = [name for name in self.files if user_id == ME and name.startswith(f"{wanted.collection_id}:")]
        return mine[:limit]

    async def medium(self, _user_id: str, picture_id: str) -> bytes | None:
        return self.files.get(picture_id)

    async def original(self, user_id: str, picture_id: str) -> bytes | None:
        return await self.medium(user_id, picture_id)

    async def run(self, _function: str, kwargs: dict[str, Any], **_: Any) -> list[float]:
        try:
            return eye.features(**kwargs)
        except ValueError as fault:
            raise WorkerError(str(fault)) from fault


@pytest.fixture
def gallery() -> Gallery:
    gallery = Gallery()
    gallery.hang("red", 60, (200, 60, 60), 1)
    gallery.hang("rose", 60, (205, 70, 70), 2)
    gallery.hang("blue", 60, (60, 60, 200), 3)
    gallery.hang("few", 49, (60, 60, 60), 4)
    return gallery


@pytest.fixture
async def runs(db: Database, gallery: Gallery) -> AsyncIterator[tuple[RunService, Lab]]:
    service = RunService(RunStore(db, new_vault()), PreviewStore(db))
    lab = Lab(service, gallery, gallery, new_id)  # type: ignore[arg-type]
    lab.register()
    await service.start()
    yield service, lab
    await service.stop()


async def measured(service: RunService, lab: Lab, first: str, second: str) -> Any:
    run_id = await lab.begin(ME, PictureSet(first), PictureSet(second), "kid")
    events = [event async for event in service.follow(run_id, ME)]
    assert events[-1].type == "run.succeeded", events[-1].data
    told = [event.data["fraction"] for event in events if event.type == "progress"]
    assert told == sorted(told) and told[-1] == 1
    return (await service.get(run_id, ME)).result


async def test_alike_sets_are_nearer_than_others(runs: tuple[RunService, Lab]) -> None:
    service, lab = runs
    near, far = await measured(service, lab, "red", "rose"), await measured(service, lab, "red", "blue")
    assert near["high"] < far["low"] and near["low"] < near["value"] < near["high"]
    assert far["pictures"] == [60, 60] and far["comparable"] is False and far["features"] == "huahua-looks-1"


async def test_pictures_that_cannot_be_read_are_left_out(
    runs: tuple[RunService, Lab], gallery: Gallery
) -> None:
    service, lab = runs
    gallery.files["red:3"] = b"no picture"
    assert (await measured(service, lab, "red", "blue"))["pictures"] == [59, 60]


async def test_a_set_that_shrank_meanwhile_fails_with_a_reason(
    runs: tuple[RunService, Lab], gallery: Gallery
) -> None:
    service, lab = runs
    for number in range(20):
        gallery.files[f"red:{number}"] = b"no picture"
    run_id = await lab.begin(ME, PictureSet("red"), PictureSet("blue"), "kid")
    [*_, last] = [event async for event in service.follow(run_id, ME)]
    assert last.data["error"]["code"] == "too_few_pictures" and "has 40" in last.data["error"]["message"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"first": {"collection_id": "few"}, "second": {"collection_id": "blue"}}, "first set has 49"),
        ({"first": {"collection_id": "red"}, "second": {"collection_id": "gone"}}, "second set has 0"),
        (
            {"first": {"collection_id": "red"}, "second": {"collection_id": "blue"}, "measure": "fid"},
            "at least 2048 pictures",
        ),
    ],
)
async def test_too_few_pictures_are_refused_before_anything_is_measured(
    runs: tuple[RunService, Lab], body: dict[str, Any], words: str
) -> None:
    service, lab = runs
    async with client(lab_routes(lab)) as web:
        reply = await web.post("/api/avatars/lab", json=body)
    assert reply.status_code == 422 and reply.json()["code"] == "too_few_pictures"
    assert words in reply.json()["detail"]
    assert await service.active(ME) == []


async def test_a_measurement_is_begun_over_http(runs: tuple[RunService, Lab]) -> None:
    service, lab = runs
    body = {"first": {"collection_id": "red"}, "second": {"collection_id": "rose"}}
    async with client(lab_routes(lab)) as web:
        reply = await web.post("/api/avatars/lab", json=body)
        assert (await web.post("/api/avatars/lab", json={**body, "measure": "is"})).status_code == 422
    assert reply.status_code == 202
    [*_, last] = [event async for event in service.follow(reply.json()["run_id"], ME)]
    run = await service.get(reply.json()["run_id"], ME)
    assert last.type == "run.succeeded" and run.status is RunStatus.SUCCEEDED


async def test_anothers_pictures_are_none(runs: tuple[RunService, Lab]) -> None:
    _, lab = runs
    async with client(lab_routes(lab), user_id="usr_other") as web:
        body = {"first": {"collection_id": "red"}, "second": {"collection_id": "blue"}}
        reply: httpx.Response = await web.post("/api/avatars/lab", json=body)
    assert reply.status_code == 422 and "first set has 0" in reply.json()["detail"]


async def test_one_person_does_not_fill_the_queue(
    runs: tuple[RunService, Lab], gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, lab = runs
    gate = asyncio.Event()

    async def slow(_user_id: str, _picture_id: str) -> None:
        await gate.wait()

    monkeypatch.setattr(gallery, "medium", slow)
    body = {"first": {"collection_id": "red"}, "second": {"collection_id": "rose"}}
    async with client(lab_routes(lab)) as web:
        replies = [await web.post("/api/avatars/lab", json=body) for _ in range(MAX_WAITING + 1)]
    gate.set()
    assert [reply.status_code for reply in replies] == [202] * MAX_WAITING + [429]
    assert replies[-1].json()["code"] == "too_many_measures"
    for run in await service.active(ME):
        [_ async for _ in service.follow(run.id, ME)]


async def test_inceptions_features_are_offered_where_the_server_has_them(
    runs: tuple[RunService, Lab], gallery: Gallery, tmp_path: Path
) -> None:
    service, lab = runs
    assert lab.kinds == ["own"]
    with pytest.raises(InvalidAvatar) as refused:
        await lab.begin(ME, PictureSet("red"), PictureSet("rose"), "kid", "inception")
    assert (refused.value.code, refused.value.param) == ("no_inception", "features")
    weights = tmp_path / "inception.pt"
    weights.write_bytes(b"weights")
    assert Lab(service, gallery, gallery, new_id, weights).kinds == ["inception", "own"]  # type: ignore[arg-type]


async def test_a_measurement_says_which_features_it_is_of(
    db: Database, gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "inception.pt"
    weights.write_bytes(b"weights")
    monkeypatch.setattr("huahua.avatars.lab.service.find_spec", lambda _name: object())
    asked: list[tuple[str, str]] = []

    class Workers:
        async def run(self, function: str, kwargs: dict[str, Any], **_: Any) -> list[float]:
            asked.append((function, kwargs["weights"]))
            if weights.read_bytes() == b"other":
                raise TaskFailed("NotInception", "The file is something else.")
            return eye.features(kwargs["data"])

    service = RunService(RunStore(db, new_vault()), PreviewStore(db))
    lab = Lab(service, gallery, Workers(), new_id, weights)  # type: ignore[arg-type]
    lab.register()
    await service.start()
    found = await measured(service, lab, "red", "rose")
    assert set(asked) == {("huahua.avatars.lab.inception:features", str(weights))}
    assert found["comparable"] and found["features"].startswith("inception-v3 (clean) ")
    weights.write_bytes(b"other")
    run_id = await lab.begin(ME, PictureSet("red"), PictureSet("rose"), "kid")
    events = [event async for event in service.follow(run_id, ME)]
    assert events[-1].data["error"]["code"] == "no_inception"
    await service.stop()

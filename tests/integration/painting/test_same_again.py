"""The same recipe with the same seed shows the same picture at once; everything else paints."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from huahua.gateway.api import ModelInfo
from huahua.painting.api import Mode, PaintSpec
from tests.integration.painting.studio import ME, OTHER, Studio

WISH = PaintSpec("a red boat", seed=7, width=64, height=64)


async def painted(studio: Studio, spec: PaintSpec, user_id: str = ME) -> dict[str, Any]:
    run_id = await studio.painting.starter.begin(user_id, "user", None, None, spec)
    async for _ in studio.runs.follow(run_id, user_id):
        pass
    picture: dict[str, Any] = (await studio.painting.gallery.slots(user_id, [run_id]))[run_id]["pictures"][0]
    return picture | {"result": (await studio.runs.get(run_id, user_id)).result}


async def test_the_same_again_is_there_at_once_and_costs_nothing(studio: Studio) -> None:
    first = await painted(studio, WISH)
    again = await painted(studio, WISH)
    assert len(studio.models.calls) == 1
    assert not first["cached"] and again["cached"]
    assert again["id"] != first["id"]
    assert again["urls"]["original"].rpartition("v=")[2] == first["urls"]["original"].rpartition("v=")[2]
    assert again["result"]["cached"] == [0] and "cost" not in again["result"]
    assert "cached" not in first["result"]


async def test_a_fresh_one_is_painted_and_shown_from_then_on(studio: Studio) -> None:
    await painted(studio, WISH)
    fresh = await painted(studio, replace(WISH, fresh=True))
    assert len(studio.models.calls) == 2 and not fresh["cached"]
    assert (await painted(studio, WISH))["cached"]
    assert len(studio.models.calls) == 2


async def test_without_a_seed_each_is_another_one(studio: Studio) -> None:
    for _ in range(2):
        assert not (await painted(studio, replace(WISH, seed=None)))["cached"]
    assert len(studio.models.calls) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "a red boat at dusk"},
        {"seed": 8},
        {"width": 80},
        {"style": "ink"},
        {"negative": "people"},
        {"enrich": False},
        {"model": "builtin/avatar"},
    ],
)
async def test_anything_else_is_painted(studio: Studio, change: dict[str, Any]) -> None:
    await painted(studio, WISH)
    assert not (await painted(studio, replace(WISH, **change)))["cached"]
    assert len(studio.models.calls) == 2


async def test_edits_of_another_picture_are_others(studio: Studio) -> None:
    one, two = [await painted(studio, replace(WISH, seed=seed)) for seed in (1, 2)]
    edit = PaintSpec("", mode=Mode.EDIT, instruction="add snow", source_id=one["id"], seed=5)
    assert not (await painted(studio, edit))["cached"]
    assert (await painted(studio, edit))["cached"]
    assert not (await painted(studio, replace(edit, source_id=two["id"])))["cached"]


async def test_nobody_is_shown_what_is_anothers(studio: Studio) -> None:
    await painted(studio, WISH)
    assert not (await painted(studio, WISH, OTHER))["cached"]


async def test_a_deleted_picture_is_forgotten(studio: Studio) -> None:
    first = await painted(studio, WISH)
    copy = await painted(studio, WISH)
    await studio.painting.gallery.delete(ME, [first["id"]])
    assert not (await painted(studio, WISH))["cached"]
    assert (await studio.painting.gallery.get(ME, copy["id"])).digest


async def test_another_upstream_behind_the_name_is_asked_again(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    await painted(studio, WISH)
    known = studio.models.model

    def moved(*args: Any) -> ModelInfo:
        return replace(known(*args), revision="elsewhere")

    monkeypatch.setattr(studio.models, "model", moved)
    assert not (await painted(studio, WISH))["cached"]

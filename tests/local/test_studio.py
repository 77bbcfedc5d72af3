"""Batches on the real diffusers: what comes out is what each picture would be alone, and every step is heard."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from huahua.painting.engines.diffusers.adapters import AdapterRefused
from huahua.painting.engines.diffusers.plain import Given, Model, Painted, Shared
from huahua.painting.engines.diffusers.sketching import NoSketcher
from huahua.painting.engines.diffusers.studio import Stopped, Studio
from tests.local.conftest import adapter, apart, drawing, given, left_mask, pixels, shared

ModelMaker = Callable[..., Model]
ALIKE = 1.0
"""Mean difference, of 255, under which two pictures are the same but for rounding."""


def paint(studio: Studio, model: Model, how: Shared, *items: Given) -> list[bytes]:
    painted = studio.paint(model, how, items, lambda *_: None, lambda _: False)
    return [one["data"] for one in painted]


@pytest.mark.parametrize("name", ["sd15", "sdxl", "sd3", "flux"])
def test_a_picture_of_a_batch_is_the_picture_made_alone(studio: Studio, model: ModelMaker, name: str) -> None:
    items = [given(number, negative="fog" if number == 1 else "") for number in range(3)]
    if name == "flux":
        items = [given(number) for number in range(3)]
    together = paint(studio, model(name), shared(), *items)
    alone = [paint(studio, model(name), shared(), item)[0] for item in items]
    for one, other in zip(together, alone, strict=True):
        assert apart(one, other) < ALIKE
    assert apart(together[0], together[1]) > 5 * ALIKE
    assert apart(paint(studio, model(name), shared(), items[0])[0], alone[0]) == 0


@pytest.mark.parametrize("name", ["sd15", "sdxl", "sd3", "flux"])
def test_it_edits_and_fills_masks(studio: Studio, model: ModelMaker, name: str) -> None:
    source = drawing(1)
    near = paint(studio, model(name), shared(strength=0.2), given(image=source))[0]
    far = paint(studio, model(name), shared(strength=1.0), given(image=source))[0]
    assert apart(near, far) > ALIKE
    filled = pixels(paint(studio, model(name), shared(), given(image=source, mask=left_mask()))[0])
    before = pixels(source)
    assert np.array_equal(filled[:, 32:], before[:, 32:])
    assert np.abs(filled[:, :32] - before[:, :32]).mean() > ALIKE


def test_edits_are_painted_together_too(studio: Studio, model: ModelMaker) -> None:
    items = [given(number, image=drawing(number), mask=left_mask()) for number in range(3)]
    together = paint(studio, model(), shared(), *items)
    for item, one in zip(items, together, strict=True):
        assert apart(one, paint(studio, model(), shared(), item)[0]) < ALIKE


def test_every_step_is_heard_with_previews(studio: Studio, model: ModelMaker) -> None:
    clock = iter(range(1000))
    timed = Studio(studio.shelf, monotonic=lambda: float(next(clock)))
    heard: list[tuple[int, float, str, bytes | None]] = []
    items = [given(0), given(1, previews=False)]
    timed.paint(model(), shared(steps=6), items, lambda *what: heard.append(what), lambda _: False)
    fractions = [fraction for number, fraction, _, _ in heard if number == 0]
    assert fractions == sorted(fractions) and len(fractions) == 7 and 0.9 < fractions[-1] < 1
    assert heard[0][2] == "loading" and heard[-1][2] == "painting"
    shots = [shot for number, _, _, shot in heard if number == 0 and shot]
    assert len(shots) == 5 and not any(shot for number, _, _, shot in heard if number == 1)
    for shot in shots:
        assert Image.open(io.BytesIO(shot)).format == "JPEG" and len(shot) <= 40_000
        assert max(Image.open(io.BytesIO(shot)).size) <= 512


def test_previews_are_not_more_than_four_a_second(studio: Studio, model: ModelMaker) -> None:
    ticks = iter(np.arange(0, 100, 0.1))
    timed = Studio(studio.shelf, monotonic=lambda: float(next(ticks)))
    shots: list[Any] = []
    timed.paint(model(), shared(steps=20), [given()], lambda *what: shots.append(what[3]), lambda _: False)
    assert 4 <= sum(shot is not None for shot in shots) <= 8


def test_one_that_left_does_not_stop_the_others(studio: Studio, model: ModelMaker) -> None:
    heard: list[int] = []
    items = [given(0), given(1)]
    painted: list[Painted] = studio.paint(
        model(), shared(), items, lambda *what: heard.append(what[0]), lambda number: number == 0
    )
    assert apart(painted[1]["data"], paint(studio, model(), shared(), given(1))[0]) < ALIKE
    assert heard.count(0) == 1 and heard.count(1) > 1


def test_it_ends_within_a_step_when_all_left(studio: Studio, model: ModelMaker) -> None:
    steps: list[float] = []

    def tell(_number: int, fraction: float, *_: object) -> None:
        steps.append(fraction)

    with pytest.raises(Stopped):
        studio.paint(model(), shared(steps=20), [given()], tell, lambda _: len(steps) >= 4)
    assert len(steps) == 4
    assert paint(studio, model(), shared(), given())[0]


def test_time_is_shared_by_the_batch(studio: Studio, model: ModelMaker) -> None:
    painted = studio.paint(model(), shared(), [given(0), given(1)], lambda *_: None, lambda _: False)
    assert painted[0]["seconds"] == painted[1]["seconds"] > 0
    assert [one["batch"] for one in painted] == [2, 2] and painted[0]["gib_seconds"] > 0


def test_negative_words_seeds_and_quality_change_the_picture(studio: Studio, model: ModelMaker) -> None:
    plain = paint(studio, model(), shared(), given())[0]
    for other in (
        paint(studio, model(), shared(), given(negative="water"))[0],
        paint(studio, model(), shared(), given(seed=7))[0],
        paint(studio, model(), shared(quality="draft"), given())[0],
        paint(studio, model(), shared(guidance=1.0), given())[0],
    ):
        assert apart(plain, other) > 0


def test_controls_lead(studio: Studio, model: ModelMaker) -> None:
    def led(kind: str, seed: int, weight: float = 1.0) -> Given:
        return given(0, controls=[{"kind": kind, "data": drawing(seed), "weight": weight}])

    plain = paint(studio, model(), shared(), given())[0]
    one, other = (paint(studio, model(), shared(), led("canny", seed))[0] for seed in (1, 2))
    assert apart(one, other) > 0 and apart(one, plain) > 0
    assert apart(paint(studio, model(), shared(), led("canny", 1, 0.0))[0], plain) < ALIKE
    assert apart(paint(studio, model(), shared(), led("depth", 1))[0], one) > 0
    both = given(controls=[*led("canny", 1)["controls"], *led("depth", 2)["controls"]])
    assert apart(paint(studio, model(), shared(), both)[0], one) > 0
    edited = paint(studio, model(), shared(), led("canny", 1) | {"image": drawing(3)})[0]  # type: ignore[arg-type]
    assert apart(edited, one) > 0
    items = [led("canny", 1), led("canny", 2) | {"id": 1}]
    together = paint(studio, model(), shared(), *items)  # type: ignore[arg-type]
    assert apart(together[0], one) < ALIKE and apart(together[1], other) < ALIKE


def test_a_control_that_nothing_can_sketch_is_refused(studio: Studio, model: ModelMaker) -> None:
    item = given(controls=[{"kind": "depth", "data": drawing(1), "weight": 1.0}])
    with pytest.raises(NoSketcher, match=r"sketcher\.depth"):
        paint(studio, model(sketchers={}), shared(), item)


def test_a_reference_is_followed_and_forgotten(studio: Studio, model: ModelMaker) -> None:
    plain = paint(studio, model(), shared(), given())[0]
    one, other = (paint(studio, model(), shared(), given(references=[drawing(seed)]))[0] for seed in (1, 2))
    assert apart(one, other) > 0 and apart(one, plain) > 0
    assert apart(paint(studio, model(), shared(), given())[0], plain) == 0


def test_adapters_by_weight_together_and_swapped(studio: Studio, model: ModelMaker, models: Path) -> None:
    def styled(*styles: tuple[str, float]) -> bytes:
        adapters = [adapter(models / "loras" / f"{name}.safetensors", weight) for name, weight in styles]
        return paint(studio, model(), shared(adapters=adapters), given())[0]

    plain = paint(studio, model(), shared(), given())[0]
    full, weak = styled(("style-0", 1.0)), styled(("style-0", 0.02))
    assert apart(full, plain) > apart(weak, plain) > 0
    assert apart(styled(("style-0", 0.0)), plain) < ALIKE
    pair = styled(("style-0", 1.0), ("style-1", 1.0))
    assert apart(pair, full) > 0
    every = [
        styled((f"style-{number}", 1.0)) for number in range(6)
    ]  # more than stay loaded: swapped in place
    assert len(set(every)) == 6
    assert apart(styled(("style-0", 1.0)), full) < ALIKE
    assert apart(styled(("wide", 1.0)), plain) > 0  # a larger rank than those before
    assert apart(styled(("style-0", 1.0)), full) < ALIKE
    assert apart(paint(studio, model(), shared(), given())[0], plain) == 0


def test_a_style_of_another_model_is_refused(studio: Studio, model: ModelMaker, models: Path) -> None:
    style = adapter(models / "loras/style-0.safetensors")
    with pytest.raises(AdapterRefused, match="not for this model"):
        paint(studio, model("sd3"), shared(adapters=[style]), given())
    assert paint(studio, model("sd3"), shared(), given())[0]

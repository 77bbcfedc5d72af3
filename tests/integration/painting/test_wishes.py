"""References, controls, trained styles, operations: from the wish over the run to the model, and back as a recipe."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from huahua.gateway.api import (
    Caller,
    ImageCapabilities,
    ImageReply,
    ImageRequest,
    ImageResult,
    ModelInfo,
    Progress,
    Usage,
)
from huahua.kit.painting import ControlKind, Operation, Quality
from huahua.painting.api import AdapterWish, ControlWish, Mode, PaintSpec
from huahua.painting.errors import InvalidPainting, PictureNotFound
from tests.integration.painting.studio import ME, FakeModels, Studio, png

OTHER = "usr_2"
ABLE = ImageCapabilities(
    seed=True,
    negative=True,
    quality=True,
    edit=True,
    strength=True,
    max_references=2,
    controls=frozenset({ControlKind.POSE}),
    adapters=True,
    operations=frozenset({Operation.PAINT, Operation.UPSCALE}),
)


class AbleModels(FakeModels):
    """Models that tell what they can do."""

    by_name: dict[str, ImageCapabilities] | None = None

    def model(self, caller: Caller, name: str) -> ModelInfo:
        return replace(super().model(caller, name), painting=(self.by_name or {}).get(name, ABLE))


@pytest.fixture
def models() -> AbleModels:
    return AbleModels()


@pytest.fixture
async def able(studio: Studio, models: AbleModels) -> Studio:
    """The studio with models that tell what they can do."""
    studio.painting.starter = replace(studio.painting.starter, models=models)
    return studio


async def begin(studio: Studio, spec: PaintSpec) -> str:
    return await studio.painting.starter.begin(ME, "user", None, None, spec)


async def upload(studio: Studio, user: str = ME, number: int = 1) -> str:
    return (await studio.painting.uploads.upload(user, png(40, 30, number), "x.png")).id


async def test_every_guide_reaches_the_model_and_the_recipe(able: Studio) -> None:
    like, pose = await upload(able, number=2), await upload(able, number=3)
    spec = PaintSpec(
        "a cat",
        model="real/brush",
        quality=Quality.HIGH,
        references=(like,),
        controls=(ControlWish(ControlKind.POSE, pose, 0.7),),
        adapters=(AdapterWish("ink", 0.5),),
        fresh=True,
    )
    events = await able.events(await begin(able, spec))
    assert events[-1].type == "run.succeeded"
    ((_, asked, _),) = able.models.calls
    assert asked.quality is Quality.HIGH
    assert (len(asked.references), asked.references[0].media_type) == (1, "image/png")
    assert (asked.controls[0].kind, asked.controls[0].weight) == ("pose", 0.7)
    assert (asked.adapters[0].name, asked.adapters[0].weight) == ("ink", 0.5)
    recipe = next(event.data["picture"]["recipe"] for event in events if event.type == "picture")
    assert recipe["quality"] == "high" and recipe["references"] == [like]
    assert recipe["adapters"] == [{"id": "ink", "weight": 0.5}]
    assert recipe["controls"] == [{"kind": "pose", "source_id": pose, "weight": 0.7}]


async def test_an_upscale_works_on_its_source_without_words(able: Studio) -> None:
    source = await upload(able)
    spec = PaintSpec(
        "", mode=Mode.EDIT, model="real/brush", source_id=source, operation=Operation.UPSCALE, scale=4
    )
    events = await able.events(await begin(able, spec))
    assert events[-1].type == "run.succeeded", events[-1].data
    ((_, asked, _),) = able.models.calls
    assert (asked.operation, asked.scale, len(asked.images)) == ("upscale", 4, 1)


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"controls": (ControlWish(ControlKind.DEPTH, "SOURCE"),)}, "controls"),
        ({"references": ("SOURCE", "SECOND", "THIRD")}, "references"),
        ({"operation": Operation.REMOVE_BACKGROUND, "mode": Mode.EDIT, "source_id": "SOURCE"}, "operation"),
        ({"operation": Operation.UPSCALE}, "source_id"),
        ({"strength": 2.0}, "strength"),
        ({"adapters": (AdapterWish("ink", 9),)}, "adapters"),
    ],
)
async def test_what_the_model_cannot_do_is_refused_before_it_is_queued(
    able: Studio, changed: dict[str, Any], param: str
) -> None:
    ids = {"SOURCE": await upload(able), "SECOND": await upload(able), "THIRD": await upload(able)}
    if "references" in changed:
        changed = {"references": tuple(ids[name] for name in changed["references"])}
    elif "controls" in changed:
        changed = {"controls": tuple(replace(wish, source_id=ids["SOURCE"]) for wish in changed["controls"])}
    elif "source_id" in changed:
        changed = {**changed, "source_id": ids["SOURCE"]}
    with pytest.raises(InvalidPainting) as refused:
        await begin(able, PaintSpec("a cat", model="real/brush", **changed))
    assert refused.value.param == param
    assert await able.runs.active(ME) == []


async def test_a_picture_whose_painter_edits_none_is_changed_by_the_default_one(
    able: Studio, models: AbleModels
) -> None:
    events = await able.events(await begin(able, PaintSpec("a cat", model="real/brush")))
    painted = next(event.data["picture"]["id"] for event in events if event.type == "picture")
    spec = PaintSpec("", mode=Mode.EDIT, instruction="make it night", source_id=painted)
    await able.events(await begin(able, spec))
    assert able.models.calls[-1][0] == "real/brush"
    models.by_name = {"real/brush": replace(ABLE, edit=False)}
    await able.events(await begin(able, spec))
    assert able.models.calls[-1][0] == "builtin/painter"


async def test_nobody_elses_picture_guides(able: Studio) -> None:
    foreign = await upload(able, OTHER)
    for spec in (
        PaintSpec("a cat", references=(foreign,)),
        PaintSpec("a cat", controls=(ControlWish(ControlKind.POSE, foreign),)),
    ):
        with pytest.raises(PictureNotFound):
            await begin(able, spec)


async def _seedless(request: ImageRequest, _progress: Progress | None) -> ImageReply:
    made = ImageResult(png(64, 64, 1), "image/png", 64, 64, unmet=("seed", "negative"))
    return ImageReply((made,), Usage(images=1))


@pytest.mark.parametrize(("seed", "unmet"), [(None, ["negative"]), (7, ["seed", "negative"])])
async def test_a_seed_that_was_not_followed_is_not_kept(
    able: Studio, seed: int | None, unmet: list[str]
) -> None:
    """And told only to who asked for one: the server chooses seeds by itself."""
    able.models.paint_with = _seedless
    events = await able.events(await begin(able, PaintSpec("a cat", seed=seed, negative="dogs")))
    painted = next(event.data["picture"] for event in events if event.type == "picture")
    assert painted["seed"] is None and "seed" not in painted["recipe"]
    assert painted["unmet"] == unmet


async def test_a_wish_from_before_these_fields_is_still_painted() -> None:
    spec = PaintSpec(
        "a cat", adapters=(AdapterWish("ink"),), controls=(ControlWish(ControlKind.POSE, "img_1"),)
    )
    whole = spec.to_json()
    assert PaintSpec.from_json(whole) == spec
    later = (
        "quality",
        "strength",
        "references",
        "controls",
        "adapters",
        "operation",
        "scale",
        "fresh",
        "brand_id",
    )
    assert PaintSpec.from_json({key: value for key, value in whole.items() if key not in later}) == PaintSpec(
        "a cat"
    )

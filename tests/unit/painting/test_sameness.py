"""Any field that changes makes another picture; the same ones make the same."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.api import Adapter, Control, ImageInput, ImageRequest, Operation
from huahua.kit.painting import ControlKind, Quality
from huahua.painting.domain.sameness import made_of

PNG = ImageInput(b"one", "image/png")
BASE = ImageRequest("a boat", seed=1)
OTHER: dict[str, Any] = {
    "prompt": "a boat, in morning light",
    "count": 2,
    "width": 640,
    "height": 640,
    "exact_size": True,
    "seed": 2,
    "style": "ink",
    "negative": "people",
    "images": (PNG,),
    "mask": PNG,
    "quality": Quality.HIGH,
    "strength": 0.4,
    "references": (PNG,),
    "controls": (Control(ControlKind.POSE, PNG),),
    "adapters": (Adapter("mine"),),
    "operation": Operation.UPSCALE,
    "scale": 4,
    "parameters": {"steps": 20},
}


def test_every_field_of_a_request_is_tried() -> None:
    assert set(OTHER) == {field.name for field in fields(ImageRequest)}


@pytest.mark.parametrize("name", OTHER)
def test_a_changed_field_is_another_picture(name: str) -> None:
    changed = replace(BASE, **{name: OTHER[name]})
    assert made_of("m", "r", changed) != made_of("m", "r", BASE)
    assert made_of("m", "r", changed) == made_of("m", "r", replace(BASE, **{name: OTHER[name]}))


@given(st.sets(st.sampled_from(sorted(OTHER))), st.sets(st.sampled_from(sorted(OTHER))))
def test_two_requests_are_the_same_only_with_the_same_fields(first: set[str], second: set[str]) -> None:
    one, two = (replace(BASE, **{name: OTHER[name] for name in names}) for names in (first, second))
    assert (made_of("m", "r", one) == made_of("m", "r", two)) is (first == second)


def test_the_model_and_what_stands_behind_it_count() -> None:
    found = {made_of(*each, BASE) for each in (("m", "r"), ("n", "r"), ("m", "s"))}
    assert len(found) == 3


@pytest.mark.parametrize(
    "other",
    [
        replace(BASE, images=(ImageInput(b"two", "image/png"),)),
        replace(BASE, references=(ImageInput(b"one", "image/png"),)),
        replace(BASE, controls=(Control(ControlKind.POSE, PNG, 0.5),)),
        replace(BASE, adapters=(Adapter("mine", 0.5),)),
    ],
)
def test_bytes_and_weights_inside_count(other: ImageRequest) -> None:
    same = replace(
        BASE, images=(PNG,), controls=(Control(ControlKind.POSE, PNG),), adapters=(Adapter("mine"),)
    )
    assert made_of("m", "r", other) != made_of("m", "r", same)

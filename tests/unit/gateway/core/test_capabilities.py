"""What of a request a model cannot do is refused or reported, and never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import (
    Adapter,
    Control,
    ControlKind,
    ImageInput,
    ImageRequest,
    Operation,
    Quality,
)
from huahua.gateway.domain.capabilities import ImageCapabilities, together, unsupported
from huahua.gateway.errors import NotSupported

PICTURE = ImageInput(b"", "image/png")
NOTHING = ImageCapabilities()
EVERYTHING = ImageCapabilities(
    max_count=8,
    seed=True,
    negative=True,
    quality=True,
    edit=True,
    mask=True,
    strength=True,
    max_references=4,
    controls=frozenset(ControlKind),
    adapters=True,
    operations=frozenset(Operation),
)
REFINED = ImageRequest(
    "a cat", seed=1, negative="dogs", quality=Quality.HIGH, strength=0.4, images=(PICTURE,)
)


@pytest.mark.parametrize(
    ("request_", "param"),
    [
        (ImageRequest("a", images=(PICTURE,)), "image"),
        (ImageRequest("a", mask=PICTURE), "mask"),
        (ImageRequest("a", references=(PICTURE,)), "references"),
        (ImageRequest("a", controls=(Control(ControlKind.POSE, PICTURE),)), "controls"),
        (ImageRequest("a", adapters=(Adapter("ink"),)), "adapters"),
        (ImageRequest("", images=(PICTURE,), operation=Operation.UPSCALE), "operation"),
    ],
)
def test_what_makes_another_picture_is_refused(request_: ImageRequest, param: str) -> None:
    with pytest.raises(NotSupported) as refused:
        unsupported(request_, NOTHING)
    assert refused.value.param == param
    assert unsupported(request_, EVERYTHING) == ()


def test_what_only_refines_is_reported() -> None:
    assert unsupported(REFINED, replace(NOTHING, edit=True)) == ("negative", "seed", "quality", "strength")
    assert unsupported(REFINED, EVERYTHING) == ()


def test_strength_without_a_source_is_reported() -> None:
    assert unsupported(ImageRequest("a", strength=0.5), EVERYTHING) == ("strength",)


def test_a_model_that_only_edits_wants_a_picture() -> None:
    editor = replace(EVERYTHING, needs_source=True)
    with pytest.raises(NotSupported, match="only changes pictures"):
        unsupported(ImageRequest("a"), editor)
    assert unsupported(ImageRequest("a", images=(PICTURE,)), editor) == ()
    assert unsupported(ImageRequest("a", references=(PICTURE,)), editor) == ()


def test_one_reference_too_many_is_refused() -> None:
    assert unsupported(ImageRequest("a", references=(PICTURE,) * 4), EVERYTHING) == ()
    with pytest.raises(NotSupported, match="at most 4"):
        unsupported(ImageRequest("a", references=(PICTURE,) * 5), EVERYTHING)


_ABLE = st.builds(
    ImageCapabilities,
    seed=st.booleans(),
    negative=st.booleans(),
    quality=st.booleans(),
    edit=st.booleans(),
    mask=st.booleans(),
    strength=st.booleans(),
    max_references=st.integers(0, 3),
    adapters=st.booleans(),
)
_ASKED = st.builds(
    ImageRequest,
    prompt=st.just("a"),
    seed=st.none() | st.just(1),
    negative=st.sampled_from(["", "dogs"]),
    images=st.sampled_from([(), (PICTURE,)]),
    references=st.integers(0, 3).map(lambda count: (PICTURE,) * count),
    quality=st.none() | st.just(Quality.DRAFT),
)


@given(st.lists(_ABLE, min_size=1, max_size=4), _ASKED)
def test_a_pool_can_do_whatever_one_of_its_rows_can(
    pool: list[ImageCapabilities], asked: ImageRequest
) -> None:
    whole = together(pool)
    assert whole is not None
    for able in pool:
        try:
            unmet = unsupported(asked, able)
        except NotSupported:
            continue
        assert set(unsupported(asked, whole)) <= set(unmet)


def test_nobody_paints_nothing() -> None:
    assert together([]) is None

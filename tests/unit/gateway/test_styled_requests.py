"""What a request's trained styles bring: versions, and the words that wake them."""

from __future__ import annotations

from typing import Any

import pytest

from huahua.gateway.domain.calls import Adapter, ImageRequest
from huahua.gateway.domain.styles import StyleFacts, adapters_of, allowed, named_in, styled
from huahua.gateway.errors import InvalidRequest
from huahua.painting.domain.sameness import made_of

INK = StyleFacts("1-abc", "Ink", "huaink", "CC0")
NEW_INK = StyleFacts("2-def", "Ink", "huaink", "CC0")


@pytest.mark.parametrize(
    ("prompt", "weight", "told"),
    [
        ("a boat", 1.0, "huaink, a boat"),
        ("a HuaInk boat", 1.0, "a HuaInk boat"),
        ("", 0.5, "huaink"),
        ("a boat", -1.0, "a boat"),  # led away from it
    ],
)
def test_words_that_wake_a_style_are_said_once(prompt: str, weight: float, told: str) -> None:
    request = ImageRequest(prompt, adapters=(Adapter("sty_1", weight), Adapter("engine's own")))
    found = styled(request, {"sty_1": INK})
    assert found.request.prompt == told
    assert [one.version for one in found.request.adapters] == ["1-abc", ""]
    assert styled(found.request, {"sty_1": INK}).request == found.request


def test_a_style_that_was_taught_anew_is_another_picture() -> None:
    request = ImageRequest("a boat", seed=1, adapters=(Adapter("sty_1"),))
    once, again, anew = (styled(request, {"sty_1": facts}).request for facts in (INK, INK, NEW_INK))
    assert made_of("m", "r", once) == made_of("m", "r", again) != made_of("m", "r", anew)


def test_styles_are_named_in_many_ways() -> None:
    request = ImageRequest(
        "a <lora:sty_2:1> boat",
        negative="<LyCO:sty_3:0.5>",
        adapters=(Adapter("sty_1.safetensors"), Adapter("sty_2")),
    )
    assert named_in(request) == ["sty_1", "sty_2", "sty_3"]
    for name in named_in(request):
        with pytest.raises(InvalidRequest) as refused:
            styled(request, {name: None})
        assert refused.value.code == "style_not_found"
    assert allowed(["ink", "sty_1", "sty_2"], {"sty_1": None, "sty_2": INK}) == ["ink", "sty_2"]


@pytest.mark.parametrize(
    "given", ["ink", {"id": "ink"}, [5], [{"id": 5}], [{"id": "a", "weight": "1"}], [{"name": "a"}]]
)
def test_what_is_no_list_of_styles_is_refused(given: Any) -> None:
    with pytest.raises(InvalidRequest):
        adapters_of(given)


def test_lists_of_styles_are_read() -> None:
    assert adapters_of(None) == ()
    assert adapters_of(["ink", {"id": "oil", "weight": 2}]) == (Adapter("ink"), Adapter("oil", 2.0))

"""The token estimate: near Anthropic's published figures, and monotone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.wire.anthropic_tokens import estimate_input_tokens
from tests.simulators.pictures import picture_base64


def tokens(content: Any, **fields: Any) -> int:
    return estimate_input_tokens({"messages": [{"role": "user", "content": content}], **fields})


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Hello, Claude", 7, 10),
        ("海上生明月，天涯共此时。", 12, 18),
        ("word " * 1000, 1200, 1600),
        ("", 1, 6),
    ],
)
def test_words(text: str, low: int, high: int) -> None:
    assert low <= tokens(text) <= high


@pytest.mark.parametrize(
    ("width", "height", "expected"), [(200, 200, 54), (1000, 1000, 1334), (4000, 4000, 1600)]
)
def test_pictures_cost_what_anthropic_says(width: int, height: int, expected: int) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": picture_base64(width, height)}
    without = tokens([{"type": "text", "text": "x"}])
    cost = tokens([{"type": "text", "text": "x"}, {"type": "image", "source": source}]) - without
    assert abs(cost - expected) <= 2


@pytest.mark.parametrize(
    "source", [None, {"type": "url", "url": "https://x"}, {"data": "!"}, {"data": "AAAA"}]
)
def test_a_picture_nobody_can_measure_counts_as_the_largest(source: Any) -> None:
    assert tokens([{"type": "image", "source": source}]) >= 1600


def test_a_very_deep_body_is_counted_too() -> None:
    content: Any = "hello"
    for _ in range(100_000):
        content = [content]
    assert tokens(content) == tokens("hello")
    while isinstance(content, list):  # Python frees so deep a list by recursion otherwise.
        content = content.pop()


@given(st.text(max_size=200), st.text(max_size=200))
def test_more_words_are_never_fewer_tokens(first: str, second: str) -> None:
    assert tokens(first + second) >= tokens(first)


JSON = st.recursive(
    st.none() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "content", "text", "source", "data", "input", "name"]), inner, max_size=4
        )
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(["messages", "system", "tools"]), JSON))
def test_any_body_has_an_estimate(body: dict[str, Any]) -> None:
    assert estimate_input_tokens(body) >= 1

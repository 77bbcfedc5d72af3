from __future__ import annotations

import base64
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huahua.gateway.providers.builtin.embedding import count_tokens, embed, encode_base64


def _near(one: str, other: str) -> float:
    return sum(a * b for a, b in zip(embed(one), embed(other), strict=True))


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from([1, 64, 256, 1024]))
def test_a_vector_has_length_one_and_is_the_same_again(text: str, dimensions: int) -> None:
    vector = embed(text, dimensions)
    assert len(vector) == dimensions
    length = math.hypot(*vector)
    assert math.isclose(length, 1, abs_tol=1e-5) or length == 0
    assert np.array_equal(vector, embed(text, dimensions))


@pytest.mark.parametrize(
    ("query", "close", "distant"),
    [
        ("painting a red cat", "paint red cats", "quarterly tax report"),
        ("水墨山水画", "一幅山水水墨", "今天股市大跌"),
        ("The River", "river", "mountain"),
    ],
)
def test_texts_that_share_words_are_near(query: str, close: str, distant: str) -> None:
    assert _near(query, close) > _near(query, distant) + 0.15


def test_width_and_case_do_not_matter() -> None:
    assert _near("ＨＥＬＬＯ world", "hello WORLD") > 0.999


def test_the_numbers_never_change() -> None:
    """Stored vectors must stay comparable: a change here needs a new model id."""
    vector = embed("hello 世界", 8)
    expected = [-0.227921, -0.227921, 0.0, 0.341882, 0.455842, 0.227921, -0.683763, -0.227921]
    assert np.allclose(vector, expected, atol=1e-5)


def test_base64_is_little_endian_floats() -> None:
    vector = embed("x", 4)
    assert np.array_equal(np.frombuffer(base64.b64decode(encode_base64(vector)), "<f4"), vector)


def test_tokens_are_words_and_han_characters() -> None:
    assert count_tokens("hello, 世界") == 4

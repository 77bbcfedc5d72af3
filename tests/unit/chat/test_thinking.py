"""Reasoning that comes among the words, in any pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huahua.chat.domain.modelling import ReasoningDelta, TextDelta
from huahua.chat.domain.thinking import ThinkingReader


def read(*pieces: str) -> tuple[str, str]:
    """(reasoning, text)"""
    reader = ThinkingReader()
    events = [event for piece in pieces for event in reader.feed(piece)] + reader.close()
    thought = "".join(event.text for event in events if isinstance(event, ReasoningDelta))
    return thought, "".join(event.text for event in events if isinstance(event, TextDelta))


CASES = [
    ("Hello.", ("", "Hello.")),
    ("<think>\nThe user greets.\n</think>\n\nHello.", ("The user greets.\n", "Hello.")),
    ("\n<think>hm</think>Hi", ("hm", "Hi")),
    ("<think>1 < 2 </thin", ("1 < 2 </thin", "")),
    ("Use <think> in a sentence", ("", "Use <think> in a sentence")),
    ("<thinking aloud", ("", "<thinking aloud")),
    ("<thi", ("", "<thi")),
    ("  indented", ("", "  indented")),
    ("", ("", "")),
    ("<think></think>Hi <think>x</think>", ("", "Hi <think>x</think>")),
]


@pytest.mark.parametrize(("answer", "expected"), CASES)
def test_whole(answer: str, expected: tuple[str, str]) -> None:
    assert read(answer) == expected


@example(CASES[1], [7])
@given(st.sampled_from(CASES), st.lists(st.integers(0, 60), max_size=8))
def test_in_any_pieces(case: tuple[str, tuple[str, str]], cuts: list[int]) -> None:
    answer, expected = case
    places = [0, *sorted(cuts), len(answer)]
    assert read(*(answer[a:b] for a, b in pairwise(places))) == expected


def test_words_are_not_held_back_longer_than_needed() -> None:
    reader = ThinkingReader()
    assert reader.feed("<th") == []
    assert reader.feed("ink>so ") == [ReasoningDelta("so ")]
    assert reader.feed("be it</") == [ReasoningDelta("be it")]
    assert reader.feed("think>\n") == []
    assert reader.feed("Yes") == [TextDelta("Yes")]

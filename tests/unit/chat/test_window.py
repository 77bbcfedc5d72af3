"""The window: never more turns than allowed, never fewer than promised, nothing lost from sight unmarked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huahua.chat.domain.window import (
    MIN_CLIPPED_TOKENS,
    Turn,
    clip,
    estimate_tokens,
    latest_facts,
    not_yet_condensed,
    turns_of,
    window,
)
from tests.unit.chat.messages import assistant, user

texts = st.text(alphabet="ab 中文\n", max_size=600)


@st.composite
def dialogues(draw: st.DrawFn) -> list[Turn]:
    turns = []
    for number in range(draw(st.integers(0, 12))):
        facts = draw(st.none() | st.just((f"fact {number}",)))
        answer = assistant(f"msg_{number:03}b", text=draw(texts), facts=facts)
        turns.append(Turn(user(f"msg_{number:03}a", text=draw(texts)), answer))
    return turns


@given(dialogues(), st.integers(1, 2000), st.integers(1, 6), st.integers(1, 6))
def test_the_window_is_the_end_of_the_dialogue(
    turns: list[Turn], budget: int, first: int, second: int
) -> None:
    most, least = max(first, second), min(first, second)
    shown = window(turns, budget, max_turns=most, min_turns=least)
    assert len(shown.dropped) + len(shown.turns) == len(turns)
    assert list(shown.dropped) == turns[: len(shown.dropped)]
    assert [turn.user.id for turn in shown.turns] == [turn.user.id for turn in turns[len(shown.dropped) :]]
    assert len(shown.turns) <= most
    assert len(shown.turns) >= min(least, len(turns))


@given(dialogues(), st.integers(1, 2000))
def test_the_window_keeps_to_its_budget(turns: list[Turn], budget: int) -> None:
    shown = window(turns, budget)
    slack = sum(MIN_CLIPPED_TOKENS + 16 for turn in shown.turns for _ in range(2))
    assert sum(turn.tokens for turn in shown.turns) <= budget + slack


@given(dialogues())
def test_facts_and_turns_cover_everything(turns: list[Turn]) -> None:
    shown = window(turns, 100_000)
    new = not_yet_condensed(shown.dropped)
    assert list(shown.dropped)[len(shown.dropped) - len(new) :] == new
    condensed = shown.dropped[: len(shown.dropped) - len(new)]
    assert not any(turn.answer and turn.answer.facts is not None for turn in new)
    if condensed:
        last = condensed[-1].answer
        assert last is not None
        assert shown.facts == last.facts
    else:
        assert shown.facts == ()


@given(texts, st.integers(1, 400))
def test_clipping_keeps_beginning_and_end(text: str, tokens: int) -> None:
    short = clip(text, tokens)
    if estimate_tokens(text) <= tokens:
        assert short == text
    else:
        head, tail = short.split("\n[…]\n")
        assert len(head) >= len(tail) > 0
        assert text.startswith(head)
        assert text.endswith(tail)
        assert estimate_tokens(short) <= tokens + 16


def test_a_long_answer_is_cut_rather_than_the_dialogue() -> None:
    turns = [Turn(user(f"q{n}", text="why?"), assistant(f"a{n}", text="word " * 4000)) for n in range(4)]
    shown = window(turns, 3000)
    assert len(shown.turns) == 3
    assert [turn.user.text for turn in shown.turns] == ["why?"] * 3, "short texts stay whole"
    for turn in shown.turns:
        assert turn.answer is not None
        assert "[…]" in turn.answer.text


def test_tokens_of_chinese_and_english() -> None:
    assert estimate_tokens("你好世界") == 4
    assert estimate_tokens("hello world") == 3
    assert estimate_tokens("") == 0


def test_turns_pair_questions_with_answers() -> None:
    path = [assistant("a0"), user("q1"), user("q2"), assistant("a2"), assistant("a3"), user("q3")]
    assert [(turn.user.id, turn.answer and turn.answer.id) for turn in turns_of(path)] == [
        ("q1", None),
        ("q2", "a2"),
        ("q3", None),
    ]


def test_forgotten_facts_stay_forgotten() -> None:
    path = [user("q", facts=("old",)), assistant("a", facts=())]
    assert latest_facts(path) == ()

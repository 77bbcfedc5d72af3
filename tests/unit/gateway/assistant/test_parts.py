"""Several small questions in one message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from huahua.gateway.providers.builtin.assistant.model import AssistantRequest
from huahua.gateway.providers.builtin.assistant.respond import respond

NOW = datetime(2026, 11, 21, 7, tzinfo=UTC)
PAINT = {"type": "function", "function": {"name": "paint_picture", "parameters": {"type": "object"}}}


def ask(text: str) -> tuple[str, int]:
    reply = respond(AssistantRequest([{"role": "user", "content": text}], NOW, [PAINT]))
    return reply.text, len(reply.tool_calls)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("my name is Anna. what is 6*7?", ["Anna", "42"]),
        ("我叫小明，今天星期几", ["小明", "星期六"]),
        ("What time is it in Tokyo and what is 3*3?", ["16:00", "9"]),
        ("1+1等于几？现在几点？", ["2", "07:00"]),
    ],
)
def test_every_part_is_answered(text: str, words: list[str]) -> None:
    said, _ = ask(text)
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    "text",
    [
        "paint a cat, a dog and the moon. It is night.",
        "画一只猫，一只狗。现在是夜晚。",
        "draw two boats and what is left of the sun",
    ],
)
def test_a_wish_for_a_picture_stays_whole(text: str) -> None:
    _, calls = ask(text)
    assert calls == 1


def test_a_part_beyond_it_makes_the_whole_beyond_it() -> None:
    said, _ = ask("what is 6*7 and who was Napoleon?")
    assert "Settings → Models" in said


@pytest.mark.parametrize(("text", "result"), [("what is 1,000 + 2", "1002"), ("what is 12.5% of 640", "80")])
def test_numbers_are_not_cut(text: str, result: str) -> None:
    assert result in ask(text)[0]

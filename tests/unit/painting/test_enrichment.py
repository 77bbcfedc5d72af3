"""Richer prompts: asked of a language model, taken out of its answer, never lost to its faults."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from huahua.gateway.api import Caller, Dialect, Outcome, Route, UpstreamTimeout, Usage
from huahua.painting.enrichers.model import ModelEnricher
from huahua.painting.errors import EnrichmentFailed
from huahua.painting.ports import EnrichmentWish

WISH = EnrichmentWish(
    prompt="一只猫",
    seed=1,
    style="水墨",
    locked=("银铃",),
    model="talker",
    caller=Caller("usr_1", "user"),
    request_id="run_1",
)


class Talker:
    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.calls: list[tuple[Caller, Dialect, dict[str, Any], str]] = []

    async def chat(self, caller: Caller, dialect: Dialect, body: dict[str, Any], request_id: str) -> Outcome:
        self.calls.append((caller, dialect, body, request_id))
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is None:
            await asyncio.Event().wait()
        body = self.answer if isinstance(self.answer, dict) else _reply(self.answer)
        return Outcome(Dialect.OPENAI, body, Usage(), Route("talker", "p", "t", "only", False))


def _reply(text: str) -> dict[str, Any]:
    return {"choices": [{"message": {"role": "assistant", "content": text}}]}


async def test_the_model_is_asked_with_locked_words_and_style() -> None:
    talker = Talker("一只戴着银铃的猫，晨光")
    assert await ModelEnricher(talker).enrich(WISH) == "一只戴着银铃的猫，晨光"
    caller, dialect, body, request_id = talker.calls[0]
    assert (caller, dialect) == (WISH.caller, Dialect.OPENAI) and request_id.startswith("req_")
    assert body["model"] == "talker"
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "银铃" in body["messages"][0]["content"] and "水墨" in body["messages"][0]["content"]
    assert body["messages"][1]["content"] == "一只猫"


@pytest.mark.parametrize(
    ("answer", "prompt"),
    [
        ('"a cat in the rain"', "a cat in the rain"),
        ("“雨中的猫”", "雨中的猫"),
        ("```\na cat in the rain\n```", "a cat in the rain"),
        ("<think>a cat…\n</think>\n\n a cat in the rain ", "a cat in the rain"),
        ('"Hello" says the cat', '"Hello" says the cat'),
        ("x" * 9_000, "x" * 4_000),
    ],
)
async def test_what_models_put_around_a_prompt_goes(answer: str, prompt: str) -> None:
    assert await ModelEnricher(Talker(answer)).enrich(WISH) == prompt


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (UpstreamTimeout("no answer within 60 s"), "no answer within 60 s"),
        ("", "answered nothing"),
        ("<think>hm</think>", "answered nothing"),
        ({}, "answered nothing"),
        ({"choices": []}, "answered nothing"),
        ({"choices": [{"message": {"content": None}}]}, "answered nothing"),
        ({"choices": [{"message": {"content": [{"type": "text"}]}}]}, "answered nothing"),
    ],
)
async def test_faults_of_the_model_are_said_in_one_sentence(answer: Any, words: str) -> None:
    with pytest.raises(EnrichmentFailed, match=words) as caught:
        await ModelEnricher(Talker(answer)).enrich(WISH)
    assert "yours is painted" in caught.value.message


async def test_a_model_that_never_answers_does_not_hold_the_painting() -> None:
    with pytest.raises(EnrichmentFailed, match="took too long"):
        await ModelEnricher(Talker(None), timeout_s=0.01).enrich(WISH)

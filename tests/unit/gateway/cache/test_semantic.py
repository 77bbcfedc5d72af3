"""Replies found by meaning: only for the last question, within one context and one tenant, as the operator wants it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from huahua.gateway.cache.config import CacheConfig, ModelRule, SemanticConfig
from huahua.gateway.cache.index import QuestionIndex, unit
from huahua.gateway.cache.key import cache_key
from huahua.gateway.cache.question import may_be_same, question_of
from huahua.gateway.cache.rules import Rules
from huahua.gateway.cache.semantic import SemanticLevel
from huahua.gateway.domain.ask import Ask, Controls
from huahua.gateway.domain.calls import Caller, Task
from huahua.gateway.errors import UpstreamBroken
from tests.unit.gateway.cache.build import ASKED, ask, raw

VECTORS = {
    "what is the capital of France?": [1.0, 0.0],
    "which city is France's capital?": [0.99, 0.1],
    "what is the capital of Peru?": [0.5, 0.8],
}


class Models:
    """Vectors from a table, and one verdict for all pairs."""

    def __init__(self, same: bool = True) -> None:
        self.compared: list[tuple[str, str]] = []
        self.fault: Exception | None = None
        self._same = same

    async def embed(self, _caller: Caller, _model: str, text: str) -> list[float]:
        if self.fault is not None:
            raise self.fault
        return VECTORS.get(text, [0.0, 1.0])

    async def same(self, _caller: Caller, _model: str, one: str, other: str) -> bool:
        self.compared.append((one, other))
        return self._same


def asked(text: str, **changes: Any) -> Ask:
    body = {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": text}]}
    return ask(raw(json.dumps(body | changes.pop("fields", {}))), **changes)


def level(models: Models, rule: ModelRule | None = None, **changes: Any) -> SemanticLevel:
    config = SemanticConfig(**{"mode": "on", "threshold": 0.95, "verify_model": "judge", **changes})
    rules = Rules(CacheConfig(models={"talk": rule} if rule else {}, semantic=config))
    return SemanticLevel(config, rules, models)


async def matched(semantic: SemanticLevel, known: Ask, new: Ask) -> bool:
    """Does a reply to `known` serve `new`?"""
    first = cache_key(known, known.caller.user_id, b"")
    look = await semantic.look(known, first, b"")
    if look is not None:
        semantic.learn(look, first)
    found = await semantic.look(new, cache_key(new, new.caller.user_id, b""), b"")
    return found is not None and found.match == first.digest


FRANCE, ALIKE, PERU = (asked(text) for text in VECTORS)


async def test_a_question_like_an_answered_one_is_found() -> None:
    semantic = level(Models())
    assert await matched(semantic, FRANCE, ALIKE)
    assert not await matched(semantic, FRANCE, PERU)


@pytest.mark.parametrize(
    "other",
    [
        asked("which city is France's capital?", user="usr_b"),
        asked("which city is France's capital?", model="other"),
        asked("which city is France's capital?", fields={"temperature": 0.5}),
        asked("which city is France's capital?", fields={"tools": [{"type": "function"}]}),
    ],
)
async def test_everything_but_the_question_must_be_equal(other: Ask) -> None:
    assert not await matched(level(Models()), FRANCE, other)


async def test_the_conversation_before_the_question_must_be_equal() -> None:
    before = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]
    last = {"role": "user", "content": "which city is France's capital?"}
    assert not await matched(level(Models()), FRANCE, ask({"messages": [*before, last]}))


async def test_the_threshold_may_be_the_models_own() -> None:
    assert not await matched(level(Models(), ModelRule(threshold=0.999)), FRANCE, ALIKE)
    assert await matched(level(Models(), ModelRule(threshold=0.2)), FRANCE, PERU)


async def test_a_shadow_is_counted_and_not_served() -> None:
    semantic = level(Models(), mode="shadow")
    assert not await matched(semantic, FRANCE, ALIKE)
    assert semantic.counts["shadow"] == 1


@pytest.mark.parametrize("same", [True, False])
async def test_a_verified_match_is_served_when_the_model_agrees(same: bool) -> None:
    models = Models(same)
    semantic = level(models, mode="verify")
    assert await matched(semantic, FRANCE, ALIKE) is same
    assert models.compared == [tuple(VECTORS)[:2]]
    assert semantic.counts["served" if same else "refuted"] == 1


async def test_nothing_is_served_unverified_where_no_model_verifies() -> None:
    assert not await matched(level(Models(), mode="verify", verify_model=None), FRANCE, ALIKE)


async def test_who_asks_for_the_exact_level_gets_no_other() -> None:
    exact = asked("which city is France's capital?", controls=ASKED)
    loose = asked("which city is France's capital?", controls=Controls(cache="semantic"))
    assert not await matched(level(Models()), FRANCE, exact)
    assert await matched(level(Models()), FRANCE, loose)
    assert not await matched(level(Models(), mode="off"), FRANCE, loose)


async def test_an_embedding_model_that_fails_is_no_callers_trouble() -> None:
    models = Models()
    semantic = level(models)
    models.fault = UpstreamBroken("away")
    assert not await matched(semantic, FRANCE, ALIKE)
    assert semantic.counts["failed"] == 2


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("hello", "hello"),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "a\nb"),
        ([{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {}}], None),
        ([{"type": "tool_result", "content": "a"}], None),
        ([], None),
        ("  ", None),
        ("x" * 51, None),
        (7, None),
    ],
)
def test_what_counts_as_a_question(content: Any, found: str | None) -> None:
    call = ask({"messages": [{"role": "user", "content": content}]})
    question = question_of(call, "usr_a", b"", 50)
    assert (question and question.text) == found


@pytest.mark.parametrize(
    "call",
    [
        ask({"messages": [{"role": "assistant", "content": "hi"}]}),
        ask({"messages": [{"role": "tool", "content": "hi"}]}),
        ask({"messages": []}),
        ask({"messages": "hi"}),
        ask({}),
        ask({"input": "hi"}, task=Task.EMBEDDING),
    ],
)
def test_calls_without_a_question(call: Ask) -> None:
    assert question_of(call, "usr_a", b"", 50) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("sales in 2023", "2023 sales", True),
        ("sales in 2023", "sales in 2024", False),
        ("三月的天气", "四月的天气", False),
        ("how do I do this", "how do I not do this", False),
        ("可以吃", "不可以吃", False),
        ("it isn't so", "it is so", False),
        ("Never again", "never again", True),
    ],
)
def test_numbers_and_negations_must_agree(one: str, other: str, same: bool) -> None:
    assert may_be_same(one, other) is same


def test_the_index_forgets_the_oldest_and_stays_within_its_bound() -> None:
    index, rng = QuestionIndex(max_entries=10, max_tenants=2), np.random.default_rng(7)
    vectors = [unit(rng.normal(size=4)) for _ in range(30)]
    for number, vector in enumerate(vectors):
        assert vector is not None
        index.add("u", b"one" if number < 5 else b"two", vector, bytes([number]), str(number))
        assert len(index) <= 10
    last = vectors[-1]
    assert last is not None
    assert index.nearest("u", b"two", last, 0.99)[0].digest == bytes([29])
    assert index.nearest("u", b"one", last, -1.0) == []
    assert index.nearest("v", b"two", last, -1.0) == []
    assert index.nearest("u", b"two", np.ones(3, np.float32), -1.0) == []
    for tenant in ("v", "w"):
        index.add(tenant, b"c", last, b"x", "x")
    assert index.nearest("u", b"two", last, 0.99) == []
    index.forget("v")
    assert len(index) == 1
    index.forget()
    assert len(index) == 0


def test_the_index_knows_a_question_once() -> None:
    index, vector = QuestionIndex(4), np.array([1, 0], np.float32)
    for _ in range(3):
        index.add("u", b"c", vector, b"same", "text")
    assert len(index) == 1


@pytest.mark.parametrize("numbers", [[], [0.0, 0.0], "text", None, [[1.0]], [float("nan")], ["a"]])
def test_what_is_no_vector(numbers: Any) -> None:
    assert unit(numbers) is None

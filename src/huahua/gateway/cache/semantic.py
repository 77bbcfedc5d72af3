"""The level that finds a reply by the meaning of its question.

Everything but the words of the last user message must be equal. Two questions are alike when their vectors are,
and the same numbers and negations stand in both; what happens then is the operator's choice (`SemanticMode`).
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from huahua.gateway.cache.config import SemanticConfig, SemanticMode
from huahua.gateway.cache.index import Match, QuestionIndex, Vector, unit
from huahua.gateway.cache.key import CacheKey
from huahua.gateway.cache.question import Question, may_be_same, question_of
from huahua.gateway.cache.rules import Rules
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller
from huahua.gateway.errors import GatewayError

log = logging.getLogger(__name__)

LOOK_S = 5.0
"""The longest that a look-up may hold up its call, with the model that verifies."""


class SemanticModels(Protocol):
    """The models that the level asks, on the caller's account. Both raise GatewayError."""

    async def embed(self, caller: Caller, model: str, text: str) -> list[float]: ...

    async def same(self, caller: Caller, model: str, one: str, other: str) -> bool:
        """Would one answer serve both questions?"""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """What a look-up found out. `match` is the key of a reply that may be served."""

    question: Question
    vector: Vector
    match: bytes | None


class SemanticLevel:
    def __init__(self, config: SemanticConfig, rules: Rules, models: SemanticModels) -> None:
        self.counts: Counter[str] = Counter()
        """Look-ups by what came of them: `none`, `served`, `shadow`, `refuted` (by the model that verifies), and
        `failed`."""
        self.index = QuestionIndex(config.max_entries)
        self._config = config
        self._rules = rules
        self._models = models

    async def look(self, ask: Ask, key: CacheKey, pool_stamp: bytes) -> Look | None:
        """None where this call is not looked up by meaning, or its question has no vector. Never raises
        GatewayError."""
        mode = self._rules.semantic(ask)
        if mode == "off":
            return None
        question = question_of(ask, key.tenant, pool_stamp, self._config.max_question_chars)
        if question is None:
            return None
        try:
            async with asyncio.timeout(LOOK_S):
                return await self._look(ask, key, question, mode)
        except (GatewayError, TimeoutError) as fault:
            self.counts["failed"] += 1
            log.warning("the cache could not compare a question of model '%s': %s", ask.model, fault)
            return None

    def learn(self, look: Look, key: CacheKey) -> None:
        """The reply under `key` answers the question that was looked up."""
        self.index.add(key.tenant, look.question.context, look.vector, key.digest, look.question.text)

    def forget(self, tenant: str | None) -> None:
        """The questions of this tenant, or of all."""
        self.index.forget(tenant)

    async def _look(self, ask: Ask, key: CacheKey, question: Question, mode: SemanticMode) -> Look | None:
        numbers = await self._models.embed(ask.caller, self._config.embedding_model, question.text)
        vector = unit(numbers)
        if vector is None:
            return None
        own = self._rules.of(ask.model).threshold
        threshold = self._config.threshold if own is None else own
        alike = self.index.nearest(key.tenant, question.context, vector, threshold)
        match = next((one for one in alike if may_be_same(one.text, question.text)), None)
        verdict = await self._judged(ask, question, match, mode)
        self.counts[verdict] += 1
        served = match.digest if match and verdict == "served" else None
        return Look(question, vector, served)

    async def _judged(self, ask: Ask, question: Question, match: Match | None, mode: SemanticMode) -> str:
        if match is None:
            return "none"
        if mode == "shadow":
            log.info("model '%s' has answered a question %.3f like this one", ask.model, match.likeness)
            return "shadow"
        verifier = self._config.verify_model
        if mode == "verify" and (
            verifier is None or not await self._models.same(ask.caller, verifier, match.text, question.text)
        ):
            return "refuted"
        return "served"

"""Starting scores of model families, by kind of task. Data, and deliberately coarse.

They say which of two models is likely the better one before anybody rated either: four tiers from the vendors' own
line-ups of November 2026, with a little more or less where a family is known for it. They are no benchmark; the
operator edits them and users' thumbs move them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from huahua.gateway.domain.routing import TaskKind

_LARGE, _STRONG, _MIDDLE, _SMALL = 0.88, 0.8, 0.7, 0.58
UNKNOWN = 0.5
BUILTIN = 0.15
"""The assistant of this machine: rules, no language model."""
BUILTIN_PAINTER = 0.35


@dataclass(frozen=True, slots=True)
class Family:
    """`mark`: a part of the upstream's model id, in small letters. `more`: added to the score of a kind."""

    mark: str
    score: float
    more: dict[TaskKind, float] = field(default_factory=dict)


_CODES = {TaskKind.CODE: 0.04}
_WRITES = {TaskKind.CREATIVE: 0.04}
_REASONS = {TaskKind.REASONING: 0.05, TaskKind.CODE: 0.02}
_CHINESE = {TaskKind.TRANSLATION: 0.02, TaskKind.CREATIVE: 0.02}

FAMILIES: tuple[Family, ...] = (
    # Painting models first: their ids hold those of chat models.
    Family("gpt-image-2", 0.92),
    Family("gpt-image-1-mini", 0.75),
    Family("gpt-image", 0.85),
    Family("gemini-3-pro-image", 0.92),
    Family("flash-image", 0.85),
    Family("seedream", 0.86),
    Family("qwen-image", 0.82),
    Family("grok-imagine", 0.8),
    Family("imagen", 0.84),
    Family("flux", 0.82),
    Family("cogview", 0.72),
    Family("kolors", 0.7),
    Family("dall-e", 0.68),
    Family("stable-diffusion", 0.65),
    Family("sdxl", 0.65),
    # Then by the word that says how large.
    Family("claude-opus", 0.92, {**_CODES, **_WRITES}),
    Family("claude-sonnet", 0.88, {**_CODES, **_WRITES}),
    Family("claude-haiku", _MIDDLE, _CODES),
    Family("gpt-6-luna", _STRONG),
    Family("gpt-6", 0.92, _REASONS),
    Family("gpt-5-mini", _MIDDLE),
    Family("gpt-5-nano", _SMALL),
    Family("gpt-5", _LARGE, _REASONS),
    Family("gpt-4o-mini", _SMALL),
    Family("gpt-4.1-mini", 0.64),
    Family("gpt-4.1-nano", 0.5),
    Family("gpt-4", _MIDDLE),
    Family("gpt-oss-120b", 0.68, _REASONS),
    Family("gpt-oss-20b", 0.55, _REASONS),
    Family("gemini-pro", 0.9, {**_REASONS, TaskKind.VISION: 0.03}),
    Family("gemini-3", _STRONG, {TaskKind.VISION: 0.03}),
    Family("gemini-2.5-pro", 0.84, {TaskKind.VISION: 0.03}),
    Family("gemini", _MIDDLE, {TaskKind.VISION: 0.03}),
    Family("deepseek-flash", 0.72, _CODES),
    Family("deepseek-v4-pro", 0.87, {**_REASONS, **_CODES}),
    Family("deepseek-reasoner", 0.82, _REASONS),
    Family("deepseek-r1", 0.78, _REASONS),
    Family("deepseek", 0.78, _CODES),
    Family("qwen3.8-max", 0.86, _CHINESE),
    Family("qwen3.7-plus", _STRONG, _CHINESE),
    Family("qwen3.8-flash", _MIDDLE, _CHINESE),
    Family("qwen-max", _STRONG, _CHINESE),
    Family("qwen-plus", 0.74, _CHINESE),
    Family("qwen-turbo", 0.6, _CHINESE),
    Family("qwen-mt", 0.6, {TaskKind.TRANSLATION: 0.25}),
    Family("coder", _MIDDLE, {TaskKind.CODE: 0.12}),
    Family("qwen", 0.64, _CHINESE),
    Family("glm-5.3-flash", _MIDDLE, _CHINESE),
    Family("glm-5", 0.84, _CODES),
    Family("glm", 0.68, _CHINESE),
    Family("kimi-k3", 0.87, {**_CODES, **_WRITES}),
    Family("kimi", _STRONG, _WRITES),
    Family("moonshot", _MIDDLE, _WRITES),
    Family("doubao-seed-2-1-pro", 0.84, _CHINESE),
    Family("doubao", _MIDDLE, _CHINESE),
    Family("ernie-5", 0.8, _CHINESE),
    Family("ernie", 0.66, _CHINESE),
    Family("hunyuan", 0.7, _CHINESE),
    Family("minimax-m3", 0.82, _CODES),
    Family("minimax", 0.74, _WRITES),
    Family("mistral-large", 0.78),
    Family("codestral", 0.62, {TaskKind.CODE: 0.14}),
    Family("mistral", 0.6),
    Family("mixtral", 0.58),
    Family("grok", 0.84),
    Family("llama", 0.58),
    Family("gemma", 0.54),
    Family("phi", 0.5),
)


@lru_cache(maxsize=4096)
def family_score(model: str, kind: TaskKind, *, builtin: bool = False) -> float:
    """From 0 to 1. `model` is the upstream's id."""
    if builtin:
        return BUILTIN_PAINTER if kind is TaskKind.PAINTING else BUILTIN
    name = model.lower()
    for family in FAMILIES:
        if family.mark in name:
            return min(1.0, round(family.score + family.more.get(kind, 0.0), 4))
    return UNKNOWN

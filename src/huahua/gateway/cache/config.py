"""Typed configuration of the cache; boot fills it from the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from huahua.gateway.domain.caching import ModelRule, SemanticMode
from huahua.kit.units import MEBIBYTE

__all__ = ["CacheConfig", "Mode", "ModelRule", "SemanticConfig", "SemanticMode"]

Mode = Literal["off", "ask", "on"]


@dataclass(frozen=True, slots=True)
class SemanticConfig:
    """The level that finds a reply by the meaning of its question."""

    mode: SemanticMode = "off"
    embedding_model: str = "builtin/embedding"
    verify_model: str | None = None
    """Asked whether two questions mean the same; `verify` serves nothing without it."""
    threshold: float = 0.95
    max_entries: int = 2_000
    """Questions kept per user, newest first."""
    max_question_chars: int = 2_000


@dataclass(frozen=True, slots=True)
class CacheConfig:
    """`off`: no call uses the cache. `ask`: calls whose request, key or model asks for it. `on`: also those that
    are settled, which are embeddings, rankings, moderations of texts and chats with `temperature: 0`."""

    mode: Mode = "ask"
    memory_bytes: int = 64 * MEBIBYTE
    """Of one process."""
    entry_bytes: int = MEBIBYTE
    """A larger reply is not kept."""
    ttl_s: float = 3600.0
    price: float = 0.0
    replay_pause_s: float = 0.0
    """Between two chunks of a stream that comes from the cache; 0: as fast as the client reads."""
    keys: dict[str, bool] = field(default_factory=dict)
    """By id of an API key: True and False as `ModelRule.use`."""
    models: dict[str, ModelRule] = field(default_factory=dict)
    semantic: SemanticConfig = SemanticConfig()

    @property
    def wants_semantic(self) -> bool:
        modes = {self.semantic.mode, *(rule.semantic for rule in self.models.values())}
        return not modes <= {"off", None}

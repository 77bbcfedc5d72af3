"""What the operator configured: providers (who) and models (what), and the pools they form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from huahua.gateway.domain.calls import Task

Kind = Literal["openai", "anthropic", "gemini"]
"""How a provider speaks: the kinds that can be configured (`builtin` is there by itself)."""
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """One account at one vendor. `api_key` is in clear here and sealed in the database."""

    name: str
    kind: str
    """One of `KINDS`, or `builtin`."""
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    preset: str | None = None
    allow_private: bool = False
    """The administrator allowed this URL to reach a private address (a local Ollama, say)."""
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    timeout_s: float = 600.0
    connect_timeout_s: float = 10.0
    idle_timeout_s: float = 120.0
    """Longest wait between two chunks of a stream."""
    enabled: bool = True
    source: str = "page"
    """`page`, `config` or `builtin`: only the first can be changed in the page."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """One row of `models:`. Several rows with one `name` form a pool, chosen by `weight`."""

    name: str
    provider: str
    model: str
    """The upstream's own id."""
    tasks: frozenset[Task] = frozenset({Task.DIALOGUE})
    weight: int = 1
    vision: bool = False
    tools: bool = True
    context_tokens: int | None = None
    timeout_s: float | None = None
    enabled: bool = True
    source: str = "page"
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What users see of a model (a pool is one model)."""

    id: str
    tasks: frozenset[Task]
    owned_by: str
    builtin: bool
    vision: bool
    tools: bool
    context_tokens: int | None = None
    """Size of its context where known, in its own tokens; of a pool the smallest."""
    created: int = 0

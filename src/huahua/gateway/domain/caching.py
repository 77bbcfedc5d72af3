"""How the cache serves one name: an operator's rule, from the settings or from a row of the page. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Scope = Literal["user", "everyone"]
SemanticMode = Literal["off", "shadow", "verify", "on"]


@dataclass(frozen=True, slots=True)
class ModelRule:
    """How the cache serves one model name (a pool, or a virtual model)."""

    use: bool | None = None
    """True: every call may use it; False: none may, whoever asks; None: those that ask, or are settled."""
    scope: Scope = "user"
    """Who shares replies. `everyone` lets one user's reply serve another who asks exactly the same."""
    ttl_s: float | None = None
    price: float | None = None
    """Share of the model's price that a reply from the cache costs, from 0 to 1."""
    semantic: SemanticMode | None = None
    threshold: float | None = None
    """Cosine from which two questions count as alike."""

    def as_json(self) -> dict[str, Any]:
        """`from_json` reads it back."""
        return asdict(self)

    @staticmethod
    def from_json(value: Mapping[str, Any] | None) -> ModelRule | None:
        """None where nothing differs from what holds anyway."""
        rule = ModelRule(**value) if value else PLAIN
        return rule if rule != PLAIN else None


PLAIN = ModelRule()
"""Says nothing: what the settings say for all holds."""

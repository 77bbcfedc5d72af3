"""Quality, steps of a diffusion model, and levels of models that have levels. Pure."""

from __future__ import annotations

from huahua.gateway.domain.calls import Quality

STEPS = {Quality.DRAFT: 12, Quality.STANDARD: 28, Quality.HIGH: 50}
LEVELS = {Quality.DRAFT: "low", Quality.STANDARD: "medium", Quality.HIGH: "high"}
"""The names that OpenAI's picture models and most price lists use."""

_NAMED = {
    "low": Quality.DRAFT,
    "draft": Quality.DRAFT,
    "medium": Quality.STANDARD,
    "standard": Quality.STANDARD,
    "high": Quality.HIGH,
    "hd": Quality.HIGH,
}


def quality_of_steps(steps: int) -> Quality:
    """Up to 15 steps are a draft, up to 35 the usual, more is for the best picture."""
    if steps <= 15:
        return Quality.DRAFT
    return Quality.STANDARD if steps <= 35 else Quality.HIGH


def quality_named(name: object) -> Quality | None:
    """A vendor's own word for a quality; None for `auto` and words that nobody knows."""
    return _NAMED.get(name.strip().lower()) if isinstance(name, str) else None

"""The content of one version of the price book. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from huahua.billing.prices.domain.factor import ONE, Factor
from huahua.gateway.domain.api import Price, Usage

MINUTES = 24 * 60
TierMode = Literal["graduated", "volume"]
TierUnit = Literal[
    "calls", "tokens", "input_tokens", "output_tokens", "pictures", "characters", "seconds", "pages"
]
TIER_UNITS: tuple[str, ...] = get_args(TierUnit)


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of the day with a factor of their own. `start` and `end` are minutes after midnight in `zone`; where the
    end is not after the start it lies on the next day, and `days` (0 is Monday) are those of the start."""

    zone: str
    start: int
    end: int
    factor: Factor
    days: frozenset[int] = frozenset(range(7))
    cost_factor: Factor = ONE
    """Where the vendor, too, takes another price then."""


@dataclass(frozen=True, slots=True)
class Step:
    """From `above` units a month on, this price."""

    above: int
    price: Price


@dataclass(frozen=True, slots=True)
class Tiers:
    """Prices by monthly volume. A call is charged by the tier in which it begins. `graduated`: what was charged before
    stays; `volume`: when the month is over all of it is charged by the tier that it reached (`month.py`)."""

    mode: TierMode
    unit: TierUnit
    steps: tuple[Step, ...]
    """Rising; the first above 0."""

    def reached(self, volume: int) -> int:
        """Number of the tier, 0 before the first step."""
        return sum(volume >= step.above for step in self.steps)


@dataclass(frozen=True, slots=True)
class Entry:
    """What calls of one model cost. `model` is its name as customers know it, or `provider/upstream model`;
    `provider` narrows a name to the rows of one provider."""

    model: str
    price: Price
    provider: str = ""
    cost: Price | None = None
    """What the vendor takes; None: what the model's row says."""
    tiers: Tiers | None = None
    windows: tuple[Window, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.model} @ {self.provider}" if self.provider else self.model

    def at_tier(self, tier: int) -> tuple[Price, int]:
        """The price, and the volume from which it counts."""
        if self.tiers is None or tier == 0:
            return self.price, 0
        step = self.tiers.steps[min(tier, len(self.tiers.steps)) - 1]
        return step.price, step.above


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says. `groups` are kinds of customers by name, with what their prices are multiplied by."""

    entries: tuple[Entry, ...] = ()
    groups: Mapping[str, Factor] = field(default_factory=dict)

    def index(self) -> dict[tuple[str, str], Entry]:
        return {(entry.model, entry.provider): entry for entry in self.entries}


def units_of(unit: TierUnit, usage: Usage, calls: int = 1) -> int:
    """How much of a tier's unit this is."""
    match unit:
        case "calls":
            return calls
        case "tokens":
            return usage.prompt_tokens + usage.completion_tokens
        case "input_tokens":
            return usage.prompt_tokens
        case "output_tokens":
            return usage.completion_tokens
        case "pictures":
            return usage.images
        case "characters":
            return usage.characters
        case "seconds":
            return usage.audio_seconds
        case "pages":
            return usage.pages

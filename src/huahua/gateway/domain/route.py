"""Where a call went, and why: shown in response headers and in the usage line. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """`reason` is `only` (one row has this name), `pool` (drawn by weight) or `fallback`;
    `cache` where the reply was there already."""

    model: str
    """The name that the caller asked for."""
    provider: str
    upstream_model: str
    reason: str
    builtin: bool
    cache: str = "off"
    """How the cache took part: `off`, `miss`, `hit`, `semantic`, or `shared` (the reply of an equal call that
    ran at the same time)."""
    price_share: float = 1.0
    """Share of the model's price that this call costs: below 1 where no upstream call was made for it."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """Names of the models that the product uses when a user chose none."""

    dialogue: str
    painting: str

"""Where a call went, and why: shown in response headers and in the usage line. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """`reason` is `only` (one row has this name), `pool` (drawn by weight) or `fallback`."""

    model: str
    """The name that the caller asked for."""
    provider: str
    upstream_model: str
    reason: str
    builtin: bool


@dataclass(frozen=True, slots=True)
class Defaults:
    """Names of the models that the product uses when a user chose none."""

    dialogue: str
    painting: str

"""When an order or refund that hangs is looked at again."""

from __future__ import annotations

from datetime import timedelta

_STEPS_S = (30, 60, 120, 300, 600, 1800, 3600)
AFTER_END = timedelta(days=3)
"""How long after its end an order is still asked about: vendors tell of a payment for up to three days."""
CLAIM = timedelta(seconds=60)
"""For so long whoever asks has an order or refund for itself."""


def pause(checks: int) -> timedelta:
    """After the look with this number, from 0."""
    return timedelta(seconds=_STEPS_S[min(checks, len(_STEPS_S) - 1)])


LOOK_APART = timedelta(seconds=3)
"""Between two looks at one order that its customer asks for."""

"""Which row of a pool serves a call, and which follow when it cannot. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from huahua.gateway.domain.models import ModelConfig

Random = Callable[[], float]
"""A number in [0, 1)."""


def order_pool(rows: Sequence[ModelConfig], random: Random) -> list[ModelConfig]:
    """The rows in the order in which to try them.

    The first is drawn by weight, the next by weight from what is left, and so on; rows of weight 0 come
    last, in their own order, so that they serve only when all others cannot.
    """
    if len(rows) == 1:
        return list(rows)
    left = [row for row in rows if row.weight > 0]
    ordered = []
    while left:
        mark = random() * sum(row.weight for row in left)
        for row in left:
            mark -= row.weight
            if mark < 0:
                break
        left.remove(row)
        ordered.append(row)
    return ordered + [row for row in rows if row.weight <= 0]

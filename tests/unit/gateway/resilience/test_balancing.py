"""Smooth weighted round-robin: exact shares, even spread, weights that follow standings."""

from __future__ import annotations

from collections import Counter
from math import gcd
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.routing.balancing import SLOWEST_SHARE, SmoothWeights, effective_weights
from huahua.gateway.routing.plan import Standing

WEIGHTS = st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any)


class Known:
    def __init__(self, **standings: Standing) -> None:
        self._standings = standings

    def of(self, key: str) -> Standing:
        return self._standings.get(key.partition("/")[0], Standing())


def pool(*weights: int) -> list[Candidate]:
    provider: Any = None
    rows = [ModelConfig("talk", f"p{number}", "m", weight=weight) for number, weight in enumerate(weights)]
    return [Candidate(row, provider, False) for row in rows]


@given(WEIGHTS, st.integers(1, 3))
def test_over_a_cycle_each_is_chosen_exactly_as_its_weight_says(weights: list[int], cycles: int) -> None:
    turns = SmoothWeights()
    keys = [str(index) for index in range(len(weights))]
    cycle = sum(weights) // gcd(*weights)
    seen = Counter(turns.turn("pool", keys, weights) for _ in range(cycles * cycle))
    assert [seen[index] * sum(weights) for index in range(len(weights))] == [
        weight * cycles * cycle for weight in weights
    ]


@given(WEIGHTS)
def test_at_every_moment_nobody_is_far_from_its_share(weights: list[int]) -> None:
    """Smooth: no row is ever a whole pool's turn ahead of, or behind, what it is due."""
    turns = SmoothWeights()
    keys = [str(index) for index in range(len(weights))]
    seen: Counter[int] = Counter()
    for turn in range(1, 2 * sum(weights) + 1):
        seen[turns.turn("pool", keys, weights)] += 1
        for index, weight in enumerate(weights):
            assert abs(seen[index] - turn * weight / sum(weights)) < len(weights)


def test_the_turns_of_the_heaviest_are_spread() -> None:
    """nginx's own example: 5, 1, 1."""
    turns = SmoothWeights()
    drawn = "".join("abc"[turns.turn("pool", ["a", "b", "c"], [5, 1, 1])] for _ in range(7))
    assert drawn == "aabacaa"


def test_pools_take_turns_apart_and_rows_come_and_go() -> None:
    turns = SmoothWeights()
    assert turns.turn("one", ["a", "b"], [1, 1]) == turns.turn("two", ["a", "b"], [1, 1]) == 0
    assert turns.turn("one", ["b"], [1]) == 0
    assert turns.turn("one", ["c", "d"], [1, 2]) == 1


def test_a_row_of_weight_zero_or_one_that_is_out_comes_last() -> None:
    candidates = pool(1, 0, 3)
    standings = Known(p2=Standing(available=False))
    for _ in range(5):
        assert [c.key[:2] for c in SmoothWeights().order("talk", candidates, standings)] == ["p0", "p1", "p2"]


def test_when_all_are_out_the_configured_weights_stand() -> None:
    out = Standing(available=False)
    assert effective_weights(pool(1, 3), Known(p0=out, p1=out)) == [1, 3]


def test_weights_follow_health_and_latency() -> None:
    standings = Known(
        p0=Standing(p50_ms=100), p1=Standing(p50_ms=190), p2=Standing(p50_ms=800), p3=Standing(weight=0.25)
    )
    assert effective_weights(pool(4, 4, 4, 4), standings) == [4, 4, 2, 1]


@given(st.floats(0.1, 1e6), st.floats(0.1, 1e6))
def test_being_slow_costs_a_bounded_part_and_the_quickest_none(first: float, second: float) -> None:
    weights = effective_weights(pool(1, 1), Known(p0=Standing(p50_ms=first), p1=Standing(p50_ms=second)))
    assert max(weights) == 1.0
    assert min(weights) >= SLOWEST_SHARE


def test_small_differences_change_nothing() -> None:
    standings = Known(p0=Standing(p50_ms=1), p1=Standing(p50_ms=40))
    assert effective_weights(pool(3, 1), standings) == [3, 1]

"""Quantiles out of a handful of counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.kit.histogram import BOUNDS_S, FORGET_AT, Histogram


@given(st.lists(st.floats(0.001, 500), min_size=1, max_size=FORGET_AT - 1), st.floats(0.01, 1))
def test_a_quantile_is_right_to_its_bucket(times: list[float], share: float) -> None:
    histogram = Histogram()
    for seconds in times:
        histogram.add(seconds)
    (found,) = histogram.quantiles(share)
    rank = max(0, -(-int(share * len(times) * 1_000_000) // 1_000_000) - 1)
    exact = sorted(times)[min(rank, len(times) - 1)]
    assert found is not None
    assert exact / 1.26 <= found <= exact * 1.26 or found == BOUNDS_S[-1]


def test_a_histogram_forgets() -> None:
    histogram = Histogram()
    for _ in range(2000):
        histogram.add(0.1)
    for _ in range(2000):
        histogram.add(2.0)
    assert histogram.total < FORGET_AT
    assert histogram.quantiles(0.5)[0] == pytest.approx(2.0, rel=0.26)

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.domain.plan import order_pool

weights = st.lists(st.integers(0, 9), min_size=1, max_size=6)
draws = st.lists(st.floats(0, 1, exclude_max=True), min_size=6, max_size=6)


def _rows(given_weights: list[int]) -> list[ModelConfig]:
    return [ModelConfig("talk", "up", str(index), weight=w) for index, w in enumerate(given_weights)]


@given(weights, draws)
def test_the_order_holds_every_row_once_and_spares_last(pool: list[int], numbers: list[float]) -> None:
    rows = _rows(pool)
    ordered = order_pool(rows, iter(numbers).__next__)
    assert sorted(row.model for row in ordered) == sorted(row.model for row in rows)
    zero = [row.weight == 0 for row in ordered]
    assert zero == sorted(zero)


def test_the_first_is_drawn_in_proportion_to_its_weight() -> None:
    rows = _rows([1, 3, 0, 4])
    steps = 800
    firsts = Counter(
        order_pool(rows, iter([step / steps, 0.0, 0.0, 0.0]).__next__)[0].model for step in range(steps)
    )
    assert firsts == {"0": 100, "1": 300, "3": 400}


def test_a_pool_of_spares_keeps_its_order() -> None:
    assert [row.model for row in order_pool(_rows([0, 0]), lambda: 0.5)] == ["0", "1"]

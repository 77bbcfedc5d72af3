"""When a queued run will be done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.jobs.eta import Pace, Size

QUICK, SLOW = Size("quick"), Size("slow", 2)


def test_without_a_run_before_nothing_is_told() -> None:
    assert Pace([], 3).eta_s(1, QUICK) is None


@pytest.mark.parametrize(
    ("place", "size", "at_once", "eta_s"),
    [
        (1, QUICK, 1, 14.0),  # 10 s until a place is free, then 4 s of its own
        (3, QUICK, 2, 19.0),
        (1, SLOW, 1, 40.0),  # two pictures of 15 s
        (1, Size("unknown"), 1, 20.0),
        (1, QUICK, 0, 14.0),
    ],
)
def test_the_own_model_and_the_usual_run_before_make_the_eta(
    place: int, size: Size, at_once: int, eta_s: float
) -> None:
    last = [(QUICK, 4.0), (Size("other"), 10.0), (SLOW, 30.0)]
    assert Pace(last, at_once).eta_s(place, size) == eta_s


@given(
    st.lists(
        st.tuples(st.builds(Size, st.sampled_from("ab"), st.integers(1, 8)), st.floats(0, 900)), min_size=1
    ),
    st.integers(0, 9),
    st.integers(1, 500),
)
def test_who_stands_further_back_never_waits_less(
    last: list[tuple[Size, float]], at_once: int, place: int
) -> None:
    pace = Pace(last, at_once)
    here, behind = pace.eta_s(place, QUICK), pace.eta_s(place + 1, QUICK)
    assert here is not None
    assert behind is not None
    assert 0 <= here <= behind

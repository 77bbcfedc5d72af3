"""When a queue is looked at: after each announcement, after a search until nothing is found, and not otherwise."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huahua.jobs.lookout import Lookout


def looked_through(lookout: Lookout, queued: int) -> tuple[int, int]:
    """How many runs are left in a queue of so many, and how many looks that took."""
    looks = 0
    while lookout.is_due:
        looks += 1
        announced = lookout.announced
        if queued:
            queued -= 1
            lookout.found()
        else:
            lookout.missed(announced)
    return queued, looks


@given(others=st.integers(0, 5), own=st.integers(0, 5))
def test_a_search_finds_all(others: int, own: int) -> None:
    lookout = Lookout()
    for _ in range(own):
        lookout.announce()
    assert looked_through(lookout, others + own) == (0, others + own + 1)
    lookout.search()
    assert looked_through(lookout, others) == (0, others + 1)


@given(own=st.integers(0, 5))
def test_as_many_looks_as_announcements(own: int) -> None:
    lookout = Lookout()
    looked_through(lookout, 0)
    for _ in range(own):
        lookout.announce()
    assert looked_through(lookout, own) == (0, own)


def test_what_is_announced_during_a_look_that_finds_nothing_is_looked_for() -> None:
    lookout = Lookout()
    known = lookout.announced
    lookout.announce()
    lookout.missed(known)
    assert looked_through(lookout, 1) == (0, 1)


def test_who_finds_what_others_announced_owes_nothing() -> None:
    lookout = Lookout()
    lookout.announce()
    lookout.announce()
    assert looked_through(lookout, 1) == (0, 2)
    assert not lookout.is_due

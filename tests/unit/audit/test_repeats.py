"""A flood fills no log, and is told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from huahua.audit.domain.repeats import (
    MAX_COUNTED,
    MAX_TOLD,
    SINGLE_IN_ALL,
    SINGLE_PER_ADDRESS,
    WINDOW,
    Repeats,
)

START = datetime(2026, 11, 21, tzinfo=UTC)


def test_the_first_few_of_an_address_are_single_and_the_rest_is_counted() -> None:
    repeats = Repeats()
    single = [repeats.is_single("session.refused", "a", "user 1", START) for _ in range(20)]
    assert sum(single) == SINGLE_PER_ADDRESS and all(single[:SINGLE_PER_ADDRESS])
    assert repeats.is_single("session.refused", "b", "user 1", START)
    assert repeats.summaries(START) == []
    (summary,) = repeats.summaries(START + WINDOW)
    assert summary["action"] == "session.refused"
    assert summary["count"] == 20 - SINGLE_PER_ADDRESS
    assert summary["addresses"] == {"a": 15}
    assert repeats.summaries(START + WINDOW) == []
    assert repeats.is_single("session.refused", "a", "user 1", START + WINDOW)


@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(0, 300)), min_size=1, max_size=400
    )
)
def test_nothing_is_lost_and_entries_are_few(events: list[tuple[int, int, int]]) -> None:
    repeats, now, single, told = Repeats(), START, 0, 0
    for address, subject, seconds in events:
        now += timedelta(seconds=seconds / 10)
        single += repeats.is_single("x", f"a{address}", f"s{subject}", now)
        told += sum(summary["count"] for summary in repeats.summaries(now))
    told += sum(summary["count"] for summary in repeats.summaries(now, all_=True))
    assert single + told == len(events)
    elapsed = int((now - START) / WINDOW) + 1
    assert single <= SINGLE_IN_ALL * elapsed


def test_memory_is_bounded() -> None:
    repeats = Repeats()
    for number in range(5_000):
        repeats.is_single("x", f"address {number}", f"subject {number}", START)
    window = repeats._windows["x"]
    assert len(window.addresses.counts) <= MAX_COUNTED and len(window.subjects.counts) <= MAX_COUNTED
    (summary,) = repeats.summaries(START, all_=True)
    assert len(summary["addresses"]) == MAX_TOLD + 1
    assert sum(summary["addresses"].values()) == summary["count"] == 5_000 - SINGLE_IN_ALL


def test_a_clock_set_back_opens_a_new_window() -> None:
    repeats = Repeats()
    for _ in range(6):
        repeats.is_single("x", "a", "s", START)
    assert repeats.is_single("x", "a", "s", START - timedelta(hours=1))
    assert [summary["count"] for summary in repeats.summaries(START)] == [1]

"""The micro-batcher: what is painted together, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.painting.domain.batching import BatchPolicy, MicroBatcher

WAIT = 1.0
POLICY = BatchPolicy(max_wait_s=WAIT, max_items=4, max_pixels=100)

ARRIVALS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.integers(1, 150),
        st.floats(0, 0.7),
        st.booleans(),
    ),
    max_size=40,
)
"""Key, pixels, time since the one before, and whether it leaves again at once."""


def _drain(batcher: MicroBatcher[int], now: float) -> list[list[int]]:
    batches = []
    while batch := batcher.take(now):
        batches.append(batch)
    return batches


@given(ARRIVALS)
def test_everybody_is_painted_once_within_limits_and_in_order(
    arrivals: list[tuple[str, int, float, bool]],
) -> None:
    batcher: MicroBatcher[int] = MicroBatcher(POLICY)
    now, batches, left = 0.0, [], set()
    for number, (key, pixels, later, leaves) in enumerate(arrivals):
        now += later
        batcher.add(number, key, pixels, now)
        if leaves:
            assert batcher.remove(number)
            left.add(number)
        batches += _drain(batcher, now)
    batches += _drain(batcher, now + WAIT)

    painted = [item for batch in batches for item in batch]
    assert sorted(painted) == sorted(set(range(len(arrivals))) - left)
    assert len(batcher) == 0 and batcher.wake_at() is None
    for batch in batches:
        assert len({arrivals[item][0] for item in batch}) == 1
        assert len(batch) <= POLICY.max_items
        assert len(batch) == 1 or sum(arrivals[item][1] for item in batch) <= POLICY.max_pixels
    for key in "abc":  # like ones never pass each other
        order = [item for item in painted if arrivals[item][0] == key]
        assert order == sorted(order)


@given(ARRIVALS)
def test_nobody_waits_longer_than_the_wait_while_the_painter_is_free(
    arrivals: list[tuple[str, int, float, bool]],
) -> None:
    batcher: MicroBatcher[int] = MicroBatcher(POLICY)
    now, since = 0.0, {}
    for number, (key, pixels, later, _) in enumerate(arrivals):
        end = now + later
        while (wake := batcher.wake_at()) is not None and wake <= end:
            moment = max(wake, now)
            for item in batcher.take(moment):
                assert moment - since.pop(item) <= WAIT + 1e-9
        now = end
        since[number] = now
        batcher.add(number, key, pixels, now)


@given(ARRIVALS)
def test_of_those_who_waited_long_enough_the_oldest_begins_the_next_batch(
    arrivals: list[tuple[str, int, float, bool]],
) -> None:
    batcher: MicroBatcher[int] = MicroBatcher(POLICY)
    for number, (key, pixels, _, _) in enumerate(arrivals):
        batcher.add(number, key, pixels, 0.0)
    waiting = list(range(len(arrivals)))
    while batch := batcher.take(WAIT):
        assert batch[0] == waiting[0]
        waiting = [item for item in waiting if item not in batch]
    assert not waiting


def test_a_full_batch_does_not_wait_and_one_alone_does() -> None:
    batcher: MicroBatcher[int] = MicroBatcher(POLICY)
    batcher.add(0, "x", 10, now=5.0)
    for number in range(1, 5):
        batcher.add(number, "y", 10, now=5.0)
    assert batcher.wake_at() == 0.0
    assert batcher.place(4) == 4
    assert batcher.take(5.0) == [1, 2, 3, 4]
    assert batcher.take(5.0) == []
    assert batcher.wake_at() == 6.0
    assert batcher.take(6.0) == [0]


def test_a_picture_larger_than_a_batch_is_painted_alone() -> None:
    batcher: MicroBatcher[int] = MicroBatcher(POLICY)
    batcher.add(0, "x", 500, now=0.0)
    batcher.add(1, "x", 10, now=0.0)
    assert batcher.take(0.0) == [0]
    assert batcher.take(0.0) == []


def test_one_that_must_be_alone_is_painted_alone_at_once() -> None:
    batcher: MicroBatcher[int] = MicroBatcher(POLICY)
    batcher.add(0, "x", 10, now=0.0, most=1)
    batcher.add(1, "x", 10, now=0.0, most=2)
    batcher.add(2, "x", 10, now=0.0)
    batcher.add(3, "x", 10, now=0.0)
    assert batcher.take(0.0) == [0]
    assert batcher.take(0.0) == [1, 2]
    assert batcher.take(0.0) == []


def test_a_picture_waits_once() -> None:
    batcher: MicroBatcher[int] = MicroBatcher(POLICY)
    batcher.add(0, "x", 1, now=0.0)
    with pytest.raises(ValueError, match="waits already"):
        batcher.add(0, "x", 1, now=0.0)
    assert batcher.remove(0) and not batcher.remove(0)

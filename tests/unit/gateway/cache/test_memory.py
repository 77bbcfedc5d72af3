"""The memory level is an LRU by bytes: never over its bound, and equal to a slow model of itself."""

from __future__ import annotations

from collections import OrderedDict

from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.cache.key import CacheKey
from huahua.gateway.cache.memory import MemoryLevel
from tests.unit.gateway.cache.build import Now, reply

EMPTY = reply("").size


def key(name: int, model: str = "talk", tenant: str = "usr_a") -> CacheKey:
    return CacheKey(bytes([name]) * 32, tenant, model)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 9), st.integers(0, 1500)),
        st.tuples(st.just("get"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("wait"), st.integers(1, 40), st.just(0)),
    ),
    max_size=80,
)


@given(STEPS)
def test_it_is_never_over_its_bound_and_equals_a_model(steps: list[tuple[str, int, int]]) -> None:
    now, bound, largest, ttl = Now(), 5 * EMPTY, 3 * EMPTY, 30
    level = MemoryLevel(bound, largest, now)
    model: OrderedDict[int, tuple[int, float]] = OrderedDict()
    for what, number, length in steps:
        if what == "wait":
            now.s += number
        elif what == "put":
            size = EMPTY + length
            kept = level.put(key(number), reply("x" * length), ttl)
            model.pop(number, None)
            assert kept is (size <= largest)
            if kept:
                model[number] = size, now.s + ttl
            while sum(size for size, _ in model.values()) > bound:
                model.popitem(last=False)
        else:
            known = model.get(number)
            if known is not None and known[1] <= now.s:
                del model[number]
                known = None
            found = level.get(key(number).digest)
            assert (found and found.size) == (known and known[0])
            if known:
                model.move_to_end(number)
        assert level.bytes == sum(size for size, _ in model.values()) <= bound
        assert len(level) == len(model)


def test_what_was_used_last_stays() -> None:
    level = MemoryLevel(3 * EMPTY, EMPTY)
    for number in range(3):
        level.put(key(number), reply(""), 60)
    level.get(key(0).digest)
    level.put(key(3), reply(""), 60)
    assert [number for number in range(4) if level.get(key(number).digest)] == [0, 2, 3]
    assert level.evicted == 1


def test_a_reply_is_forgotten_after_its_time() -> None:
    now = Now()
    level = MemoryLevel(10 * EMPTY, EMPTY, now)
    level.put(key(1), reply(""), 5)
    now.s += 4.9
    assert level.get(key(1).digest) is not None
    assert 0 < level.time_left_s(key(1).digest) < 0.2
    now.s += 0.1
    assert level.get(key(1).digest) is None
    assert (level.bytes, len(level), level.hits) == (0, 0, 1)


def test_clearing_takes_what_is_named_and_no_more() -> None:
    level = MemoryLevel(100 * EMPTY, EMPTY)
    for number, (model, tenant) in enumerate([("a", "u"), ("a", "v"), ("b", "u")]):
        level.put(key(number, model, tenant), reply("", model=model, tenant=tenant), 60)
    assert level.clear(model="a", tenant="u") == 1
    assert level.clear(model="nothing") == 0
    assert level.clear(tenant="u") == 1
    assert level.clear() == 1
    assert level.bytes == 0

"""Two processes with one database: what one clears is gone in the other; with Redis they share what they keep."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from huahua.gateway.cache.cache import ReplyCache
from huahua.gateway.cache.config import CacheConfig
from huahua.gateway.cache.levels import Levels
from huahua.gateway.cache.mark_store import SqlMarkStore
from huahua.gateway.cache.marks import Mark, Marks
from huahua.gateway.cache.redis_level import RedisLevel
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer
from tests.conftest import RedisSpace
from tests.unit.gateway.cache.build import Now, ask, reply

Make = Callable[..., Levels]


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def make(db: Database, now: Now) -> Make:
    def levels(far: RedisLevel | None = None) -> Levels:
        return ReplyCache(CacheConfig(), lambda _: (), far=far, marks=SqlMarkStore(db), clock=now).levels

    return levels


KEY = ReplyCache(CacheConfig(), lambda _: ()).key(ask())
OTHERS = ReplyCache(CacheConfig(), lambda _: ()).key(ask(user="usr_b"))


async def test_what_one_process_clears_is_gone_in_the_other(make: Make, now: Now) -> None:
    one, other = make(), make()
    for levels in (one, other):
        levels.keep(KEY, reply(stored_at=now()))
        levels.keep(OTHERS, reply(tenant="usr_b", stored_at=now()))
    assert await one.clear(tenant="usr_a") == 1
    await other.refresh()
    for levels in (one, other):
        assert await levels.find(KEY) is None
        assert await levels.find(OTHERS) is not None
    now.s += 1
    other.keep(KEY, reply(stored_at=now()))
    await other.refresh()
    assert await other.find(KEY) is not None


async def test_a_process_that_starts_later_knows_what_was_cleared(make: Make, now: Now) -> None:
    await make().clear(model="talk")
    late = make()
    late.keep(KEY, reply(stored_at=now() - 5))
    await late.refresh()
    assert await late.find(KEY) is None


async def test_marks_are_forgotten_when_no_reply_from_before_can_be_alive(db: Database) -> None:
    store = SqlMarkStore(db)
    await store.save(Mark("a", None, 100), 0)
    await store.save(Mark("a", None, 150), 0)
    await store.save(Mark("b", "u", 200), 0)
    assert set(await store.load()) == {Mark("a", None, 150), Mark("b", "u", 200)}
    await store.save(Mark(None, None, 300), 160)
    assert set(await store.load()) == {Mark("b", "u", 200), Mark(None, None, 300)}


@pytest.fixture
async def level(redis_space: RedisSpace, now: Now) -> AsyncIterator[Callable[[], RedisLevel]]:
    made: list[RedisLevel] = []

    def one() -> RedisLevel:
        client = Redis.from_url(redis_space.url)
        envelope = Sealer(b"0123456789abcdef").envelope("cache")
        made.append(RedisLevel(client, envelope, wait_s=5, prefix=redis_space.prefix, clock=now))
        return made[-1]

    yield one
    for each in made:
        await each.close()


async def test_processes_share_and_clear_through_redis(
    make: Make, level: Callable[[], RedisLevel], now: Now
) -> None:
    first, second = level(), level()
    one, other = make(first), make(second)
    one.keep(KEY, reply("words", stored_at=now()))
    await first.written()
    found = await other.find(KEY)
    assert found is not None and found.body == b"words"
    assert await other.find(KEY) is found and second.hits == 1
    assert await one.clear(model="talk") == 2
    await other.refresh()
    assert await other.find(KEY) is None


async def test_a_reply_that_redis_still_holds_after_a_clearing_is_not_given(
    make: Make, level: Callable[[], RedisLevel], now: Now
) -> None:
    first = level()
    one, clearing = make(first), make()
    one.keep(KEY, reply(stored_at=now()))
    await first.written()
    await clearing.clear()  # by a process that does not reach Redis
    await one.refresh()
    assert await one.find(KEY) is None


async def test_the_watch_notices_by_itself_and_asks_only_while_something_is_kept(
    make: Make, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = make(), make()
    calls, looked = [], asyncio.Event()
    refresh = Marks.refresh

    async def seen(marks: Marks) -> None:
        calls.append(marks)
        await refresh(marks)
        looked.set()

    await one.clear()
    monkeypatch.setattr(Marks, "refresh", seen)
    watching = asyncio.create_task(other.watch())
    for _ in range(5):
        await asyncio.sleep(0)
    assert calls == []
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    other.keep(KEY, reply(stored_at=now()))
    watching = asyncio.create_task(other.watch())
    await looked.wait()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert await other.find(KEY) is None

"""The level in Redis: shared by processes, sealed, and nobody's trouble when it is away or slow."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from huahua.gateway.cache.key import CacheKey
from huahua.gateway.cache.redis_level import RedisLevel
from huahua.gateway.cache.reply import CachedEvent
from huahua.gateway.domain.calls import Usage
from huahua.infra.sealing import Sealer
from tests.conftest import RedisSpace
from tests.unit.gateway.cache.build import reply

KEY = CacheKey(b"d" * 32, "usr_a", "talk")
EVENTS = (CachedEvent(b'{"a":1}'), CachedEvent(b'{"b":2}', "named", Usage(1, output_tokens=2)))
SECRET = b"0123456789abcdef0123456789abcdef"

Make = Callable[..., RedisLevel]


@pytest.fixture
async def make(redis_space: RedisSpace) -> AsyncIterator[Make]:
    made: list[RedisLevel] = []

    def level(secret: bytes = SECRET, url: str = redis_space.url, wait_s: float = 5.0) -> RedisLevel:
        client = Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
        envelope = Sealer(secret).envelope("cache")
        made.append(RedisLevel(client, envelope, wait_s=wait_s, prefix=redis_space.prefix))
        return made[-1]

    yield level
    for one in made:
        await one.close()


async def names(space: RedisSpace) -> list[bytes]:
    async with Redis.from_url(space.url) as client:
        return [name async for name in client.scan_iter(match=f"{space.prefix}*", count=500)]


async def test_what_one_process_keeps_another_finds(make: Make) -> None:
    one, other = make(), make()
    kept = reply("the words", events=EVENTS)
    one.put(KEY, kept, 60)
    await one.written()
    found = await other.get(KEY)
    assert found is not None and found[0] == kept and 59 < found[1] <= 60
    assert await other.get(CacheKey(b"e" * 32, "usr_a", "talk")) is None
    assert (other.hits, other.misses) == (1, 1)


async def test_neither_words_nor_names_can_be_read_in_redis(make: Make, redis_space: RedisSpace) -> None:
    level = make()
    level.put(KEY, reply("the secret words"), 60)
    await level.written()
    (name,) = await names(redis_space)
    async with Redis.from_url(redis_space.url) as client:
        value = await client.get(name)
        assert 59_000 < await client.pttl(name) <= 60_000
    assert isinstance(value, bytes)
    for secret in (b"secret words", b"usr_a", b"talk"):
        assert secret not in value and secret not in name
    assert KEY.digest.hex().encode() not in name


async def test_what_another_secret_sealed_is_a_miss(make: Make, redis_space: RedisSpace) -> None:
    one = make()
    one.put(KEY, reply(), 60)
    await one.written()
    assert await make(b"another secret of 32 bytes 12345").get(KEY) is None
    (name,) = await names(redis_space)
    async with Redis.from_url(redis_space.url) as client:
        await client.set(name, b"not what anybody sealed")
    assert await one.get(KEY) is None


async def test_a_sealed_reply_under_another_name_is_a_miss(make: Make, redis_space: RedisSpace) -> None:
    """Who can write to Redis cannot give one user's reply to another."""
    level, victim = make(), CacheKey(b"v" * 32, "usr_v", "talk")
    level.put(KEY, reply(), 60)
    await level.written()
    (mine,) = await names(redis_space)
    level.put(victim, reply(tenant="usr_v"), 60)
    await level.written()
    (theirs,) = set(await names(redis_space)) - {mine}
    async with Redis.from_url(redis_space.url) as client:
        await client.copy(mine.decode(), theirs.decode(), replace=True)
    assert await level.get(victim) is None


@pytest.mark.parametrize(
    ("model", "tenant", "left"), [(None, None, []), ("a", None, [2]), (None, "u", [1]), ("a", "u", [1, 2])]
)
async def test_clearing_deletes_what_is_named(
    make: Make, model: str | None, tenant: str | None, left: list[int]
) -> None:
    level = make()
    keys = [
        CacheKey(bytes([number]) * 32, tenant, model)
        for number, (model, tenant) in enumerate([("a", "u"), ("a", "v"), ("b", "u")])
    ]
    for key in keys:
        level.put(key, reply(), 60)
    await level.written()
    assert await level.clear(model, tenant) == 3 - len(left)
    assert [number for number, key in enumerate(keys) if await level.get(key)] == left


async def test_redis_that_is_away_is_a_miss_and_one_line_in_the_log(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    level = make(url="redis://127.0.0.1:1/0")
    with caplog.at_level(logging.INFO):
        assert [await level.get(KEY) for _ in range(3)] == [None, None, None]
        level.put(KEY, reply(), 60)
        await level.written()
        assert await level.clear() == 0
    assert level.away
    assert [record.message.split(";")[0] for record in caplog.records] == ["Redis is away"]


async def test_redis_that_comes_back_is_used_again(
    redis_space: RedisSpace, caplog: pytest.LogCaptureFixture
) -> None:
    """A proxy stands for Redis: it refuses, and then no longer does."""
    pauses: list[float] = []
    woken = asyncio.Event()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        await woken.wait()

    client = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=5)
    level = RedisLevel(
        client, Sealer(SECRET).envelope("cache"), wait_s=5, prefix=redis_space.prefix, sleep=sleep
    )
    with caplog.at_level(logging.INFO):
        assert await level.get(KEY) is None
        good = Redis.from_url(redis_space.url)
        client.connection_pool, away = good.connection_pool, client.connection_pool
        woken.set()
        async with asyncio.timeout(10):
            while level.away:  # noqa: ASYNC110 - there is no event
                await asyncio.sleep(0)
        level.put(KEY, reply(), 60)
        await level.written()
        assert await level.get(KEY) is not None
    assert [record.message.split(";")[0] for record in caplog.records] == ["Redis is away", "Redis is back"]
    await level.close()
    await away.aclose()
    await good.aclose()


async def test_redis_that_does_not_answer_in_time_is_a_miss(make: Make) -> None:
    hung = asyncio.Event()

    async def never_answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await hung.wait()
        writer.close()

    server = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    level = make(url=f"redis://127.0.0.1:{port}/0", wait_s=0.02)
    assert await level.get(KEY) is None
    assert level.away
    hung.set()
    server.close()

"""Fixtures that every kind of test shares: a fresh database per test, on SQLite and on PostgreSQL.

`HUAHUA_TEST_POSTGRES_URL` names a PostgreSQL server on which databases may be made, `HUAHUA_TEST_REDIS_URL` a Redis in
which keys may be made; `make test` sets them.

Properties are tried on the same examples in every run and may take their time, so that a run says something about the
code and not about the machine; `--hypothesis-profile=default` searches for new examples.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import redis
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import make_url

from huahua.infra.db import Database, metadata, open_database

settings.register_profile(
    "steady", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


def database_kinds() -> list[str]:
    return ["sqlite", "postgresql"] if os.environ.get("HUAHUA_TEST_POSTGRES_URL") else ["sqlite"]


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database. Ask for it only where `database_kinds` names PostgreSQL."""
    server = make_url(os.environ["HUAHUA_TEST_POSTGRES_URL"])
    name = f"huahua_test_{uuid.uuid4().hex}"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield server.set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass(frozen=True)
class RedisSpace:
    """A Redis server, and the prefix under which this test alone keeps its keys."""

    url: str
    prefix: str


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a Redis server the tests that ask for one are not part of the run."""
    if os.environ.get("HUAHUA_TEST_REDIS_URL"):
        return
    without = [item for item in items if "redis_space" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if item not in without]


@pytest.fixture
def redis_space() -> Iterator[RedisSpace]:
    """An empty corner of a real Redis, emptied again."""
    space = RedisSpace(os.environ["HUAHUA_TEST_REDIS_URL"], f"huahua_test_{uuid.uuid4().hex}:")
    yield space
    with redis.Redis.from_url(space.url) as client:
        for name in client.scan_iter(match=f"{space.prefix}*", count=500):
            client.unlink(name)


@pytest.fixture(params=database_kinds())
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'huahua.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A database with every table of the areas that the test imports."""
    database = open_database(database_url)
    async with database.write() as connection:
        await connection.run_sync(metadata.create_all)
    yield database
    await database.close()

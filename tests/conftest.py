"""Fixtures that every kind of test shares: a database per test, on SQLite and on PostgreSQL.

`HUAHUA_TEST_POSTGRES_URL` names a PostgreSQL server on which databases may be made, `HUAHUA_TEST_REDIS_URL` a Redis in
which keys may be made; `make test` sets them.

Properties are tried on the same fifty examples in every run and may take their time, so that a run says something about
the code and not about the machine; `--hypothesis-profile=default` searches for new examples, twice as many.
"""

from __future__ import annotations

import gc
import os
import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import make_url

from huahua.infra.db import Database, open_database
from huahua.infra.migrate import upgrade
from tests.databases import KeptPostgres, new_postgres, put_migrated_sqlite, put_sqlite
from tests.dealing import deal
from tests.kept_statements import keep_statements

settings.register_profile(
    "steady",
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")
keep_statements()

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in its background so, and every command that a test starts would be deaf to Ctrl-C too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shots",
        action="store_true",
        help="keep screenshots of the browser journeys in artifacts/screenshots (a quarter of the whole run's time)",
    )


def pytest_collection(session: pytest.Session) -> None:
    """What is loaded and collected stays: the garbage collector need not walk it while that goes on, nor ever after.
    The process that hands out the tests to several collects nothing."""
    if not session.config.pluginmanager.hasplugin("dsession"):
        gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


def database_kinds() -> list[str]:
    return ["sqlite", "postgresql"] if os.environ.get("HUAHUA_TEST_POSTGRES_URL") else ["sqlite"]


@pytest.fixture
def empty_postgres_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database. Ask for it only where `database_kinds` names PostgreSQL."""
    with new_postgres(os.environ["HUAHUA_TEST_POSTGRES_URL"]) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres() -> Iterator[str]:
    """The name of this test worker's PostgreSQL database that all migrations have gone over, to be copied."""
    with new_postgres(os.environ["HUAHUA_TEST_POSTGRES_URL"]) as url:
        upgrade(url)
        yield str(make_url(url).database)


@pytest.fixture
def postgres_url(migrated_postgres: str) -> Iterator[str]:
    """The URL of a PostgreSQL database that all migrations have gone over, without rows.

    Ask for it only where `database_kinds` names PostgreSQL.
    """
    with new_postgres(os.environ["HUAHUA_TEST_POSTGRES_URL"], migrated_postgres) as url:
        yield url


@pytest.fixture(scope="session")
def kept_postgres() -> Iterator[KeptPostgres]:
    """This test worker's own PostgreSQL database, for `db`."""
    with new_postgres(os.environ["HUAHUA_TEST_POSTGRES_URL"]) as url:
        kept = KeptPostgres(url)
        yield kept
        kept.close()


@dataclass(frozen=True)
class RedisSpace:
    """A Redis server, and the prefix under which this test alone keeps its keys."""

    url: str
    prefix: str


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a Redis server the tests that ask for one are not part of the run. Several processes get them dealt."""
    if not os.environ.get("HUAHUA_TEST_REDIS_URL"):
        without = [item for item in items if "redis_space" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in without]
    if processes := int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "0")):
        items[:] = deal(items, processes, Path(__file__).parent)


@pytest.fixture
def redis_space() -> Iterator[RedisSpace]:
    """An empty corner of a real Redis, emptied again."""
    space = RedisSpace(os.environ["HUAHUA_TEST_REDIS_URL"], f"huahua_test_{uuid.uuid4().hex}:")
    yield space
    with redis.Redis.from_url(space.url) as client:
        for name in client.scan_iter(match=f"{space.prefix}*", count=500):
            client.unlink(name)


@pytest.fixture(params=database_kinds())
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'huahua.db'}"
    url: str = request.getfixturevalue("empty_postgres_url")
    return url


@pytest.fixture(params=database_kinds())
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of each kind that all migrations have gone over, without rows."""
    if request.param == "sqlite":
        put_migrated_sqlite(tmp_path / "huahua.db")
        return f"sqlite:///{tmp_path / 'huahua.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=database_kinds())
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database of each kind with every table of the areas that the test imports, and no rows."""
    if request.param == "sqlite":
        put_sqlite(tmp_path / "huahua.db")
        database = open_database(f"sqlite:///{tmp_path / 'huahua.db'}")
        yield database
        await database.close()
        return
    kept: KeptPostgres = request.getfixturevalue("kept_postgres")
    kept.prepare()
    database = open_database(kept.url)
    yield database
    await database.close()
    kept.clean()

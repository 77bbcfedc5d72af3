"""Data keys that change while everything stays readable, on both databases."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

import huahua.boot.tables  # noqa: F401
from huahua.accounts.domain import Role, Session, User
from huahua.accounts.keys.domain import ApiKey
from huahua.accounts.keys.store import ApiKeyStore, api_keys
from huahua.accounts.store import AccountStore, sessions, users
from huahua.audit.api import Action, AuditLog, AuditStore
from huahua.chat.domain.conversation import Conversation, Message, MessageStatus, TitleSource
from huahua.chat.domain.conversation import Role as Speaker
from huahua.chat.store import ConversationStore, MessageStore, conversations, messages
from huahua.gateway.store import SqlCatalogueStore, providers
from huahua.infra.db import Database, metadata, open_database
from huahua.infra.leases import Leases
from huahua.infra.sealing import Sealer
from huahua.infra.vault import PLAIN, BrokenSeal, Vault
from huahua.infra.vault.kek import KeyEncryptionError, new_key, open_kek
from huahua.infra.vault.keyring import is_sealed, key_of
from huahua.infra.vault.store import KeysetStore
from huahua.jobs.domain import NewRun, RunEvent
from huahua.jobs.store import RunStore, run_events
from huahua.ops.keys.resealing import BATCH, Resealing
from huahua.ops.keys.rotation import Rotation, RotationPolicy
from tests.databases import put_migrated_sqlite
from tests.vaults import SECRET, vault_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SEALER = Sealer(SECRET)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Office:
    """One process: its vault, and what keeps the keys up."""

    def __init__(self, db: Database, clock: Clock, name: str = "one") -> None:
        self.db, self.clock = db, clock
        key: Callable[[], Any] = lambda: open_kek("secret", SEALER, {}.get)  # noqa: E731
        url = db.url.render_as_string(hide_password=False)
        self.keysets = KeysetStore(url, key, clock=clock)
        self.vault = vault_of(self.keysets.load)
        self.audit = AuditLog(AuditStore(db), SEALER.keyed_hash, clock=clock)
        self.resealing = Resealing(db, self.vault, metadata, clock)
        self.leases = Leases(db, name, clock, lasting=timedelta(seconds=60))
        self.rotation = Rotation(
            self.vault, self.keysets, self.resealing, self.leases, self.audit, clock, RotationPolicy()
        )
        self.messages = MessageStore(db, self.vault)
        self.conversations = ConversationStore(db, self.vault)
        self.accounts = AccountStore(db, self.vault)
        self.keys = ApiKeyStore(db, self.vault)

    async def work_off(self) -> int:
        steps = 0
        while await self.rotation.work():
            steps += 1
        return steps


async def write(db: Database, vault: Any, count: int, name: str = "a") -> None:
    """Rows of all kinds; `PLAIN` writes them as versions before 0014 did."""
    conversation = Conversation(
        f"conv_{name}", "usr_1", f"Title {name}", TitleSource.USER, None, None, None, NOW, NOW
    )
    rows = [
        Message(
            id=f"msg_{name}{number:05}",
            conversation_id=conversation.id,
            user_id="usr_1",
            parent_id=None,
            role=Speaker.USER,
            text=f"words {number} 字",
            status=MessageStatus.DONE,
            created_at=NOW,
            facts=("fact",),
        )
        for number in range(count)
    ]
    async with db.write() as connection:
        await ConversationStore(db, vault).insert(connection, conversation)
        await MessageStore(db, vault).insert(connection, rows)
    runs = RunStore(db, vault)
    await runs.add(NewRun(f"run_{name}", "chat", "usr_1", {"asked": "words"}), "chat", NOW)
    events = [RunEvent(seq, "text.delta", {"text": f"words {seq}"}, NOW) for seq in range(1, count + 1)]
    await runs.append([(f"run_{name}", event) for event in events])


async def ann(store: AccountStore) -> User:
    user = User("usr_1", "ann@example.org", "Ann", Role.USER, None, "system", NOW)
    await store.add_user(user, "hash")
    return user


async def enter(accounts: AccountStore, keys: ApiKeyStore) -> None:
    """Ann signs in and makes a key."""

    async def nothing(_connection: AsyncConnection) -> None: ...

    until = NOW + timedelta(days=1000)
    session = Session("ses_1", "usr_1", "Ann's browser", NOW, NOW, until, "192.0.2.7")
    await accounts.add_session(session, "token")
    await keys.add_key(ApiKey("key_1", "usr_1", "Ann's laptop", "sk-abc", NOW), "secret", nothing)


async def seen(office: Office) -> tuple[str, str, str]:
    """The names by which Ann knows her session and her key."""
    [session] = await office.accounts.sessions_of("usr_1", NOW)
    [key] = await office.keys.keys_of("usr_1")
    return session.user_agent, session.address, key.name


ANNS = ("Ann's browser", "192.0.2.7", "Ann's laptop")


async def stored(db: Database) -> list[Any]:
    """Every value of a marked column that is not empty."""
    wanted = (
        conversations.c.title,
        messages.c.text,
        messages.c.facts,
        run_events.c.data,
        users.c.email,
        users.c.name,
        sessions.c.user_agent,
        sessions.c.address,
        api_keys.c.name,
    )
    async with db.read() as connection:
        return [value for column in wanted for (value,) in await connection.execute(select(column)) if value]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(db: Database, clock: Clock) -> Office:
    return Office(db, clock)


async def test_rows_from_before_are_read_and_then_sealed(office: Office, db: Database) -> None:
    await write(db, PLAIN, 250)
    await ann(AccountStore(db))
    await enter(AccountStore(db), ApiKeyStore(db))
    assert await seen(office) == ANNS
    async with db.write() as connection:
        await connection.execute(users.update().values(email_hash=None))  # as the migration leaves it
    assert len(await office.messages.of_conversation("conv_a")) == 250
    assert await office.accounts.user_by_email("ann@example.org") is not None
    before = await office.messages.of_conversation("conv_a")
    assert not any(is_sealed(value) for value in await stored(db))
    await office.work_off()
    status = await office.rotation.status()
    assert status.finished and status.rows_seen == status.rows_total
    assert all(key_of(value) == status.primary for value in await stored(db))
    assert await office.messages.of_conversation("conv_a") == before
    found = await office.accounts.user_by_email("ann@example.org")
    assert found is not None and found[0].name == "Ann"
    assert await seen(office) == ANNS


async def test_another_key_takes_over_and_everything_follows(
    office: Office, db: Database, clock: Clock
) -> None:
    await write(db, office.vault, 250)
    await ann(office.accounts)
    await enter(office.accounts, office.keys)
    await office.work_off()
    first = office.vault.ring.primary
    clock.now += timedelta(days=91)
    assert await office.rotation.work() is False  # it rotates
    second = office.vault.ring.primary
    assert second != first
    assert await office.rotation.work() is False  # other processes may still seal with the old key
    clock.now += timedelta(minutes=1)
    assert await office.work_off() >= 250 // BATCH
    assert {key_of(value) for value in await stored(db)} == {second}
    assert await seen(office) == ANNS
    assert [message.text for message in await office.messages.of_conversation("conv_a")] == [
        f"words {number} 字" for number in range(250)
    ]
    events = await RunStore(db, office.vault).events("run_a", 0)
    assert [event.data["text"] for event in events] == [f"words {seq}" for seq in range(1, 251)]
    entries = await AuditStore(db).search(_everything(), before_seq=None, limit=10)
    assert [entry.statement.action for entry in entries] == [Action.DATA_KEY_ROTATED]


def _everything() -> Any:
    from huahua.audit.ports import Query

    return Query()


async def test_an_old_key_is_kept_and_then_dropped(office: Office, db: Database, clock: Clock) -> None:
    await write(db, office.vault, 3)
    first = office.vault.ring.primary
    await office.rotation.rotate()
    clock.now += timedelta(days=1)
    await office.work_off()
    assert first in office.vault.ring.keys
    clock.now += timedelta(days=366)
    for _ in range(4):  # a key that is old by now is replaced first
        await office.work_off()
        clock.now += timedelta(minutes=1)
    assert first not in office.vault.ring.keys
    assert len(await office.messages.of_conversation("conv_a")) == 3
    known = office.keysets.keys()
    dropped = [key for key in known if key.dropped_at is not None]
    assert [key.id for key in dropped] == [first]


async def test_two_processes_share_keys_and_work(db: Database, clock: Clock) -> None:
    one, two = Office(db, clock, "one"), Office(db, clock, "two")
    await asyncio.gather(*(asyncio.to_thread(each.keysets.load) for each in (one, two)))
    assert one.vault.ring == two.vault.ring
    await write(db, one.vault, 3)
    await one.rotation.rotate()
    await write(db, one.vault, 3, "b")
    assert len(await two.messages.of_conversation("conv_b")) == 3  # two had not seen that key
    assert two.vault.ring == one.vault.ring
    assert await one.leases.take("resealing") and not await two.leases.take("resealing")
    clock.now += timedelta(seconds=61)
    assert await two.leases.take("resealing") and not await one.leases.take("resealing")
    await two.leases.release("resealing")
    assert await one.leases.take("resealing")


async def test_steps_of_two_at_once_do_no_harm(db: Database, clock: Clock) -> None:
    one, two = Office(db, clock, "one"), Office(db, clock, "two")
    one.vault.use(one.keysets.load())
    await write(db, PLAIN, 450)
    while any(await asyncio.gather(one.resealing.step(), two.resealing.step())):
        pass
    assert all(is_sealed(value) for value in await stored(db))
    assert len(await two.messages.of_conversation("conv_a")) == 450


async def test_a_change_meanwhile_is_kept(office: Office, db: Database) -> None:
    await write(db, PLAIN, 250)
    while await office.resealing.step():
        async with db.write() as connection:
            await office.messages.set_facts(connection, "msg_a00249", ["changed"])
    changed = await office.messages.get("msg_a00249", "usr_1")
    assert changed is not None and changed.facts == ("changed",) and changed.text == "words 249 字"


async def test_a_value_that_was_tampered_with_does_not_stop_the_rest(office: Office, db: Database) -> None:
    await write(db, office.vault, 150)
    async with db.write() as connection:
        rows = (await connection.execute(select(messages.c.id, messages.c.text).limit(2))).all()
        moved = messages.update().where(messages.c.id == rows[0].id).values(text=rows[1].text)
        await connection.execute(moved)
    with pytest.raises(BrokenSeal):
        await office.messages.get(rows[0].id, "usr_1")
    await office.rotation.rotate()
    office.clock.now += timedelta(minutes=1)
    await office.work_off()
    assert (await office.rotation.status()).finished
    assert await office.messages.get(rows[1].id, "usr_1") is not None


async def test_provider_keys_of_the_old_seal_are_sealed_anew(office: Office, db: Database) -> None:
    store = SqlCatalogueStore(db, office.vault)
    values = {
        "name": "up",
        "kind": "openai",
        "base_url": "https://up.example.com",
        "api_key_sealed": SEALER.seal("sk-old", context="providers.api_key"),
        "allow_private": False,
        "timeout_s": 1.0,
        "connect_timeout_s": 1.0,
        "idle_timeout_s": 1.0,
        "enabled": True,
        "created_at": NOW,
        "updated_at": NOW,
    }
    async with db.write() as connection:
        await connection.execute(providers.insert().values(**values))
    assert (await store.load()).providers[0].api_key == "sk-old"
    await office.work_off()
    async with db.read() as connection:
        assert is_sealed((await connection.execute(select(providers.c.api_key_sealed))).scalar_one())
    assert (await store.load()).providers[0].api_key == "sk-old"


async def test_an_old_backup_reads(tmp_path: Path, clock: Clock) -> None:
    """A copy of the database from before two rotations opens with the same secret, and is kept up from there."""
    url = f"sqlite:///{tmp_path / 'huahua.db'}"
    put_migrated_sqlite(tmp_path / "huahua.db")
    db = open_database(url)
    office = Office(db, clock)
    await write(db, office.vault, 30)
    await ann(office.accounts)
    await enter(office.accounts, office.keys)
    first = office.vault.ring.primary
    with sqlite3.connect(tmp_path / "huahua.db") as source, sqlite3.connect(tmp_path / "backup.db") as copy:
        source.backup(copy)
    for _ in range(2):
        await office.rotation.rotate()
        clock.now += timedelta(minutes=1)
        await office.work_off()
    await db.close()

    restored = open_database(f"sqlite:///{tmp_path / 'backup.db'}")
    later = Office(restored, clock)
    assert later.vault.ring.primary == first
    assert len(await later.messages.of_conversation("conv_a")) == 30
    assert await later.accounts.user_by_email("ann@example.org") is not None
    assert await seen(later) == ANNS
    clock.now += timedelta(days=100)
    await later.work_off()
    clock.now += timedelta(minutes=1)
    await later.work_off()
    assert {key_of(value) for value in await stored(restored)} == {later.vault.ring.primary} != {first}
    await restored.close()


async def test_rows_of_an_old_backup_open_while_their_key_is_kept(office: Office, db: Database) -> None:
    await write(db, office.vault, 1)
    async with db.read() as connection:
        old = dict((await connection.execute(select(messages))).one()._mapping)
    await office.rotation.rotate()
    office.clock.now += timedelta(minutes=1)
    await office.work_off()
    async with db.write() as connection:
        await connection.execute(messages.delete())
        await connection.execute(messages.insert().values(**old))
    [message] = await office.messages.of_conversation("conv_a")
    assert message.text == "words 0 字"


async def test_the_key_that_wraps_may_change(db: Database, clock: Clock) -> None:
    url = db.url.render_as_string(hide_password=False)
    fresh = new_key()
    secret: Callable[[], Any] = lambda: open_kek("secret", SEALER, {}.get)  # noqa: E731
    other: Callable[[], Any] = lambda: open_kek("env:KEY", SEALER, {"KEY": fresh}.get)  # noqa: E731
    ring = KeysetStore(url, secret, clock=clock).load()
    with pytest.raises(KeyEncryptionError, match=r"encryption\.old_keys"):
        KeysetStore(url, other, clock=clock).load()
    changed = KeysetStore(url, other, [secret], clock=clock)
    assert changed.load() == ring
    changed.rewrap()
    assert KeysetStore(url, other, clock=clock).load() == ring
    with pytest.raises(KeyEncryptionError):
        KeysetStore(url, secret, clock=clock).load()


async def test_search_looks_into_sealed_texts(office: Office, db: Database) -> None:
    for name in ("a", "b", "c"):
        await write(db, office.vault, 40, name)
    found, on = await office.conversations.search("usr_1", ["TITLE", "words", "39", "字"], None, 10)
    assert [each.id for each in found] == ["conv_c", "conv_b", "conv_a"] and on is None
    found, on = await office.conversations.search("usr_1", ["Title b"], None, 10)
    assert [each.id for each in found] == ["conv_b"]
    assert (await office.conversations.search("usr_2", ["title"], None, 10))[0] == []


def test_a_vault_without_keys_says_so() -> None:
    def load() -> Any:
        raise KeyEncryptionError("the key server is away")

    with pytest.raises(KeyEncryptionError):
        Vault(load, b"0" * 32).seal(messages, {"text": "a"}, "msg_1")

"""A copy of everything, the deletion of everything and retention, with the whole product on both databases."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update

from huahua.accounts import passwords
from huahua.accounts.domain import Role, User
from huahua.accounts.errors import LastAdministrator, WrongCredentials
from huahua.accounts.teams.domain import TeamRole
from huahua.audit.api import Action
from huahua.audit.ports import Query
from huahua.boot.personal import REGISTER
from huahua.boot.settings import Settings
from huahua.boot.wiring import Services, build
from huahua.chat.store import conversations, messages
from huahua.gateway.api import Caller
from huahua.gateway.metering.store import usage_lines
from huahua.infra.leases import Leases
from huahua.infra.personal import RetentionClass
from huahua.jobs.api import NewRun, RunStatus
from huahua.jobs.store import run_events, runs
from huahua.ops.personal.erasure import Erasures
from huahua.ops.personal.errors import ExportExpired, ExportNotFound, ExportRunning, NotConfirmed, OwnAccount
from huahua.ops.personal.export import LIFETIME
from huahua.ops.personal.retention import Retention
from huahua.ops.personal.rows import PersonRows
from huahua.ops.personal.store import erasures, person_exports
from huahua.painting.domain.brand import BrandWish, Swatch
from huahua.painting.store import blobs, pictures
from huahua.painting.store import brands as brand_rows
from tests.integration.ops.test_rotation import Clock, write
from tests.passwords import CheapHasher

PASSWORD = "a long password"


def _png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "PNG")
    return file.getvalue()


class House:
    """The product, with two people who have some of everything."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self.services, self.clock, self.db = services, clock, services.db
        self.people: dict[str, User] = {}
        own = services.personal
        rows = PersonRows(self.db, services.vaulting.vault)
        leases = Leases(self.db, "test", clock, lasting=timedelta(seconds=60))
        self.rows = rows
        self.erasures = Erasures(
            own.erasures._store,
            rows,
            REGISTER,
            services.people.accounts,
            own.erasures._before,
            own.erasures._after,
            leases,
            services.audit,
            clock,
            settle=timedelta(0),
        )
        self.leases = leases

    async def add(self, name: str, role: Role = Role.USER) -> User:
        accounts = self.services.people.accounts
        user = await accounts.create_user(f"{name}@example.org", PASSWORD, name.title(), role)
        self.people[name] = user
        return user

    async def furnish(self, name: str) -> None:
        user, vault = self.people[name], self.services.vaulting.vault
        await write(self.db, vault, 5, name)
        async with self.db.write() as connection:
            for table in (conversations, messages):
                mine = table.c.id.like(f"%_{name}%")
                await connection.execute(update(table).where(mine).values(user_id=user.id))
            values = {"user_id": user.id, "status": RunStatus.SUCCEEDED}
            await connection.execute(update(runs).where(runs.c.id == f"run_{name}").values(**values))
            await connection.execute(usage_lines.insert().values(**_line(f"req_{name}", user.id)))
        await self.services.painting.uploads.upload(user.id, _png(), f"{name}.png")
        caller = Caller(user.id, user.role, None)
        await self.services.batching.files.upload(
            caller, f"{name}.jsonl", "batch", f"words of {name}".encode()
        )
        await self.services.people.api_keys.create(user.id, f"{name}'s key")

    async def count(self, name: str) -> dict[str, int]:
        user_id = self.people[name].id
        found = {each.name: await self.rows.count(each, user_id) for each in REGISTER.holdings}
        return {name: count for name, count in found.items() if count}

    async def copy(self, name: str) -> dict[str, Any]:
        exports, user_id = self.services.personal.exports, self.people[name].id
        asked = await exports.ask(user_id)
        async for event in self.services.runs.follow(asked.run_id, user_id):
            last = event
        assert last.type == "run.succeeded"
        found, pieces = await exports.open(user_id, asked.id)
        data = b"".join([piece async for piece in pieces])
        assert len(data) == found.bytes
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            return {
                name: json.loads(archive.read(name)) if name.endswith(".json") else archive.read(name)
                for name in archive.namelist()
            }

    async def actions(self) -> list[Action]:
        entries = await self.services.audit._store.search(Query(), before_seq=None, limit=50)  # type: ignore[attr-defined]
        return [entry.statement.action for entry in entries]


def _line(request_id: str, user_id: str, at: datetime | None = None) -> dict[str, Any]:
    counts = (
        "input_tokens",
        "cache_read_tokens",
        "cache_write_tokens",
        "output_tokens",
        "reasoning_tokens",
        "images",
    )
    return {
        "request_id": request_id,
        "user_id": user_id,
        "model": "m",
        "provider": "p",
        "upstream_model": "u",
        "dialect": "openai",
        "task": "dialogue",
        "status": 200,
        "latency_ms": 1,
        "created_at": at or datetime.now(UTC),
        **dict.fromkeys(counts, 1),
    }


@pytest.fixture
async def house(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(passwords, "PasswordHasher", CheapHasher)
    services = build(Settings(data_dir=tmp_path, database_url=database_url))
    await services.start()
    for task in services._tasks:
        if task.get_name() in {"erasures", "retention"}:  # here they are done by hand
            task.cancel()
    clock = Clock()
    clock.now = datetime.now(UTC)
    made = House(services, clock)
    await made.add("ann", Role.ADMINISTRATOR)
    await made.add("bob")
    for name in ("ann", "bob"):
        await made.furnish(name)
    yield made
    await services.stop()


async def test_a_copy_holds_everything_and_nothing_of_others(house: House) -> None:
    copy = await house.copy("bob")
    assert copy["profile.json"][0]["email"] == "bob@example.org"
    assert [each["text"] for each in copy["messages.json"]] == [f"words {number} 字" for number in range(5)]
    assert copy["conversations.json"][0]["title"] == "Title bob"
    assert {"text": "words 1"} in [each["data"] for each in copy["run_events.json"]]
    assert copy["usage_lines.json"][0]["request_id"] == "req_bob"
    assert [name for name in copy if name.startswith("pictures/")] and b"README" not in copy["README.txt"]
    assert [copy[name] for name in copy if name.startswith("files/")] == [b"words of bob"]
    assert "password_hash" not in str(copy) and "secret_hash" not in str(copy) and "\\u0002" not in str(copy)
    text = str(copy)
    assert "ann@example.org" not in text and "Title ann" not in text and house.people["ann"].id not in text
    assert Action.PERSON_EXPORTED in await house.actions()


async def test_a_copy_is_its_owners_and_its_time_ends(house: House) -> None:
    exports, bob = house.services.personal.exports, house.people["bob"]
    await house.copy("bob")
    [first] = await exports.of(bob.id)
    with pytest.raises(ExportNotFound):
        await exports.open(house.people["ann"].id, first.id)
    await house.copy("bob")
    [second] = await exports.of(bob.id)  # the newer one takes the place of the elder
    assert second.id != first.id and second.expires_at is not None
    async with house.db.write() as connection:
        past = datetime.now(UTC) - LIFETIME
        await connection.execute(update(person_exports).values(expires_at=past))
    with pytest.raises(ExportExpired):
        await exports.open(bob.id, second.id)
    assert await exports.sweep() == 1
    assert await exports.of(bob.id) == []


async def test_one_copy_at_a_time(house: House) -> None:
    bob = house.people["bob"]
    await house.services.runs._store.add(
        NewRun("run_x", "export", bob.id, {"export_id": "exp_0"}), "none", house.clock()
    )
    with pytest.raises(ExportRunning):
        await house.services.personal.exports.ask(bob.id)


async def test_deletion_leaves_books_without_a_name_and_others_alone(house: House) -> None:
    before, bob = await house.count("ann"), house.people["bob"]
    await house.copy("bob")
    await house.erasures.ask_for_oneself(bob.id, " Bob@Example.org ", PASSWORD)
    assert (await house.services.people.accounts.user(bob.id)).disabled
    assert await house.erasures.work() is False
    assert await house.count("bob") == {}
    assert await house.count("ann") == before
    async with house.db.read() as connection:
        [erasure] = (await connection.execute(select(erasures))).all()
        kept = select(usage_lines.c.user_id).where(usage_lines.c.request_id == "req_bob")
        assert (await connection.execute(kept)).scalar_one() == erasure.pseudonym == erasure.user_id
        for table in (conversations, messages, pictures, runs, run_events):
            assert "bob" not in str((await connection.execute(select(table))).all())
    assert erasure.finished_at is not None and erasure.pseudonym.startswith("gone_")
    actions = await house.actions()
    assert Action.PERSON_DELETION_ASKED in actions and Action.PERSON_DELETED in actions
    assert await house.erasures.work() is False  # nothing is open any more


async def test_what_is_a_teams_stays_with_it_when_its_maker_goes(house: House) -> None:
    people, teams, brands = (
        house.people,
        house.services.people.teams,
        house.services.painting.brands,
    )
    ann, bob = people["ann"], people["bob"]
    kiln = (await teams.create(bob.id, "Kiln")).team.id
    invited = await teams.invite(bob.id, kiln, ann.email, TeamRole.MEMBER)
    await teams.accept(ann, invited.id)
    alone = (await teams.create(bob.id, "Alone")).team.id
    made = {}
    for name, team_id in (("own", None), ("kiln", kiln), ("alone", alone)):
        wish = BrandWish(name=name, palette=[Swatch(colour="#1f2a44"), Swatch(colour="#f4ead5")])
        made[name] = (await brands.create(bob.id, wish, team_id)).brand.id
        await brands.set_logo(bob.id, made[name], _png())
    copy = await house.copy("bob")
    assert [row["wish"]["name"] for row in copy["brands.json"]] == ["own"]
    assert sorted(row["wish"]["name"] for row in copy["team_brands.json"]) == ["alone", "kiln"]
    assert {name for name in copy if name.startswith("brands/")} == {
        f"brands/{brand_id}.png" for brand_id in made.values()
    }
    assert copy[f"brands/{made['kiln']}.png"].startswith(b"\x89PNG")

    assert not (await brands.get(ann.id, made["kiln"])).may_change
    await house.erasures.ask_for_oneself(bob.id, bob.email, PASSWORD)
    await house.erasures.work()
    seen = await brands.get(ann.id, made["kiln"])
    assert seen.may_change and seen.brand.user_id.startswith("gone_"), "Ann is the owner now"
    assert (await brands.logo(ann.id, made["kiln"]))[1].startswith(b"\x89PNG")
    assert (await teams.membership(ann.id, kiln)).role is TeamRole.OWNER
    assert not await teams.there_is(alone), "a team without anybody goes"
    async with house.db.read() as connection:
        left = (await connection.execute(select(brand_rows.c.id))).scalars().all()
    assert left == [made["kiln"]]


async def test_bytes_that_two_share_stay_for_the_other(house: House) -> None:
    """Both uploaded the same picture."""
    await house.erasures.ask_for(house.people["bob"].id, "bob@example.org", asked_by=house.people["ann"].id)
    await house.erasures.work()
    copy = await house.copy("ann")
    assert len([name for name in copy if name.startswith("pictures/")]) == 1
    await house.erasures._accounts.create_user("cid@example.org", PASSWORD, "Cid", Role.ADMINISTRATOR)
    await house.erasures.ask_for_oneself(house.people["ann"].id, "ann@example.org", PASSWORD)
    async with house.db.write() as connection:
        await connection.execute(update(blobs).values(keep_until=datetime(2020, 1, 1, tzinfo=UTC)))
    await house.erasures.work()
    async with house.db.read() as connection:
        assert (await connection.execute(select(blobs))).all() == []


async def test_who_may_not(house: House) -> None:
    ann, bob = house.people["ann"], house.people["bob"]
    with pytest.raises(WrongCredentials):
        await house.erasures.ask_for_oneself(bob.id, bob.email, "wrong")
    with pytest.raises(NotConfirmed):
        await house.erasures.ask_for_oneself(bob.id, "bob", PASSWORD)
    with pytest.raises(NotConfirmed):
        await house.erasures.ask_for(bob.id, ann.email, asked_by=ann.id)
    with pytest.raises(OwnAccount):
        await house.erasures.ask_for(ann.id, ann.email, asked_by=ann.id)
    with pytest.raises(LastAdministrator):
        await house.erasures.ask_for_oneself(ann.id, ann.email, PASSWORD)
    assert not (await house.services.people.accounts.user(ann.id)).disabled
    assert await house.erasures._store.open_erasures() == []


async def test_a_deletion_that_was_broken_off_goes_on(house: House) -> None:
    bob = house.people["bob"]
    await house.erasures.ask_for(bob.id, bob.email, asked_by=house.people["ann"].id)
    broken = 0

    async def break_off() -> None:
        nonlocal broken
        broken += 1
        raise ConnectionError

    whole, house.erasures._after = house.erasures._after, break_off
    with pytest.raises(ConnectionError):
        await house.erasures.work()
    assert broken == 1 and len(await house.erasures._store.open_erasures()) == 1
    house.erasures._after = whole
    await house.erasures.work()
    assert await house.count("bob") == {} and await house.erasures._store.open_erasures() == []


async def test_a_fresh_deletion_is_looked_at_again(house: House) -> None:
    bob = house.people["bob"]
    house.erasures._settle = timedelta(seconds=60)
    await house.erasures.ask_for(bob.id, bob.email, asked_by=house.people["ann"].id)
    assert await house.erasures.work() is True
    assert set(await house.count("bob")) == {"profile"}
    async with house.db.write() as connection:  # a call that ended a moment later
        await connection.execute(usage_lines.insert().values(**_line("req_late", bob.id)))
    house.clock.now += timedelta(minutes=2)
    assert await house.erasures.work() is False
    assert await house.count("bob") == {}


async def test_retention_deletes_what_is_old(house: House) -> None:
    now = house.clock.now
    async with house.db.write() as connection:
        mine = conversations.c.id == "conv_ann"
        await connection.execute(update(conversations).where(mine).values(updated_at=now - timedelta(days=2)))
        await connection.execute(
            update(conversations).where(~mine).values(updated_at=now - timedelta(days=20))
        )
        old, waiting = (
            _line("req_old", "usr_x", now - timedelta(days=40)),
            _line("req_due", "usr_x", now - timedelta(days=40)),
        )
        await connection.execute(usage_lines.insert().values(**old))
        await connection.execute(usage_lines.insert().values(**waiting, wallet_id="wal_1"))
        await connection.execute(update(runs).values(created_at=now - timedelta(days=20)))
    keep = {
        RetentionClass.CONVERSATIONS: timedelta(days=10),
        RetentionClass.USAGE_LINES: timedelta(days=30),
        RetentionClass.RUNS: timedelta(days=10),
    }

    async def after() -> None:
        return None

    retention = Retention(
        house.rows, REGISTER, keep, after, house.leases, house.services.audit, house.clock, pause_s=0
    )
    gone = await retention.work()
    assert gone[RetentionClass.CONVERSATIONS] == 1 and gone[RetentionClass.USAGE_LINES] == 1
    async with house.db.read() as connection:
        left = (await connection.execute(select(conversations.c.id))).scalars().all()
        assert list(left) == ["conv_ann"]
        said = (await connection.execute(select(messages.c.conversation_id).distinct())).scalars().all()
        assert list(said) == ["conv_ann"]
        lines = (await connection.execute(select(usage_lines.c.request_id))).scalars().all()
        assert sorted(lines) == ["req_ann", "req_bob", "req_due"]
        assert (await connection.execute(select(run_events))).all() == []
    assert await retention.work() == {}
    assert Action.RETENTION_APPLIED in await house.actions()


async def test_nothing_is_deleted_by_default(house: House) -> None:
    assert house.services.personal.retention.keep == {}
    assert await house.services.personal.retention.work() == {}

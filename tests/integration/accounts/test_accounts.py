"""Accounts on real databases."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from huahua.accounts.api import AccountAuthenticator, ApiKeyStore, Role
from huahua.accounts.errors import (
    AccountNotFound,
    AlreadySetUp,
    BadEmail,
    EmailTaken,
    LastAdministrator,
    TooManyAttempts,
    WeakPassword,
    WrongCredentials,
    WrongSetupCode,
)
from huahua.accounts.keys.domain import KeyOwner
from huahua.accounts.keys.store import api_keys
from huahua.accounts.store import sessions, users
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer
from tests.integration.accounts.office import HERE, PASSWORD, Office
from tests.vaults import new_vault


async def test_the_first_visitor_sets_up_once(office: Office) -> None:
    code = await office.service.setup_code()
    assert await office.service.setup_code() == code
    with pytest.raises(WrongSetupCode):
        await office.service.set_up("WRONG-ONE", "a@b.c", PASSWORD, "", address=HERE)
    boss = await office.administrator()
    assert (boss.role, boss.email) == (Role.ADMINISTRATOR, "boss@example.org")
    assert await office.service.setup_code() is None
    with pytest.raises(AlreadySetUp):
        await office.service.set_up(code or "", "a@b.c", PASSWORD, "", address=HERE)


async def test_who_comes_between_the_looks_of_another_is_told_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other has seen that nobody is in charge, then finds a code that was made after the first one's."""
    code = await office.service.setup_code() or ""
    keep = office.store.keep_setup_code

    async def keep_late(fresh: str) -> str:
        monkeypatch.setattr(office.store, "keep_setup_code", keep)
        await office.service.set_up(code, "first@b.c", PASSWORD, "", address=HERE)
        return await keep(fresh)

    monkeypatch.setattr(office.store, "keep_setup_code", keep_late)
    with pytest.raises(AlreadySetUp):
        await office.service.set_up(code, "second@b.c", PASSWORD, "", address=HERE)
    assert [user.email for user in await office.service.users()] == ["first@b.c"]


async def test_two_first_visitors_at_once_make_one_administrator(office: Office) -> None:
    code = await office.service.setup_code() or ""
    both = [office.service.set_up(code, f"{name}@b.c", PASSWORD, "", address=HERE) for name in "xy"]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(isinstance(result, AlreadySetUp) for result in results) == [False, True]
    assert len(await office.service.users()) == 1


async def test_the_code_may_be_typed_as_keyboards_have_it(office: Office) -> None:
    code = await office.service.setup_code() or ""
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code.lower())
    with pytest.raises(WrongSetupCode):
        await office.service.set_up("验证码", "a@b.c", PASSWORD, "", address=HERE)
    assert await office.service.set_up(f" {wide} ", "a@b.c", PASSWORD, "", address=HERE)


async def test_guessing_the_code_is_slowed(office: Office) -> None:
    for _ in range(5):
        with pytest.raises(WrongSetupCode):
            await office.service.set_up("AAAA-AAAA", "a@b.c", PASSWORD, "", address=HERE)
    with pytest.raises(TooManyAttempts):
        await office.service.set_up("AAAA-AAAA", "a@b.c", PASSWORD, "", address=HERE)


async def test_the_environments_administrator_is_made_once_and_left_alone(office: Office) -> None:
    await office.service.ensure_administrator("env@example.org", PASSWORD)
    await office.service.ensure_administrator("env@example.org", "another password")
    user, _ = await office.enter("env@example.org", PASSWORD)
    assert user.role is Role.ADMINISTRATOR


async def test_machines_that_start_together_make_one_administrator(office: Office) -> None:
    starts = [office.service.ensure_administrator("env@example.org", PASSWORD) for _ in range(3)]
    await asyncio.gather(*starts)
    assert [user.email for user in await office.service.users()] == ["env@example.org"]


@pytest.mark.parametrize("email", ["", "x", "a@b@c", "a b@c.d", "x@" + "y" * 300])
async def test_odd_emails_are_refused(office: Office, email: str) -> None:
    with pytest.raises(BadEmail):
        await office.service.create_user(email, PASSWORD)


@pytest.mark.parametrize("password", ["short", "x" * 257, "anna@example.org"])
async def test_weak_passwords_are_refused(office: Office, password: str) -> None:
    with pytest.raises(WeakPassword):
        await office.service.create_user("anna@example.org", password)


async def test_an_email_belongs_to_one_user(office: Office) -> None:
    await office.service.create_user("anna@example.org", PASSWORD)
    with pytest.raises(EmailTaken):
        await office.service.create_user("ANNA@example.org", PASSWORD)


async def test_sign_in_sessions_and_sign_out(office: Office) -> None:
    boss = await office.administrator()
    token = await office.sign_in()
    identity = await office.authenticator.by_session(token)
    assert identity is not None
    assert (identity.user_id, identity.role) == (boss.id, "administrator")
    (session,) = await office.service.sessions(boss.id)
    await office.service.end_session(boss.id, session.id)
    assert await office.authenticator.by_session(token) is None
    with pytest.raises(AccountNotFound):
        await office.service.end_session(boss.id, session.id)


async def test_a_session_ends_by_itself(office: Office) -> None:
    await office.administrator()
    token = await office.sign_in()
    office.clock.now += timedelta(days=31)
    assert await office.authenticator.by_session(token) is None


async def test_guesses_are_slowed_without_locking_the_owner_out(office: Office) -> None:
    await office.administrator()
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            await office.sign_in("wrong password")
    with pytest.raises(TooManyAttempts) as caught:
        await office.sign_in()
    assert await office.sign_in(address="198.51.100.7")
    office.clock.now += timedelta(seconds=caught.value.retry_after_s + 1)
    assert await office.sign_in()


async def test_guesses_that_are_sent_together_are_counted_all_the_same(office: Office) -> None:
    await office.administrator()
    guesses = [office.sign_in(f"wrong {number}") for number in range(20)]
    results = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(result, WrongCredentials) for result in results) == 5
    assert sum(isinstance(result, TooManyAttempts) for result in results) == 15


async def test_signing_in_often_from_one_place_is_no_guessing(office: Office) -> None:
    await office.administrator()
    for _ in range(40):
        assert await office.sign_in()


async def test_an_office_that_signs_in_at_one_moment_is_no_guessing(office: Office) -> None:
    """Fifty people behind one address, on a Monday morning or after a restart."""
    people = [f"person{number}@example.org" for number in range(50)]
    for email in people:
        await office.service.create_user(email, PASSWORD)
    sign_ins = [office.enter(email, PASSWORD) for email in people]
    assert [user.email for user, _ in await asyncio.gather(*sign_ins)] == people


async def test_an_unknown_user_looks_like_a_wrong_password(office: Office) -> None:
    with pytest.raises(WrongCredentials):
        await office.enter("nobody@example.org", PASSWORD)


async def test_changing_the_password_ends_other_sessions(office: Office) -> None:
    boss = await office.administrator()
    mine, other = await office.sign_in(), await office.sign_in()
    identity = await office.authenticator.by_session(mine)
    assert identity is not None
    with pytest.raises(WrongCredentials):
        await office.service.change_password(boss.id, "wrong", "a new password", keep_session=None)
    await office.service.change_password(
        boss.id, PASSWORD, "a new password", keep_session=identity.session_id
    )
    assert await office.authenticator.by_session(mine) is not None
    assert await office.authenticator.by_session(other) is None
    with pytest.raises(WrongCredentials):
        await office.sign_in()


async def test_keys_work_until_revoked_and_are_kept_as_hashes(office: Office, db: Database) -> None:
    boss = await office.administrator()
    key, secret = await office.keys.create(boss.id, "laptop")
    assert secret.startswith(key.prefix)
    for headers in ({"authorization": f"Bearer {secret}"}, {"x-api-key": secret}):
        identity = await office.authenticator.by_headers(headers)
        assert identity is not None
        assert (identity.user_id, identity.key_id) == (boss.id, key.id)
    async with db.read() as connection:
        for table in (api_keys, sessions, users):
            stored = [str(tuple(row)) for row in await connection.execute(select(table))]
            assert not any(secret in row or PASSWORD in row for row in stored)
    with pytest.raises(AccountNotFound):
        await office.keys.revoke("usr_other", key.id)
    await office.keys.revoke(boss.id, key.id)
    assert await office.authenticator.by_headers({"x-api-key": secret}) is None
    assert await office.keys.keys(boss.id) == []


async def test_a_key_revoked_in_another_process_stops_within_a_second(office: Office, db: Database) -> None:
    boss = await office.administrator()
    key, secret = await office.keys.create(boss.id, "")
    assert await office.authenticator.by_key(secret) is not None
    await Office(db).keys.revoke(boss.id, key.id)
    office.clock.now += timedelta(seconds=1.1)
    assert await office.authenticator.by_key(secret) is None


class CountingStore(ApiKeyStore):
    queries = 0

    async def key_owners(self, secret_hashes: Sequence[str], now: datetime) -> dict[str, KeyOwner]:
        self.queries += 1
        return await super().key_owners(secret_hashes, now)


async def test_a_wrong_key_is_looked_up_once_a_second(office: Office, db: Database) -> None:
    store = CountingStore(db, new_vault())
    authenticator = AccountAuthenticator(office.store, store, Sealer(b"0" * 32), clock=office.clock)
    for _ in range(50):
        assert await authenticator.by_key("sk-wrong") is None
    assert store.queries == 1
    office.clock.now += timedelta(seconds=1.1)
    assert await authenticator.by_key("sk-wrong") is None
    assert store.queries == 2


async def test_guessed_keys_share_queries_and_push_nobody_out(
    office: Office, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huahua.accounts.authentication.MAX_CACHED", 20)
    boss = await office.administrator()
    _key, secret = await office.keys.create(boss.id, "")
    store = CountingStore(db, new_vault())
    authenticator = AccountAuthenticator(office.store, store, Sealer(b"0" * 32), clock=office.clock)
    owner, *others = await asyncio.gather(
        *(authenticator.by_key(key) for key in (secret, *(f"sk-{number}" for number in range(200))))
    )
    assert owner is not None and set(others) == {None}
    assert store.queries <= 2
    assert authenticator.peek(secret) is not None
    assert authenticator.remembered <= 2 * 20


async def test_a_clock_that_is_set_back_prolongs_no_trust(office: Office, db: Database) -> None:
    boss = await office.administrator()
    key, secret = await office.keys.create(boss.id, "")
    other = AccountAuthenticator(
        office.store, ApiKeyStore(db, new_vault()), Sealer(b"0" * 32), clock=office.clock
    )
    assert await other.by_key(secret) is not None
    office.clock.now -= timedelta(hours=1)
    await office.keys.revoke(boss.id, key.id)
    assert other.peek(secret) is None
    assert await other.by_key(secret) is None


async def test_a_sessions_token_is_no_key(office: Office) -> None:
    await office.administrator()
    token = await office.sign_in()
    assert await office.authenticator.by_session(token) is not None
    assert office.authenticator.peek(token) is None


async def test_who_is_let_in_again_is_in_at_once_here_and_within_a_second_elsewhere(
    office: Office, db: Database
) -> None:
    await office.administrator()
    anna = await office.service.create_user("anna@example.org", PASSWORD)
    _key, secret = await office.keys.create(anna.id, "")
    elsewhere = Office(db)
    elsewhere.clock = office.clock
    other = AccountAuthenticator(elsewhere.store, elsewhere.key_store, Sealer(b"0" * 32), clock=office.clock)
    await office.service.change_user(anna.id, {"disabled": True})
    assert await office.authenticator.by_key(secret) is None
    assert await other.by_key(secret) is None
    await office.service.change_user(anna.id, {"disabled": False})
    assert await office.authenticator.by_key(secret) is not None
    office.clock.now += timedelta(seconds=1.1)
    assert await other.by_key(secret) is not None


async def test_a_look_up_that_began_before_a_revocation_is_not_remembered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = await office.administrator()
    key, secret = await office.keys.create(boss.id, "")
    look_up = office.key_store.touch_keys

    async def revoked_meanwhile(key_ids: Sequence[str], now: datetime) -> None:
        await look_up(key_ids, now)
        await office.keys.revoke(boss.id, key.id)

    monkeypatch.setattr(office.key_store, "touch_keys", revoked_meanwhile)
    await office.authenticator.by_key(secret)
    assert office.authenticator.peek(secret) is None
    assert await office.authenticator.by_key(secret) is None


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer sk-wrong", "Basic sk-x", "Bearer " + "sk-" + "x" * 5000]
)
async def test_odd_credentials_are_nobodys(office: Office, header: str) -> None:
    assert await office.authenticator.by_headers({"authorization": header}) is None


async def test_a_disabled_user_is_out_at_once_and_somebody_stays_in_charge(office: Office) -> None:
    boss = await office.administrator()
    anna = await office.service.create_user("anna@example.org", PASSWORD)
    _key, secret = await office.keys.create(anna.id, "")
    assert await office.authenticator.by_key(secret) is not None
    await office.service.change_user(anna.id, {"disabled": True})
    assert await office.authenticator.by_key(secret) is None
    with pytest.raises(WrongCredentials):
        await office.enter("anna@example.org", PASSWORD)
    for change in ({"role": Role.USER}, {"disabled": True}):
        with pytest.raises(LastAdministrator):
            await office.service.change_user(boss.id, change)


async def test_two_administrators_cannot_remove_each_other_at_once(office: Office) -> None:
    boss = await office.administrator()
    other = await office.service.create_user("other@example.org", PASSWORD, role=Role.ADMINISTRATOR)
    both = [office.service.change_user(user.id, {"role": Role.USER}) for user in (boss, other)]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(isinstance(result, LastAdministrator) for result in results) == [False, True]
    assert [user.role for user in await office.service.users()].count(Role.ADMINISTRATOR) == 1

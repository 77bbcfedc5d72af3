"""Signing in step by step, on real databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from huahua.accounts.domain import User
from huahua.accounts.errors import (
    AlreadyOn,
    ChallengeExpired,
    NotOn,
    TooManyAttempts,
    WrongCode,
    WrongCredentials,
)
from huahua.accounts.signin.attempts import failures_table
from huahua.accounts.signin.domain import Entered, SecondStep, TotpSetup, Visitor
from huahua.accounts.signin.store import MAX_DEVICES, known_devices, recovery_codes, totp_factors
from huahua.accounts.signin.totp import STEP_S, code_at, step_at
from huahua.audit.api import Action
from huahua.infra.db import Database
from tests.integration.accounts.office import HERE, PASSWORD, Office

EMAIL = "boss@example.org"
HOME = Visitor(HERE, "test")


def code_of(setup: TotpSetup, office: Office, steps: int = 0) -> str:
    import base64

    secret = base64.b32decode(setup.secret)
    return code_at(secret, step_at(office.clock.now.timestamp()) + steps)


async def with_app(office: Office) -> tuple[User, TotpSetup, list[str]]:
    """The administrator with an authenticator app and recovery codes."""
    boss = await office.administrator()
    setup = await office.second.begin(boss, PASSWORD, HOME)
    codes = await office.second.confirm(boss, code_of(setup, office), HOME)
    office.clock.now += timedelta(seconds=STEP_S)
    return boss, setup, codes


async def challenge_of(office: Office, visitor: Visitor = HOME) -> str:
    asked = await office.signin.with_password(EMAIL, PASSWORD, visitor)
    assert isinstance(asked, SecondStep)
    return asked.challenge


async def test_a_browser_that_is_known_keeps_its_way_in(office: Office) -> None:
    await office.administrator()
    entered = await office.signin.with_password(EMAIL, PASSWORD, HOME)
    assert isinstance(entered, Entered)
    known = Visitor(HERE, "test", entered.device)
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            await office.signin.with_password(EMAIL, "a guess", HOME)
    with pytest.raises(TooManyAttempts):
        await office.signin.with_password(EMAIL, PASSWORD, HOME)
    again = await office.signin.with_password(EMAIL, PASSWORD, known)
    assert isinstance(again, Entered) and again.device == entered.device


async def test_a_known_browser_that_was_stolen_is_slowed_too(office: Office) -> None:
    await office.administrator()
    entered = await office.signin.with_password(EMAIL, PASSWORD, HOME)
    assert isinstance(entered, Entered)
    thief = Visitor("203.0.113.9", "test", entered.device)
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            await office.signin.with_password(EMAIL, "a guess", thief)
    with pytest.raises(TooManyAttempts):
        await office.signin.with_password(EMAIL, PASSWORD, thief)
    assert isinstance(await office.signin.with_password(EMAIL, PASSWORD, HOME), Entered)


async def test_another_persons_browser_is_not_ones_own(office: Office) -> None:
    await office.administrator()
    await office.service.create_user("eve@example.org", PASSWORD)
    eve = await office.signin.with_password("eve@example.org", PASSWORD, HOME)
    assert isinstance(eve, Entered)
    with_eves = Visitor(HERE, "test", eve.device)
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            await office.signin.with_password(EMAIL, "a guess", with_eves)
    with pytest.raises(TooManyAttempts):
        await office.signin.with_password(EMAIL, PASSWORD, with_eves)


async def test_processes_count_guesses_together(office: Office, db: Database) -> None:
    await office.administrator()
    processes = [Office(db, office.clock) for _ in range(4)]
    guesses = [
        process.signin.with_password(EMAIL, f"guess {number}", HOME)
        for number in range(5)
        for process in processes
    ]
    results = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(result, WrongCredentials) for result in results) == 5
    assert sum(isinstance(result, TooManyAttempts) for result in results) == 15


async def test_old_counters_are_swept_and_name_nobody(office: Office, db: Database) -> None:
    for number in range(10):
        with pytest.raises(WrongCredentials):
            await office.signin.with_password(f"a{number}@example.org", "x", Visitor(f"192.0.2.{number}"))
    async with db.read() as connection:
        rows = (await connection.execute(select(failures_table))).all()
    assert len(rows) == 20
    assert not any("@" in row.name or (row.name[:3] == "192" and "." in row.name) for row in rows)
    office.clock.now += timedelta(hours=2)
    with pytest.raises(WrongCredentials):
        await office.signin.with_password("b@example.org", "x", HOME)
    async with db.read() as connection:
        assert len((await connection.execute(select(failures_table))).all()) == 2


async def test_only_so_many_browsers_are_remembered(office: Office, db: Database) -> None:
    await office.administrator()
    for _ in range(MAX_DEVICES + 3):
        office.clock.now += timedelta(seconds=1)
        await office.signin.with_password(EMAIL, PASSWORD, HOME)
    async with db.read() as connection:
        assert len((await connection.execute(select(known_devices))).all()) == MAX_DEVICES


async def test_a_code_is_asked_after_the_password(office: Office) -> None:
    boss, setup, _codes = await with_app(office)
    challenge = await challenge_of(office)
    assert await office.service.sessions(boss.id) == []
    entered = await office.signin.with_code(challenge, code_of(setup, office), HOME)
    assert (await office.authenticator.by_session(entered.session)) is not None
    (session,) = await office.service.sessions(boss.id)
    assert session.address == HERE
    assert office.journal.rows[-1] == {
        "action": Action.SESSION_OPENED,
        "user": boss.id,
        "way": "password",
        "second_step": "app",
    }


async def test_a_code_is_good_once_even_at_the_same_moment(office: Office, db: Database) -> None:
    _boss, setup, _codes = await with_app(office)
    challenge, code = await challenge_of(office), code_of(setup, office)
    offices = [office, Office(db, office.clock), Office(db, office.clock)]
    results = await asyncio.gather(
        *(each.signin.with_code(challenge, code, HOME) for each in offices), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["Entered", "WrongCode", "WrongCode"]


async def test_a_recovery_code_is_good_once(office: Office) -> None:
    boss, _setup, codes = await with_app(office)
    challenge = await challenge_of(office)
    entered = await office.signin.with_code(challenge, codes[0].upper(), HOME)
    assert entered.user.id == boss.id
    with pytest.raises(WrongCode):
        await office.signin.with_code(await challenge_of(office), codes[0], HOME)
    assert (await office.second.security(boss)).recovery_codes_left == len(codes) - 1


async def test_guessing_codes_is_slowed_over_all_networks(office: Office) -> None:
    _boss, setup, _codes = await with_app(office)
    wrong = 0
    for number in range(40):
        visitor = Visitor(f"198.51.100.{number}")
        try:
            await office.signin.with_code(await challenge_of(office, visitor), "000000", visitor)
        except WrongCode:
            wrong += 1
        except TooManyAttempts:
            break
    assert wrong == 20
    office.clock.now += timedelta(minutes=16)
    assert await office.signin.with_code(await challenge_of(office), code_of(setup, office), HOME)


async def test_a_challenge_ends_with_time_and_with_the_password(office: Office) -> None:
    boss, setup, _codes = await with_app(office)
    late = await challenge_of(office)
    office.clock.now += timedelta(minutes=11)
    with pytest.raises(ChallengeExpired):
        await office.signin.with_code(late, code_of(setup, office), HOME)
    stale = await challenge_of(office)
    await office.service.change_password(boss.id, PASSWORD, "a new password", keep_session=None)
    with pytest.raises(ChallengeExpired):
        await office.signin.with_code(stale, code_of(setup, office), HOME)
    for forged in ("", "x", "é", late[:-2], late[2:] + "=="):
        with pytest.raises(ChallengeExpired):
            await office.signin.with_code(forged, code_of(setup, office), HOME)


async def test_a_disabled_user_does_not_get_through_the_second_step(office: Office) -> None:
    await with_app(office)
    anna = await office.service.create_user("anna@example.org", PASSWORD)
    setup = await office.second.begin(anna, PASSWORD, HOME)
    await office.second.confirm(anna, code_of(setup, office), HOME)
    office.clock.now += timedelta(seconds=STEP_S)
    asked = await office.signin.with_password(anna.email, PASSWORD, HOME)
    assert isinstance(asked, SecondStep)
    await office.service.change_user(anna.id, {"disabled": True})
    with pytest.raises(ChallengeExpired):
        await office.signin.with_code(asked.challenge, code_of(setup, office), HOME)


async def test_an_app_is_set_up_with_the_password_and_a_code(office: Office, db: Database) -> None:
    boss = await office.administrator()
    with pytest.raises(WrongCredentials):
        await office.second.begin(boss, "wrong", HOME)
    with pytest.raises(NotOn):
        await office.second.confirm(boss, "000000", HOME)
    setup = await office.second.begin(boss, PASSWORD, HOME)
    assert isinstance(await office.signin.with_password(EMAIL, PASSWORD, HOME), Entered)
    with pytest.raises(WrongCode):
        await office.second.confirm(boss, "abc", HOME)
    codes = await office.second.confirm(boss, code_of(setup, office), HOME)
    with pytest.raises(AlreadyOn):
        await office.second.begin(boss, PASSWORD, HOME)
    async with db.read() as connection:
        kept = [
            str(tuple(row))
            for table in (totp_factors, recovery_codes)
            for row in await connection.execute(select(table))
        ]
    secrets = [setup.secret, *codes, *(code.replace("-", "") for code in codes)]
    assert not any(secret in row for secret in secrets for row in kept)


async def test_an_app_is_taken_away_with_a_code_or_by_an_administrator(office: Office) -> None:
    boss, setup, _codes = await with_app(office)
    with pytest.raises(WrongCode):
        await office.second.turn_off(boss, "000000", HOME)
    await office.second.turn_off(boss, code_of(setup, office), HOME)
    with pytest.raises(NotOn):
        await office.second.turn_off(boss, "000000", HOME)
    assert isinstance(await office.signin.with_password(EMAIL, PASSWORD, HOME), Entered)
    setup = await office.second.begin(boss, PASSWORD, HOME)
    await office.second.confirm(boss, code_of(setup, office), HOME)
    await office.second.turn_off_for(boss, boss)
    assert (await office.second.security(boss)).totp_since is None


async def test_new_recovery_codes_end_the_old_ones(office: Office) -> None:
    boss, setup, old = await with_app(office)
    fresh = await office.second.renew_codes(boss, code_of(setup, office), HOME)
    assert not set(fresh) & set(old)
    with pytest.raises(WrongCode):
        await office.signin.with_code(await challenge_of(office), old[0], HOME)
    assert await office.signin.with_code(await challenge_of(office), fresh[0], HOME)


async def test_signing_out_everywhere(office: Office) -> None:
    boss = await office.administrator()
    here, elsewhere = await office.sign_in(), await office.sign_in()
    identity = await office.authenticator.by_session(here)
    assert identity is not None
    assert await office.service.end_sessions(boss.id, except_=identity.session_id) == 1
    assert await office.authenticator.by_session(elsewhere) is None
    assert await office.authenticator.by_session(here) is not None
    assert await office.service.end_sessions(boss.id) == 1
    assert await office.authenticator.by_session(here) is None

"""Invitations and resets, by letter and by hand."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from huahua.accounts.domain import Role, User
from huahua.accounts.errors import (
    AccountNotFound,
    BadEmail,
    EmailTaken,
    LinkExpired,
    TooManyAttempts,
    WeakPassword,
    WrongCredentials,
)
from huahua.accounts.signin.domain import Entered, LinkKind, SecondStep, Visitor
from huahua.accounts.signin.link_store import LinkStore, account_links
from huahua.accounts.signin.links import Links
from huahua.accounts.signin.mail import MailConfig, SmtpMail
from huahua.audit.api import Action
from huahua.infra.db import Database
from tests.integration.accounts.office import HERE, PASSWORD, Office
from tests.integration.accounts.test_sign_in import code_of
from tests.simulators.smtp import MailSink
from tests.vaults import new_vault

HOME = Visitor(HERE, "test")
NEW = "a new password"


class Post(Office):
    """An office with a mail server, unless `port` is None."""

    boss: User

    def __init__(self, db: Database, port: int | None, other: Office | None = None) -> None:
        super().__init__(db, other.clock if other else None)
        config = MailConfig("127.0.0.1", port or 0, "none", "", "", "HuaHua <huahua@example.org>", 20)
        self.links = Links(
            self.store,
            LinkStore(db, new_vault()),
            self.service,
            self.signin,
            self.sealer,
            attempts=self.attempts,
            devices=self.devices,
            mail=SmtpMail(config) if port else None,
            base_url="https://huahua.example",
            journal=self.journal,
            clock=self.clock,
        )


@pytest.fixture
async def sink() -> AsyncIterator[MailSink]:
    async with MailSink() as server:
        yield server


@pytest.fixture
async def post(db: Database, sink: MailSink) -> AsyncIterator[Post]:
    made = Post(db, sink.port)
    made.boss = await made.administrator()
    yield made
    await made.links.close()


@pytest.fixture
async def quiet(db: Database) -> Post:
    made = Post(db, None)
    made.boss = await made.administrator()
    return made


def token_in(text: str) -> str:
    found = re.search(r"https://huahua\.example/(?:invitation|reset)#(\S+)", text)
    assert found, text
    return found[1]


async def test_an_invitation_arrives_and_makes_an_account_once(post: Post, sink: MailSink) -> None:
    made = await post.links.invite(post.boss, "Anna@example.org", "Anna", Role.DEVELOPER)
    letter = await sink.letter()
    assert made.mailed and letter["to"] == "anna@example.org"
    assert "huahua@example.org" in letter["from"] and "Boss" in letter.get_content()
    token = token_in(letter.get_content())
    assert made.url.endswith(token)
    assert (await post.links.look(LinkKind.INVITATION, token)).name == "Anna"
    with pytest.raises(WeakPassword):
        await post.links.accept(token, "", "short", HOME)
    entered = await post.links.accept(token, "", PASSWORD, HOME)
    assert isinstance(entered, Entered)
    assert (entered.user.email, entered.user.name, entered.user.role) == (
        "anna@example.org",
        "Anna",
        Role.DEVELOPER,
    )
    for attempt in (
        post.links.accept(token, "", PASSWORD, HOME),
        post.links.look(LinkKind.INVITATION, token),
    ):
        with pytest.raises(LinkExpired):
            await attempt
    assert await post.links.invitations() == []
    assert await post.enter("anna@example.org", PASSWORD)


async def test_an_invitation_that_two_accept_at_once_makes_one_account(quiet: Post, db: Database) -> None:
    token = token_in((await quiet.links.invite(quiet.boss, "anna@example.org", "", Role.USER)).url)
    other = Post(db, None, quiet)
    both = [office.links.accept(token, "", PASSWORD, HOME) for office in (quiet, other)]
    results = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(isinstance(result, Entered) for result in results) == [False, True]
    assert len(await quiet.service.users()) == 2


async def test_invitations_end_by_time_by_hand_and_by_the_next(quiet: Post) -> None:
    first = token_in((await quiet.links.invite(quiet.boss, "anna@example.org", "", Role.USER)).url)
    second = token_in((await quiet.links.invite(quiet.boss, "anna@example.org", "", Role.USER)).url)
    with pytest.raises(LinkExpired):
        await quiet.links.look(LinkKind.INVITATION, first)
    (link,) = await quiet.links.invitations()
    await quiet.links.revoke_invitation(quiet.boss, link.id)
    with pytest.raises(LinkExpired):
        await quiet.links.look(LinkKind.INVITATION, second)
    with pytest.raises(AccountNotFound):
        await quiet.links.revoke_invitation(quiet.boss, link.id)
    third = token_in((await quiet.links.invite(quiet.boss, "anna@example.org", "", Role.USER)).url)
    quiet.clock.now += timedelta(days=7, seconds=1)
    with pytest.raises(LinkExpired):
        await quiet.links.accept(third, "", PASSWORD, HOME)


async def test_nobody_is_invited_twice(quiet: Post) -> None:
    with pytest.raises(EmailTaken):
        await quiet.links.invite(quiet.boss, "BOSS@example.org", "", Role.USER)
    with pytest.raises(BadEmail):
        await quiet.links.invite(quiet.boss, "a\r\nbcc: b@c.d", "", Role.USER)


async def test_without_a_mail_server_the_link_is_handed_over(quiet: Post) -> None:
    made = await quiet.links.invite(quiet.boss, "anna@example.org", "", Role.USER)
    assert not made.mailed
    anna = await quiet.links.accept(token_in(made.url), "Anna", PASSWORD, HOME)
    assert isinstance(anna, Entered)
    reset = await quiet.links.reset_for(anna.user, quiet.boss)
    assert not reset.mailed
    assert isinstance(await quiet.links.finish_reset(token_in(reset.url), NEW, HOME), Entered)


async def test_a_letter_that_does_not_leave_is_said(post: Post, sink: MailSink) -> None:
    sink.refuses = "550 nobody here"
    made = await post.links.invite(post.boss, "anna@example.org", "", Role.USER)
    assert not made.mailed and made.url


async def test_a_reset_by_letter_ends_whatever_was_open(post: Post, sink: MailSink) -> None:
    entered = await post.signin.with_password("boss@example.org", PASSWORD, HOME)
    assert isinstance(entered, Entered)
    await post.links.ask_for_reset(" Boss@example.org", HOME)
    letter = await sink.letter()
    assert letter["to"] == "boss@example.org"
    token = token_in(letter.get_content())
    with pytest.raises(WeakPassword):
        await post.links.finish_reset(token, "short", HOME)
    again = await post.links.finish_reset(token, NEW, HOME)
    assert isinstance(again, Entered)
    assert await post.authenticator.by_session(entered.session) is None
    assert await post.authenticator.by_session(again.session) is not None
    with pytest.raises(LinkExpired):
        await post.links.finish_reset(token, NEW, HOME)
    with pytest.raises(WrongCredentials):
        await post.sign_in()
    assert await post.sign_in(NEW)
    actions = [row["action"] for row in post.journal.rows]
    assert actions.count(Action.RESET_ASKED) == 1


async def test_a_reset_does_not_pass_the_second_step(quiet: Post) -> None:
    setup = await quiet.second.begin(quiet.boss, PASSWORD, HOME)
    await quiet.second.confirm(quiet.boss, code_of(setup, quiet), HOME)
    made = await quiet.links.reset_for(quiet.boss, quiet.boss)
    assert isinstance(await quiet.links.finish_reset(token_in(made.url), NEW, HOME), SecondStep)


async def test_an_unknown_address_gets_the_same_answer_and_no_letter(post: Post, sink: MailSink) -> None:
    for number, email in enumerate(("nobody@example.org", "not an address", "", "boss@example.org")):
        await post.links.ask_for_reset(email, Visitor(f"192.0.2.{number}"))
    assert (await sink.letter())["to"] == "boss@example.org"
    await post.links.close()
    assert len(sink.letters) == 1


async def test_nobodys_mailbox_is_filled(post: Post, sink: MailSink) -> None:
    for number in range(8):
        await post.links.ask_for_reset("boss@example.org", Visitor(f"192.0.2.{number}"))
    await post.links.close()
    assert len(sink.letters) == 3
    assert isinstance(await post.links.finish_reset(await _newest(post, sink), NEW, HOME), Entered)


async def _newest(post: Post, sink: MailSink) -> str:
    """Of letters that were written at once, the one whose link is in force."""
    for letter in sink.letters:
        token = token_in(letter.get_content())
        try:
            await post.links.look(LinkKind.RESET, token)
        except LinkExpired:
            continue
        return token
    raise AssertionError("no letter has a link that works")


async def test_one_place_asks_for_few_letters(post: Post) -> None:
    for number in range(10):
        await post.links.ask_for_reset(f"nobody{number}@example.org", HOME)
    with pytest.raises(TooManyAttempts):
        await post.links.ask_for_reset("nobody@example.org", HOME)
    await post.links.ask_for_reset("nobody@example.org", Visitor("203.0.113.1"))


async def test_a_disabled_account_is_not_reset(quiet: Post) -> None:
    anna = await quiet.service.create_user("anna@example.org", PASSWORD)
    made = await quiet.links.reset_for(anna, quiet.boss)
    await quiet.service.change_user(anna.id, {"disabled": True})
    with pytest.raises(LinkExpired):
        await quiet.links.finish_reset(token_in(made.url), NEW, HOME)


async def test_an_expired_or_foreign_token_opens_nothing(quiet: Post) -> None:
    reset = token_in((await quiet.links.reset_for(quiet.boss, quiet.boss)).url)
    with pytest.raises(LinkExpired):
        await quiet.links.accept(reset, "", PASSWORD, HOME)
    for token in ("", "x", reset[:-1]):
        with pytest.raises(LinkExpired):
            await quiet.links.finish_reset(token, NEW, HOME)
    quiet.clock.now += timedelta(hours=1, seconds=1)
    with pytest.raises(LinkExpired):
        await quiet.links.finish_reset(reset, NEW, HOME)


async def test_letters_speak_the_readers_language(post: Post, sink: MailSink) -> None:
    await post.service.change_user(post.boss.id, {"locale": "zh-CN"})
    await post.links.ask_for_reset("boss@example.org", HOME)
    letter = await sink.letter()
    assert letter["subject"] == "重设话画的密码" and "链接一小时内有效" in letter.get_content()


async def test_links_are_not_readable_in_the_database(quiet: Post, db: Database) -> None:
    token = token_in((await quiet.links.invite(quiet.boss, "anna@example.org", "Anna", Role.USER)).url)
    async with db.read() as connection:
        rows = [str(tuple(row)) for row in await connection.execute(select(account_links))]
    assert not any(secret in row for row in rows for secret in (token, "anna@", "Anna"))

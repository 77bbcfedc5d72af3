"""Use cases of accounts: first start, users, sessions. `signin/` knows how people get in."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import replace
from hmac import compare_digest
from typing import Any

from huahua.accounts.authentication import AccountAuthenticator
from huahua.accounts.domain import (
    Role,
    Session,
    User,
    check_password,
    new_setup_code,
    normal_email,
)
from huahua.accounts.errors import (
    AccountNotFound,
    AlreadySetUp,
    EmailTaken,
    LastAdministrator,
    WrongCredentials,
    WrongSetupCode,
)
from huahua.accounts.passwords import Passwords
from huahua.accounts.ports import AccountRepository
from huahua.accounts.recording import changed_user, created_user
from huahua.accounts.signin.lockout import password_counters
from huahua.accounts.signin.ports import Attempts
from huahua.audit.api import Action, Actor, Recorder, Subject
from huahua.infra.sealing import Sealer
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

_SETUP = "setup"


class AccountService:
    def __init__(
        self,
        store: AccountRepository,
        sealer: Sealer,
        authenticator: AccountAuthenticator,
        passwords: Passwords,
        audit: Recorder,
        *,
        attempts: Attempts,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._sealer = sealer
        self._authenticator = authenticator
        self._passwords = passwords
        self._audit = audit
        self._clock = clock
        self._attempts = attempts

    # --- first start ------------------------------------------------------------------------------

    async def setup_code(self) -> str | None:
        """The one-time code of the first visitor; None once somebody is in charge."""
        if await self._store.count_users():
            return None
        return await self._store.keep_setup_code(new_setup_code())

    async def setup_needed(self) -> bool:
        return not await self._store.count_users()

    async def set_up(self, code: str, email: str, password: str, name: str, *, address: str) -> User:
        """Make the first administrator.

        Raises AlreadySetUp, WrongSetupCode, TooManyAttempts, BadEmail, WeakPassword.
        """
        counters = password_counters(_SETUP, address, None)
        await self._attempts.begin(counters)
        expected = await self.setup_code()
        if expected is None:
            raise AlreadySetUp
        if not compare_digest(_plain_code(expected), _plain_code(code)):
            if await self._store.count_users():
                # Somebody finished between the two looks, and the code looked at was a fresh one.
                await self._store.drop_setup_code()
                raise AlreadySetUp
            await self._audit.record_repeatable(Action.SESSION_REFUSED, after={"way": "setup"})
            raise WrongSetupCode
        await self._attempts.succeeded(counters)
        user = await self._add(email, password, name, Role.ADMINISTRATOR, only_first=True)
        if user is None:
            raise AlreadySetUp
        await self._store.drop_setup_code()
        return user

    async def ensure_administrator(self, email: str, password: str) -> None:
        """The administrator that the environment names, made when there is no such user. A user who is
        there already is left alone: the environment is for the first start, the page for changes.

        Raises BadEmail, WeakPassword.
        """
        if await self._store.user_by_email(normal_email(email)) is None:
            with suppress(EmailTaken):  # another machine started at the same moment
                await self._add(email, password, "", Role.ADMINISTRATOR)
            await self._store.drop_setup_code()

    # --- users ------------------------------------------------------------------------------------

    async def create_user(self, email: str, password: str, name: str = "", role: Role = Role.USER) -> User:
        """Raises BadEmail, WeakPassword, EmailTaken."""
        user = await self._add(email, password, name, role)
        if user is None:
            raise AlreadySetUp
        return user

    async def create_without_password(self, email: str, name: str, role: Role) -> User:
        """Somebody who signs in with a provider only, until they set a password by a reset. Raises BadEmail,
        EmailTaken."""
        email = normal_email(email)
        user = self._new(email, name, role)
        await self._store.add_user(user, "", then=[created_user(self._audit, user, is_first=False)])
        return user

    async def set_password(self, user: User, new: str) -> str:
        """In place of one that was forgotten; every session ends. The new hash. Raises WeakPassword."""
        check_password(new, user.email)
        hashed = await self._passwords.hash(new)
        actor = Actor("user", user.id, user.role)
        done = self._audit.within(Action.PASSWORD_CHANGED, Subject("user", user.id), actor=actor)
        await self._store.change_user(user.id, {"password_hash": hashed}, then=[done])
        await self.end_sessions(user.id)
        return hashed

    async def _add(
        self, email: str, password: str, name: str, role: Role, *, only_first: bool = False
    ) -> User | None:
        email = normal_email(email)
        check_password(password, email)
        user = self._new(email, name, role)
        hashed = await self._passwords.hash(password)
        done = created_user(self._audit, user, is_first=only_first)
        added = await self._store.add_user(user, hashed, only_first=only_first, then=[done])
        return user if added else None

    def _new(self, email: str, name: str, role: Role) -> User:
        name = name.strip()[:200] or email.split("@", 1)[0]
        return User(new_id("usr"), email, name, role, None, "system", self._clock())

    async def user(self, user_id: str) -> User:
        """Raises AccountNotFound."""
        user = await self._store.user(user_id)
        if user is None:
            raise AccountNotFound(user_id)
        return user

    async def user_by_email(self, email: str) -> User:
        """Raises AccountNotFound, BadEmail."""
        found = await self._store.user_by_email(normal_email(email))
        if found is None:
            raise AccountNotFound(email)
        return found[0]

    async def users(self) -> list[User]:
        return await self._store.users()

    async def change_user(self, user_id: str, changes: dict[str, Any]) -> User:
        """Change name, role, locale, theme or disabled. Raises AccountNotFound, LastAdministrator."""
        user = await self.user(user_id)
        done = changed_user(self._audit, user, changes)
        if not await self._store.change_user(user_id, changes, then=done):
            raise LastAdministrator
        self._authenticator.forget_all()
        return replace(user, **changes)

    async def confirm_password(self, user_id: str, password: str) -> None:
        """That it is really them who ask. Who signs in with a provider only has no password to give.

        Raises WrongCredentials, TooManyAttempts, AccountNotFound.
        """
        user = await self.user(user_id)
        found = await self._store.user_by_email(user.email)
        if found is not None and not found[1]:
            return
        counters = password_counters(user_id, user_id, None)
        await self._attempts.begin(counters)
        if found is None or not await self._passwords.matches(found[1], password):
            raise WrongCredentials
        await self._attempts.succeeded(counters)

    async def change_password(
        self, user_id: str, current: str, new: str, *, keep_session: str | None
    ) -> None:
        """Other sessions end. Raises WrongCredentials, WeakPassword, TooManyAttempts."""
        user = await self.user(user_id)
        found = await self._store.user_by_email(user.email)
        counters = password_counters(user_id, user_id, None)
        await self._attempts.begin(counters)
        if found is None or not await self._passwords.matches(found[1] or None, current):
            await self._audit.record_repeatable(Action.PASSWORD_REFUSED, Subject("user", user_id))
            raise WrongCredentials
        await self._attempts.succeeded(counters)
        check_password(new, user.email)
        done = self._audit.within(Action.PASSWORD_CHANGED, Subject("user", user_id))
        hashed = await self._passwords.hash(new)
        await self._store.change_user(user_id, {"password_hash": hashed}, then=[done])
        await self._store.delete_sessions(user_id, except_=keep_session)
        self._authenticator.forget_all()

    # --- sessions ---------------------------------------------------------------------------------

    async def sessions(self, user_id: str) -> list[Session]:
        return await self._store.sessions_of(user_id, self._clock())

    async def end_session(self, user_id: str, session_id: str) -> None:
        """Raises AccountNotFound when the user has no such session."""
        subject = Subject("session", session_id)
        done = self._audit.within(Action.SESSION_ENDED, subject, after={"of": user_id})
        if not await self._store.delete_sessions(user_id, only=session_id, then=[done]):
            raise AccountNotFound(session_id)
        self._authenticator.forget_all()

    async def end_sessions(self, user_id: str, *, except_: str | None = None) -> int:
        """Sign out everywhere, or everywhere else; how many sessions ended."""
        which = {"sessions": "all" if except_ is None else "all others"}
        done = self._audit.within(Action.SESSION_ENDED, Subject("user", user_id), after=which)
        ended = await self._store.delete_sessions(user_id, except_=except_, then=[done])
        self._authenticator.forget_all()
        return len(ended)


def _plain_code(code: str) -> str:
    """A set-up code as ASCII capitals and digits: hyphens, small letters and the full-width characters of
    Chinese keyboards make no difference."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", code).upper())

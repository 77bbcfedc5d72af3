"""Accounts over one database, with quick hashes and a clock that stands still."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from huahua.accounts.api import (
    AccountAuthenticator,
    AccountService,
    AccountStore,
    ApiKeyStore,
    KeyService,
    Passwords,
    TeamService,
    TeamStore,
    User,
)
from huahua.accounts.signin.attempts import Attempts
from huahua.accounts.signin.domain import Entered, Visitor
from huahua.accounts.signin.second import SecondSteps
from huahua.accounts.signin.service import SignInService
from huahua.accounts.signin.store import DeviceStore, FactorStore
from huahua.audit.api import Action, Unrecorded
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer
from tests.passwords import CheapHasher
from tests.vaults import new_vault

HERE = "192.0.2.1"
PASSWORD = "correct horse"
SECRET = b"0" * 32


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Notes:
    """A journal that a test reads."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    async def note(self, action: Action, *, user: User | None, detail: dict[str, Any] | None = None) -> None:
        self.rows.append({"action": action, "user": user and user.id, **(detail or {})})

    async def refused(self, user: User | None, name: str, detail: dict[str, Any]) -> None:
        self.rows.append({"action": Action.SESSION_REFUSED, "user": user and user.id, **detail})


class Office:
    def __init__(self, db: Database, clock: Clock | None = None) -> None:
        self.db = db
        self.clock = clock or Clock()
        self.journal = Notes()
        self.sealer = Sealer(SECRET)
        self.store = AccountStore(db, new_vault())
        self.key_store = ApiKeyStore(db, new_vault())
        self.authenticator = AccountAuthenticator(self.store, self.key_store, self.sealer, clock=self.clock)
        forget = self.authenticator.forget_all
        self.teams = TeamService(TeamStore(db, new_vault()), forget, Unrecorded(), clock=self.clock)
        self.keys = KeyService(
            self.key_store, self.teams, self.sealer, forget, Unrecorded(), clock=self.clock
        )
        self.passwords = Passwords(CheapHasher())
        self.attempts = Attempts(db, self.sealer, clock=self.clock)
        self.devices = DeviceStore(db)
        self.factors = FactorStore(db, new_vault())
        self.service = AccountService(
            self.store,
            self.sealer,
            self.authenticator,
            self.passwords,
            Unrecorded(),
            attempts=self.attempts,
            clock=self.clock,
        )
        self.second = SecondSteps(
            self.store,
            self.factors,
            self.sealer,
            self.passwords,
            attempts=self.attempts,
            journal=self.journal,
            clock=self.clock,
        )
        self.signin = SignInService(
            self.store,
            self.sealer,
            self.passwords,
            attempts=self.attempts,
            devices=self.devices,
            second=self.second,
            journal=self.journal,
            clock=self.clock,
        )

    async def administrator(self) -> User:
        code = await self.service.setup_code()
        assert code is not None
        return await self.service.set_up(code, "Boss@Example.org ", PASSWORD, "Boss", address=HERE)

    async def enter(self, email: str, password: str, *, address: str = HERE) -> tuple[User, str]:
        entered = await self.signin.with_password(email, password, Visitor(address, "test"))
        assert isinstance(entered, Entered)
        return entered.user, entered.session

    async def sign_in(self, password: str = PASSWORD, address: str = HERE) -> str:
        _user, token = await self.enter("boss@example.org", password, address=address)
        return token

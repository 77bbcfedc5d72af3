"""Signing in, put together: which store stands behind which port."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from huahua.accounts.api import AccountAuthenticator, AccountService, AccountStore, Passwords
from huahua.accounts.signin.attempts import Attempts
from huahua.accounts.signin.http.door import Door
from huahua.accounts.signin.http.security import security_routes
from huahua.accounts.signin.http.session import session_routes
from huahua.accounts.signin.journal import AuditJournal
from huahua.accounts.signin.second import SecondSteps
from huahua.accounts.signin.service import SignInService
from huahua.accounts.signin.store import DeviceStore, FactorStore
from huahua.accounts.tokens.access import AccessTokens
from huahua.accounts.tokens.http import client_routes, oauth_routes
from huahua.accounts.tokens.keys import SigningKeys
from huahua.accounts.tokens.service import TokenService
from huahua.accounts.tokens.store import ClientStore, KeyStore
from huahua.audit.api import Recorder
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer
from huahua.infra.vault import RowVault


@dataclass(slots=True)
class People:
    """Accounts and every way into them."""

    authenticator: AccountAuthenticator
    accounts: AccountService
    signin: SignInService
    second: SecondSteps
    tokens: TokenService
    access: AccessTokens
    keys: SigningKeys

    def routers(self, *, secure_cookies: bool) -> list[APIRouter]:
        door = Door(secure_cookies)
        return [
            session_routes(self.accounts, self.signin, door),
            security_routes(self.accounts, self.second),
            client_routes(self.accounts, self.tokens),
            oauth_routes(self.tokens, self.access, self.keys),
        ]


def build_people(db: Database, sealer: Sealer, vault: RowVault, audit: Recorder, base_url: str) -> People:
    """`base_url` is this server's address for people and programs."""
    store, passwords, attempts = AccountStore(db, vault), Passwords(), Attempts(db, sealer)
    journal = AuditJournal(audit)
    keys = SigningKeys(KeyStore(db, vault))
    access = AccessTokens(keys, base_url)
    tokens = TokenService(ClientStore(db), access, sealer, journal=journal)
    authenticator = AccountAuthenticator(store, sealer, tokens=tokens)
    second = SecondSteps(store, FactorStore(db, vault), sealer, passwords, attempts=attempts, journal=journal)
    return People(
        authenticator=authenticator,
        accounts=AccountService(store, sealer, authenticator, passwords, audit, attempts=attempts),
        signin=SignInService(
            store,
            sealer,
            passwords,
            attempts=attempts,
            devices=DeviceStore(db),
            second=second,
            journal=journal,
        ),
        second=second,
        tokens=tokens,
        access=access,
        keys=keys,
    )

"""People, put together: accounts, keys, teams and ways in. Which store stands behind which port."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from huahua.accounts.api import (
    AccountAuthenticator,
    AccountService,
    AccountStore,
    ApiKeyStore,
    CustomerLimits,
    KeyService,
    LimitStore,
    Passwords,
    TeamService,
    TeamStore,
)
from huahua.accounts.keys.http import key_routes
from huahua.accounts.limits.http import limit_routes
from huahua.accounts.signin.attempts import Attempts
from huahua.accounts.signin.http.door import Door
from huahua.accounts.signin.http.links import link_routes
from huahua.accounts.signin.http.oidc import Way, oidc_routes
from huahua.accounts.signin.http.providers import provider_routes
from huahua.accounts.signin.http.security import security_routes
from huahua.accounts.signin.http.session import session_routes
from huahua.accounts.signin.journal import AuditJournal
from huahua.accounts.signin.link_store import LinkStore
from huahua.accounts.signin.links import Links
from huahua.accounts.signin.oidc.fetch import OutboundFetch
from huahua.accounts.signin.oidc.provider_store import ProviderStore
from huahua.accounts.signin.oidc.register import Providers
from huahua.accounts.signin.oidc.service import OidcService
from huahua.accounts.signin.oidc.store import IdentityStore
from huahua.accounts.signin.second import SecondSteps
from huahua.accounts.signin.service import SignInService
from huahua.accounts.signin.store import DeviceStore, FactorStore
from huahua.accounts.teams.http import team_routes
from huahua.accounts.tokens.access import AccessTokens
from huahua.accounts.tokens.http import client_routes, oauth_routes
from huahua.accounts.tokens.keys import SigningKeys
from huahua.accounts.tokens.service import TokenService
from huahua.accounts.tokens.store import ClientStore, KeyStore
from huahua.audit.api import Recorder
from huahua.boot.settings import ServerSettings, Settings
from huahua.boot.sign_in_settings import base_url_of, mail_of, providers_of
from huahua.gateway.api import UsageRecords
from huahua.infra.db import Database
from huahua.infra.http import Outbound
from huahua.infra.sealing import Sealer
from huahua.infra.vault import RowVault


@dataclass(slots=True)
class People:
    """Accounts, every way into them, and what belongs to them."""

    authenticator: AccountAuthenticator
    accounts: AccountService
    signin: SignInService
    second: SecondSteps
    tokens: TokenService
    access: AccessTokens
    keys: SigningKeys
    api_keys: KeyService
    teams: TeamService
    limits: CustomerLimits
    links: Links
    oidc: OidcService
    providers: Providers

    def routers(self, server: ServerSettings) -> list[APIRouter]:
        door = Door(server.only_secure_cookies)
        way = Way(door, server.public_url)
        return [
            session_routes(self.accounts, self.signin, door),
            security_routes(self.accounts, self.second),
            client_routes(self.accounts, self.tokens),
            oauth_routes(self.tokens, self.access, self.keys),
            key_routes(self.api_keys),
            team_routes(self.teams, self.accounts),
            limit_routes(self.limits),
            link_routes(self.accounts, self.links, door),
            oidc_routes(self.accounts, self.oidc, self.links, way),
            provider_routes(self.providers, way),
        ]


def build_people(
    settings: Settings, db: Database, sealer: Sealer, vault: RowVault, audit: Recorder, outbound: Outbound
) -> People:
    """Raises SettingsError."""
    base_url = base_url_of(settings)
    store, passwords, attempts = AccountStore(db, vault), Passwords(), Attempts(db, sealer)
    devices, journal = DeviceStore(db), AuditJournal(audit)
    keys = SigningKeys(KeyStore(db, vault))
    access = AccessTokens(keys, base_url)
    tokens = TokenService(ClientStore(db, vault), access, sealer, journal=journal)
    api_keys = ApiKeyStore(db, vault)
    authenticator = AccountAuthenticator(store, api_keys, sealer, tokens=tokens)
    teams = TeamService(
        TeamStore(db, vault), authenticator.forget_all, audit, spending=UsageRecords(db).of_members
    )
    accounts = AccountService(store, sealer, authenticator, passwords, audit, attempts=attempts)
    second = SecondSteps(store, FactorStore(db, vault), sealer, passwords, attempts=attempts, journal=journal)
    signin = SignInService(
        store, sealer, passwords, attempts=attempts, devices=devices, second=second, journal=journal
    )
    links = Links(
        store,
        LinkStore(db, vault),
        accounts,
        signin,
        sealer,
        attempts=attempts,
        devices=devices,
        mail=mail_of(settings),
        base_url=base_url,
        journal=journal,
    )
    fetch = OutboundFetch(outbound)
    providers = Providers(providers_of(settings), ProviderStore(db, vault), fetch, audit)
    oidc = OidcService(
        providers.usable,
        fetch,
        sealer,
        store=store,
        accounts=accounts,
        identities=IdentityStore(db, vault),
        signin=signin,
        links=links,
        journal=journal,
    )
    return People(
        authenticator=authenticator,
        accounts=accounts,
        signin=signin,
        second=second,
        tokens=tokens,
        access=access,
        keys=keys,
        api_keys=KeyService(api_keys, teams, sealer, authenticator.forget_all, audit),
        teams=teams,
        limits=CustomerLimits(LimitStore(db), audit),
        links=links,
        oidc=oidc,
        providers=providers,
    )

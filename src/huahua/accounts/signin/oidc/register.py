"""Which providers there are: those of the settings, and those that operators keep in the page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from huahua.accounts.signin.oidc.discovery import Discovery, is_safe_url
from huahua.accounts.signin.oidc.domain import Provider
from huahua.accounts.signin.oidc.errors import (
    BadIssuer,
    ProviderNotFound,
    ProviderOfSettings,
    ProviderTaken,
    ScopeMissing,
    SecretNeeded,
)
from huahua.accounts.signin.oidc.ports import Fetch, ProviderRepository
from huahua.audit.api import Action, InTransaction, Recorder, Subject

LOOK_EVERY_S = 2.0
"""How late a change of another process is seen."""
log = logging.getLogger(__name__)


class Providers:
    """`usable` is one dictionary for as long as the process lives: whoever holds it sees every change."""

    def __init__(
        self,
        configured: Sequence[Provider],
        store: ProviderRepository,
        fetch: Fetch,
        audit: Recorder,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.configured = {provider.name: provider for provider in configured}
        self.usable: dict[str, Provider] = dict(self.configured)
        """By name: those that one may sign in with."""
        self._store = store
        self._fetch = fetch
        self._audit = audit
        self._sleep = sleep

    async def saved(self) -> list[Provider]:
        """Those of the page. One whose name the settings took meanwhile is hidden behind theirs."""
        return [row for row in await self._store.providers() if row.name not in self.configured]

    async def load(self) -> None:
        found = self.configured | {row.name: row for row in await self.saved() if row.enabled}
        for gone in self.usable.keys() - found.keys():
            del self.usable[gone]
        self.usable.update(found)

    async def watch(self) -> None:
        """For ever. Providers stay as they were known while the database is away."""
        while True:
            await self._sleep(LOOK_EVERY_S)
            try:
                await self.load()
            except Exception:
                log.exception("providers to sign in with could not be read")

    async def add(self, provider: Provider) -> Provider:
        """Raises ProviderTaken, BadIssuer, ScopeMissing."""
        _check(provider)
        if provider.name in self.configured or await self._find(provider.name) is not None:
            raise ProviderTaken(provider.name)
        subject = Subject("sign_in_provider", provider.name)
        await self._save(
            provider, self._audit.within(Action.SIGN_IN_PROVIDER_CREATED, subject, after=_facts(provider))
        )
        return provider

    async def change(self, provider: Provider, secret: str | None) -> Provider:
        """`secret` None keeps the one there is, which only its own issuer may ever see.

        Raises ProviderOfSettings, ProviderNotFound, SecretNeeded, BadIssuer, ScopeMissing.
        """
        before = await self._of_page(provider.name)
        if secret is None and before.client_secret and before.issuer != provider.issuer:
            raise SecretNeeded(provider.name)
        after = replace(provider, client_secret=before.client_secret if secret is None else secret)
        _check(after)
        facts = _facts(after) | {"other_secret": before.client_secret != after.client_secret}
        subject = Subject("sign_in_provider", provider.name)
        done = self._audit.within(
            Action.SIGN_IN_PROVIDER_CHANGED, subject, before=_facts(before), after=facts
        )
        await self._save(after, done)
        return after

    async def remove(self, name: str) -> None:
        """Who came in with it keeps their account. Raises ProviderOfSettings, ProviderNotFound."""
        before = await self._of_page(name)
        done = self._audit.within(
            Action.SIGN_IN_PROVIDER_DELETED, Subject("sign_in_provider", name), before=_facts(before)
        )
        await self._store.remove(name, done)
        await self.load()

    async def test(self, provider: Provider) -> None:
        """Ask the provider who it is and for its keys. Raises BadIssuer, ScopeMissing, ProviderUnavailable."""
        _check(provider)
        await Discovery(self._fetch).metadata(provider)

    async def _save(self, provider: Provider, then: InTransaction) -> None:
        await self._store.save(provider, then)
        await self.load()

    async def _of_page(self, name: str) -> Provider:
        if name in self.configured:
            raise ProviderOfSettings(name)
        found = await self._find(name)
        if found is None:
            raise ProviderNotFound(name)
        return found

    async def _find(self, name: str) -> Provider | None:
        return next((row for row in await self._store.providers() if row.name == name), None)


def _check(provider: Provider) -> None:
    if not is_safe_url(provider.issuer, plain=provider.allow_private):
        raise BadIssuer(provider.issuer)
    if "openid" not in provider.scopes:
        raise ScopeMissing(provider.name)


def _facts(provider: Provider) -> dict[str, Any]:
    """Nothing that a secret could be told from."""
    return {
        "title": provider.title,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "scopes": list(provider.scopes),
        "allowed_domains": sorted(provider.allowed_domains),
        "create_users": provider.create_users,
        "role": str(provider.role),
        "role_claim": provider.role_claim,
        "roles": {value: str(role) for value, role in provider.roles.items()},
        "allow_private": provider.allow_private,
        "enabled": provider.enabled,
    }

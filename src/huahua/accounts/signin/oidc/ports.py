"""What signing in with a provider needs: the way out, and who is who there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from huahua.accounts.signin.oidc.domain import LinkedIdentity, Provider
from huahua.audit.api import InTransaction


class Fetch(Protocol):
    """JSON from a provider. Raises ProviderUnavailable."""

    async def get(self, url: str, *, allow_private: bool, bearer: str | None = None) -> dict[str, Any]: ...

    async def post(
        self,
        url: str,
        form: Mapping[str, str],
        *,
        allow_private: bool,
        basic: tuple[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]: ...


class IdentityRepository(Protocol):
    async def owner(self, issuer: str, subject: str) -> str | None: ...

    async def link(self, identity: LinkedIdentity) -> None:
        """Raises IdentityTaken."""
        ...

    async def touch(self, issuer: str, subject: str, now: datetime) -> None: ...

    async def identities_of(self, user_id: str) -> list[LinkedIdentity]: ...

    async def unlink(self, identity_id: str, user_id: str) -> bool: ...


class ProviderRepository(Protocol):
    """`then` is done at the end of the same transaction."""

    async def providers(self) -> list[Provider]: ...

    async def save(self, provider: Provider, then: InTransaction) -> None: ...

    async def remove(self, name: str, then: InTransaction) -> None: ...

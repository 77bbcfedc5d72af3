"""Providers that operators added in the page, on the database. Their secrets are sealed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, String, Table, Text, delete, select

from huahua.accounts.domain import Role
from huahua.accounts.signin.oidc.domain import Provider
from huahua.audit.api import InTransaction
from huahua.infra.db import Database, Json, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault

oidc_providers = Table(
    "oidc_providers",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("title", String(60), nullable=False),
    Column("issuer", String(500), nullable=False),
    Column("client_id", String(500), nullable=False),
    Column("client_secret", Text, nullable=False, info=SEALED),
    Column("scopes", Json, nullable=False),
    Column("allowed_domains", Json, nullable=False),
    Column("create_users", Boolean, nullable=False),
    Column("role", String(20), nullable=False),
    Column("role_claim", String(200), nullable=False),
    Column("roles", Json, nullable=False),
    Column("allow_private", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
)


class ProviderStore:
    """Implements `ports.ProviderRepository`."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def providers(self) -> list[Provider]:
        async with self._db.read() as connection:
            rows = (await connection.execute(select(oidc_providers).order_by(oidc_providers.c.name))).all()
        return [_provider(self._vault.open(oidc_providers, row._mapping)) for row in rows]

    async def save(self, provider: Provider, then: InTransaction) -> None:
        values = self._vault.seal(oidc_providers, _values(provider))
        statement = self._db.insert(oidc_providers).values(**values)
        changed = {name: value for name, value in values.items() if name != "name"}
        async with self._db.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=[oidc_providers.c.name], set_=changed)
            )
            await then(connection)

    async def remove(self, name: str, then: InTransaction) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(oidc_providers).where(oidc_providers.c.name == name))
            await then(connection)


def _values(provider: Provider) -> dict[str, Any]:
    return {
        "name": provider.name,
        "title": provider.title,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        "scopes": list(provider.scopes),
        "allowed_domains": sorted(provider.allowed_domains),
        "create_users": provider.create_users,
        "role": provider.role,
        "role_claim": provider.role_claim,
        "roles": dict(provider.roles),
        "allow_private": provider.allow_private,
        "enabled": provider.enabled,
    }


def _provider(values: dict[str, Any]) -> Provider:
    return Provider(
        **values
        | {
            "scopes": tuple(values["scopes"]),
            "allowed_domains": frozenset(values["allowed_domains"]),
            "role": Role(values["role"]),
            "roles": {value: Role(role) for value, role in values["roles"].items()},
        }
    )

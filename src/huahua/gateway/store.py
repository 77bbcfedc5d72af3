"""Tables of the gateway, and the store for what the page configured. Provider keys are sealed at rest."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    false,
    select,
    true,
)
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.gateway.domain.caching import ModelRule
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.models import CLOUD_FIELDS, ModelConfig, ProviderConfig
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.route import Defaults
from huahua.gateway.errors import AlreadyThere
from huahua.gateway.ports import InTransaction, ModelRow, SavedCatalogue
from huahua.gateway.stamp import STAMP, put, settings, touch
from huahua.infra.db import Database, Json, UtcDateTime, is_unique_violation, metadata
from huahua.infra.vault import BrokenSeal, RowVault, sealed_before
from huahua.kit.clock import Clock, utc_now

log = logging.getLogger(__name__)

providers = Table(
    "providers",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("preset", String(50)),
    Column("base_url", Text, nullable=False),
    Column("api_key_sealed", Text, info=sealed_before("providers.api_key")),
    Column("more_api_keys_sealed", Text, info=sealed_before("providers.more_api_keys")),
    Column("headers_sealed", Text, info=sealed_before("providers.headers")),
    Column("allow_private", Boolean, nullable=False),
    Column("timeout_s", Float, nullable=False),
    Column("connect_timeout_s", Float, nullable=False),
    Column("first_byte_timeout_s", Float),
    Column("idle_timeout_s", Float, nullable=False),
    Column("max_concurrency", Integer),
    Column("max_waiting", Integer),
    Column("key_weights", Json, nullable=False, server_default="[]"),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

models = Table(
    "models",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    # No foreign key: the provider may be one of the settings, which has no row.
    Column("provider", String(100), nullable=False),
    Column("model", String(200), nullable=False),
    Column("tasks", Json, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("vision", Boolean, nullable=False),
    Column("tools", Boolean, nullable=False),
    Column("context_tokens", Integer),
    Column("timeout_s", Float),
    Column("enabled", Boolean, nullable=False),
    Column("options", Json, nullable=False),
    Column("price", Json),
    Column("cost", Json),
    Column("region", String(50)),
    Column("data_classes", Json, nullable=False, server_default="[]"),
    Column("quality", Json, nullable=False, server_default="{}"),
    Column("near", Boolean, nullable=False, server_default=false()),
    Column("max_concurrency", Integer),
    Column("max_waiting", Integer),
    Column("gather", Boolean, nullable=False, server_default=true()),
    Column("hedge", Boolean, nullable=False, server_default=false()),
    Column("hedge_after_s", Float),
    Column("first_byte_timeout_s", Float),
    Column("idle_timeout_s", Float),
    Column("cache", Json),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("name", "provider", "model"),
)

_PACKED = "\x1f"
"""Begins a key that is packed; keys themselves are printable."""
_DEFAULTS = "defaults"


class SqlCatalogueStore:
    """Port `CatalogueStore`. Every change writes a new stamp in its own transaction."""

    def __init__(self, database: Database, vault: RowVault, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def load(self) -> SavedCatalogue:
        """A key that does not open is left out, so that the server starts and says so."""
        async with self._database.read() as connection:
            # The stamp first: a change in between then looks new again, and is not missed.
            kept = {row.key: row.value for row in await connection.execute(select(settings))}
            provider_rows = (
                await connection.execute(select(providers).order_by(providers.c.name))
            ).mappings()
            model_rows = (await connection.execute(select(models).order_by(models.c.id))).mappings()
        chosen = kept.get(_DEFAULTS)
        return SavedCatalogue(
            providers=[self._provider(row) for row in provider_rows],
            models=[_model(row) for row in model_rows],
            defaults=Defaults(chosen["dialogue"], chosen["painting"]) if chosen else None,
            stamp=kept.get(STAMP),
        )

    async def stamp(self) -> str | None:
        query = select(settings.c.value).where(settings.c.key == STAMP)
        async with self._database.read() as connection:
            stamp: str | None = (await connection.execute(query)).scalar_one_or_none()
        return stamp

    async def save_provider(
        self, config: ProviderConfig, rows: Sequence[ModelRow] = (), *, then: Sequence[InTransaction] = ()
    ) -> None:
        values = {
            "kind": config.kind,
            "preset": config.preset,
            "base_url": config.base_url,
            "api_key_sealed": _pack_key(config) or None,
            "more_api_keys_sealed": _pack(config.more_api_keys) or None,
            "headers_sealed": _pack(config.headers) or None,
            "allow_private": config.allow_private,
            "timeout_s": config.timeout_s,
            "connect_timeout_s": config.connect_timeout_s,
            "first_byte_timeout_s": config.first_byte_timeout_s,
            "idle_timeout_s": config.idle_timeout_s,
            "max_concurrency": config.max_concurrency,
            "max_waiting": config.max_waiting,
            "key_weights": list(config.key_weights),
            "enabled": config.enabled,
        }
        sealed = self._vault.seal(providers, values, config.name)
        async with self._database.write() as connection:
            await self._upsert(connection, providers, {"name": config.name}, sealed)
            for row in rows:
                await self._save_model(connection, row)
            await self._touch(connection, then)

    async def delete_provider(self, name: str, *, then: Sequence[InTransaction] = ()) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(models).where(models.c.provider == name))
            await connection.execute(delete(providers).where(providers.c.name == name))
            await self._touch(connection, then)

    async def save_model(self, row: ModelRow) -> None:
        await self.save_models([row])

    async def save_models(self, rows: Sequence[ModelRow], *, then: Sequence[InTransaction] = ()) -> None:
        async with self._database.write() as connection:
            for row in rows:
                await self._save_model(connection, row)
            await self._touch(connection, then)

    async def delete_model(self, model_id: str, *, then: Sequence[InTransaction] = ()) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(models).where(models.c.id == model_id))
            await self._touch(connection, then)

    async def save_defaults(self, defaults: Defaults, *, then: Sequence[InTransaction] = ()) -> None:
        value = {"dialogue": defaults.dialogue, "painting": defaults.painting}
        async with self._database.write() as connection:
            await put(self._database, connection, _DEFAULTS, value)
            await self._touch(connection, then)

    async def _save_model(self, connection: AsyncConnection, row: ModelRow) -> None:
        config = row.config
        values = {
            "name": config.name,
            "provider": config.provider,
            "model": config.model,
            "tasks": sorted(config.tasks),
            "weight": config.weight,
            "vision": config.vision,
            "tools": config.tools,
            "context_tokens": config.context_tokens,
            "timeout_s": config.timeout_s,
            "enabled": config.enabled,
            "options": config.options,
            "price": config.price.as_json() if config.price else None,
            "cost": config.cost.as_json() if config.cost else None,
            "region": config.region,
            "data_classes": sorted(config.data_classes),
            "quality": config.quality,
            "near": config.near,
            "max_concurrency": config.max_concurrency,
            "max_waiting": config.max_waiting,
            "gather": config.gather,
            "hedge": config.hedge,
            "hedge_after_s": config.hedge_after_s,
            "first_byte_timeout_s": config.first_byte_timeout_s,
            "idle_timeout_s": config.idle_timeout_s,
            "cache": config.cache.as_json() if config.cache else None,
        }
        try:
            await self._upsert(connection, models, {"id": row.id}, values)
        except IntegrityError as fault:
            if not is_unique_violation(fault):
                raise
            raise AlreadyThere(
                f"There already is a model '{config.name}' for '{config.model}' at '{config.provider}'."
            ) from fault

    async def _touch(self, connection: AsyncConnection, then: Sequence[InTransaction]) -> None:
        await touch(self._database, connection)
        for work in then:
            await work(connection)

    async def _upsert(
        self, connection: AsyncConnection, table: Table, key: dict[str, Any], values: dict[str, Any]
    ) -> None:
        now = self._clock()
        insert = self._database.insert(table).values(**key, **values, created_at=now, updated_at=now)
        changed = {name: insert.excluded[name] for name in (*values, "updated_at")}
        await connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=changed))

    def _open(self, row: RowMapping, column: str) -> str:
        try:
            return self._vault.open(providers, {column: row[column]}, row["name"])[column] or ""
        except BrokenSeal:
            log.error("%s of '%s' was sealed with another key; enter it again", column, row["name"])
            return ""

    def _provider(self, row: RowMapping) -> ProviderConfig:
        secrets = _unpack_key(self._open(row, "api_key_sealed"))
        headers = self._open(row, "headers_sealed")
        more_keys = self._open(row, "more_api_keys_sealed")
        return ProviderConfig(
            name=row["name"],
            kind=row["kind"],
            base_url=row["base_url"],
            api_key=secrets.get("api_key", ""),
            region=secrets.get("region", ""),
            project=secrets.get("project", ""),
            api_version=secrets.get("api_version", ""),
            more_api_keys=tuple(json.loads(more_keys)) if more_keys else (),
            preset=row["preset"],
            allow_private=row["allow_private"],
            headers=json.loads(headers) if headers else {},
            timeout_s=row["timeout_s"],
            connect_timeout_s=row["connect_timeout_s"],
            first_byte_timeout_s=row["first_byte_timeout_s"],
            idle_timeout_s=row["idle_timeout_s"],
            max_concurrency=row["max_concurrency"],
            max_waiting=row["max_waiting"],
            key_weights=tuple(row["key_weights"]),
            enabled=row["enabled"],
        )


def _pack_key(config: ProviderConfig) -> str:
    """The key alone, or in JSON with the fields of clouds, which have no columns of their own."""
    fields = {name: value for name in CLOUD_FIELDS if (value := getattr(config, name))}
    return _PACKED + json.dumps({"api_key": config.api_key, **fields}) if fields else config.api_key


def _unpack_key(opened: str) -> dict[str, str]:
    if not opened.startswith(_PACKED):
        return {"api_key": opened}
    found: dict[str, str] = json.loads(opened.removeprefix(_PACKED))
    return found


def _pack(secrets: dict[str, str] | tuple[str, ...]) -> str:
    return json.dumps(secrets) if secrets else ""


def _model(row: RowMapping) -> ModelRow:
    config = ModelConfig(
        name=row["name"],
        provider=row["provider"],
        model=row["model"],
        tasks=frozenset(map(Task, row["tasks"])),
        weight=row["weight"],
        vision=row["vision"],
        tools=row["tools"],
        context_tokens=row["context_tokens"],
        timeout_s=row["timeout_s"],
        enabled=row["enabled"],
        options=row["options"],
        price=Price.from_json(row["price"]),
        cost=Price.from_json(row["cost"]),
        region=row["region"],
        data_classes=frozenset(row["data_classes"]),
        quality=row["quality"],
        near=row["near"],
        max_concurrency=row["max_concurrency"],
        max_waiting=row["max_waiting"],
        gather=row["gather"],
        hedge=row["hedge"],
        hedge_after_s=row["hedge_after_s"],
        first_byte_timeout_s=row["first_byte_timeout_s"],
        idle_timeout_s=row["idle_timeout_s"],
        cache=ModelRule.from_json(row["cache"]),
    )
    return ModelRow(row["id"], config)

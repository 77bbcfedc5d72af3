"""What an administrator does with the catalogue: providers, models, defaults. Use cases only."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from huahua.audit.api import Action, InTransaction, Recorder, Subject
from huahua.gateway.addresses import check_base_url
from huahua.gateway.cache.checks import check_rule
from huahua.gateway.cache.config import CacheConfig
from huahua.gateway.clouds import check_cloud, check_own_credentials
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.local_models import parse_local_models
from huahua.gateway.domain.models import (
    GOOGLE_KINDS,
    KINDS,
    LOCAL_KIND,
    REGIONAL_KINDS,
    ModelConfig,
    ProviderConfig,
)
from huahua.gateway.domain.route import Defaults
from huahua.gateway.errors import AlreadyThere, InvalidRequest, NotAllowed, NotFound
from huahua.gateway.ports import CatalogueStore, ModelRow
from huahua.gateway.presets import find_preset
from huahua.gateway.recording import changed_models, model_fields, provider_fields
from huahua.gateway.registry import Registry
from huahua.kit.ids import new_id

_NAME = re.compile(r"[\w][\w .·-]{0,99}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
"""A token of RFC 9110, section 5.6.2."""
_MODEL_NAME = re.compile(r"[^\s\x00-\x1f](?:[^\x00-\x1f]{0,198}[^\s\x00-\x1f])?")


class Catalogue:
    """Changes are saved together with their entry in the audit log, then in force in this process at once and in others
    within a second."""

    def __init__(
        self,
        registry: Registry,
        store: CatalogueStore,
        audit: Recorder,
        *,
        cache: CacheConfig | None = None,
        new_model_id: Callable[[], str] = lambda: new_id("mdl"),
    ) -> None:
        """`cache` is what the settings say of the cache, with which a row's rule must agree."""
        self._registry = registry
        self._store = store
        self._audit = audit
        self._cache = cache or CacheConfig()
        self._new_model_id = new_model_id

    def providers(self) -> list[ProviderConfig]:
        return self._registry.provider_rows()

    def models(self, provider: str | None = None) -> list[ModelRow]:
        rows = self._registry.model_rows()
        return [row for row in rows if provider is None or row.config.provider == provider]

    def provider(self, name: str) -> ProviderConfig:
        """Raises NotFound."""
        found = self._registry.provider_row(name)
        if found is None:
            raise NotFound(f"There is no provider '{name}'.")
        return found

    async def add_provider(
        self, config: ProviderConfig, models: Sequence[ModelConfig] = ()
    ) -> ProviderConfig:
        """Add a provider with its first models, all or nothing. Raises AlreadyThere or InvalidRequest."""
        if self._registry.provider_row(config.name) is not None:
            raise AlreadyThere(f"There already is a provider '{config.name}'.", param="name")
        config = check_provider(config)
        rows = self._agreed([self._new_row(model) for model in models])
        done = self._audit.within(
            Action.PROVIDER_CREATED, Subject("provider", config.name), after=provider_fields(config, rows)
        )
        await self._store.save_provider(config, rows, then=[done, *self._changed(rows)])
        await self._registry.load()
        return config

    async def change_provider(self, config: ProviderConfig) -> ProviderConfig:
        """Replace the row of this name. Raises NotFound, NotAllowed or InvalidRequest."""
        before = self._own_provider(config.name)
        config = check_provider(config)
        done = self._audit.within(
            Action.PROVIDER_CHANGED,
            Subject("provider", config.name),
            before=provider_fields(before),
            after=provider_fields(config) | {"source": before.source},
        )
        await self._store.save_provider(config, then=[done])
        await self._registry.load()
        return config

    async def delete_provider(self, name: str) -> None:
        """With its models. Raises NotFound or NotAllowed."""
        before = self._own_provider(name)
        done = self._audit.within(
            Action.PROVIDER_DELETED,
            Subject("provider", name),
            before=provider_fields(before, self.models(name)),
        )
        await self._store.delete_provider(name, then=[done])
        await self._registry.load()

    async def add_model(self, config: ModelConfig) -> ModelRow:
        """Raises AlreadyThere, NotFound or InvalidRequest."""
        self.provider(config.provider)
        row = self._new_row(config)
        rows = self._agreed([row])
        await self._store.save_models(rows, then=self._changed(rows))
        await self._registry.load()
        return self.model(row.id)

    def model(self, model_id: str) -> ModelRow:
        """Raises NotFound."""
        for row in self._registry.model_rows():
            if row.id == model_id:
                return row
        raise NotFound(f"There is no model row '{model_id}'.")

    async def change_model(self, row: ModelRow) -> ModelRow:
        """Raises NotFound, NotAllowed, AlreadyThere or InvalidRequest."""
        _changeable(self.model(row.id).config.source)
        self.provider(row.config.provider)
        _check_model(row.config)
        rows = self._agreed([row])
        await self._store.save_models(rows, then=self._changed(rows))
        await self._registry.load()
        return self.model(row.id)

    async def delete_model(self, model_id: str) -> None:
        """Raises NotFound or NotAllowed."""
        before = self.model(model_id).config
        _changeable(before.source)
        done = self._audit.within(
            Action.MODEL_DELETED, Subject("model", model_id), before=model_fields(before)
        )
        await self._store.delete_model(model_id, then=[done])
        await self._registry.load()

    async def set_defaults(self, dialogue: str, painting: str) -> Defaults:
        """Raises UnknownModel or NotSupported (the model does other things)."""
        self._registry.pool(dialogue, [Task.DIALOGUE])
        self._registry.pool(painting, [Task.PAINTING])
        before, after = self._registry.defaults(), Defaults(dialogue, painting)
        done = self._audit.within(Action.DEFAULTS_CHANGED, before=asdict(before), after=asdict(after))
        await self._store.save_defaults(after, then=[done])
        await self._registry.load()
        return self._registry.defaults()

    async def record_import(self, providers: int, models: int, skipped: int) -> None:
        """The entries of what was imported stand before this one."""
        after = {"providers": providers, "models": models, "skipped": skipped}
        await self._audit.record(Action.CONFIG_IMPORTED, after=after)

    def _changed(self, rows: Sequence[ModelRow]) -> list[InTransaction]:
        return changed_models(self._audit, {row.id: row for row in self._registry.model_rows()}, rows)

    def _agreed(self, rows: Sequence[ModelRow]) -> list[ModelRow]:
        """`rows`, and others of the same names: what one says of the cache, all say. A row that says nothing new and
        comes to a name takes what is said there. Raises InvalidRequest."""
        before = {row.id: row for row in self._registry.model_rows() if row.config.source == "page"}
        after = {row.id: row for row in rows}
        for row in rows:
            there, name = before.get(row.id), row.config.name
            pool = [one for one in (before | after).values() if one.config.name == name and one.id != row.id]
            if row.config.cache != (there.config.cache if there else None):
                check_rule(self._cache, name, row.config.cache)
                for one in pool:
                    after[one.id] = ModelRow(one.id, replace(one.config, cache=row.config.cache))
            elif pool and (there is None or there.config.name != name):
                after[row.id] = ModelRow(row.id, replace(row.config, cache=pool[0].config.cache))
        return list(after.values())

    def _own_provider(self, name: str) -> ProviderConfig:
        found = self.provider(name)
        _changeable(found.source)
        return found

    def _new_row(self, config: ModelConfig) -> ModelRow:
        route = self._registry.rule(config.name)
        if route is not None and route.source != "builtin":
            raise AlreadyThere(f"There already is a route '{config.name}'.", param="name")
        _check_model(config)
        return ModelRow(self._new_model_id(), replace(config, source="page"))


def _check_model(config: ModelConfig) -> None:
    if not _MODEL_NAME.fullmatch(config.name):
        raise _invalid("A model's name has 1 to 200 characters and no line breaks.", "name")
    if not config.model.strip() or len(config.model) > 200:
        raise _invalid("Name the provider's own id of the model (1 to 200 characters).", "model")
    if not config.tasks:
        raise _invalid("Say what the model can do: at least one task.", "tasks")
    if config.weight < 0:
        raise _invalid("The weight must be 0 or more.", "weight")


def check_provider(config: ProviderConfig) -> ProviderConfig:
    """The row as it may be saved. Raises InvalidRequest."""
    if not _NAME.fullmatch(config.name):
        raise _invalid("A provider's name has 1 to 100 letters, digits, spaces, dots or hyphens.", "name")
    if config.kind not in KINDS:
        raise _invalid(f"The kind must be one of {', '.join(KINDS)}.", "kind")
    if config.preset is not None and find_preset(config.preset) is None:
        raise _invalid(f"There is no preset '{config.preset}'.", "preset")
    config = check_cloud(config)
    url = config.base_url.strip()
    if config.kind == LOCAL_KIND:
        check_local(url)
    elif url or config.kind not in REGIONAL_KINDS:
        url = check_base_url(url, allow_private=config.allow_private)
    check_own_credentials(config)
    config = _with_weights(config)
    for name in config.headers:
        if not _HEADER_NAME.fullmatch(name):
            raise _invalid(f"'{name}' is no name of a header; use letters, digits and hyphens.", "headers")
    keys = [("api_key", config.api_key), *(("more_api_keys", key) for key in config.more_api_keys)]
    for name, value in (*keys, *config.headers.items()):
        if not value.isprintable() or not (value.isascii() or config.kind in GOOGLE_KINDS):
            raise _invalid(f"'{name}' holds characters that cannot be sent; copy it again.", name)
    return replace(config, base_url=url, source="page")


def check_local(url: str) -> None:
    """Raises InvalidRequest."""
    try:
        parse_local_models(url)
    except ValueError as fault:
        raise InvalidRequest(str(fault), param="base_url", code="invalid_base_url", status=422) from fault


def _with_weights(config: ProviderConfig) -> ProviderConfig:
    weights, keys = config.key_weights, 1 + len(config.more_api_keys)
    if weights and len(weights) != keys:
        raise _invalid(f"Give one weight for each of the {keys} keys, or none.", "key_weights")
    if weights and not any(weights):
        raise _invalid("At least one key must have a weight above 0.", "key_weights")
    return config if len(set(weights)) != 1 else replace(config, key_weights=())


def _changeable(source: str) -> None:
    if source == "config":
        raise NotAllowed("This row comes from the settings file; change it there.")
    if source == "builtin":
        raise NotAllowed("This row is built in and cannot be changed.")


def _invalid(message: str, param: str) -> InvalidRequest:
    return InvalidRequest(message, param=param, code="invalid_field", status=422)

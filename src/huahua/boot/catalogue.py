"""The settings' `providers:` and `models:` as rows of the gateway's catalogue, secrets looked up."""

from __future__ import annotations

from huahua.boot.caching import cache_rule
from huahua.boot.settings import (
    KeySettings,
    ModelSettings,
    PriceSettings,
    ProviderSettings,
    Settings,
    SettingsError,
    resolve_secret,
)
from huahua.gateway.api import InvalidRequest, ModelConfig, ProviderConfig, Task, find_preset
from huahua.gateway.catalogue import check_local
from huahua.gateway.clouds import check_cloud
from huahua.gateway.domain.models import KINDS, LOCAL_KIND, REGIONAL_KINDS
from huahua.gateway.domain.price import Price, micros

CONFIG_SOURCE = "config"


def configured(settings: Settings) -> tuple[list[ProviderConfig], list[ModelConfig]]:
    """Providers and models that the settings name.

    A model row may name a provider row, or a preset with `api_key` or `base_url` of its own; the latter
    makes a provider that is called after the preset and numbered when there are several.

    Raises:
        SettingsError: a row names a provider that is neither a row nor a preset, or a secret is missing.
    """
    providers = {row.name: _provider(row) for row in settings.providers}
    models = []
    for row in settings.models:
        provider = _provider_of(row, providers)
        providers.setdefault(provider.name, provider)
        models.append(_model(row, provider.name))
    return list(providers.values()), models


def _provider(row: ProviderSettings) -> ProviderConfig:
    preset = find_preset(row.preset or row.name) if row.preset or row.kind is None else None
    if row.preset and preset is None:
        raise SettingsError(f"providers.{row.name}.preset: there is no preset '{row.preset}'")
    kind = row.kind or (preset.kind if preset else None)
    base_url = row.base_url or (preset.base_url if preset else "")
    if kind is None:
        raise SettingsError(f"providers.{row.name}: say its kind ({', '.join(KINDS)}) or a preset")
    if not base_url and kind not in REGIONAL_KINDS:
        raise SettingsError(f"providers.{row.name}.base_url: is needed where no preset gives it")
    if row.api_key and row.api_keys:
        raise SettingsError(f"providers.{row.name}: give api_key or api_keys, not both")
    accounts = [_weighted(key) for key in row.api_keys or [row.api_key]]
    keys, weights = [key for key, _ in accounts], tuple(weight for _, weight in accounts)
    if not any(weights):
        raise SettingsError(f"providers.{row.name}.api_keys: at least one weight must be more than 0")
    config = ProviderConfig(
        name=row.name,
        kind=kind,
        base_url=base_url,
        api_key=keys[0],
        region=row.region,
        project=row.project,
        api_version=row.api_version,
        preset=preset.id if preset else None,
        allow_private=row.allow_private,
        headers=dict(row.headers),
        timeout_s=row.timeout,
        connect_timeout_s=row.connect_timeout,
        first_byte_timeout_s=row.first_byte_timeout,
        idle_timeout_s=row.idle_timeout,
        more_api_keys=tuple(keys[1:]),
        key_weights=weights if len(set(weights)) > 1 else (),
        max_concurrency=row.max_concurrency,
        max_waiting=row.max_waiting,
        source=CONFIG_SOURCE,
    )
    try:
        if kind == LOCAL_KIND:
            check_local(base_url)
        return check_cloud(config)
    except InvalidRequest as fault:
        raise SettingsError(f"providers.{row.name}.{fault.param}: {fault.message}") from fault


def _weighted(key: str | KeySettings) -> tuple[str, int]:
    return (resolve_secret(key), 1) if isinstance(key, str) else (resolve_secret(key.key), key.weight)


def _provider_of(row: ModelSettings, known: dict[str, ProviderConfig]) -> ProviderConfig:
    if row.provider in known and not (row.api_key or row.base_url):
        return known[row.provider]
    wanted = _provider(
        ProviderSettings(
            name=row.provider,
            kind=None if find_preset(row.provider) else "openai",
            base_url=row.base_url,
            api_key=row.api_key,
            allow_private=row.allow_private,
        )
    )
    same = [
        found
        for found in known.values()
        if (found.kind, found.base_url, found.api_key) == (wanted.kind, wanted.base_url, wanted.api_key)
    ]
    if same:
        return same[0]
    name, number = row.provider, 2
    while name in known:
        name, number = f"{row.provider}-{number}", number + 1
    return ProviderConfig(
        name=name,
        kind=wanted.kind,
        base_url=wanted.base_url,
        api_key=wanted.api_key,
        preset=wanted.preset,
        allow_private=wanted.allow_private,
        source=CONFIG_SOURCE,
    )


def _model(row: ModelSettings, provider: str) -> ModelConfig:
    return ModelConfig(
        name=row.name,
        provider=provider,
        model=row.model,
        tasks=frozenset(Task(task) for task in row.tasks),
        weight=row.weight,
        vision=row.vision,
        tools=row.tools,
        context_tokens=row.context_tokens,
        timeout_s=row.timeout,
        source=CONFIG_SOURCE,
        options=dict(row.options),
        price=_price(row.price),
        cost=_price(row.cost),
        region=row.region,
        data_classes=frozenset(row.data_classes),
        quality={kind.value: score for kind, score in row.quality.items()},
        near=row.near,
        hedge=row.hedge,
        hedge_after_s=row.hedge_after,
        first_byte_timeout_s=row.first_byte_timeout,
        idle_timeout_s=row.idle_timeout,
        max_concurrency=row.max_concurrency,
        max_waiting=row.max_waiting,
        gather=row.gather,
        cache=cache_rule(row.cache) if row.cache else None,
    )


def _price(row: PriceSettings | None) -> Price | None:
    """Amounts in units of the currency as micros."""
    if row is None:
        return None
    given = row.model_dump(exclude={"currency"}, exclude_none=True)
    amounts = {name: micros(amount) for name, amount in given.items()}
    return Price.from_json({"currency": row.currency, **amounts})

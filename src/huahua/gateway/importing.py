"""Taking over another gateway's configuration: read it, save what fits, say what does not."""

from __future__ import annotations

from dataclasses import replace

from huahua.gateway.catalogue import Catalogue
from huahua.gateway.domain.models import CLOUD_FIELDS, ProviderConfig
from huahua.gateway.errors import GatewayError
from huahua.gateway.litellm import Imported, read_config
from huahua.gateway.litellm.reading import LookUp


async def import_litellm(catalogue: Catalogue, text: str, look_up: LookUp) -> Imported:
    """What was really saved. Importing the same file twice adds nothing twice.

    Raises:
        InvalidRequest: not YAML, or no `model_list` in it.
    """
    known = {row.name: row for row in catalogue.providers()}
    read = read_config(text, look_up, frozenset(known))
    saved = Imported(skipped=read.skipped, notes=read.notes)
    names: dict[str, str] = {}
    for provider in read.providers:
        wanted = {(model.name, model.model) for model in read.models if model.provider == provider.name}
        same = _same_provider(catalogue, list(known.values()), provider, wanted)
        if same is None:
            saved.providers.append(await catalogue.add_provider(provider))
        names[provider.name] = same or provider.name
    for model in read.models:
        try:
            row = await catalogue.add_model(replace(model, provider=names[model.provider]))
            saved.models.append(row.config)
        except GatewayError as fault:
            saved.skipped.append((model.name, fault.message))
    await catalogue.record_import(len(saved.providers), len(saved.models), len(saved.skipped))
    return saved


def _same_provider(
    catalogue: Catalogue, known: list[ProviderConfig], provider: ProviderConfig, wanted: set[tuple[str, str]]
) -> str | None:
    """The row that already is this account. A file without the key means the row that has its models."""
    place = _place(provider)
    there = [row for row in known if _place(row) == place]
    for row in there:
        if row.api_key == provider.api_key:
            return row.name
    if provider.api_key:
        return None
    for row in there:
        if wanted & {(held.config.name, held.config.model) for held in catalogue.models(row.name)}:
            return row.name
    return there[0].name if there else None


def _place(row: ProviderConfig) -> tuple[object, ...]:
    return row.kind, row.base_url, row.headers, *(getattr(row, name) for name in CLOUD_FIELDS)

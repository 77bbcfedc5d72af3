"""Routes of whoever manages models: presets, providers, models, defaults, discovery and import.

Keys go in and never come out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from huahua.gateway.catalogue import Catalogue
from huahua.gateway.discovery import Found
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.models import CLOUD_FIELDS, ProviderConfig
from huahua.gateway.errors import GatewayError, InvalidRequest
from huahua.gateway.http import admin_replies as replies
from huahua.gateway.http import admin_shapes as shapes
from huahua.gateway.http.problems import GatewayRoute, caller_of
from huahua.gateway.importing import import_litellm
from huahua.gateway.litellm.reading import LookUp
from huahua.gateway.ports import ModelRow
from huahua.gateway.presets import PRESETS, find_preset
from huahua.gateway.probe import Prober
from huahua.gateway.service import GatewayService
from huahua.infra.identity import User, require
from huahua.infra.permissions import Permission
from huahua.kit.shapes import Page

FindServers = Callable[[], Awaitable[list[Found]]]


def model_routes(service: GatewayService) -> APIRouter:
    """`GET /api/models` for everybody who is signed in."""
    router = APIRouter(tags=["models"], route_class=GatewayRoute)

    @router.get("/api/models", response_model=replies.Models)
    async def list_models(user: User) -> dict[str, Any]:
        defaults = service.defaults()
        return {
            "items": [shapes.model_json(info) for info in service.models(caller_of(user))],
            "next_cursor": None,
            "defaults": {"dialogue": defaults.dialogue, "painting": defaults.painting},
        }

    @router.get("/api/models/adapters", response_model=replies.Adapters)
    async def list_adapters(user: User, model: Annotated[str, Query(max_length=200)]) -> dict[str, Any]:
        """Names of trained styles that the engines behind `model` have."""
        return {"items": await service.adapters(caller_of(user), model)}

    return router


def admin_routes(
    catalogue: Catalogue,
    prober: Prober,
    find_servers: FindServers,
    look_up: LookUp = lambda _name: None,
) -> APIRouter:
    """`look_up` gives environment variables that an imported file names; boot alone reads them."""
    router = APIRouter(
        prefix="/api/admin",
        tags=["models"],
        route_class=GatewayRoute,
        dependencies=[Depends(require(Permission.MANAGE_MODELS))],
    )
    _provider_routes(router, catalogue)
    _test_routes(router, catalogue, prober, find_servers)
    _model_row_routes(router, catalogue)

    @router.post("/import/litellm", response_model=replies.Imported)
    async def import_from_litellm(body: shapes.ImportBody) -> dict[str, Any]:
        found = await import_litellm(catalogue, body.text, look_up)
        return {
            "providers": [_row(catalogue, config) for config in found.providers],
            "models": [
                {"name": row.name, "provider": row.provider, "model": row.model} for row in found.models
            ],
            "skipped": [{"row": row, "reason": reason} for row, reason in found.skipped],
            "notes": [{"row": row, "note": note} for row, note in found.notes],
        }

    return router


def _provider_routes(router: APIRouter, catalogue: Catalogue) -> None:
    @router.get("/presets", response_model=Page[replies.Preset])
    async def presets() -> dict[str, Any]:
        return _items([shapes.preset_json(preset) for preset in PRESETS])

    @router.get("/providers", response_model=Page[replies.Provider])
    async def providers() -> dict[str, Any]:
        return _items([_row(catalogue, config) for config in catalogue.providers()])

    @router.post("/providers", status_code=201, response_model=replies.Provider)
    async def add_provider(body: shapes.NewProvider) -> dict[str, Any]:
        models = [model.row(body.name) for model in body.models]
        return _row(catalogue, await catalogue.add_provider(_config(body), models))

    @router.patch("/providers/{name:path}", response_model=replies.Provider)
    async def change_provider(name: str, body: shapes.ProviderChange) -> dict[str, Any]:
        config = await catalogue.change_provider(_changed(catalogue.provider(name), body))
        return _row(catalogue, config)

    @router.delete("/providers/{name:path}", status_code=204)
    async def delete_provider(name: str) -> Response:
        await catalogue.delete_provider(name)
        return Response(status_code=204)


def _test_routes(router: APIRouter, catalogue: Catalogue, prober: Prober, find_servers: FindServers) -> None:
    @router.post("/providers/test", response_model=replies.Verdict)
    async def test_provider(body: shapes.TestBody) -> dict[str, Any]:
        verdict = await prober.test(_to_test(catalogue, body), body.model, _task(catalogue, body))
        error = None
        if verdict.error is not None:
            code, message, hint = verdict.error
            error = {"code": code, "message": message, "hint": hint}
        return {
            "ok": verdict.ok,
            "models": verdict.models,
            "latency_ms": verdict.latency_ms,
            "error": error,
        }

    @router.get("/discover", response_model=Page[replies.FoundServer])
    async def discover() -> dict[str, Any]:
        known = {config.base_url for config in catalogue.providers()}
        return _items(
            [
                {
                    "preset": found.preset,
                    "base_url": found.base_url,
                    "models": found.models,
                    "configured": found.base_url in known,
                }
                for found in await find_servers()
            ]
        )


def _model_row_routes(router: APIRouter, catalogue: Catalogue) -> None:
    @router.get("/models", response_model=Page[replies.ModelRow])
    async def models() -> dict[str, Any]:
        return _items([shapes.model_row_json(row) for row in catalogue.models()])

    @router.post("/models", status_code=201, response_model=replies.ModelRow)
    async def add_model(body: shapes.NewModel) -> dict[str, Any]:
        if body.provider is None:
            raise InvalidRequest(
                "Name the provider of this model.", param="provider", code="invalid_field", status=422
            )
        return shapes.model_row_json(await catalogue.add_model(body.row(body.provider)))

    @router.patch("/models/{model_id:path}", response_model=replies.ModelRow)
    async def change_model(model_id: str, body: shapes.ModelChange) -> dict[str, Any]:
        row = catalogue.model(model_id)
        changes = body.model_dump(exclude_unset=True)
        if "tasks" in changes:
            changes["tasks"] = frozenset(map(Task, changes["tasks"] or ()))
        changes |= shapes.routing_facts(body)
        nullable = shapes.NULLABLE_OF_MODEL
        changes = {name: value for name, value in changes.items() if value is not None or name in nullable}
        changed = await catalogue.change_model(ModelRow(row.id, replace(row.config, **changes)))
        return shapes.model_row_json(changed)

    @router.delete("/models/{model_id:path}", status_code=204)
    async def delete_model(model_id: str) -> Response:
        await catalogue.delete_model(model_id)
        return Response(status_code=204)

    @router.put("/defaults", response_model=replies.Defaults)
    async def set_defaults(body: shapes.DefaultsBody) -> dict[str, Any]:
        defaults = await catalogue.set_defaults(body.dialogue, body.painting)
        return {"dialogue": defaults.dialogue, "painting": defaults.painting}


def _items(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "next_cursor": None}


def _row(catalogue: Catalogue, config: ProviderConfig) -> dict[str, Any]:
    return shapes.provider_json(config, catalogue.models(config.name))


def _config(body: shapes.ProviderBody) -> ProviderConfig:
    """The row, with what the preset knows filled in."""
    preset = find_preset(body.preset) if body.preset else None
    return ProviderConfig(
        name=body.name,
        kind=body.kind or (preset.kind if preset else ""),
        base_url=body.base_url or (preset.base_url if preset else ""),
        api_key=body.api_key.strip(),
        more_api_keys=_keys(body.more_api_keys),
        region=body.region.strip(),
        project=body.project.strip(),
        api_version=body.api_version.strip(),
        preset=body.preset,
        allow_private=_given_or(body.allow_private, preset is not None and preset.local),
        headers=body.headers,
        timeout_s=body.timeout_s,
        connect_timeout_s=body.connect_timeout_s,
        first_byte_timeout_s=body.first_byte_timeout_s,
        idle_timeout_s=body.idle_timeout_s,
        max_concurrency=body.max_concurrency,
        max_waiting=body.max_waiting,
        key_weights=tuple(body.key_weights),
        enabled=body.enabled,
    )


def _keys(given: list[str]) -> tuple[str, ...]:
    return tuple(key for text in given if (key := text.strip()))


def _given_or(given: bool | None, default: bool) -> bool:
    return default if given is None else given


_NULLABLE = frozenset({"preset", "max_concurrency", "max_waiting", "first_byte_timeout_s"})


def _changed(config: ProviderConfig, body: shapes.ProviderChange | shapes.TestBody) -> ProviderConfig:
    apart = {"name", "model", "more_api_keys", "add_api_keys", "remove_api_keys", "key_weights"}
    changes = body.model_dump(exclude_unset=True, exclude=apart)
    for name in ("api_key", *CLOUD_FIELDS):
        if isinstance(changes.get(name), str):
            changes[name] = changes[name].strip()
    if isinstance(body, shapes.ProviderChange):
        changes["more_api_keys"] = after = _more_keys(config.more_api_keys, body)
        changes["key_weights"] = _weights(config, body, len(after))
    kept = {name: value for name, value in changes.items() if value is not None or name in _NULLABLE}
    return replace(config, **kept)


def _more_keys(before: tuple[str, ...], body: shapes.ProviderChange) -> tuple[str, ...]:
    base = before if body.more_api_keys is None else _keys(body.more_api_keys)
    gone = set(body.remove_api_keys or ())
    kept = (key for number, key in enumerate(base, 2) if number not in gone)
    after = (*kept, *_keys(body.add_api_keys or []))
    if len(after) > shapes.MAX_MORE_KEYS:
        raise InvalidRequest(
            f"A provider has at most {shapes.MAX_MORE_KEYS} keys beside its first.",
            param="add_api_keys",
            code="invalid_field",
            status=422,
        )
    return after


def _weights(config: ProviderConfig, body: shapes.ProviderChange, more: int) -> tuple[int, ...]:
    """Of the keys as they are after the change, of which there are `more` beside the first."""
    if body.key_weights is not None:
        return tuple(body.key_weights)
    if body.more_api_keys is not None or not config.key_weights:
        return ()
    gone = set(body.remove_api_keys or ())
    kept = [weight for number, weight in enumerate(config.key_weights, 1) if number not in gone]
    return (*kept, *(1 for _ in range(1 + more - len(kept))))


def _to_test(catalogue: Catalogue, body: shapes.TestBody) -> ProviderConfig:
    """The saved row with the unsaved changes. A saved key goes only to the address it was saved for,
    which a kind may stand for."""
    try:
        saved = catalogue.provider(body.name)
    except GatewayError:
        fields = body.model_dump(exclude_none=True, exclude={"model"})
        return _config(shapes.ProviderBody(**fields))
    changed = _changed(saved, body)
    moved = (changed.kind, changed.base_url.rstrip("/")) != (saved.kind, saved.base_url.rstrip("/"))
    if moved and body.api_key is None:
        changed = replace(changed, api_key="", more_api_keys=(), key_weights=(), headers=body.headers or {})
    return changed


def _task(catalogue: Catalogue, body: shapes.TestBody) -> Task:
    """What the tested model does: by its row, else by the preset, else dialogue."""
    for row in catalogue.models(body.name):
        if row.config.model == body.model:
            return Task.DIALOGUE if Task.DIALOGUE in row.config.tasks else min(row.config.tasks)
    preset = find_preset(body.preset or body.name)
    for model in preset.models if preset else ():
        if model.id == body.model:
            return min(model.tasks)
    return Task.DIALOGUE

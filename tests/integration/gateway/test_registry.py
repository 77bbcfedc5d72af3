"""The catalogue: saved, sealed, reloaded in place, seen by other processes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from huahua.boot.bindings.chat_model import GatewayModel
from huahua.chat.api import Asker
from huahua.gateway.domain.caching import ModelRule
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.domain.route import Defaults
from huahua.gateway.errors import AlreadyThere, NotSupported, UnknownModel
from huahua.gateway.ports import ModelRow
from huahua.gateway.store import SqlCatalogueStore, providers
from huahua.infra.db import Database
from huahua.infra.vault import KeyRing
from tests.integration.gateway.conftest import UPSTREAM_KEY, Make, upstream
from tests.simulators.openai import OpenAISimulator
from tests.vaults import new_vault

ASK = {"model": "talk", "messages": [{"role": "user", "content": "Hello"}]}


@pytest.fixture
def gateway_db(db: Database) -> Database:
    return db


def _row(model_id: str = "mdl_1", **changes: object) -> ModelRow:
    fields: dict[str, object] = {"name": "talk", "provider": "up", "model": "gpt-4o", **changes}
    return ModelRow(model_id, ModelConfig(**fields))  # type: ignore[arg-type]


async def test_everything_comes_back_as_it_was_saved(make_gateway: Make) -> None:
    gateway = await make_gateway()
    config = upstream(
        "https://api.example.com/v1",
        source="page",
        preset="deepseek",
        headers={"x-team": "绘画".encode().hex()},
        timeout_s=12.5,
        connect_timeout_s=1.5,
        first_byte_timeout_s=2.5,
        idle_timeout_s=3.5,
        max_concurrency=4,
        max_waiting=0,
        more_api_keys=("sk-two",),
        key_weights=(3, 1),
        enabled=False,
    )
    row = _row(
        tasks=frozenset({Task.DIALOGUE, Task.EMBEDDING}),
        weight=0,
        vision=True,
        tools=False,
        context_tokens=9,
        timeout_s=3.5,
        options={"a": [1, {"b": None}]},
        max_waiting=5,
        hedge=True,
        hedge_after_s=0.25,
        first_byte_timeout_s=1.5,
        idle_timeout_s=2.5,
        cache=ModelRule(use=True, scope="everyone", ttl_s=60, price=0.5, semantic="on", threshold=0.9),
    )
    await gateway.store.save_provider(config)
    await gateway.store.save_model(row)
    saved = await gateway.store.load()
    assert saved.providers == [config] and saved.models == [row]


async def test_keys_are_sealed_at_rest(
    make_gateway: Make, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = await make_gateway()
    await gateway.store.save_provider(upstream("https://api.example.com/v1", headers={"x-a": "hidden-value"}))
    async with db.read() as connection:
        [row] = (await connection.execute(select(providers))).mappings()
    assert UPSTREAM_KEY not in str(dict(row)) and "hidden-value" not in str(dict(row))
    stranger = SqlCatalogueStore(db, new_vault(KeyRing.fresh()))
    [found] = (await stranger.load()).providers
    assert (found.name, found.api_key, found.headers) == ("up", "", {})
    assert "enter it again" in caplog.text


async def test_a_change_in_one_process_is_seen_by_another(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    here, there = await make_gateway(), await make_gateway()
    assert await there.registry.refresh() is False
    assert (await there.client.post("/v1/chat/completions", ASK)).status == 404
    await here.store.save_provider(upstream(openai_sim.base_url))
    await here.store.save_model(_row())
    assert await there.registry.refresh() is True
    assert await there.registry.refresh() is False
    assert (await there.client.post("/v1/chat/completions", ASK)).status == 200


async def test_an_unchanged_provider_keeps_its_adapter(make_gateway: Make) -> None:
    gateway = await make_gateway()
    await gateway.store.save_provider(upstream("https://a.example.com"))
    await gateway.store.save_provider(upstream("https://b.example.com", name="other"))
    await gateway.store.save_model(_row())
    await gateway.store.save_model(_row("mdl_2", name="talk2", provider="other"))
    await gateway.registry.load()
    first = gateway.registry.pool("talk", [Task.DIALOGUE])[0].provider
    second = gateway.registry.pool("talk2", [Task.DIALOGUE])[0].provider
    await gateway.store.save_provider(upstream("https://c.example.com", name="other"))
    await gateway.registry.refresh()
    assert gateway.registry.pool("talk", [Task.DIALOGUE])[0].provider is first
    assert gateway.registry.pool("talk2", [Task.DIALOGUE])[0].provider is not second


async def test_settings_win_over_the_page(make_gateway: Make) -> None:
    gateway = await make_gateway([upstream("https://settings.example.com")])
    await gateway.store.save_provider(upstream("https://page.example.com", source="page"))
    await gateway.registry.load()
    row = gateway.registry.provider_row("up")
    assert row is not None and (row.base_url, row.source) == ("https://settings.example.com", "config")


async def test_one_name_provider_and_model_make_one_row(make_gateway: Make) -> None:
    gateway = await make_gateway()
    await gateway.store.save_model(_row())
    with pytest.raises(AlreadyThere):
        await gateway.store.save_model(_row("mdl_2"))
    await gateway.store.save_model(_row(weight=5))
    assert [row.config.weight for row in (await gateway.store.load()).models] == [5]


async def test_deleting_a_provider_deletes_its_models(make_gateway: Make) -> None:
    gateway = await make_gateway()
    await gateway.store.save_provider(upstream("https://a.example.com"))
    await gateway.store.save_model(_row())
    await gateway.store.delete_provider("up")
    saved = await gateway.store.load()
    assert (saved.providers, saved.models) == ([], [])


async def test_defaults_give_way_when_their_model_is_gone(make_gateway: Make) -> None:
    gateway = await make_gateway()
    assert gateway.service.defaults() == Defaults("builtin/assistant", "builtin/painter")
    await gateway.store.save_provider(upstream("https://a.example.com"))
    await gateway.store.save_model(_row())
    await gateway.store.save_defaults(Defaults("talk", "builtin/painter"))
    await gateway.registry.refresh()
    assert gateway.service.defaults().dialogue == "talk"
    await gateway.store.delete_model("mdl_1")
    await gateway.registry.refresh()
    assert gateway.service.defaults().dialogue == "builtin/assistant"


async def test_a_pool_is_one_model_that_can_what_all_its_rows_can(make_gateway: Make) -> None:
    models = [
        ModelConfig("talk", "up", "a", vision=True, source="config"),
        ModelConfig("talk", "up", "b", tasks=frozenset({Task.EMBEDDING}), source="config"),
    ]
    gateway = await make_gateway([upstream("https://a.example.com")], models)
    info = gateway.registry.model("talk")
    assert info.tasks == {Task.DIALOGUE, Task.EMBEDDING}
    assert (info.vision, info.builtin, info.owned_by) == (False, False, "up")
    assert [c.row.model for c in gateway.registry.pool("talk", [Task.EMBEDDING])] == ["b"]
    with pytest.raises(NotSupported, match="/v1/chat/completions"):
        gateway.registry.pool("talk", [Task.PAINTING])
    with pytest.raises(UnknownModel):
        gateway.registry.pool("nothing", [Task.DIALOGUE])


async def test_the_chat_learns_the_smallest_context_of_a_pool(make_gateway: Make) -> None:
    gateway = await make_gateway()
    await gateway.store.save_provider(
        upstream("https://a.example.com", source="page"),
        [
            _row(context_tokens=32_000),
            _row("mdl_2", model="second", context_tokens=8_000),
            _row("mdl_3", model="third"),
            _row("mdl_4", name="unknown"),
        ],
    )
    await gateway.registry.refresh()
    model, asker = GatewayModel(gateway.service), Asker("usr_1", "user")
    assert (await model.facts(asker, "talk")).context_tokens == 8_000
    assert (await model.facts(asker, "unknown")).context_tokens is None

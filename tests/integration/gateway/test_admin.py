"""The administrator's routes, over HTTP, with the simulators as vendors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI

from huahua.audit.api import Unrecorded
from huahua.gateway.catalogue import Catalogue
from huahua.gateway.discovery import Found, Place, discover
from huahua.gateway.http import native
from huahua.gateway.http.admin import admin_routes, model_routes
from huahua.gateway.probe import Prober
from huahua.infra.identity import Identity
from huahua.infra.problems import install_problem_handlers
from huahua.infra.routes import add_routes
from tests.integration.gateway.asgi import Client
from tests.integration.gateway.conftest import PEOPLE, UPSTREAM_KEY, Gateway, Make, row, upstream
from tests.simulators.anthropic import AnthropicSimulator
from tests.simulators.faults import Fault
from tests.simulators.gemini import GeminiSimulator
from tests.simulators.ollama import OllamaSimulator
from tests.simulators.openai import OpenAISimulator

ENVIRONMENT = {"OPENAI_API_KEY": "sk-from-environment", "TEAM_URL": "https://team.example.com/v1"}


class Authenticator:
    async def by_headers(self, headers: Mapping[str, str]) -> Identity | None:
        caller = PEOPLE.get(headers.get("authorization", "").removeprefix("Bearer "))
        return Identity(caller.user_id, caller.role, key_id=caller.key_id) if caller else None

    async def by_session(self, token: str) -> Identity | None:
        return None


@dataclass
class Page:
    """The product's own API: `root` is the administrator, `alice` is not."""

    gateway: Gateway
    root: Client
    alice: Client

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        import json

        raw = b"" if body is None else json.dumps(body).encode()
        return await self.root.request(method, path, raw)


@pytest.fixture
async def product(make_gateway: Make, ollama_sim: OllamaSimulator) -> AsyncIterator[Page]:
    gateway: Gateway = await make_gateway(
        [upstream("https://settings.example.com/v1", name="fixed")], [row("from-settings", provider="fixed")]
    )
    places = (
        Place("ollama", f"{ollama_sim.address}/api/tags", "http://127.0.0.1:11434/v1", "models", "name"),
        Place("lmstudio", "http://127.0.0.1:1/v1/models", "http://127.0.0.1:1234/v1", "data", "id"),
    )

    async def find() -> list[Found]:
        return await discover(gateway.outbound, places)

    app = FastAPI()
    app.state.authenticator = Authenticator()
    install_problem_handlers(app)
    catalogue = Catalogue(gateway.registry, gateway.store, Unrecorded())
    add_routes(app, model_routes(gateway.service))
    add_routes(app, admin_routes(catalogue, Prober(gateway.registry, patience_s=2), find, ENVIRONMENT.get))
    add_routes(app, native.routes(gateway.service))
    yield Page(gateway, Client(app, "sk-root"), Client(app, "sk-alice"))


def _new(url: str, **changes: Any) -> dict[str, Any]:
    return {
        "name": "mine",
        "kind": "openai",
        "base_url": url,
        "api_key": UPSTREAM_KEY,
        "allow_private": True,
        **changes,
    }


async def test_only_an_administrator_may(product: Page) -> None:
    for method, path in [
        ("GET", "/api/admin/presets"),
        ("GET", "/api/admin/providers"),
        ("GET", "/api/admin/discover"),
        ("DELETE", "/api/admin/providers/x"),
        ("PUT", "/api/admin/defaults"),
    ]:
        reply = await product.alice.request(method, path, b"{}")
        assert (reply.status, reply.json["code"]) == (403, "forbidden"), path
    anonymous = await Client(product.root.app, None).request("GET", "/api/models")
    assert anonymous.status == 401


async def test_a_provider_is_saved_used_changed_and_deleted(
    product: Page, openai_sim: OpenAISimulator
) -> None:
    models = [{"model": "gpt-4o", "name": "talk", "vision": True}]
    created = await product.send(
        "POST", "/api/admin/providers", _new(openai_sim.base_url + "/", models=models)
    )
    assert created.status == 201, created.json
    assert created.json["has_key"] is True and created.json["base_url"] == openai_sim.base_url
    assert created.json["models"][0]["name"] == "talk" and created.json["models"][0]["id"].startswith("mdl_")
    assert UPSTREAM_KEY not in created.body.decode()
    ask = {"model": "talk", "messages": [{"role": "user", "content": "x"}]}
    assert (await product.gateway.client.post("/v1/chat/completions", ask)).status == 200
    listed = (await product.alice.get("/api/models")).json
    (talk,) = [item for item in listed["items"] if item["id"] == "talk"]
    assert {key: value for key, value in talk.items() if key != "tools"} == {
        "id": "talk",
        "tasks": ["dialogue"],
        "owned_by": "mine",
        "builtin": False,
        "vision": True,
        "virtual": False,
        "painting": None,
    }
    patched = await product.send("PATCH", "/api/admin/providers/mine", {"enabled": False})
    assert (patched.json["enabled"], patched.json["has_key"]) == (False, True)
    assert (await product.gateway.client.post("/v1/chat/completions", ask)).status == 404
    cleared = await product.send("PATCH", "/api/admin/providers/mine", {"api_key": "", "enabled": True})
    assert cleared.json["has_key"] is False
    assert (await product.send("DELETE", "/api/admin/providers/mine")).status == 204
    names = [item["name"] for item in (await product.send("GET", "/api/admin/providers")).json["items"]]
    assert names == ["builtin", "fixed"]


async def test_further_keys_come_and_go_by_number(product: Page) -> None:
    path = "/api/admin/providers/mine"

    async def kept() -> tuple[str, ...]:
        saved = await product.gateway.store.load()
        return next(one for one in saved.providers if one.name == "mine").more_api_keys

    body = _new("https://x.example.com/v1", more_api_keys=["sk-two", " sk-three ", ""])
    created = await product.send("POST", "/api/admin/providers", body)
    assert (created.json["more_keys"], await kept()) == (2, ("sk-two", "sk-three"))
    await product.send("PATCH", path, {"timeout_s": 30})
    assert await kept() == ("sk-two", "sk-three")
    changed = await product.send("PATCH", path, {"add_api_keys": ["sk-four"], "remove_api_keys": [2, 9]})
    assert (changed.json["more_keys"], await kept()) == (2, ("sk-three", "sk-four"))
    assert "sk-" not in changed.body.decode()
    refused = await product.send("PATCH", path, {"add_api_keys": ["sk-x"] * 31})
    assert (refused.status, refused.json["param"]) == (422, "add_api_keys")
    await product.send("PATCH", path, {"more_api_keys": []})
    assert await kept() == ()


@pytest.mark.parametrize(
    ("changes", "status", "code", "param"),
    [
        ({"base_url": "ftp://x.example.com"}, 422, "invalid_base_url", "base_url"),
        ({"base_url": "not a url"}, 422, "invalid_base_url", "base_url"),
        ({"base_url": "https://user:pass@x.example.com"}, 422, "invalid_base_url", "base_url"),
        ({"base_url": "https://x.example.com/v1?key=1"}, 422, "invalid_base_url", "base_url"),
        ({"base_url": ""}, 422, "invalid_base_url", "base_url"),
        ({"base_url": "http://169.254.169.254/v1"}, 422, "address_not_allowed", "base_url"),
        ({"base_url": "http://10.1.2.3/v1", "allow_private": False}, 422, "address_not_allowed", "base_url"),
        (
            {"base_url": "http://localhost:1/v1", "allow_private": False},
            422,
            "address_not_allowed",
            "base_url",
        ),
        ({"kind": "cohere"}, 422, "invalid_field", "kind"),
        ({"kind": None}, 422, "invalid_field", "kind"),
        ({"name": ""}, 422, "invalid_field", "name"),
        ({"name": "a\nb"}, 422, "invalid_field", "name"),
        ({"preset": "nothing"}, 422, "invalid_field", "preset"),
        ({"api_key": "sk-\u00e1"}, 422, "invalid_field", "api_key"),
        ({"surprise": 1}, 422, "invalid_field", "surprise"),
        ({"name": "fixed"}, 409, "already_there", "name"),
    ],
)
async def test_a_wrong_provider_is_refused(
    product: Page, changes: dict[str, Any], status: int, code: str, param: str
) -> None:
    reply = await product.send("POST", "/api/admin/providers", _new("https://x.example.com/v1", **changes))
    assert (reply.status, reply.json["code"], reply.json["param"]) == (status, code, param), reply.json
    assert reply.headers["content-type"] == "application/problem+json"


async def test_rows_of_the_settings_cannot_be_changed_here(product: Page) -> None:
    fixed_row = next(
        item["id"]
        for item in (await product.send("GET", "/api/admin/models")).json["items"]
        if item["source"] == "config"
    )
    for method, path, body in [
        ("PATCH", "/api/admin/providers/fixed", {"enabled": False}),
        ("DELETE", "/api/admin/providers/fixed", None),
        ("DELETE", "/api/admin/providers/builtin", None),
        ("PATCH", f"/api/admin/models/{fixed_row}", {"weight": 2}),
        ("DELETE", f"/api/admin/models/{fixed_row}", None),
    ]:
        reply = await product.send(method, path, body)
        assert (reply.status, reply.json["code"]) == (403, "not_allowed"), path


async def test_models_are_added_changed_and_deleted(product: Page) -> None:
    added = await product.send(
        "POST", "/api/admin/models", {"provider": "fixed", "model": "m-1", "tasks": ["embedding"]}
    )
    assert added.status == 201 and added.json["name"] == "m-1"
    again = await product.send("POST", "/api/admin/models", {"provider": "fixed", "model": "m-1"})
    assert again.status == 409
    path = f"/api/admin/models/{added.json['id']}"
    changed = await product.send("PATCH", path, {"weight": 3, "tasks": ["dialogue"], "timeout_s": 9})
    assert (changed.json["weight"], changed.json["tasks"], changed.json["timeout_s"]) == (3, ["dialogue"], 9)
    assert (await product.send("PATCH", path, {"timeout_s": None})).json["timeout_s"] is None
    limited = (await product.send("PATCH", path, {"max_concurrency": 2, "gather": False})).json
    assert (limited["max_concurrency"], limited["gather"]) == (2, False)
    assert (await product.send("PATCH", path, {"max_concurrency": None})).json["max_concurrency"] is None
    assert (await product.send("PATCH", path, {"max_concurrency": 0})).status == 422
    assert (await product.send("DELETE", path)).status == 204
    assert (await product.send("DELETE", path)).status == 404
    for body in ({"provider": "nobody", "model": "x"}, {"model": "x"}, {"provider": "fixed", "model": " "}):
        assert (await product.send("POST", "/api/admin/models", body)).status in (404, 422)


async def test_a_provider_whose_models_cannot_be_saved_is_not_saved_either(product: Page) -> None:
    for models in ([{"model": "m"}, {"model": "m"}], [{"model": "m"}, {"model": " "}]):
        refused = await product.send(
            "POST", "/api/admin/providers", _new("https://example.com/v1", models=models)
        )
        assert refused.status in (409, 422)
        names = [item["name"] for item in (await product.send("GET", "/api/admin/providers")).json["items"]]
        assert names == ["builtin", "fixed"]
    again = await product.send(
        "POST", "/api/admin/providers", _new("https://example.com/v1", models=[{"model": "m"}])
    )
    assert [row["model"] for row in again.json["models"]] == ["m"]


@pytest.mark.parametrize("name", ["x-a\r\nx-b", "with space", "名", ""])
async def test_a_header_name_that_cannot_be_sent_is_refused(product: Page, name: str) -> None:
    body = _new("https://example.com/v1", headers={name: "value"})
    refused = await product.send("POST", "/api/admin/providers", body)
    assert (refused.status, refused.json["param"]) == (422, "headers")


async def test_defaults(product: Page) -> None:
    good = {"dialogue": "from-settings", "painting": "builtin/painter"}
    assert (await product.send("PUT", "/api/admin/defaults", good)).json == good
    assert (await product.alice.get("/api/models")).json["defaults"] == good
    bad = await product.send("PUT", "/api/admin/defaults", {**good, "painting": "nothing"})
    assert (bad.status, bad.json["code"]) == (404, "model_not_found")
    swapped = await product.send("PUT", "/api/admin/defaults", {**good, "painting": "builtin/assistant"})
    assert (swapped.status, swapped.json["code"]) == (422, "not_supported")
    assert (await product.alice.get("/api/models")).json["defaults"] == good


async def test_presets_are_complete(product: Page) -> None:
    items = (await product.send("GET", "/api/admin/presets")).json["items"]
    assert len(items) == 29
    assert all(item["key_url"].startswith("https://") for item in items if item["needs_key"])
    assert {item["id"] for item in items if item["local"]} == {
        *("ollama", "vllm", "lmstudio", "llamacpp", "a1111", "comfyui", "diffusers")
    }


async def test_the_button_lists_models_of_an_unsaved_provider(
    product: Page, openai_sim: OpenAISimulator
) -> None:
    verdict = (await product.send("POST", "/api/admin/providers/test", _new(openai_sim.base_url))).json
    assert verdict["ok"] is True and verdict["error"] is None and "gpt-4o" in verdict["models"]
    assert len(openai_sim.requests) == 1
    names = [item["name"] for item in (await product.send("GET", "/api/admin/providers")).json["items"]]
    assert "mine" not in names


async def test_the_button_calls_a_named_model(product: Page, openai_sim: OpenAISimulator) -> None:
    body = _new(openai_sim.base_url, model="gpt-4o")
    assert (await product.send("POST", "/api/admin/providers/test", body)).json["ok"] is True
    assert openai_sim.requests[-1].path == "/v1/chat/completions"
    assert openai_sim.requests[-1].json["model"] == "gpt-4o"


async def test_the_button_speaks_every_protocol(
    product: Page, anthropic_sim: AnthropicSimulator, gemini_sim: GeminiSimulator
) -> None:
    for kind, simulator, model in [
        ("anthropic", anthropic_sim, "claude-sonnet-5-5"),
        ("gemini", gemini_sim, "gemini-3.8-flash"),
    ]:
        body = _new(simulator.address, kind=kind, name=kind, model=model)
        verdict = (await product.send("POST", "/api/admin/providers/test", body)).json
        assert verdict["ok"] is True and verdict["models"], verdict


async def test_a_preset_fills_in_what_is_left_out(product: Page) -> None:
    local = await product.send("POST", "/api/admin/providers", {"name": "o", "preset": "ollama"})
    assert (local.json["base_url"], local.json["allow_private"]) == ("http://127.0.0.1:11434/v1", True)
    remote = await product.send("POST", "/api/admin/providers", {"name": "d", "preset": "deepseek"})
    assert (remote.json["base_url"], remote.json["allow_private"]) == ("https://api.deepseek.com/v1", False)
    refused = {"name": "p", "preset": "ollama", "allow_private": False}
    assert (await product.send("POST", "/api/admin/providers", refused)).status == 422


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (Fault.STATUS_401, "upstream_credential", "key"),
        (Fault.STATUS_429, "upstream_rate_limited", "Wait"),
        (Fault.HTML, "upstream_broken", "base URL"),
        (Fault.SLOW_FIRST_BYTE, "upstream_timeout", "answer"),
    ],
)
async def test_the_button_says_what_to_do(
    product: Page, openai_sim: OpenAISimulator, fault: Fault, code: str, words: str
) -> None:
    openai_sim.fail(fault)
    reply = await product.send("POST", "/api/admin/providers/test", _new(openai_sim.base_url))
    assert reply.status == 200
    verdict = reply.json
    assert verdict["ok"] is False and verdict["error"]["code"].startswith(code)
    assert words in verdict["error"]["hint"]
    assert UPSTREAM_KEY not in reply.body.decode()


async def test_the_button_sees_that_only_the_path_is_missing(
    product: Page, openai_sim: OpenAISimulator
) -> None:
    body = _new(openai_sim.address + "/")
    verdict = (await product.send("POST", "/api/admin/providers/test", body)).json
    assert (verdict["ok"], verdict["error"]["code"]) == (False, "base_url_incomplete")
    assert verdict["error"]["message"].endswith(f"{openai_sim.address}/v1.")
    assert [request.path for request in openai_sim.requests] == ["/models", "/v1/models"]


async def test_the_button_names_a_wrong_address(product: Page) -> None:
    for url, allow, code in [
        ("http://127.0.0.1:1/v1", True, "upstream_unreachable"),
        ("http://127.0.0.1:1/v1", False, "address_not_allowed"),
    ]:
        body = _new(url, allow_private=allow)
        verdict = (await product.send("POST", "/api/admin/providers/test", body)).json
        assert (verdict["ok"], verdict["error"]["code"]) == (False, code)


async def test_a_saved_key_is_used_for_its_own_address_and_no_other(
    product: Page, openai_sim: OpenAISimulator, ollama_sim: OllamaSimulator
) -> None:
    await product.send("POST", "/api/admin/providers", _new(openai_sim.base_url))
    assert (await product.send("POST", "/api/admin/providers/test", {"name": "mine"})).json["ok"] is True
    assert openai_sim.requests[-1].headers["authorization"] == f"Bearer {UPSTREAM_KEY}"
    moved = {"name": "mine", "base_url": ollama_sim.base_url}
    assert (await product.send("POST", "/api/admin/providers/test", moved)).json["ok"] is True
    assert "authorization" not in ollama_sim.requests[-1].headers


async def test_a_running_ollama_is_found(product: Page) -> None:
    [found] = (await product.send("GET", "/api/admin/discover")).json["items"]
    assert (found["preset"], found["configured"]) == ("ollama", False)
    assert found["models"] and all(isinstance(name, str) for name in found["models"])


LITELLM = """
model_list:
  - model_name: gpt
    litellm_params: {model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY, temperature: 0.2, rpm: 60}
    model_info: {supports_vision: true}
  - model_name: gpt
    litellm_params: {model: openai/gpt-4o-mini, api_key: os.environ/OPENAI_API_KEY, weight: 3}
  - model_name: embed
    litellm_params: {model: text-embedding-3-small, api_key: os.environ/MISSING_KEY}
    model_info: {mode: embedding}
  - model_name: local
    litellm_params: {model: ollama_chat/qwen3, api_base: "http://localhost:11434"}
  - model_name: corporate
    litellm_params: {model: sagemaker/gpt-4o, api_base: "https://x.example.com"}
"""


async def test_a_litellm_file_is_taken_over(product: Page) -> None:
    reply = await product.send("POST", "/api/admin/import/litellm", {"text": LITELLM})
    assert reply.status == 200, reply.json
    assert [item["name"] for item in reply.json["providers"]] == ["openai", "openai-2", "ollama"]
    assert [item["has_key"] for item in reply.json["providers"]] == [True, False, False]
    assert [item["name"] for item in reply.json["models"]] == ["gpt", "gpt", "embed", "local"]
    assert reply.json["skipped"] == [
        {"row": "corporate", "reason": "HuaHua has no adapter for AWS SageMaker"}
    ]
    assert "sk-from-environment" not in reply.body.decode()
    assert any("MISSING_KEY" in note["note"] for note in reply.json["notes"])
    assert product.gateway.registry.provider_row("openai").api_key == "sk-from-environment"  # type: ignore[union-attr]
    again = await product.send("POST", "/api/admin/import/litellm", {"text": LITELLM})
    assert again.json["providers"] == [] and again.json["models"] == []
    assert len(again.json["skipped"]) == 5


@pytest.mark.parametrize("text", ["a: [", "model_list: 3", "", "- 1", "model_list:\n  - &a [*a]"])
async def test_what_is_no_litellm_file_is_refused(product: Page, text: str) -> None:
    reply = await product.send("POST", "/api/admin/import/litellm", {"text": text})
    assert reply.status in (200, 400)
    if reply.status == 200:
        assert reply.json["models"] == [] and reply.json["skipped"]
    else:
        assert reply.json["param"] == "text"

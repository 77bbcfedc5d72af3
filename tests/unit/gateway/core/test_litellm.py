from __future__ import annotations

from typing import Any

import pytest
import yaml

from huahua.gateway.domain.calls import Task
from huahua.gateway.litellm import Imported, read_config


def _read(*rows: dict[str, Any], environment: dict[str, str] | None = None) -> Imported:
    return read_config(yaml.safe_dump({"model_list": list(rows)}), (environment or {}).get)


def _row(model: str, name: str = "m", info: dict[str, Any] | None = None, **params: Any) -> dict[str, Any]:
    return {"model_name": name, "litellm_params": {"model": model, **params}, "model_info": info or {}}


@pytest.mark.parametrize(
    ("model", "params", "kind", "base_url", "upstream", "preset"),
    [
        ("gpt-4o", {}, "openai", "https://api.openai.com/v1", "gpt-4o", "openai"),
        ("openai/gpt-4o", {}, "openai", "https://api.openai.com/v1", "gpt-4o", "openai"),
        ("claude-x", {}, "anthropic", "https://api.anthropic.com", "claude-x", "anthropic"),
        (
            "gemini/gemini-x",
            {},
            "gemini",
            "https://generativelanguage.googleapis.com",
            "gemini-x",
            "gemini",
        ),
        ("deepseek/deepseek-chat", {}, "openai", "https://api.deepseek.com/v1", "deepseek-chat", "deepseek"),
        ("ollama/q:7b", {}, "openai", "http://localhost:11434/v1", "q:7b", "ollama"),
        ("ollama/q", {"api_base": "http://box:1/"}, "openai", "http://box:1/v1", "q", "ollama"),
        (
            "openai/facebook/opt",
            {"api_base": "http://10.0.0.5:8000/v1"},
            "openai",
            "http://10.0.0.5:8000/v1",
            "facebook/opt",
            "openai",
        ),
        (
            "own-model",
            {"api_base": "https://x.example.com/v1"},
            "openai",
            "https://x.example.com/v1",
            "own-model",
            None,
        ),
        ("openrouter/a/b", {}, "openai", "https://openrouter.ai/api/v1", "a/b", "openrouter"),
    ],
)
def test_prefixes_become_providers(
    model: str, params: dict[str, Any], kind: str, base_url: str, upstream: str, preset: str | None
) -> None:
    imported = _read(_row(model, **params))
    assert imported.skipped == []
    [provider], [row] = imported.providers, imported.models
    assert (provider.kind, provider.base_url, provider.preset) == (kind, base_url, preset)
    assert (row.name, row.provider, row.model) == ("m", provider.name, upstream)
    private = any(part in base_url for part in ("localhost", "10.0.0.5", "box"))
    assert provider.allow_private is private


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (_row("sagemaker/x"), "AWS SageMaker"),
        (_row("azure/gpt-4o"), "api_base"),
        (_row("bedrock/anthropic.claude"), "region"),
        (_row("vertex_ai/gemini-3", vertex_location="global"), "project"),
        (_row("openai/*"), "wildcard"),
        (_row("nobody/knows"), "does not know the provider"),
        (_row("hosted_vllm/x"), "api_base"),
        (_row("openai/sora", info={"mode": "video_generation"}), "video_generation"),
        (_row("openai/x", api_base="ftp://x"), "base URL"),
        ({"model_name": "x"}, "litellm_params"),
        ({"litellm_params": {"model": "gpt-4o"}}, "model_name"),
    ],
)
def test_what_does_not_fit_is_said_with_the_reason(row: dict[str, Any], reason: str) -> None:
    imported = _read(row)
    assert imported.models == [] and len(imported.skipped) == 1
    assert reason in imported.skipped[0][1]


def test_parameters_weights_tasks_and_headers() -> None:
    imported = _read(
        _row(
            "gpt-x",
            info={"mode": "image_generation", "supports_vision": True},
            temperature=0.3,
            weight=2.0,
            timeout=30,
            rpm=10,
            input_cost_per_token=0.1,
            organization="org-1",
            extra_headers={"X-Team": "os.environ/TEAM"},
            api_key="os.environ/KEY",
        ),
        environment={"KEY": "sk-1", "TEAM": "blue"},
    )
    [row], [provider] = imported.models, imported.providers
    assert (row.tasks, row.weight, row.timeout_s, row.vision) == (frozenset({Task.PAINTING}), 2, 30.0, True)
    assert row.options == {"temperature": 0.3}
    assert provider.api_key == "sk-1"
    assert provider.headers == {"x-team": "blue", "openai-organization": "org-1"}
    assert imported.notes == [("m", "the limit 'rpm' is not taken over")]


def test_one_account_is_one_provider_and_names_stay_apart() -> None:
    imported = _read(
        _row("gpt-a", "a", api_key="sk-1"),
        _row("gpt-b", "b", api_key="sk-1"),
        _row("gpt-c", "c", api_key="sk-2"),
        _row("gpt-a", "a", api_key="sk-1"),
    )
    assert [provider.name for provider in imported.providers] == ["openai", "openai-2"]
    assert [row.provider for row in imported.models] == ["openai", "openai", "openai-2"]
    assert imported.skipped == [("a", "the same model is in the list already")]
    taken = read_config(yaml.safe_dump({"model_list": [_row("gpt-a")]}), {}.get, frozenset({"openai"}))
    assert taken.providers[0].name == "openai-2"


def test_a_missing_variable_is_noted_once() -> None:
    imported = _read(_row("gpt-a", api_key="os.environ/NOPE"), _row("gpt-b", api_key="os.environ/NOPE"))
    assert [note for _row, note in imported.notes if "NOPE" in note] == [
        "NOPE is not set on this server; fill the field in on the page"
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            _row("azure/o_series/our-o3", api_base="https://x.openai.azure.com", api_version="2024-10-21"),
            ("azure", "", "", "2024-10-21", "", "our-o3"),
        ),
        (
            _row(
                "bedrock/converse/eu.anthropic.claude",
                aws_region_name="eu-central-1",
                aws_access_key_id="AKIA123456",
                aws_secret_access_key="s",
                temperature=0.3,
            ),
            ("bedrock", "eu-central-1", "", "", "AKIA123456:s", "eu.anthropic.claude"),
        ),
        (
            _row("vertex_ai/gemini-3", vertex_project="p1", vertex_location="global"),
            ("vertex", "global", "p1", "", "", "gemini-3"),
        ),
        (
            _row("vertex_ai/claude-sonnet-4-5@20250929", vertex_project="p1", vertex_location="global"),
            ("vertex-claude", "global", "p1", "", "", "claude-sonnet-4-5@20250929"),
        ),
    ],
)
def test_rows_of_clouds(row: dict[str, Any], expected: tuple[str, ...]) -> None:
    imported = _read(row)
    assert imported.skipped == []
    [provider], [model] = imported.providers, imported.models
    fields = (provider.kind, provider.region, provider.project, provider.api_version, provider.api_key)
    assert (*fields, model.model) == expected
    assert set(model.options) <= {"temperature"}


def test_rows_of_one_cloud_share_a_provider_and_modes_become_tasks() -> None:
    cloud = {"vertex_project": "p1", "vertex_location": "global"}
    imported = _read(
        _row("vertex_ai/gemini-3", **cloud),
        _row("vertex_ai/gemini-4", info={"mode": "rerank"}, **cloud),
        _row("openai/whisper-1", info={"mode": "audio_transcription"}, api_key="k"),
    )
    assert [provider.kind for provider in imported.providers] == ["vertex", "openai"]
    assert [sorted(model.tasks) for model in imported.models] == [["dialogue"], ["rerank"], ["transcription"]]

"""What a provider row of a cloud must hold, in the page's form and in the settings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from huahua.boot.catalogue import configured
from huahua.boot.settings import Settings, SettingsError
from huahua.gateway.catalogue import check_provider
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import InvalidRequest

ACCOUNT = {"type": "service_account", "project_id": "from-the-key", "private_key": "-----\nx\n"}


def test_googles_account_is_kept_on_one_line_and_names_the_project() -> None:
    pasted = json.dumps(ACCOUNT, indent=2)
    config = check_provider(ProviderConfig("v", "vertex", api_key=pasted, region="global"))
    assert config.project == "from-the-key" and config.base_url == ""
    assert "\n" not in config.api_key and json.loads(config.api_key) == ACCOUNT


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"kind": "azure"}, "base_url"),
        ({"kind": "azure", "base_url": "https://x.openai.azure.com", "api_version": "1?x=&"}, "api_version"),
        ({"kind": "bedrock"}, "region"),
        ({"kind": "bedrock", "region": "evil.example.com/"}, "region"),
        ({"kind": "bedrock", "region": "US-EAST-1"}, "region"),
        ({"kind": "bedrock", "region": "us-east-1", "base_url": "http://10.0.0.1"}, "base_url"),
        ({"kind": "bedrock", "region": "us-east-1", "base_url": "https://evil.example.com"}, "api_key"),
        ({"kind": "bedrock", "region": "us-east-1", "base_url": "http://x.amazonaws.com"}, "api_key"),
        ({"kind": "vertex", "region": "global", "project": "pp", "base_url": "https://a.example"}, "api_key"),
        ({"kind": "vertex", "region": "global"}, "project"),
        ({"kind": "vertex", "region": "global", "project": "a/../b"}, "project"),
        ({"kind": "vertex-claude", "region": "global", "api_key": "AIza"}, "api_key"),
        ({"kind": "vertex", "region": "global", "api_key": '{"type": "external_account"}'}, "api_key"),
    ],
)
def test_rows_that_cannot_work(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        check_provider(ProviderConfig("x", **fields))
    assert caught.value.param == param


def test_a_private_endpoint_of_the_cloud_may_be_asked_with_the_machines_own_credentials() -> None:
    url = "https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com"
    assert check_provider(ProviderConfig("b", "bedrock", url, region="us-east-1")).base_url == url


def test_rows_of_the_settings() -> None:
    settings = Settings.model_validate(
        {
            "providers": [
                {"name": "bedrock", "region": "eu-central-1", "api_key": "ABSK-x"},
                {"name": "g", "kind": "vertex", "region": "europe-west4", "api_key": json.dumps(ACCOUNT)},
                {"name": "azure", "base_url": "https://x.openai.azure.com", "api_version": "2024-10-21"},
            ],
            "models": [
                {"name": "claude", "provider": "bedrock", "model": "eu.anthropic.claude"},
                {"name": "ears", "provider": "azure", "model": "whisper", "tasks": ["transcription"]},
            ],
        }
    )
    providers, models = configured(settings)
    kinds = {row.name: (row.kind, row.region, row.project, row.api_version) for row in providers}
    assert kinds == {
        "bedrock": ("bedrock", "eu-central-1", "", ""),
        "g": ("vertex", "europe-west4", "from-the-key", ""),
        "azure": ("azure", "", "", "2024-10-21"),
    }
    assert [row.provider for row in models] == ["bedrock", "azure"]


def test_a_row_of_the_settings_that_cannot_work_stops_the_start() -> None:
    settings = Settings.model_validate({"providers": [{"name": "bedrock"}]})
    with pytest.raises(SettingsError, match=r"providers\.bedrock\.region"):
        configured(settings)

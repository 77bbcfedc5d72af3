"""Where the endpoints of OpenAI's protocol are at one account, and what proves who asks.

OpenAI and nearly everybody else: paths after one base URL, a bearer key. Azure: `/openai/v1/…`, or, with a dated
`api-version`, one folder for each deployment; an `api-key` header.
https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle
"""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import quote, urlsplit

from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.profiles.openai import OpenAIProfile, profile_of
from huahua.gateway.wire import openai as wire

DEFAULT_BASE_URL = "https://api.openai.com/v1"
_AZURE_TAIL = re.compile(r"/openai(?:/v1|/deployments(?:/[^/]+)?)?$")
_UNDATED = frozenset({"", "v1", "latest"})


class Site(Protocol):
    headers: dict[str, str]
    profile: OpenAIProfile
    preset: str | None
    """Whose rules for pictures hold (`profiles.openai.images_of`)."""

    def url(self, path: str, model: str) -> str:
        """`path` is as OpenAI names it, such as `/chat/completions`."""
        ...

    def models_url(self) -> str | None:
        """None where models are not listed."""
        ...

    def realtime_url(self, model: str) -> str:
        """A `ws://` or `wss://` address."""
        ...


class OpenAISite:
    def __init__(self, config: ProviderConfig) -> None:
        self._base = (config.base_url or DEFAULT_BASE_URL).rstrip("/")
        self.headers = wire.headers(config.api_key, config.headers)
        self.preset = config.preset
        self.profile = profile_of(config.preset)

    def url(self, path: str, model: str) -> str:
        return self._base + path

    def models_url(self) -> str | None:
        path = self.profile.models_path
        return None if path is None else self._base + path

    def realtime_url(self, model: str) -> str:
        return f"{_as_socket(self._base)}/realtime?model={quote(model, safe='')}"


class AzureSite:
    """`model` is the deployment's name, as the operator gave it in Azure."""

    preset: str | None = "azure"

    def __init__(self, config: ProviderConfig) -> None:
        self._root = _AZURE_TAIL.sub("", config.base_url.rstrip("/")) + "/openai"
        self._version = config.api_version.strip()
        self.profile = profile_of(self.preset)
        key = {"api-key": config.api_key} if config.api_key else {}
        self.headers = wire.headers("", {**key, **config.headers})

    @property
    def _is_dated(self) -> bool:
        return self._version not in _UNDATED and self._version != "preview"

    @property
    def _query(self) -> str:
        return "" if self._version in _UNDATED else f"?api-version={quote(self._version, safe='')}"

    def url(self, path: str, model: str) -> str:
        folder = f"/deployments/{quote(model, safe='')}" if self._is_dated else "/v1"
        return self._root + folder + path + self._query

    def models_url(self) -> str | None:
        return f"{self._root}{'' if self._is_dated else '/v1'}/models{self._query}"

    def realtime_url(self, model: str) -> str:
        name = quote(model, safe="")
        if self._is_dated:
            return f"{_as_socket(self._root)}/realtime{self._query}&deployment={name}"
        return f"{_as_socket(self._root)}/v1/realtime?model={name}"


def site_of(config: ProviderConfig) -> Site:
    return AzureSite(config) if config.kind == "azure" else OpenAISite(config)


def _as_socket(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(scheme="wss" if parts.scheme == "https" else "ws").geturl()

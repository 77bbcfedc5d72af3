"""`model_list` of a LiteLLM configuration as providers and model rows of HuaHua. Pure.

What cannot be taken over is said, row by row, with the reason; nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from huahua.gateway.addresses import check_base_url
from huahua.gateway.clouds import check_cloud
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.models import REGIONAL_KINDS, ModelConfig, ProviderConfig
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.litellm import clouds
from huahua.gateway.litellm.vendors import UNSUPPORTED, VENDORS, Vendor, vendor_of_bare

LookUp = Callable[[str], str | None]
"""The value of an environment variable of the server, None when it is not set."""

_ENVIRONMENT = "os.environ/"
_TASKS = {
    None: Task.DIALOGUE,
    "chat": Task.DIALOGUE,
    "responses": Task.DIALOGUE,
    "embedding": Task.EMBEDDING,
    "image_generation": Task.PAINTING,
    "image_edit": Task.PAINTING,
    "audio_speech": Task.SPEECH,
    "audio_transcription": Task.TRANSCRIPTION,
    "moderation": Task.MODERATION,
    "rerank": Task.RERANK,
    "realtime": Task.REALTIME,
}
_TAKEN = frozenset(
    {
        "model",
        "api_base",
        "base_url",
        "api_key",
        "organization",
        "extra_headers",
        "headers",
        "timeout",
        "request_timeout",
        "weight",
        "custom_llm_provider",
        *clouds.TAKEN,
    }
)
_LIMITS = frozenset({"rpm", "tpm", "max_parallel_requests", "max_budget", "budget_duration"})
_PRICES = ("_cost_per_", "cost_per_")
_LITELLM_ONLY = frozenset(
    {
        "stream_timeout",
        "max_retries",
        "num_retries",
        "cooldown_time",
        "tags",
        "order",
        "use_in_pass_through",
        "drop_params",
        "additional_drop_params",
        "merge_reasoning_content_in_choices",
        "mock_response",
        "input_cost",
        "output_cost",
        "use_litellm_proxy",
        "litellm_credential_name",
    }
)


@dataclass(slots=True)
class Imported:
    """`skipped` and `notes` are (row, what and why)."""

    providers: list[ProviderConfig] = field(default_factory=list)
    models: list[ModelConfig] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class _Skip(Exception):
    """This row cannot be taken over; the text is the reason."""


def read_config(text: str, look_up: LookUp, taken_names: frozenset[str] = frozenset()) -> Imported:
    """Read a configuration. New providers get names that are not in `taken_names`.

    Raises:
        InvalidRequest: not YAML, or there is no `model_list` in it.
    """
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as fault:
        raise InvalidRequest(
            f"This is not valid YAML: {fault}", param="text", code="malformed_yaml"
        ) from fault
    rows = document.get("model_list") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise InvalidRequest(
            "There is no list 'model_list' in this file.", param="text", code="no_model_list"
        )
    reader = _Reader(look_up, set(taken_names))
    for number, row in enumerate(rows, 1):
        reader.read(row, number)
    return reader.imported


class _Reader:
    def __init__(self, look_up: LookUp, taken: set[str]) -> None:
        self.imported = Imported()
        self._look_up = look_up
        self._taken = taken
        self._pairs: set[tuple[str, str, str]] = set()

    def read(self, row: Any, number: int) -> None:
        label = f"{number}"
        try:
            if not isinstance(row, dict) or not isinstance(row.get("model_name"), str):
                raise _Skip("it has no model_name")
            label = row["model_name"]
            params = row.get("litellm_params")
            if not isinstance(params, dict) or not isinstance(params.get("model"), str):
                raise _Skip("it has no litellm_params.model")
            info = row.get("model_info") if isinstance(row.get("model_info"), dict) else {}
            self._take(label, params, info or {})
        except _Skip as reason:
            self.imported.skipped.append((label, str(reason)))

    def _take(self, name: str, params: dict[str, Any], info: dict[str, Any]) -> None:
        if "*" in name or "*" in params["model"]:
            raise _Skip("wildcard rows name no model; list the models one by one")
        mode = info.get("mode")
        task = _TASKS.get(mode)
        if task is None:
            raise _Skip(f"HuaHua has no calls of mode '{mode}' yet")
        vendor, model = _vendor(params)
        kind = clouds.kind_of(vendor.kind, model)
        provider = self._provider(name, replace(vendor, kind=kind), params)
        if (name, provider.name, model) in self._pairs:
            raise _Skip("the same model is in the list already")
        self._pairs.add((name, provider.name, model))
        self.imported.models.append(
            ModelConfig(
                name=name,
                provider=provider.name,
                model=model,
                tasks=frozenset({task}),
                weight=_weight(params.get("weight")),
                vision=info.get("supports_vision") is True,
                tools=info.get("supports_function_calling") is not False and task is Task.DIALOGUE,
                timeout_s=_seconds(params.get("timeout", params.get("request_timeout"))),
                options=self._options(name, params),
            )
        )

    def _provider(self, row: str, vendor: Vendor, params: dict[str, Any]) -> ProviderConfig:
        base_url = self._text(row, params.get("api_base", params.get("base_url"))) or vendor.base_url
        if not base_url and vendor.kind not in REGIONAL_KINDS:
            raise _Skip("it needs an api_base")
        fields = clouds.cloud_fields(vendor.kind, params, lambda value: self._text(row, value))
        if "api_key" not in fields:
            fields["api_key"] = self._key(row, params.get("api_key"), vendor)
        config = ProviderConfig(
            name="",
            kind=vendor.kind,
            base_url=_with_version(base_url, vendor),
            preset=vendor.preset,
            headers=self._headers(row, params),
            **fields,  # type: ignore[arg-type]
        )
        return self._known_or_new(_checked(config, vendor), vendor)

    def _known_or_new(self, config: ProviderConfig, vendor: Vendor) -> ProviderConfig:
        """The row of the same account that an earlier model brought, else this one under a free name."""
        for found in self.imported.providers:
            if replace(found, name="") == config:
                return found
        found = replace(config, name=self._free_name(vendor.name))
        self.imported.providers.append(found)
        return found

    def _key(self, row: str, given: Any, vendor: Vendor) -> str:
        if isinstance(given, str) and given:
            return self._text(row, given)
        value = self._look_up(vendor.key_variable) if vendor.key_variable else None
        if value is None and vendor.key_variable:
            self._note(row, f"no key: LiteLLM would read {vendor.key_variable}, which is not set here")
        return value or ""

    def _headers(self, row: str, params: dict[str, Any]) -> dict[str, str]:
        headers: dict[str, str] = {}
        for source in (params.get("headers"), params.get("extra_headers")):
            if isinstance(source, dict):
                headers |= {str(name).lower(): self._text(row, str(value)) for name, value in source.items()}
        organization = self._text(row, params.get("organization"))
        if organization:
            headers["openai-organization"] = organization
        return headers

    def _options(self, row: str, params: dict[str, Any]) -> dict[str, Any]:
        """Parameters of the call itself, such as `temperature`: they become the row's defaults."""
        options = {}
        for name, value in params.items():
            if name in _TAKEN or name in _LITELLM_ONLY:
                continue
            if name in _LIMITS:
                self._note(row, f"the limit '{name}' is not taken over")
            elif not any(part in name for part in _PRICES):
                options[name] = value
        return options

    def _text(self, row: str, value: Any) -> str:
        """A value, looked up when it is `os.environ/NAME`."""
        if not isinstance(value, str):
            return ""
        if not value.startswith(_ENVIRONMENT):
            return value
        variable = value.removeprefix(_ENVIRONMENT)
        found = self._look_up(variable)
        if found is None:
            self._note(row, f"{variable} is not set on this server; fill the field in on the page")
        return found or ""

    def _note(self, row: str, text: str) -> None:
        if (row, text) not in self.imported.notes:
            self.imported.notes.append((row, text))

    def _free_name(self, wanted: str) -> str:
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}-{number}", number + 1
        self._taken.add(name)
        return name


def _vendor(params: dict[str, Any]) -> tuple[Vendor, str]:
    """The vendor and its own model id. Raises _Skip."""
    model: str = params["model"]
    prefix, slash, rest = model.partition("/")
    named = params.get("custom_llm_provider")
    if isinstance(named, str) and named:
        prefix, slash, rest = named, "/", model.removeprefix(f"{named}/")
    if slash and prefix in VENDORS:
        return VENDORS[prefix], clouds.own_model(VENDORS[prefix].kind, rest)
    if slash and prefix in UNSUPPORTED:
        raise _Skip(f"HuaHua has no adapter for {UNSUPPORTED[prefix]}")
    bare = vendor_of_bare(model)
    if bare is not None:
        return bare, model
    if params.get("api_base") or params.get("base_url"):
        return VENDORS["custom_openai"], rest if slash and prefix == "openai" else model
    raise _Skip(f"HuaHua does not know the provider of '{model}'")


def _checked(config: ProviderConfig, vendor: Vendor) -> ProviderConfig:
    """Raises _Skip."""
    url = config.base_url
    try:
        url = check_base_url(url, allow_private=True) if url else url
        config = check_cloud(replace(config, base_url=url))
    except InvalidRequest as fault:
        raise _Skip(fault.message) from fault
    return replace(config, allow_private=vendor.local or (bool(url) and _is_private(url)))


def _with_version(base_url: str, vendor: Vendor) -> str:
    """LiteLLM wants Ollama's address without the `/v1` under which it speaks OpenAI's protocol."""
    url = base_url.rstrip("/")
    if vendor.name == "ollama" and not url.endswith("/v1"):
        return f"{url}/v1"
    return url


def _is_private(base_url: str) -> bool:
    try:
        check_base_url(base_url, allow_private=False)
    except InvalidRequest:
        return True
    return False


def _weight(value: Any) -> int:
    return max(0, round(value)) if isinstance(value, int | float) and not isinstance(value, bool) else 1


def _seconds(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and value > 0 else None

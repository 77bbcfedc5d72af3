"""A Messages request as a Chat Completions request.

Cache markers are left out unless `keep_cache_control` says that the upstream knows them (OpenRouter and
DashScope do; OpenAI refuses unknown fields inside messages). Fields that Messages does not know are kept.
"""

from __future__ import annotations

import hashlib
from typing import Any

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import NotSupported
from huahua.gateway.translate.anthropic_messages import Markers, system_message, to_openai_messages
from huahua.gateway.translate.fields import carry, mapping, objects, text
from huahua.gateway.translate.thinking import effort_of

_REFUSED = ("container", "mcp_servers", "inference_geo")
"""Leaving these out would change what is done or where."""
_DROPPED = frozenset(
    [
        "speed",
        "diagnostics",
        "service_tier",
        "context_management",
        "cache_control",
        "user_profile_id",
        "workspace_id",
        "anthropic_beta",
    ]
)
_TRANSLATED = frozenset(
    [
        "messages",
        "system",
        "max_tokens",
        "stop_sequences",
        "tools",
        "tool_choice",
        "thinking",
        "output_config",
        "metadata",
    ]
)
_MAX_USER_CHARS = 64


def request_to_openai(body: JsonObject, *, keep_cache_control: bool = False) -> JsonObject:
    """Raises InvalidRequest for a malformed body and NotSupported for what Chat Completions cannot do."""
    for name in _REFUSED:
        if body.get(name):
            raise NotSupported(f"this model does not support '{name}'", param=name)
    markers = Markers(keep_cache_control)
    out = {name: value for name, value in body.items() if name not in _DROPPED | _TRANSLATED | {*_REFUSED}}
    out["messages"] = [
        *system_message(body.get("system"), markers),
        *to_openai_messages(body.get("messages"), markers),
    ]
    carry(body, out, "max_tokens")
    if body.get("stop_sequences"):
        out["stop"] = body["stop_sequences"]
    if tools := [_tool(tool, where, markers) for where, tool in objects(body.get("tools"), "tools")]:
        out["tools"] = tools
    _apply_tool_choice(body.get("tool_choice"), out)
    if (effort := effort_of(body)) is not None:
        out["reasoning_effort"] = effort
    if (response_format := _response_format(body.get("output_config"))) is not None:
        out["response_format"] = response_format
    metadata = body.get("metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("user_id"), str):
        out["user"] = _user(metadata["user_id"])
    return out


def _user(user_id: str) -> str:
    """OpenAI takes 64 characters; coding clients send more. A digest still tells users apart."""
    if len(user_id) <= _MAX_USER_CHARS:
        return user_id
    return hashlib.sha256(user_id.encode()).hexdigest()


def _tool(tool: JsonObject, where: str, markers: Markers) -> JsonObject:
    if tool.get("type") not in (None, "custom"):
        raise NotSupported(f"this model does not support the tool '{tool['type']}'", param=where)
    function: JsonObject = {"name": text(tool.get("name"), f"{where}.name")}
    carry(tool, function, "description", "strict")
    function["parameters"] = mapping(tool.get("input_schema"), f"{where}.input_schema")
    return markers.carry(tool, {"type": "function", "function": function})


def _apply_tool_choice(choice: Any, out: JsonObject) -> None:
    if choice is None:
        return
    kind = mapping(choice, "tool_choice").get("type")
    if kind == "tool":
        name = text(choice.get("name"), "tool_choice.name")
        out["tool_choice"] = {"type": "function", "function": {"name": name}}
    elif kind in ("auto", "any", "none"):
        out["tool_choice"] = "required" if kind == "any" else kind
    else:
        raise NotSupported(f"this model does not support tool_choice '{kind}'", param="tool_choice")
    if choice.get("disable_parallel_tool_use") is True:
        out["parallel_tool_calls"] = False


def _response_format(config: Any) -> JsonObject | None:
    asked = config.get("format") if isinstance(config, dict) else None
    if not isinstance(asked, dict) or asked.get("type") != "json_schema":
        return None
    schema = mapping(asked.get("schema"), "output_config.format.schema")
    return {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema, "strict": True}}

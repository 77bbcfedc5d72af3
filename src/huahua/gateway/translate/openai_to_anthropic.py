"""A Chat Completions request as a Messages request.

What has no counterpart and only tunes the answer (`seed`, penalties, …) is left out; what would change its
meaning (`n`, audio, log probabilities) is refused. Fields that Chat Completions does not know are kept.
"""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.calls import EXTRAS, JsonObject
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.fields import carry, mapping, objects, text
from huahua.gateway.translate.openai_messages import split_system, to_anthropic_messages
from huahua.gateway.translate.thinking import apply_effort, drop_refused_sampling

DEFAULT_MAX_TOKENS = 8192
"""Anthropic requires `max_tokens`; every current model accepts this one."""

_DROPPED = frozenset(
    [
        "frequency_penalty",
        "presence_penalty",
        "logit_bias",
        "logprobs",
        "top_logprobs",
        "seed",
        "store",
        "prediction",
        "verbosity",
        "service_tier",
        "stream_options",
        "prompt_cache_key",
        "prompt_cache_options",
        "prompt_cache_retention",
        "moderation",
        "modalities",
        "n",
        "web_search_options",
        "functions",
        "function_call",
        "audio",
        EXTRAS,
    ]
)
_TRANSLATED = frozenset(
    [
        "messages",
        "max_tokens",
        "max_completion_tokens",
        "stop",
        "temperature",
        "tools",
        "tool_choice",
        "parallel_tool_calls",
        "response_format",
        "reasoning_effort",
        "user",
        "safety_identifier",
        "metadata",
    ]
)
_JSON_ONLY = "Answer with one valid JSON object and nothing else: no prose, no code fence."


def request_to_anthropic(body: JsonObject) -> JsonObject:
    """Raises InvalidRequest for a malformed body and NotSupported for what Messages cannot do."""
    _refuse(body)
    system, rest = split_system(body.get("messages"))
    out = {name: value for name, value in body.items() if name not in _DROPPED | _TRANSLATED}
    out["max_tokens"] = _max_tokens(body)
    out["messages"] = to_anthropic_messages(rest)
    if (temperature := body.get("temperature")) is not None:
        out["temperature"] = _temperature(temperature)
    if stops := _stop_sequences(body.get("stop")):
        out["stop_sequences"] = stops
    if tools := [_tool(tool, where) for where, tool in objects(body.get("tools"), "tools")]:
        out["tools"] = tools
    if choice := _tool_choice(body, bool(tools)):
        out["tool_choice"] = choice
    if (user_id := _user_id(body)) is not None:
        out["metadata"] = {"user_id": user_id}
    _apply_response_format(body.get("response_format"), out, system)
    if system:
        plain = len(system) == 1 and system[0].keys() == {"type", "text"}
        out["system"] = system[0]["text"] if plain else system
    if body.get("reasoning_effort") is not None and "thinking" not in body:
        explicit = body.get("max_completion_tokens") or body.get("max_tokens")
        apply_effort(out, text(body["reasoning_effort"], "reasoning_effort"), explicit is not None)
    drop_refused_sampling(out)
    return out


def _refuse(body: JsonObject) -> None:
    refusals = {
        "n": body.get("n") not in (None, 1),
        "audio": body.get("audio") is not None,
        "modalities": body.get("modalities") not in (None, ["text"]),
        "logprobs": bool(body.get("logprobs")),
        "web_search_options": body.get("web_search_options") is not None,
        "functions": bool(body.get("functions")),
        "function_call": body.get("function_call") is not None,
    }
    for name, refused in refusals.items():
        if refused:
            hint = "; use 'tools' instead" if name.startswith("function") else ""
            raise NotSupported(f"this model does not support '{name}'{hint}", param=name)


def _max_tokens(body: JsonObject) -> int:
    for name in ("max_completion_tokens", "max_tokens"):
        value = body.get(name)
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidRequest(f"'{name}' must be an integer", param=name)
        return value
    return DEFAULT_MAX_TOKENS


def _temperature(value: Any) -> float:
    """OpenAI's scale ends at 2, Anthropic's at 1."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise InvalidRequest("'temperature' must be a number", param="temperature")
    return min(value, 1)


def _stop_sequences(stop: Any) -> list[str]:
    """Anthropic refuses sequences of white space alone."""
    stops = [stop] if isinstance(stop, str) else stop or []
    if not isinstance(stops, list):
        raise InvalidRequest("'stop' must be a string or a list of strings", param="stop")
    return [item for item in (text(item, "stop") for item in stops) if item.strip()]


def _tool(tool: JsonObject, where: str) -> JsonObject:
    if tool.get("type", "function") != "function":
        raise NotSupported(f"this model does not support tools of type '{tool['type']}'", param=where)
    function = mapping(tool.get("function"), f"{where}.function")
    out: JsonObject = {
        "name": text(function.get("name"), f"{where}.function.name"),
        "input_schema": function.get("parameters") or {"type": "object", "properties": {}},
    }
    carry(function, out, "description", "strict", "cache_control")
    return carry(tool, out, "cache_control")


def _tool_choice(body: JsonObject, has_tools: bool) -> JsonObject | None:
    choice = body.get("tool_choice")
    one_at_a_time = body.get("parallel_tool_calls") is False
    if not has_tools or (choice is None and not one_at_a_time):
        return None
    out: JsonObject
    if choice == "none":
        return {"type": "none"}
    if choice in (None, "auto", "required"):
        out = {"type": "any" if choice == "required" else "auto"}
    elif isinstance(choice, dict) and choice.get("type") == "function":
        function = mapping(choice.get("function"), "tool_choice.function")
        out = {"type": "tool", "name": text(function.get("name"), "tool_choice.function.name")}
    else:
        raise NotSupported("this model does not support this 'tool_choice'", param="tool_choice")
    if one_at_a_time:
        out["disable_parallel_tool_use"] = True
    return out


def _user_id(body: JsonObject) -> str | None:
    metadata = body.get("metadata")
    named = metadata.get("user_id") if isinstance(metadata, dict) else None
    for value in (named, body.get("safety_identifier"), body.get("user")):
        if isinstance(value, str):
            return value
    return None


def _apply_response_format(response_format: Any, out: JsonObject, system: list[JsonObject]) -> None:
    """JSON schema has a counterpart; JSON mode does not, so an instruction stands in for it."""
    if response_format is None:
        return
    kind = mapping(response_format, "response_format").get("type")
    if kind == "json_schema":
        named = mapping(response_format.get("json_schema"), "response_format.json_schema")
        config = dict(mapping(out.get("output_config") or {}, "output_config"))
        config["format"] = {"type": "json_schema", "schema": named.get("schema") or {"type": "object"}}
        out["output_config"] = config
    elif kind == "json_object":
        system.append({"type": "text", "text": _JSON_ONLY})
    elif kind != "text":
        raise NotSupported(f"this model does not support response_format '{kind}'", param="response_format")

"""Gemini's `Schema` (a subset of OpenAPI 3.0, types in capitals) as JSON Schema:
https://ai.google.dev/api/caching#Schema."""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.translate.gemini_fields import camel

MAX_DEPTH = 64
_INTEGERS = frozenset({"minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"})
_LEFT_OUT = frozenset({"nullable", "propertyOrdering", "example", "type"})


def to_json_schema(schema: Any, where: str) -> JsonObject:
    """Raises InvalidRequest for what is not an object or nested deeper than `MAX_DEPTH`."""
    return _convert(schema, where, MAX_DEPTH)


def closed(schema: JsonObject) -> JsonObject:
    """The schema with `additionalProperties: false` on every object that names its properties: OpenAI's strict
    mode and Anthropic both ask for it, and Gemini means it anyway."""
    closed_schema: JsonObject = _close(schema, MAX_DEPTH)
    return closed_schema


def all_required(schema: Any, depth: int = MAX_DEPTH) -> bool:
    """Whether every object requires all of its properties, as OpenAI's strict mode wants it."""
    if depth == 0:
        return False
    if isinstance(schema, list):
        return all(all_required(item, depth - 1) for item in schema)
    if not isinstance(schema, dict):
        return True
    properties = schema.get("properties")
    if isinstance(properties, dict) and set(properties) != set(_names(schema.get("required"))):
        return False
    if _is_open(schema):
        return False
    return all(all_required(value, depth - 1) for value in schema.values())


def _is_open(schema: JsonObject) -> bool:
    kind = schema.get("type")
    is_object = kind == "object" or (isinstance(kind, list) and "object" in kind)
    return is_object and schema.get("additionalProperties") is not False


def _names(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _close(value: Any, depth: int) -> Any:
    if depth == 0:
        return value
    if isinstance(value, list):
        return [_close(item, depth - 1) for item in value]
    if not isinstance(value, dict):
        return value
    out = {name: _close(item, depth - 1) for name, item in value.items()}
    if isinstance(out.get("properties"), dict) and isinstance(out.get("type", "object"), str | list):
        out.setdefault("additionalProperties", False)
    return out


def _convert(schema: Any, where: str, depth: int) -> JsonObject:
    if not isinstance(schema, dict):
        raise InvalidRequest(f"'{where}' must be an object", param=where)
    if depth == 0:
        raise InvalidRequest(f"'{where}' is nested deeper than {MAX_DEPTH} levels", param=where)
    named = {camel(name): value for name, value in schema.items()}
    out: JsonObject = {}
    kind = named.get("type")
    if isinstance(kind, str) and kind.upper() != "TYPE_UNSPECIFIED":
        out["type"] = [kind.lower(), "null"] if named.get("nullable") is True else kind.lower()
    elif isinstance(kind, list):
        out["type"] = [item.lower() if isinstance(item, str) else item for item in kind]
    for name, value in named.items():
        if name in _LEFT_OUT or value is None:
            continue
        out[name] = _keyword(name, value, where, depth)
    return out


def _keyword(name: str, value: Any, where: str, depth: int) -> Any:
    path = f"{where}.{name}"
    if name == "properties" and isinstance(value, dict):
        return {key: _convert(item, f"{path}.{key}", depth - 1) for key, item in value.items()}
    if name == "items" and isinstance(value, dict):
        return _convert(value, path, depth - 1)
    if name in ("anyOf", "prefixItems") and isinstance(value, list):
        return [_convert(item, f"{path}[{index}]", depth - 1) for index, item in enumerate(value)]
    if name in _INTEGERS and isinstance(value, str) and value.isdigit():
        return int(value)
    return value

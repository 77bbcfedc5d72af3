"""Reading Gemini's JSON: Google takes every name in camelCase and in snake_case (protobuf's JSON mapping,
https://protobuf.dev/programming-guides/json/)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.translate.fields import mapping, objects

_CAPITAL = re.compile(r"[A-Z]")
_AFTER_UNDERSCORE = re.compile(r"_([a-z0-9])")


def get(source: JsonObject, name: str) -> Any:
    """The value under `name` (camelCase) or its snake_case twin, None where neither is."""
    value = source.get(name)
    return source.get(snake(name)) if value is None else value


def get_object(source: JsonObject, name: str, where: str) -> JsonObject:
    """An empty object where there is none. Raises InvalidRequest."""
    value = get(source, name)
    return {} if value is None else mapping(value, _join(where, name))


def get_objects(source: JsonObject, name: str, where: str) -> list[tuple[str, JsonObject]]:
    """The objects of a list with the path of each; one object alone counts as a list. Raises InvalidRequest."""
    value = get(source, name)
    path = _join(where, name)
    return list(objects([value] if isinstance(value, dict) else value, path))


def integer(value: Any, where: str) -> int | None:
    """Google writes 64-bit integers as strings and accepts both."""
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise InvalidRequest(f"'{where}' must be an integer", param=where)


def others(source: JsonObject, known: Iterable[str]) -> JsonObject:
    """The fields that are none of `known` (camelCase) in either spelling, under the names that they came with."""
    skipped = frozenset(known)
    return {name: value for name, value in source.items() if value is not None and camel(name) not in skipped}


@lru_cache(maxsize=256)
def snake(name: str) -> str:
    return _CAPITAL.sub(lambda match: "_" + match[0].lower(), name)


def camel(name: str) -> str:
    return _AFTER_UNDERSCORE.sub(lambda match: match[1].upper(), name)


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name

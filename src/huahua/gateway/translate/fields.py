"""Reading untrusted bodies: the value when it has the right type, an error that names the field when not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import InvalidRequest, UpstreamBroken

INVALID_JSON = "INVALID_JSON"
"""Key under which arguments that are not a JSON object travel as a tool's `input`, as Anthropic advises:
https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/fine-grained-tool-streaming"""

_FOREIGN = re.compile(r"[^a-zA-Z0-9_-]")
_DATA_URL = re.compile(r"data:(?P<type>[^;,]+)(?:;[^;,]*)*;base64,(?P<data>.*)", re.DOTALL)


def objects(value: Any, path: str) -> Iterator[tuple[str, JsonObject]]:
    """The objects of a list with the path of each. Raises InvalidRequest when it is not a list of objects."""
    if value is None:
        return
    if not isinstance(value, list):
        raise InvalidRequest(f"'{path}' must be a list", param=path)
    for index, item in enumerate(value):
        where = f"{path}[{index}]"
        if not isinstance(item, dict):
            raise InvalidRequest(f"'{where}' must be an object", param=where)
        yield where, item


def loose_objects(value: Any) -> list[JsonObject]:
    """The objects of what an upstream sent where a list of objects belongs; anything else is skipped."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def loose_object(value: Any) -> JsonObject:
    """What an upstream sent where an object belongs, or an empty one."""
    return value if isinstance(value, dict) else {}


def event_object(data: bytes) -> JsonObject:
    """An event of an upstream's stream. Raises UpstreamBroken for what is not a JSON object."""
    try:
        event = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise UpstreamBroken("the provider's stream holds an event that is not JSON") from fault
    if not isinstance(event, dict):
        raise UpstreamBroken("the provider's stream holds an event that is not an object")
    return event


def text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise InvalidRequest(f"'{path}' must be a string", param=path)
    return value


def mapping(value: Any, path: str) -> JsonObject:
    if not isinstance(value, dict):
        raise InvalidRequest(f"'{path}' must be an object", param=path)
    return value


def parse_arguments(arguments: Any) -> JsonObject:
    """A tool's `input` from a function's `arguments`; what is no JSON object is kept under INVALID_JSON."""
    if isinstance(arguments, dict):
        return arguments
    if not isinstance(arguments, str) or not arguments.strip():
        return {}
    try:
        parsed = msgspec.json.decode(arguments)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return {INVALID_JSON: arguments}
    return parsed if isinstance(parsed, dict) else {INVALID_JSON: arguments}


def render_arguments(tool_input: Any) -> str:
    """A function's `arguments` from a tool's `input`, undoing `parse_arguments`."""
    if isinstance(tool_input, dict) and tool_input.keys() == {INVALID_JSON}:
        raw = tool_input[INVALID_JSON]
        if isinstance(raw, str):
            return raw
    return dumps(tool_input if tool_input is not None else {})


def dumps(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def tool_id(value: Any, path: str) -> str:
    """A tool call's id in the letters that Anthropic accepts; equal ids stay equal, others stay apart."""
    raw = text(value, path)
    if raw and not _FOREIGN.search(raw):
        return raw
    return f"{_FOREIGN.sub('_', raw)}_{zlib.crc32(raw.encode()):08x}"


def split_data_url(url: str) -> tuple[str, str] | None:
    """Media type and base64 text of a `data:` URL, None for any other URL."""
    match = _DATA_URL.fullmatch(url)
    return (match["type"], match["data"]) if match else None


def carry(source: JsonObject, target: JsonObject, *names: str) -> JsonObject:
    """Copy the named fields that are there and not null; returns `target`."""
    for name in names:
        if source.get(name) is not None:
            target[name] = source[name]
    return target

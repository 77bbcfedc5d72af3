"""Reading OpenAI chat messages without trusting their shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_TEXT_PARTS = {"text", "input_text", "output_text"}
_IMAGE_PARTS = {"image_url", "input_image", "image"}


def role_of(message: Any) -> str:
    """The role of a message, or an empty string where it has none."""
    role = message.get("role") if isinstance(message, Mapping) else None
    return role if isinstance(role, str) else ""


def _parts(message: Any) -> Iterator[Mapping[str, Any]]:
    content = message.get("content") if isinstance(message, Mapping) else None
    if isinstance(content, Sequence) and not isinstance(content, str | bytes):
        for part in content:
            if isinstance(part, Mapping) and isinstance(part.get("type"), str):
                yield part


def text_of(message: Any) -> str:
    """All text of a message; text parts are joined by line breaks."""
    content = message.get("content") if isinstance(message, Mapping) else None
    if isinstance(content, str):
        return content
    texts = (part.get("text") for part in _parts(message) if part.get("type") in _TEXT_PARTS)
    return "\n".join(text for text in texts if isinstance(text, str))


def image_count(message: Any) -> int:
    """How many pictures are attached to a message."""
    return sum(1 for part in _parts(message) if part.get("type") in _IMAGE_PARTS)


def tool_calls_of(message: Any) -> list[tuple[str, str, dict[str, Any]]]:
    """The tool calls of an assistant message as (id, name, arguments); unreadable arguments become {}."""
    calls = message.get("tool_calls") if isinstance(message, Mapping) else None
    found: list[tuple[str, str, dict[str, Any]]] = []
    if not isinstance(calls, Sequence) or isinstance(calls, str | bytes):
        return found
    for call in calls:
        function = call.get("function") if isinstance(call, Mapping) else None
        if not isinstance(function, Mapping):
            continue
        found.append(
            (str(call.get("id") or ""), str(function.get("name") or ""), _object(function.get("arguments")))
        )
    return found


def _object(raw: Any) -> dict[str, Any]:
    if isinstance(raw, Mapping):
        return dict(raw)
    if isinstance(raw, str):
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            return {}
        if isinstance(value, dict):
            return value
    return {}


def json_object(text: str) -> dict[str, Any]:
    """The JSON object that `text` holds, or {} where it holds none."""
    return _object(text)

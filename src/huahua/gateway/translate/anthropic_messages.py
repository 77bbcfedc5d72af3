"""The messages of a Messages request as those of a Chat Completions request.

One Anthropic message may become several: every tool result is a `tool` message of its own, before what the
user says. Pictures inside a tool result follow in a user message, since `tool` messages hold text only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.fields import carry, mapping, objects, render_arguments, text


@dataclass(frozen=True, slots=True)
class Markers:
    """Whether `cache_control` travels on."""

    keep: bool

    def carry(self, source: JsonObject, target: JsonObject) -> JsonObject:
        return carry(source, target, "cache_control") if self.keep else target


def system_message(system: Any, markers: Markers) -> list[JsonObject]:
    """The system prompt as at most one message."""
    if not system:
        return []
    parts = _parts(system, "system", markers)
    return [{"role": "system", "content": _shortest(parts)}] if parts else []


def to_openai_messages(messages: Any, markers: Markers) -> list[JsonObject]:
    if not isinstance(messages, list) or not messages:
        raise InvalidRequest("'messages' must be a list with at least one message", param="messages")
    out: list[JsonObject] = []
    for where, message in objects(messages, "messages"):
        role, content = message.get("role"), message.get("content")
        if role == "user":
            out += _user(content, f"{where}.content", markers)
        elif role == "assistant":
            out.append(_assistant(content, f"{where}.content", markers))
        elif role == "system":
            out += system_message(content, markers)
        else:
            raise InvalidRequest(f"unknown role in '{where}.role'", param=f"{where}.role")
    return out


def _shortest(parts: list[JsonObject]) -> str | list[JsonObject]:
    if all(part.keys() == {"type", "text"} for part in parts):
        return "\n\n".join(part["text"] for part in parts)
    return parts


def _blocks(content: Any, where: str) -> list[tuple[str, JsonObject]]:
    if isinstance(content, str):
        return [(where, {"type": "text", "text": content})]
    return list(objects(content, where))


def _parts(content: Any, where: str, markers: Markers) -> list[JsonObject]:
    return [_part(block, path, markers) for path, block in _blocks(content, where)]


def _part(block: JsonObject, where: str, markers: Markers) -> JsonObject:
    kind = block.get("type")
    part: JsonObject
    if kind == "text":
        part = {"type": "text", "text": text(block.get("text"), f"{where}.text")}
    elif kind == "image":
        url = _url(mapping(block.get("source"), f"{where}.source"), where)
        part = {"type": "image_url", "image_url": {"url": url}}
    elif kind == "document":
        part = _file(block, mapping(block.get("source"), f"{where}.source"), where)
    else:
        raise NotSupported(f"this model does not support content of type '{kind}'", param=where)
    return markers.carry(block, part)


def _url(source: JsonObject, where: str) -> str:
    kind = source.get("type")
    if kind == "base64":
        media_type = text(source.get("media_type"), f"{where}.source.media_type")
        return f"data:{media_type};base64,{text(source.get('data'), f'{where}.source.data')}"
    if kind == "url":
        return text(source.get("url"), f"{where}.source.url")
    raise NotSupported(f"this model does not support sources of type '{kind}'", param=f"{where}.source")


def _file(block: JsonObject, source: JsonObject, where: str) -> JsonObject:
    if source.get("type") == "text":
        return {"type": "text", "text": text(source.get("data"), f"{where}.source.data")}
    if source.get("type") != "base64":
        raise NotSupported("this model takes documents as base64 or text only", param=f"{where}.source")
    name = block.get("title")
    filename = name if isinstance(name, str) and name else "document.pdf"
    return {"type": "file", "file": {"filename": filename, "file_data": _url(source, where)}}


def _user(content: Any, where: str, markers: Markers) -> list[JsonObject]:
    results: list[JsonObject] = []
    parts: list[JsonObject] = []
    for path, block in _blocks(content, where):
        if block.get("type") == "tool_result":
            message, pictures = _tool_message(block, path, markers)
            results.append(message)
            parts += pictures
        else:
            parts.append(_part(block, path, markers))
    if parts or not results:
        results.append({"role": "user", "content": _shortest(parts)})
    return results


def _tool_message(block: JsonObject, where: str, markers: Markers) -> tuple[JsonObject, list[JsonObject]]:
    parts = _parts(block.get("content"), f"{where}.content", markers) if block.get("content") else []
    texts = [part for part in parts if part["type"] == "text"]
    content = _shortest(texts)
    if block.get("is_error") is True and isinstance(content, str):
        # Chat Completions has no flag for it, so the words have to say it.
        content = content if content.lower().startswith("error") else f"Error: {content}"
    message: JsonObject = {
        "role": "tool",
        "tool_call_id": text(block.get("tool_use_id"), f"{where}.tool_use_id"),
        "content": content,
    }
    return markers.carry(block, message), [part for part in parts if part["type"] != "text"]


def _assistant(content: Any, where: str, markers: Markers) -> JsonObject:
    """Unsigned thinking came from an OpenAI-shaped upstream and goes back as `reasoning_content`; signed
    thinking belongs to Anthropic, no other vendor can read it."""
    parts: list[JsonObject] = []
    calls: list[JsonObject] = []
    reasoning: list[str] = []
    for path, block in _blocks(content, where):
        kind = block.get("type")
        if kind == "tool_use":
            calls.append(_tool_call(block, path))
        elif kind == "thinking":
            if not block.get("signature"):
                reasoning.append(text(block.get("thinking"), f"{path}.thinking"))
        elif kind != "redacted_thinking":
            parts.append(_part(block, path, markers))
    message: JsonObject = {"role": "assistant", "content": _shortest(parts) if parts else None}
    if reasoning:
        message["reasoning_content"] = "".join(reasoning)
    if calls:
        message["tool_calls"] = calls
    elif message["content"] is None:
        message["content"] = ""
    return message


def _tool_call(block: JsonObject, where: str) -> JsonObject:
    call: JsonObject = {
        "id": text(block.get("id"), f"{where}.id"),
        "type": "function",
        "function": {
            "name": text(block.get("name"), f"{where}.name"),
            "arguments": render_arguments(block.get("input")),
        },
    }
    return carry(block, call, "extra_content")

"""The messages of a Chat Completions request as those of a Messages request.

Anthropic has no `system` and `tool` roles: system texts leave the list, tool results become blocks at the head
of the next user message, and neighbours of one role become one message.
"""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.fields import (
    carry,
    mapping,
    objects,
    parse_arguments,
    split_data_url,
    text,
    tool_id,
)

Placed = tuple[str, JsonObject]
"""A message with its path, such as `messages[3]`."""


def split_system(messages: Any) -> tuple[list[JsonObject], list[Placed]]:
    """The system prompt as text blocks, and the other messages with their paths."""
    if not isinstance(messages, list) or not messages:
        raise InvalidRequest("'messages' must be a list with at least one message", param="messages")
    system: list[JsonObject] = []
    rest: list[Placed] = []
    for where, message in objects(messages, "messages"):
        if message.get("role") in ("system", "developer"):
            system += _text_blocks(message.get("content"), f"{where}.content")
        else:
            rest.append((where, message))
    return system, rest


def to_anthropic_messages(messages: list[Placed]) -> list[JsonObject]:
    """Alternating user and assistant messages."""
    out: list[JsonObject] = []
    for where, message in messages:
        role = message.get("role")
        if role == "user":
            blocks = _content_blocks(message.get("content"), f"{where}.content")
        elif role == "assistant":
            blocks = _assistant_blocks(message, where)
        elif role == "tool":
            role, blocks = "user", [_tool_result(message, where)]
        else:
            raise InvalidRequest(f"unknown role in '{where}.role'", param=f"{where}.role")
        if out and out[-1]["role"] == role:
            out[-1]["content"] += blocks
        elif blocks:
            out.append({"role": role, "content": blocks})
    return [{**message, "content": _shortest(message["content"])} for message in out]


def _shortest(blocks: list[JsonObject]) -> str | list[JsonObject]:
    if len(blocks) == 1 and blocks[0].keys() == {"type", "text"}:
        return str(blocks[0]["text"])
    return blocks


def _text_blocks(content: Any, where: str) -> list[JsonObject]:
    blocks = _content_blocks(content, where)
    if any(block["type"] != "text" for block in blocks):
        raise InvalidRequest(f"'{where}' may hold text only", param=where)
    return blocks


def _content_blocks(content: Any, where: str) -> list[JsonObject]:
    if content is None:
        return []
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content.strip() else []
    blocks = []
    for path, part in objects(content, where):
        block = _block(part, path)
        if block is not None:
            blocks.append(carry(part, block, "cache_control"))
    return blocks


def _block(part: JsonObject, where: str) -> JsonObject | None:
    """One content part; None for a blank text, which Anthropic refuses."""
    kind = part.get("type")
    if kind in ("text", "refusal"):
        value = text(part.get(kind), f"{where}.{kind}")
        return {"type": "text", "text": value} if value.strip() else None
    if kind == "image_url":
        return {"type": "image", "source": _image_source(part.get("image_url"), f"{where}.image_url")}
    if kind == "file":
        return _document(mapping(part.get("file"), f"{where}.file"), where)
    raise NotSupported(f"this model does not support content of type '{kind}'", param=where)


def _image_source(image: Any, where: str) -> JsonObject:
    url = text(image.get("url") if isinstance(image, dict) else image, f"{where}.url")
    inline = split_data_url(url)
    if inline:
        return {"type": "base64", "media_type": inline[0], "data": inline[1]}
    if url.startswith(("http://", "https://")):
        return {"type": "url", "url": url}
    raise InvalidRequest(f"'{where}.url' must be an http(s) URL or base64 data URL", param=f"{where}.url")


def _document(file: JsonObject, where: str) -> JsonObject:
    inline = split_data_url(file["file_data"]) if isinstance(file.get("file_data"), str) else None
    if inline is None:
        raise NotSupported("this model takes files as base64 data URLs in 'file_data' only", param=where)
    block: JsonObject = {
        "type": "document",
        "source": {"type": "base64", "media_type": inline[0], "data": inline[1]},
    }
    if isinstance(file.get("filename"), str):
        block["title"] = file["filename"]
    return block


def _assistant_blocks(message: JsonObject, where: str) -> list[JsonObject]:
    """Thinking first: Anthropic requires it at the head. Reasoning without a signature is left out, since
    only signed thinking is accepted back."""
    blocks: list[JsonObject] = [
        dict(block)
        for _, block in objects(message.get("thinking_blocks"), f"{where}.thinking_blocks")
        if block.get("signature") or block.get("type") == "redacted_thinking"
    ]
    blocks += _content_blocks(message.get("content"), f"{where}.content")
    if isinstance(message.get("refusal"), str) and message["refusal"]:
        blocks.append({"type": "text", "text": message["refusal"]})
    for path, call in objects(message.get("tool_calls"), f"{where}.tool_calls"):
        blocks.append(tool_use(call, path))
    return blocks


def tool_use(call: JsonObject, where: str) -> JsonObject:
    """A `tool_use` block from a tool call. Raises InvalidRequest."""
    function = mapping(call.get("function"), f"{where}.function")
    block: JsonObject = {
        "type": "tool_use",
        "id": tool_id(call.get("id"), f"{where}.id"),
        "name": text(function.get("name"), f"{where}.function.name"),
        "input": parse_arguments(function.get("arguments")),
    }
    return carry(call, block, "cache_control")


def _tool_result(message: JsonObject, where: str) -> JsonObject:
    block: JsonObject = {
        "type": "tool_result",
        "tool_use_id": tool_id(message.get("tool_call_id"), f"{where}.tool_call_id"),
        "content": _shortest(_content_blocks(message.get("content"), f"{where}.content")),
    }
    return carry(message, block, "cache_control")

"""What another vendor's model left in a conversation and this vendor refuses.

A caller may go on with another model, or a pool may choose one. OpenAI and Anthropic answer an unknown field inside a
message with an error, so what only its own vendor can read is left out. Bodies stay undecoded where nothing of the
kind is in them, which a scan of their bytes tells.
"""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import InvalidRequest

_OPENAI = frozenset({"reasoning_content", "thinking_blocks", "extra_content"})
_ANTHROPIC = frozenset({"extra_content"})
_IN_CHAT = (b"reasoning_content", b"thinking_blocks", b"extra_content")
_UNSIGNED = (b'"signature":""', b'"signature": ""')


def encode_chat_without(body: JsonObject) -> bytes:
    """A chat completion's body for OpenAI itself."""
    return _encode(body, _IN_CHAT, _chat_message)


def encode_message_without(body: JsonObject, *, claude: bool) -> bytes:
    """A Messages request's body. Claude takes only thinking that it signed; other vendors' models behind this protocol
    sign nothing."""
    if not claude:
        return _encode(body, (b"extra_content",), _message)
    return _encode(body, (b"extra_content", *_UNSIGNED), _message_for_claude)


def _encode(body: JsonObject, marks: tuple[bytes, ...], clean: Any) -> bytes:
    encoded = msgspec.json.encode(body)
    if not any(mark in encoded for mark in marks):
        return encoded
    messages = body.get("messages")
    if isinstance(messages, msgspec.Raw):
        try:
            messages = msgspec.json.decode(messages)
        except (ValueError, RecursionError) as fault:  # such as a number of thousands of digits
            raise InvalidRequest("The body holds a value that cannot be read.", param="messages") from fault
    if not isinstance(messages, list):
        return encoded
    cleaned = [clean(message) if isinstance(message, dict) else message for message in messages]
    return msgspec.json.encode({**body, "messages": cleaned})


def _chat_message(message: JsonObject) -> JsonObject:
    if message.get("role") != "assistant":
        return message
    kept: JsonObject = _without(message, _OPENAI)
    if isinstance(kept.get("tool_calls"), list):
        kept["tool_calls"] = [_without(call, _OPENAI) for call in kept["tool_calls"]]
    return kept


def _message(message: JsonObject) -> JsonObject:
    content = message.get("content")
    if not isinstance(content, list):
        return message
    return {**message, "content": [_without(block, _ANTHROPIC) for block in content]}


def _message_for_claude(message: JsonObject) -> JsonObject:
    kept = _message(message)
    if isinstance(kept.get("content"), list):
        kept["content"] = [block for block in kept["content"] if not _is_unsigned(block)]
    return kept


def _is_unsigned(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") == "thinking" and not block.get("signature")


def _without(value: Any, names: frozenset[str]) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: inner for name, inner in value.items() if name not in names}

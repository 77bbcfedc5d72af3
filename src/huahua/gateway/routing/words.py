"""What routing reads of a body: the last thing that the user said, and how the conversation begins. Pure.

Bodies may hold undecoded `msgspec.Raw` values; no more of them is decoded than is needed.
"""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import JsonObject

PREFIX_BYTES = 4_096
_MESSAGES = msgspec.json.Decoder(list[msgspec.Raw])
_PICTURES = frozenset({"image_url", "image", "input_image"})


class _Message(msgspec.Struct):
    role: str = ""
    content: Any = None


_MESSAGE = msgspec.json.Decoder(_Message)


def last_words(body: JsonObject) -> tuple[str, bool]:
    """The text of the user's last message, and whether a picture is beside it. Empty when there is none."""
    messages = body.get("messages")
    if messages is None:
        prompt = body.get("prompt", "")
        return (prompt if isinstance(prompt, str) else ""), False
    for message in reversed(_split(messages)):
        role, content = _read(message)
        if role == "user":
            return _text(content)
    return "", False


def prefix_key(ask: Ask) -> bytes:
    """What calls of one conversation have in common: the caller's own key for it, else how it begins."""
    body = ask.body
    owner = ask.caller.user_id.encode()
    for name in ("prompt_cache_key", "user"):
        given = body.get(name)
        if given is not None:
            return owner + b"\0" + _bytes(given)[:PREFIX_BYTES]
    parts = [_bytes(body.get("system", b""))]
    # A system message or the first question, and with the former the latter too.
    parts += [_bytes(message) for message in _split(body.get("messages") or [])[:2]]
    return owner + b"\0" + b"\0".join(parts)[:PREFIX_BYTES]


def _split(messages: Any) -> list[Any]:
    if isinstance(messages, msgspec.Raw):
        try:
            return list(_MESSAGES.decode(messages))
        except (ValueError, RecursionError):
            return []
    return messages if isinstance(messages, list) else []


def _read(message: Any) -> tuple[str, Any]:
    if isinstance(message, msgspec.Raw):
        try:
            found = _MESSAGE.decode(message)
        except (ValueError, RecursionError):
            return "", None
        return found.role, found.content
    return (message.get("role", ""), message.get("content")) if isinstance(message, dict) else ("", None)


def _text(content: Any) -> tuple[str, bool]:
    if isinstance(content, str):
        return content, False
    texts, picture = [], False
    for part in content if isinstance(content, list) else ():
        if not isinstance(part, dict):
            continue
        picture = picture or part.get("type") in _PICTURES
        text = part.get("text")
        if isinstance(text, str):
            texts.append(text)
    return "\n".join(texts), picture


def _bytes(value: Any) -> bytes:
    if isinstance(value, msgspec.Raw | bytes):
        return bytes(value)
    return msgspec.json.encode(value)

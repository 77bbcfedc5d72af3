"""How many tokens a Messages request holds, estimated without a tokenizer.

Claude's tokenizer is not public. Measured rules of thumb: about 3.5 Latin characters a token, about one token
for each Chinese, Japanese or Korean character, width x height / 750 for a picture with at most 1,600
(https://docs.anthropic.com/en/docs/build-with-claude/vision#calculate-image-costs).
"""

from __future__ import annotations

import base64
import binascii
import math
from typing import Any

import msgspec

from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import PictureRejected
from huahua.gateway.pictures import picture_size

_LATIN_CHARS_PER_TOKEN = 3.5
_PIXELS_PER_TOKEN = 750
_MAX_PICTURE_TOKENS = 1600
_BYTES_PER_DOCUMENT_TOKEN = 20
"""A page of a PDF is about 50 kB and 2,500 tokens."""
_TOKENS_PER_MESSAGE = 4
_TOOLS_PREAMBLE = 340
"""What Anthropic adds to the system prompt when there are tools."""
_HEAD_BYTES = 64 * 1024
"""Enough of a picture to find its size."""


def estimate_input_tokens(body: JsonObject) -> int:
    """Tokens of system prompt, messages and tools; never less than 1."""
    messages = body.get("messages")
    count = len(messages) if isinstance(messages, list) else 0
    tokens = _TOKENS_PER_MESSAGE * count + _tokens(body.get("system")) + _tokens(messages)
    tools = body.get("tools")
    if tools:
        tokens += _TOOLS_PREAMBLE + text_tokens(msgspec.json.encode(tools).decode())
    return max(1, math.ceil(tokens))


def text_tokens(text: str) -> float:
    wide = sum(1 for char in text if char >= "\u2e80")
    return wide + (len(text) - wide) / _LATIN_CHARS_PER_TOKEN


def _tokens(value: Any) -> float:
    """Without recursion: a caller chooses how deep the body is."""
    tokens = 0.0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            tokens += text_tokens(item)
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            own = _block_tokens(item)
            tokens += own or 0
            if own is None:
                waiting += [item[name] for name in ("content", "text", "thinking") if name in item]
    return tokens


def _block_tokens(block: JsonObject) -> float | None:
    """Tokens of a block that is more than its texts, None for any other."""
    kind = block.get("type")
    if kind == "image":
        return _picture_tokens(block.get("source"))
    if kind == "document":
        return _document_tokens(block.get("source"))
    if kind == "tool_use":
        return text_tokens(f"{block.get('name')}{msgspec.json.encode(block.get('input')).decode()}")
    return None


def _picture_tokens(source: Any) -> float:
    """A picture behind a URL counts as the largest, since nobody has seen it yet."""
    data = source.get("data") if isinstance(source, dict) else None
    if not isinstance(data, str):
        return _MAX_PICTURE_TOKENS
    try:
        width, height = picture_size(base64.b64decode(data[:_HEAD_BYTES]))
    except (binascii.Error, ValueError, PictureRejected):
        return _MAX_PICTURE_TOKENS
    return min(_MAX_PICTURE_TOKENS, width * height / _PIXELS_PER_TOKEN)


def _document_tokens(source: Any) -> float:
    data = source.get("data") if isinstance(source, dict) else None
    if not isinstance(data, str):
        return _MAX_PICTURE_TOKENS
    if isinstance(source, dict) and source.get("type") == "text":
        return text_tokens(data)
    return len(data) * 3 / 4 / _BYTES_PER_DOCUMENT_TOKEN

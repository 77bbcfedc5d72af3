"""Which requests are plain enough for the lane, read from their bytes. Pure.

The ordinary way reads the same request again when the lane declines, and says what is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import Dialect, JsonObject
from huahua.gateway.shapes import DECODERS, output_limit

PATHS = {b"/v1/chat/completions": Dialect.OPENAI, b"/v1/messages": Dialect.ANTHROPIC}
MAX_BODY_BYTES = 256 * 1024

_RAW_BODY = msgspec.json.Decoder(dict[str, msgspec.Raw])
_NOT_PLAIN = frozenset(
    {b"expect", b"cache-control", b"content-encoding", b"anthropic-beta", b"upgrade", b"cookie"}
)

RawHeaders = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class PlainChat:
    """A chat request of texts and tools."""

    dialect: Dialect
    body: JsonObject
    """Values are `msgspec.Raw`."""
    size: int
    """Bytes of the body."""
    model: str
    stream: bool
    include_usage: bool
    has_tools: bool
    max_output_tokens: int | None


def read_key(headers: RawHeaders) -> str | None:
    """The API key, the first where there are several; None when there is none, or a header asks for something that
    the lane does not do."""
    key = None
    for name, value in headers:
        if name == b"authorization":
            if value[:7].lower() != b"bearer ":
                return None
            if key is None:
                key = value[7:].strip()
        elif name == b"x-api-key" or name == b"x-goog-api-key":
            if key is None:
                key = value.strip()
        elif name in _NOT_PLAIN or name.startswith(b"x-huahua-"):
            return None
    return key.decode("latin-1") if key else None


def _holds_more_than_text(raw: bytes) -> bool:
    return b"base64" in raw or b'"image' in raw or b'"file' in raw or b"input_audio" in raw


def read_body(dialect: Dialect, raw: bytes, limits: GatewayLimits) -> PlainChat | None:
    """None when the body is wrong in any way, or holds more than texts."""
    if len(raw) > MAX_BODY_BYTES or len(raw) > limits.max_text_chars or _holds_more_than_text(raw):
        return None
    try:
        raw.decode()  # msgspec skips over undecoded values without looking at their encoding
        shape = DECODERS[dialect].decode(raw)
        body = _RAW_BODY.decode(raw)
    except (ValueError, RecursionError):
        return None
    if not shape.model or not 0 < len(shape.messages) <= limits.max_messages:
        return None
    options = getattr(shape, "stream_options", None)
    return PlainChat(
        dialect=dialect,
        body=body,
        size=len(raw),
        model=shape.model,
        stream=bool(shape.stream),
        include_usage=bool(options and options.include_usage),
        has_tools=bool(shape.tools),
        max_output_tokens=output_limit(shape),
    )

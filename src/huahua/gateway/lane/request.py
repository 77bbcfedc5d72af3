"""Which requests are plain enough for the lane, read from their bytes. Pure.

The ordinary way reads the same request again when the lane declines, and says what is wrong with it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.ask import NO_CONTROLS, Ask
from huahua.gateway.domain.calls import Caller, Dialect, Task
from huahua.gateway.shapes import DECODERS, SHAPES, output_limit
from huahua.kit.ids import new_id

PATHS = {b"/v1/chat/completions": Dialect.OPENAI, b"/v1/messages": Dialect.ANTHROPIC}
MAX_BODY_BYTES = 256 * 1024

_RAW_BODY = msgspec.json.Decoder(dict[str, msgspec.Raw])
_NOT_PLAIN = frozenset(
    {b"expect", b"cache-control", b"content-encoding", b"anthropic-beta", b"upgrade", b"cookie"}
)


class _StreamOptions(msgspec.Struct):
    include_usage: bool | None = None


_STREAM_OPTIONS = msgspec.json.Decoder(_StreamOptions | None)


class _Text(msgspec.Struct):
    role: str
    content: str | None = None


_TEXTS = {
    dialect: msgspec.json.Decoder(
        msgspec.defstruct(f"{dialect.value.title()}Texts", [("messages", list[_Text])], bases=(shape,))
    )
    for dialect, shape in SHAPES.items()
}
"""Chats whose messages are nothing but texts, as most are: then nothing has to be searched for parts of other
kinds."""

RawHeaders = list[tuple[bytes, bytes]]


def read_key(headers: RawHeaders, dialect: Dialect) -> str | None:
    """The API key, the first where there are several; None when there is none, or a header asks for something that
    the lane does not do. `dialect` is the path's."""
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
        elif name == b"anthropic-version" and dialect is not Dialect.ANTHROPIC:
            return None  # asks for errors in another dialect
    return key.decode("latin-1") if key else None


def read_ask(caller: Caller, dialect: Dialect, raw: bytes, limits: GatewayLimits) -> Ask | None:
    """The call, its body of undecoded values; None when it is wrong in any way, or holds more than texts."""
    if len(raw) > MAX_BODY_BYTES or len(raw) > limits.max_text_chars:
        return None
    try:
        raw.decode()  # msgspec skips over undecoded values without looking at their encoding
        shape = _read_shape(dialect, raw)
        body = _RAW_BODY.decode(raw)
    except (ValueError, RecursionError):
        return None
    if shape is None or not shape.model or not 0 < len(shape.messages) <= limits.max_messages:
        return None
    return Ask(  # by position, in half the time
        caller,
        shape.model,
        Task.DIALOGUE,
        dialect,
        new_id("req"),
        body,
        shape.stream is True,
        NO_CONTROLS,
        False,
        bool(shape.tools),
        len(raw) // 4,
        output_limit(shape),
    )


def _read_shape(dialect: Dialect, raw: bytes) -> Any:
    """None for pictures, files and sound, which are parts of a message."""
    try:
        return _TEXTS[dialect].decode(raw)
    except msgspec.ValidationError:
        return None if _holds_more_than_text(raw) else DECODERS[dialect].decode(raw)


def _holds_more_than_text(raw: bytes) -> bool:
    return b"base64" in raw or b'"image' in raw or b'"file' in raw or b"input_audio" in raw


def hides_usage(ask: Ask) -> bool:
    """Whether the event of a stream's usage is not for the caller: so it is in OpenAI's dialect, unless asked for.
    `read_ask` has checked the field, which is none of Anthropic's and may hold anything there."""
    if ask.dialect is not Dialect.OPENAI:
        return False
    options = ask.body.get("stream_options")
    read = _STREAM_OPTIONS.decode(options) if options is not None else None
    return read is None or not read.include_usage

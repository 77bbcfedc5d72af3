"""The Messages API on the wire: https://docs.anthropic.com/en/api/messages."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from huahua.gateway.domain.calls import ChatCall, Dialect, JsonObject, StreamEvent, Usage
from huahua.gateway.translate.usage import usage_from_anthropic
from huahua.gateway.wire.foreign import encode_message_without
from huahua.gateway.wire.sse import SseFrame

DEFAULT_BASE_URL = "https://api.anthropic.com"
VERSION = "2023-06-01"
"""The version that every vendor of this protocol speaks. An operator asks for a later one with a header
`anthropic-version` of the provider: https://platform.claude.com/docs/en/api/versioning"""

ERROR_STATUS = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
"""Statuses of error types, for errors that arrive inside a stream with status 200:
https://docs.anthropic.com/en/api/errors"""


BETA_FIELD = "anthropic_beta"
"""Body field in which the caller's `anthropic-beta` header travels through the gateway, named as on Bedrock and
Vertex, where the body carries it for good."""
_BETA_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")


class NotAnAnthropicReply(ValueError):
    """The text completes 'the provider …'."""


class ErrorInReply(Exception):
    """An error where a reply was due, or in the middle of a stream; `body` is its JSON."""

    def __init__(self, body: bytes) -> None:
        super().__init__("an error in place of a reply")
        self.body = body


class _Reply(msgspec.Struct):
    type: str
    content: list[msgspec.Raw] | None = None
    usage: Any = None


_REPLY = msgspec.json.Decoder(_Reply)


def root_url(base_url: str) -> str:
    """The address before `/v1/…`; a base URL may or may not end in `/v1`."""
    return (base_url or DEFAULT_BASE_URL).rstrip("/").removesuffix("/v1")


def headers(api_key: str, extra: dict[str, str]) -> dict[str, str]:
    out = {"content-type": "application/json", "anthropic-version": VERSION}
    if api_key:
        out["x-api-key"] = api_key
    return {**out, **{name.lower(): value for name, value in extra.items()}}


def encode_request(call: ChatCall, *, stream: bool) -> bytes:
    """The caller's body with the upstream's model id; everything else untouched, but for what another vendor's model
    left in the conversation."""
    body = {**call.body, "model": call.model, "stream": stream}
    body.pop(BETA_FIELD, None)
    return encode_message_without(body, claude="claude" in call.model)


def with_betas(headers: dict[str, str], body: JsonObject) -> dict[str, str]:
    """Headers that also ask for the betas which the caller asked for."""
    asked = body.get(BETA_FIELD)
    if isinstance(asked, msgspec.Raw):
        asked = msgspec.json.decode(asked)
    names = [name for name in asked if _is_beta(name)] if isinstance(asked, list) else []
    if not names:
        return headers
    configured = headers.get("anthropic-beta")
    return {**headers, "anthropic-beta": ",".join([configured, *names] if configured else names)}


def split_betas(header: bytes) -> list[str]:
    """The names in an `anthropic-beta` header."""
    names = (name.strip() for name in header.decode("latin-1").split(","))
    return [name for name in names if _is_beta(name)]


def _is_beta(name: Any) -> bool:
    return isinstance(name, str) and _BETA_NAME.fullmatch(name) is not None


def parse_reply(body: bytes) -> tuple[JsonObject, Usage]:
    """Raises NotAnAnthropicReply."""
    data = _decode(body, "answered something that is not JSON")
    if data.get("type") != "message" or not isinstance(data.get("content"), list):
        raise NotAnAnthropicReply("answered JSON that is not a message")
    return data, usage_from_anthropic(data.get("usage")) or Usage()


def read_usage(raw: bytes) -> Usage:
    """The usage of a whole message. Raises NotAnAnthropicReply or ErrorInReply."""
    try:
        reply = _REPLY.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise NotAnAnthropicReply("answered JSON that is not a message") from fault
    if reply.type == "error":
        raise ErrorInReply(raw)
    if reply.type != "message" or reply.content is None:
        raise NotAnAnthropicReply("answered JSON that is not a message")
    return usage_from_anthropic(reply.usage) or Usage()


def parse_models(body: bytes) -> tuple[list[str], str | None]:
    """Ids of one page of models, and the id to go on after, None on the last page."""
    data = _decode(body, "answered something that is not JSON")
    rows = data.get("data")
    if not isinstance(rows, list):
        raise NotAnAnthropicReply("answered JSON that is not a list of models")
    ids = [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
    last = data.get("last_id")
    return ids, last if data.get("has_more") is True and isinstance(last, str) else None


class MessageStream:
    """Reads the frames of one streamed message; `ended` is True after `message_stop`."""

    def __init__(self) -> None:
        self.ended = False
        self._start_counts: JsonObject = {}

    def feed(self, frame: SseFrame) -> StreamEvent:
        """Raises NotAnAnthropicReply for a frame that is not a JSON object."""
        data = _decode(frame.data, "streamed an event that is not JSON")
        kind = data.get("type")
        usage = None
        if kind == "message_start":
            message = data.get("message")
            counts = message.get("usage") if isinstance(message, dict) else None
            self._start_counts = counts if isinstance(counts, dict) else {}
            usage = usage_from_anthropic(counts)
        elif kind == "message_delta":
            usage = usage_from_anthropic(data.get("usage"), self._start_counts)
        elif kind == "message_stop":
            self.ended = True
        name = frame.event or (kind if isinstance(kind, str) else None)
        return StreamEvent(Dialect.ANTHROPIC, frame.data, event=name, usage=usage)


def error_status(error_type: str | None) -> int:
    return ERROR_STATUS.get(error_type or "", 500)


def _decode(body: bytes, otherwise: str) -> dict[str, Any]:
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise NotAnAnthropicReply(otherwise) from fault
    if not isinstance(data, dict):
        raise NotAnAnthropicReply(otherwise)
    return data

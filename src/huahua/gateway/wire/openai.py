"""Chat Completions, embeddings and models on the wire: https://platform.openai.com/docs/api-reference.

Replies are read only as far as they must be understood (usage, errors, 'is this the protocol at all');
everything else stays the bytes that it was.
"""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.domain.calls import ChatCall, JsonObject, Usage
from huahua.gateway.profiles.openai import OpenAIProfile
from huahua.gateway.translate.usage import usage_from_openai

DONE = b"[DONE]"

_MINIMAX_STATUS = {1002: 429, 1004: 401, 1008: 402, 1039: 429, 1041: 429, 2049: 401, 2056: 429}
"""https://platform.minimaxi.com/docs/api-reference/errorcode: errors that come with HTTP status 200."""


class NotAnOpenAIReply(ValueError):
    """The text completes 'the provider …'."""


class ErrorInReply(Exception):
    """An error object where a reply was due; `body` is its JSON, `status` what it says of itself."""

    def __init__(self, body: bytes, status: int) -> None:
        super().__init__(status)
        self.body = body
        self.status = status


class _Reply(msgspec.Struct):
    choices: list[msgspec.Raw] | None = None
    data: list[msgspec.Raw] | None = None
    usage: dict[str, Any] | None = None
    error: Any = None
    base_resp: Any = None


_REPLY = msgspec.json.Decoder(_Reply)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def headers(api_key: str, extra: dict[str, str]) -> dict[str, str]:
    out = {"content-type": "application/json"}
    if api_key:
        out["authorization"] = f"Bearer {api_key}"
    return {**out, **{name.lower(): value for name, value in extra.items()}}


def encode_chat(call: ChatCall, profile: OpenAIProfile, *, stream: bool) -> bytes:
    """The caller's body with the upstream's model id and the vendor's names; the rest untouched."""
    body = {**call.body, "model": call.model, "stream": stream}
    if stream and profile.stream_usage:
        body["stream_options"] = {**_plain(body.get("stream_options")), "include_usage": True}
    if not stream:
        body.pop("stream_options", None)
    _rename_limit(body, call.model, profile)
    return msgspec.json.encode(body)


def _rename_limit(body: JsonObject, model: str, profile: OpenAIProfile) -> None:
    wants_new = profile.completion_limit is not None and profile.completion_limit.match(model)
    if wants_new and "max_tokens" in body:
        limit = body.pop("max_tokens")
        body.setdefault("max_completion_tokens", limit)
    elif profile.old_limit and "max_completion_tokens" in body:
        limit = body.pop("max_completion_tokens")
        body.setdefault("max_tokens", limit)


def parse_chat(raw: bytes) -> tuple[JsonObject, Usage]:
    """The completion with undecoded values, and its usage. Raises NotAnOpenAIReply or ErrorInReply."""
    reply = _read(raw, "answered something that is not JSON")
    if not reply.choices:
        raise NotAnOpenAIReply("answered JSON that is not a chat completion")
    return _FIELDS.decode(raw), usage_from_openai(reply.usage) or Usage()


def parse_embeddings(raw: bytes) -> tuple[JsonObject, Usage]:
    """Raises NotAnOpenAIReply or ErrorInReply."""
    reply = _read(raw, "answered something that is not JSON")
    if reply.data is None:
        raise NotAnOpenAIReply("answered JSON that is not a list of embeddings")
    return _FIELDS.decode(raw), usage_from_openai(reply.usage) or Usage()


def parse_models(raw: bytes) -> list[str]:
    """Model ids as listed. Raises NotAnOpenAIReply or ErrorInReply."""
    reply = _read(raw, "answered something that is not JSON")
    if reply.data is None:
        raise NotAnOpenAIReply("answered JSON that is not a list of models")
    rows = (msgspec.json.decode(row) for row in reply.data)
    return [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]


def read_chunk(data: bytes) -> Usage | None:
    """What one chunk of a stream says of usage. Raises NotAnOpenAIReply or ErrorInReply."""
    reply = _read(data, "sent garbage in the middle of a stream")
    if reply.choices is None and reply.usage is None:
        raise NotAnOpenAIReply("sent something in its stream that is not a chat completion chunk")
    return usage_from_openai(reply.usage) if reply.usage else None


def _read(raw: bytes, complaint: str) -> _Reply:
    try:
        reply = _REPLY.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotAnOpenAIReply(complaint) from fault
    if reply.error:
        raise ErrorInReply(raw, status_in(reply.error))
    if isinstance(reply.base_resp, dict) and not reply.choices:
        _raise_minimax(reply.base_resp)
    return reply


def status_in(error: Any) -> int:
    """Compatible vendors put the HTTP status into `code` or `status`; 500 where there is none."""
    for name in ("status", "code"):
        value = error.get(name) if isinstance(error, dict) else None
        number = int(value) if isinstance(value, str) and value.isdigit() else value
        if isinstance(number, int) and 400 <= number < 600:
            return number
    return 500


def _raise_minimax(base_resp: dict[str, Any]) -> None:
    code = base_resp.get("status_code")
    if isinstance(code, int) and code != 0:
        body = msgspec.json.encode({"message": str(base_resp.get("status_msg", ""))})
        raise ErrorInReply(body, _MINIMAX_STATUS.get(code, 400))


def _plain(value: Any) -> JsonObject:
    if isinstance(value, msgspec.Raw):
        value = msgspec.json.decode(value)
    return value if isinstance(value, dict) else {}


def encode_embedding(call: ChatCall) -> bytes:
    """The caller's body with the upstream's model id."""
    return msgspec.json.encode({**call.body, "model": call.model})

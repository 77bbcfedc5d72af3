"""Chat Completions, embeddings and models on the wire: https://platform.openai.com/docs/api-reference.

Replies are read only as far as they must be understood (usage, errors, 'is this the protocol at all');
everything else stays the bytes that it was.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec

from huahua.gateway.domain.calls import EXTRAS, ChatCall, JsonObject, Usage
from huahua.gateway.profiles.openai import OpenAIProfile
from huahua.gateway.translate.usage import disjoint, usage_from_openai
from huahua.gateway.wire.foreign import encode_chat_without

DONE = b"[DONE]"

_MINIMAX_STATUS = {1002: 429, 1004: 401, 1008: 402, 1039: 429, 1041: 429, 2049: 401, 2056: 429}
"""https://platform.minimaxi.com/docs/api-reference/errorcode: errors that come with HTTP status 200."""


Count = Annotated[int, msgspec.Meta(ge=0)]


class NotAnOpenAIReply(ValueError):
    """The text completes 'the provider …'."""


class ErrorInReply(Exception):
    """An error object where a reply was due; `body` is its JSON, `status` what it says of itself."""

    def __init__(self, body: bytes, status: int) -> None:
        super().__init__(status)
        self.body = body
        self.status = status


class _Reply(msgspec.Struct):
    """Only `choices` must have its own shape: what else there is may be anything, such as `[]` where a relay
    written in PHP means an empty object."""

    choices: list[msgspec.Raw] | msgspec.UnsetType | None = msgspec.UNSET
    data: Any = None
    usage: Any = None
    error: Any = None
    message: Any = None
    code: Any = None
    base_resp: Any = None


class _Details(msgspec.Struct, gc=False):
    cached_tokens: Count | None = 0
    cache_write_tokens: Count | None = 0
    reasoning_tokens: Count | None = 0
    audio_tokens: Count | None = 0


class _Counts(msgspec.Struct, gc=False):
    """Counts as OpenAI itself sends them; `translate.usage` knows what others do."""

    prompt_tokens: Count
    completion_tokens: Count
    total_tokens: Count = 0
    prompt_tokens_details: _Details | None = None
    completion_tokens_details: _Details | None = None
    prompt_cache_hit_tokens: None = None
    cached_tokens: None = None

    def buckets(self) -> Usage:
        given, made = self.prompt_tokens_details, self.completion_tokens_details
        return disjoint(
            self.prompt_tokens,
            self.completion_tokens,
            self.total_tokens,
            (given.cached_tokens or 0) if given else 0,
            (given.cache_write_tokens or 0) if given else 0,
            (made.reasoning_tokens or 0) if made else 0,
            (given.audio_tokens or 0) if given else 0,
            (made.audio_tokens or 0) if made else 0,
        )


class _PlainReply(msgspec.Struct):
    """Nearly every reply: decoding it does not make a dict of its counts."""

    choices: list[msgspec.Raw]
    usage: _Counts
    error: None = None


_FINISHED = re.compile(rb'"finish_reason"\s*:\s*"\w')
_NO_CHOICES = re.compile(rb'"choices"\s*:\s*\[\s*\]')
_REPLY = msgspec.json.Decoder(_Reply)
_PLAIN_REPLY = msgspec.json.Decoder(_PlainReply)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def headers(api_key: str, extra: dict[str, str]) -> dict[str, str]:
    out = {"content-type": "application/json"}
    if api_key:
        out["authorization"] = f"Bearer {api_key}"
    return {**out, **{name.lower(): value for name, value in extra.items()}}


def encode_chat(call: ChatCall, profile: OpenAIProfile, *, stream: bool) -> bytes:
    """The caller's body with the upstream's model id and the vendor's names; the rest untouched."""
    body = {**call.body, "model": call.model, "stream": stream}
    body.pop(EXTRAS, None)
    if stream and profile.stream_usage:
        body["stream_options"] = {**_fields(body.get("stream_options")), "include_usage": True}
    if not stream:
        body.pop("stream_options", None)
    _rename_limit(body, call.model, profile)
    return msgspec.json.encode(body) if profile.foreign_fields else encode_chat_without(body)


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
    usage = read_usage(raw)
    return _FIELDS.decode(raw), usage


def read_usage(raw: bytes) -> Usage:
    """The usage of a completion. Raises NotAnOpenAIReply or ErrorInReply."""
    try:
        plain = _PLAIN_REPLY.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        plain = None  # odd, perhaps wrong
    if plain is not None and plain.choices:
        return plain.usage.buckets()
    reply = _read(raw, "answered something that is not JSON")
    if not reply.choices:
        raise NotAnOpenAIReply("answered JSON that is not a chat completion")
    return usage_from_openai(reply.usage) or Usage()


def parse_embeddings(raw: bytes) -> tuple[JsonObject, Usage]:
    """Raises NotAnOpenAIReply or ErrorInReply."""
    reply = _read(raw, "answered something that is not JSON")
    if not isinstance(reply.data, list):
        raise NotAnOpenAIReply("answered JSON that is not a list of embeddings")
    return _FIELDS.decode(raw), usage_from_openai(reply.usage) or Usage()


def parse_models(raw: bytes) -> list[str]:
    """Model ids as listed; Together lists them without the object around. Raises NotAnOpenAIReply or
    ErrorInReply."""
    bare = raw.lstrip().startswith(b"[")
    rows = _read(b'{"data":' + raw + b"}" if bare else raw, "answered something that is not JSON").data
    if not isinstance(rows, list):
        raise NotAnOpenAIReply("answered JSON that is not a list of models")
    return [row["id"] for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]


def read_chunk(data: bytes) -> Usage | None:
    """What one chunk of a stream says of usage. Raises NotAnOpenAIReply or ErrorInReply."""
    reply = _read(data, "sent garbage in the middle of a stream")
    if reply.choices is msgspec.UNSET and reply.usage is None:
        raise NotAnOpenAIReply("sent something in its stream that is not a chat completion chunk")
    return usage_from_openai(reply.usage) if reply.usage else None


def finishes(data: bytes) -> bool:
    """Whether a chunk says why the model ended."""
    return _FINISHED.search(data) is not None


def _read(raw: bytes, complaint: str) -> _Reply:
    try:
        reply = _REPLY.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotAnOpenAIReply(complaint) from fault
    if reply.error:
        raise ErrorInReply(raw, status_in(reply.error))
    if isinstance(reply.base_resp, dict) and not reply.choices:
        _raise_minimax(reply.base_resp)
    if reply.choices is msgspec.UNSET and not reply.data and isinstance(reply.message, str) and reply.message:
        raise ErrorInReply(raw, status_in({"code": reply.code}))
    return reply


_STATUS_OF_WORD = {
    "invalid_request_error": 400,
    "invalid_parameter_error": 400,
    "context_length_exceeded": 400,
    "content_filter": 400,
    "authentication_error": 401,
    "invalid_api_key": 401,
    "insufficient_quota": 402,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "model_not_found": 404,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "overloaded_error": 503,
}


def status_in(error: Any) -> int:
    """The HTTP status that an error means which came with another: compatible vendors put it into `code` or
    `status`, or have a word for it in `code` or `type`; 500 where nothing tells."""
    for name in ("status", "code", "type"):
        value = error.get(name) if isinstance(error, dict) else None
        number = int(value) if isinstance(value, str) and value.isdigit() else value
        if isinstance(number, int) and 400 <= number < 600:
            return number
        if isinstance(value, str) and value in _STATUS_OF_WORD:
            return _STATUS_OF_WORD[value]
    return 500


def _raise_minimax(base_resp: dict[str, Any]) -> None:
    code = base_resp.get("status_code")
    if isinstance(code, int) and code != 0:
        body = msgspec.json.encode({"message": str(base_resp.get("status_msg", ""))})
        raise ErrorInReply(body, _MINIMAX_STATUS.get(code, 400))


def _fields(value: Any) -> JsonObject:
    """Of an object, the values still undecoded where it is: not all can be read, such as numbers that are too large."""
    if isinstance(value, msgspec.Raw):
        value = msgspec.json.decode(value, type=dict[str, msgspec.Raw] | None)
    return value if isinstance(value, dict) else {}


def encode_embedding(call: ChatCall) -> bytes:
    """The caller's body with the upstream's model id."""
    body = {**call.body, "model": call.model}
    body.pop(EXTRAS, None)
    return msgspec.json.encode(body)


def has_no_choices(chunk: bytes) -> bool:
    """Is this chunk of a stream the one that only carries the usage?"""
    return _NO_CHOICES.search(chunk) is not None

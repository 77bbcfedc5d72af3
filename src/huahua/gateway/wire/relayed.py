"""What replies that pass through say of usage: https://platform.openai.com/docs/api-reference/audio, and
https://docs.cohere.com/reference/rerank and https://jina.ai/reranker for reranking.
"""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec

from huahua.gateway.domain.calls import JsonObject, Usage
from huahua.gateway.domain.relay import RelayReply, media_type
from huahua.gateway.translate.usage import seconds, usage_from_sound
from huahua.gateway.wire.sse import MEDIA_TYPE, SseParser, SseTooLarge

_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_CUE_END = re.compile(r"-->\s*(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})")
"""The end of a cue in SubRip and WebVTT."""


class NotThatReply(ValueError):
    """The text completes 'the provider …'."""


def read_object(reply: RelayReply, field: str, what: str) -> JsonObject:
    """The JSON object with undecoded values. Raises NotThatReply when `field` is not in it."""
    try:
        body = _FIELDS.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotThatReply(f"answered something that is not {what}") from fault
    if field not in body:
        raise NotThatReply(f"answered JSON that is not {what}")
    return body


def usage_of(body: JsonObject) -> Usage:
    """Counts in a reply of moderation or reranking: `usage` (Jina, vLLM), `meta.tokens` (Cohere)."""
    usage, meta = _decoded(body.get("usage")), _decoded(body.get("meta"))
    tokens = _mapping(meta.get("tokens")) or _mapping(meta.get("billed_units"))
    counted = _count(usage, "prompt_tokens", "input_tokens", "total_tokens") or _count(tokens, "input_tokens")
    return Usage(input_tokens=counted, output_tokens=_count(tokens, "output_tokens"))


def transcription_usage(reply: RelayReply) -> Usage:
    """`usage` in tokens or seconds, else `duration` of verbose JSON, else the end of the last subtitle."""
    if not reply.is_json:
        text = reply.body[-4096:].decode("utf-8", "replace")
        ends = [_cue_seconds(match) for match in _CUE_END.finditer(text)]
        return Usage(audio_seconds=math.ceil(max(ends, default=0)))
    try:
        body = _FIELDS.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Usage()
    usage = _decoded(body.get("usage"))
    if usage:
        return usage_from_sound(usage)
    return Usage(audio_seconds=seconds(_decode(body.get("duration"))))


_TRANSCRIBED = "conversation.item.input_audio_transcription.completed"


def realtime_usage(event: str) -> Usage | None:
    """What one event of a conversation says of usage: each response, and each transcript of what was heard."""
    if '"usage"' not in event or not ('"response.done"' in event or f'"{_TRANSCRIBED}"' in event):
        return None
    body = _mapping(_decode(msgspec.Raw(event.encode())))
    source = _mapping(body.get("response")) if body.get("type") == "response.done" else body
    usage = _mapping(source.get("usage"))
    return usage_from_sound(usage) if usage and body.get("type") in ("response.done", _TRANSCRIBED) else None


class UsageScan:
    """Looks for usage in a stream that passes by. Only events that may hold it are decoded."""

    def __init__(self, content_type: str) -> None:
        self._parser = SseParser() if media_type(content_type) == MEDIA_TYPE else None

    def feed(self, piece: bytes) -> Usage | None:
        if self._parser is None:
            return None
        try:
            frames = self._parser.feed(piece)
        except SseTooLarge:
            self._parser = None
            return None
        found = None
        for frame in frames:
            if b'"usage"' in frame.data and (usage := _usage_in(frame.data)) is not None:
                found = usage
        return found


def _usage_in(data: bytes) -> Usage | None:
    usage = _mapping(_mapping(_decode(msgspec.Raw(data))).get("usage"))
    return usage_from_sound(usage) if usage else None


def _cue_seconds(match: re.Match[str]) -> float:
    hours, minutes, seconds, fraction = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


def _count(counts: JsonObject, *names: str) -> int:
    for name in names:
        value = counts.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 2**53:
            return int(value)
    return 0


def _decode(raw: Any) -> Any:
    if not isinstance(raw, msgspec.Raw):
        return raw
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _decoded(raw: Any) -> JsonObject:
    return _mapping(_decode(raw))


def _mapping(value: Any) -> JsonObject:
    return value if isinstance(value, dict) else {}

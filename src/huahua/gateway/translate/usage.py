"""The usage normaliser: what each vendor reports <-> disjoint buckets. The one place that knows how vendors count.

OpenAI counts cached input and sound inside `prompt_tokens`, reasoning and sound inside `completion_tokens`; Anthropic
counts cache reads and writes beside `input_tokens` and thinking inside `output_tokens`; Gemini counts cached input
inside `promptTokenCount` and thoughts beside `candidatesTokenCount`; Converse counts as Anthropic does. Summing what
vendors report counts tokens twice, so everything goes through `Usage`. No bucket is ever below 0, whatever is sent.

Sources: https://platform.openai.com/docs/api-reference/completions/object,
https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching#tracking-cache-performance,
https://ai.google.dev/api/generate-content#UsageMetadata,
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html
"""

from __future__ import annotations

import math
from typing import Any

from huahua.gateway.domain.calls import JsonObject, Usage

_MAX_SECONDS = 10**7
_MAX_COUNT = 2**53


def usage_from_openai(counts: Any) -> Usage | None:
    """Buckets of an OpenAI `usage` object, None when there is none.

    Knows the places where compatible vendors put cache hits (`prompt_cache_hit_tokens` of DeepSeek,
    `cached_tokens` of Moonshot) and vendors whose `completion_tokens` leaves reasoning out.
    """
    if not isinstance(counts, dict) or not counts:
        return None
    prompt = _count(counts, "prompt_tokens")
    completion = _count(counts, "completion_tokens")
    given, made = _object(counts, "prompt_tokens_details"), _object(counts, "completion_tokens_details")
    read = (
        _count(given, "cached_tokens")
        or _count(counts, "prompt_cache_hit_tokens")
        or _count(counts, "cached_tokens")
    )
    return disjoint(
        prompt,
        completion,
        _count(counts, "total_tokens"),
        read,
        _count(given, "cache_write_tokens"),
        _count(made, "reasoning_tokens"),
        _count(given, "audio_tokens"),
        _count(made, "audio_tokens"),
    )


def disjoint(
    prompt: int,
    completion: int,
    total: int,
    read: int,
    write: int,
    reasoning: int,
    heard: int = 0,
    spoken: int = 0,
) -> Usage:
    """Buckets of OpenAI's overlapping counts. A vendor whose `completion` leaves reasoning out is known by its
    total. Sound that was cached counts as cached."""
    apart = reasoning > completion or (reasoning > 0 and total == prompt + completion + reasoning)
    visible = completion if apart else completion - reasoning
    fresh = max(0, prompt - read - write)
    if heard or spoken:
        heard, spoken = min(heard, fresh), min(spoken, visible)
    return Usage(
        input_tokens=fresh - heard,
        cache_read_tokens=read,
        cache_write_tokens=write,
        output_tokens=visible - spoken,
        reasoning_tokens=reasoning,
        audio_input_tokens=heard,
        audio_output_tokens=spoken,
    )


def usage_to_openai(usage: Usage) -> JsonObject:
    """An OpenAI `usage` object."""
    given: JsonObject = {
        "cached_tokens": usage.cache_read_tokens,
        "cache_write_tokens": usage.cache_write_tokens + usage.cache_write_1h_tokens,
    }
    made: JsonObject = {"reasoning_tokens": usage.reasoning_tokens}
    if usage.audio_input_tokens:
        given["audio_tokens"] = usage.audio_input_tokens
    if usage.audio_output_tokens:
        made["audio_tokens"] = usage.audio_output_tokens
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": given,
        "completion_tokens_details": made,
    }


def usage_from_anthropic(counts: Any, earlier: JsonObject | None = None) -> Usage | None:
    """Buckets of an Anthropic `usage` object, None when there is none.

    `earlier` is the usage of `message_start`: counts of a stream are cumulative, and `message_delta` repeats
    only some of them. `cache_creation` says how much of what was written is kept for an hour.
    """
    if not isinstance(counts, dict) or not counts:
        return None
    merged = {**(earlier or {}), **{name: count for name, count in counts.items() if count is not None}}
    output = _count(merged, "output_tokens")
    thinking = min(output, _count(_object(merged, "output_tokens_details"), "thinking_tokens"))
    written, hour, five = _count(merged, "cache_creation_input_tokens"), 0, 0
    creation = merged.get("cache_creation")
    if isinstance(creation, dict):
        hour, five = (
            _count(creation, "ephemeral_1h_input_tokens"),
            _count(creation, "ephemeral_5m_input_tokens"),
        )
        written = written or hour + five
        hour = min(hour, written)
    return Usage(
        input_tokens=_count(merged, "input_tokens"),
        cache_read_tokens=_count(merged, "cache_read_input_tokens"),
        cache_write_tokens=written - hour,
        output_tokens=output - thinking,
        reasoning_tokens=thinking,
        cache_write_1h_tokens=hour,
    )


def usage_to_anthropic(usage: Usage) -> JsonObject:
    """An Anthropic `usage` object."""
    counts: JsonObject = {
        "input_tokens": usage.input_tokens + usage.audio_input_tokens,
        "cache_creation_input_tokens": usage.cache_write_tokens + usage.cache_write_1h_tokens,
        "cache_read_input_tokens": usage.cache_read_tokens,
        "output_tokens": usage.completion_tokens,
    }
    if usage.cache_write_1h_tokens:
        counts["cache_creation"] = {
            "ephemeral_5m_input_tokens": usage.cache_write_tokens,
            "ephemeral_1h_input_tokens": usage.cache_write_1h_tokens,
        }
    if usage.reasoning_tokens:
        counts["output_tokens_details"] = {"thinking_tokens": usage.reasoning_tokens}
    return counts


def usage_from_gemini(counts: Any) -> Usage | None:
    """Buckets of `usageMetadata`, None when there is none: `promptTokenCount` holds the cached ones and sound,
    `candidatesTokenCount` leaves thoughts out."""
    if not isinstance(counts, dict):
        return None
    prompt = _count(counts, "promptTokenCount") + _count(counts, "toolUsePromptTokenCount")
    cached = min(prompt, _count(counts, "cachedContentTokenCount"))
    heard = _modality(counts, "promptTokensDetails") - _modality(counts, "cacheTokensDetails")
    heard = min(max(0, heard), prompt - cached)
    output = _count(counts, "candidatesTokenCount")
    spoken = min(output, _modality(counts, "candidatesTokensDetails"))
    return Usage(
        input_tokens=prompt - cached - heard,
        cache_read_tokens=cached,
        output_tokens=output - spoken,
        reasoning_tokens=_count(counts, "thoughtsTokenCount"),
        audio_input_tokens=heard,
        audio_output_tokens=spoken,
    )


def usage_from_converse(counts: Any) -> Usage | None:
    """Buckets of Bedrock's `usage`: cache reads and writes beside `inputTokens`, thinking inside `outputTokens`;
    `cacheDetails` says how much of what was written is kept for an hour."""
    if not isinstance(counts, dict) or not counts:
        return None
    written = _count(counts, "cacheWriteInputTokens")
    details = counts.get("cacheDetails")
    hour = sum(
        _count(row, "inputTokens")
        for row in (details if isinstance(details, list) else ())
        if isinstance(row, dict) and row.get("ttl") == "1h"
    )
    hour = min(hour, written)
    return Usage(
        input_tokens=_count(counts, "inputTokens"),
        cache_read_tokens=_count(counts, "cacheReadInputTokens"),
        cache_write_tokens=written - hour,
        output_tokens=_count(counts, "outputTokens"),
        cache_write_1h_tokens=hour,
    )


def usage_from_sound(counts: JsonObject) -> Usage:
    """Of speech, transcripts and conversations over a WebSocket: `{"type": "tokens", …}` with details in text and
    sound, or `{"type": "duration", "seconds"}`. Sound that was cached counts as cached."""
    given = _object(counts, "input_token_details") or _object(counts, "input_tokens_details")
    made = _object(counts, "output_token_details") or _object(counts, "output_tokens_details")
    total, output = _count(counts, "input_tokens"), _count(counts, "output_tokens")
    cached = min(total, _count(given, "cached_tokens"))
    cached_sound = _count(_object(given, "cached_tokens_details"), "audio_tokens")
    heard = min(max(0, _count(given, "audio_tokens") - cached_sound), total - cached)
    spoken = min(output, _count(made, "audio_tokens"))
    return Usage(
        input_tokens=total - cached - heard,
        cache_read_tokens=cached,
        output_tokens=output - spoken,
        audio_seconds=seconds(counts.get("seconds")),
        audio_input_tokens=heard,
        audio_output_tokens=spoken,
    )


def usage_from_pictures(counts: Any) -> Usage:
    """Tokens of OpenAI's picture models; how many pictures came is counted, not read."""
    if not isinstance(counts, dict):
        return Usage()
    total = _count(counts, "input_tokens")
    cached = min(total, _count(_object(counts, "input_tokens_details"), "cached_tokens"))
    return Usage(
        input_tokens=total - cached, cache_read_tokens=cached, output_tokens=_count(counts, "output_tokens")
    )


def seconds(value: Any) -> int:
    """Begun seconds; some servers write the number as a text."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return 0
    return math.ceil(number) if 0 < number < _MAX_SECONDS else 0


def _modality(counts: JsonObject, name: str) -> int:
    """Tokens of sound in Gemini's list of counts by modality."""
    rows = counts.get(name)
    if not isinstance(rows, list):
        return 0
    return sum(
        _count(row, "tokenCount") for row in rows if isinstance(row, dict) and row.get("modality") == "AUDIO"
    )


def _count(counts: JsonObject, name: str) -> int:
    value = counts.get(name)
    if isinstance(value, float) and value.is_integer() and 0 < value < _MAX_COUNT:
        return int(value)
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else 0


def _object(counts: JsonObject, name: str) -> JsonObject:
    value = counts.get(name)
    return value if isinstance(value, dict) else {}

"""Token counts: what each dialect reports <-> disjoint buckets.

OpenAI counts cached input inside `prompt_tokens` and reasoning inside `completion_tokens`; Anthropic counts
cache reads and writes beside `input_tokens` and thinking inside `output_tokens`. Summing what vendors report
counts tokens twice, so everything goes through `Usage`.

Sources: https://platform.openai.com/docs/api-reference/completions/object,
https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching#tracking-cache-performance
"""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.calls import JsonObject, Usage


def usage_from_openai(counts: Any) -> Usage | None:
    """Buckets of an OpenAI `usage` object, None when there is none.

    Knows the places where compatible vendors put cache hits (`prompt_cache_hit_tokens` of DeepSeek,
    `cached_tokens` of Moonshot) and vendors whose `completion_tokens` leaves reasoning out.
    """
    if not isinstance(counts, dict) or not counts:
        return None
    prompt = _count(counts, "prompt_tokens")
    completion = _count(counts, "completion_tokens")
    prompt_details = _object(counts, "prompt_tokens_details")
    read = (
        _count(prompt_details, "cached_tokens")
        or _count(counts, "prompt_cache_hit_tokens")
        or _count(counts, "cached_tokens")
    )
    write = _count(prompt_details, "cache_write_tokens")
    reasoning = _count(_object(counts, "completion_tokens_details"), "reasoning_tokens")
    return disjoint(prompt, completion, _count(counts, "total_tokens"), read, write, reasoning)


def disjoint(prompt: int, completion: int, total: int, read: int, write: int, reasoning: int) -> Usage:
    """Buckets of OpenAI's overlapping counts. A vendor whose `completion` leaves reasoning out is known by its
    total."""
    apart = reasoning > completion or (reasoning > 0 and total == prompt + completion + reasoning)
    return Usage(
        input_tokens=max(0, prompt - read - write),
        cache_read_tokens=read,
        cache_write_tokens=write,
        output_tokens=completion if apart else completion - reasoning,
        reasoning_tokens=reasoning,
    )


def usage_to_openai(usage: Usage) -> JsonObject:
    """An OpenAI `usage` object."""
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {
            "cached_tokens": usage.cache_read_tokens,
            "cache_write_tokens": usage.cache_write_tokens,
        },
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
    }


def usage_from_anthropic(counts: Any, earlier: JsonObject | None = None) -> Usage | None:
    """Buckets of an Anthropic `usage` object, None when there is none.

    `earlier` is the usage of `message_start`: counts of a stream are cumulative, and `message_delta` repeats
    only some of them.
    """
    if not isinstance(counts, dict) or not counts:
        return None
    merged = {**(earlier or {}), **{name: count for name, count in counts.items() if count is not None}}
    output = _count(merged, "output_tokens")
    thinking = min(output, _count(_object(merged, "output_tokens_details"), "thinking_tokens"))
    return Usage(
        input_tokens=_count(merged, "input_tokens"),
        cache_read_tokens=_count(merged, "cache_read_input_tokens"),
        cache_write_tokens=_count(merged, "cache_creation_input_tokens"),
        output_tokens=output - thinking,
        reasoning_tokens=thinking,
    )


def usage_to_anthropic(usage: Usage) -> JsonObject:
    """An Anthropic `usage` object."""
    counts: JsonObject = {
        "input_tokens": usage.input_tokens,
        "cache_creation_input_tokens": usage.cache_write_tokens,
        "cache_read_input_tokens": usage.cache_read_tokens,
        "output_tokens": usage.completion_tokens,
    }
    if usage.reasoning_tokens:
        counts["output_tokens_details"] = {"thinking_tokens": usage.reasoning_tokens}
    return counts


def _count(counts: JsonObject, name: str) -> int:
    value = counts.get(name)
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else 0


def _object(counts: JsonObject, name: str) -> JsonObject:
    value = counts.get(name)
    return value if isinstance(value, dict) else {}

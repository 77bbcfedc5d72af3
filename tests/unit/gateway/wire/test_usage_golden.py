"""How vendors count, file by file in `usage/`: what they send becomes disjoint buckets, in whatever order a stream's
events come, and no token is in two of them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.usage import merge_usage
from huahua.gateway.translate.usage import (
    usage_from_anthropic,
    usage_from_converse,
    usage_from_gemini,
    usage_from_openai,
    usage_from_pictures,
    usage_from_sound,
    usage_to_anthropic,
    usage_to_openai,
)
from huahua.gateway.wire import openai

READERS: dict[str, Callable[[Any], Usage | None]] = {
    "openai": usage_from_openai,
    "anthropic": usage_from_anthropic,
    "gemini": usage_from_gemini,
    "converse": usage_from_converse,
    "sound": usage_from_sound,
    "pictures": usage_from_pictures,
}
FILES = sorted((Path(__file__).parent / "usage").glob("*.json"))


def read(golden: dict[str, Any]) -> list[Usage]:
    if golden["reader"] == "anthropic-stream":
        start, *deltas = golden["events"]
        found = [usage_from_anthropic(start), *(usage_from_anthropic(delta, start) for delta in deltas)]
    else:
        found = [READERS[golden["reader"]](event) for event in golden["events"]]
    return [usage for usage in found if usage is not None]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_vendors_send_becomes_disjoint_buckets_in_any_order(path: Path) -> None:
    golden = json.loads(path.read_text())
    expected = Usage(**golden["expected"])
    usages = read(golden)
    for order in itertools.permutations(usages):
        merged = reduce(merge_usage, order, None)
        assert merged == expected


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if json.loads(path.read_text())["reader"] == "openai"],
    ids=lambda path: path.stem,
)
def test_the_quick_way_reads_a_reply_as_the_careful_one_does(path: Path) -> None:
    for counts in json.loads(path.read_text())["events"]:
        reply = {"choices": [{"message": {"content": "hi"}}], "usage": counts}
        assert openai.read_usage(json.dumps(reply).encode()) == usage_from_openai(counts)


COUNTS = st.integers(-3, 1_000)
NUMBERS = st.one_of(COUNTS, st.none(), st.just("7"), st.booleans(), st.floats(allow_nan=False))


def shapes(*names: str, **inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    fields = dict.fromkeys(names, NUMBERS) | inner
    return st.fixed_dictionaries({}, optional=fields)


AUDIO = st.lists(
    st.fixed_dictionaries({"modality": st.sampled_from(["TEXT", "AUDIO"]), "tokenCount": NUMBERS})
)
OPENAI = shapes(
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "prompt_cache_hit_tokens",
    prompt_tokens_details=shapes("cached_tokens", "cache_write_tokens", "audio_tokens"),
    completion_tokens_details=shapes("reasoning_tokens", "audio_tokens"),
)
ANTHROPIC = shapes(
    "input_tokens",
    "output_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    cache_creation=shapes("ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"),
    output_tokens_details=shapes("thinking_tokens"),
)
GEMINI = shapes(
    "promptTokenCount",
    "cachedContentTokenCount",
    "candidatesTokenCount",
    "thoughtsTokenCount",
    "toolUsePromptTokenCount",
    promptTokensDetails=AUDIO,
    cacheTokensDetails=AUDIO,
    candidatesTokensDetails=AUDIO,
)


@given(
    st.one_of(
        st.tuples(st.just(usage_from_openai), OPENAI),
        st.tuples(st.just(usage_from_anthropic), ANTHROPIC),
        st.tuples(st.just(usage_from_gemini), GEMINI),
    )
)
def test_no_bucket_is_below_nothing_whatever_is_sent(sent: tuple[Any, dict[str, Any]]) -> None:
    reader, counts = sent
    usage = reader(counts) or Usage()
    assert all(getattr(usage, name) >= 0 for name in Usage.__struct_fields__)


@given(
    st.builds(Usage, *(st.integers(0, 1_000) for _ in range(5))), st.integers(0, 1_000), st.integers(0, 1_000)
)
def test_buckets_survive_the_way_through_either_dialect(usage: Usage, hour: int, heard: int) -> None:
    """But for what a dialect cannot say."""
    there = Usage(
        usage.input_tokens,
        usage.cache_read_tokens,
        usage.cache_write_tokens,
        usage.output_tokens,
        usage.reasoning_tokens,
        cache_write_1h_tokens=hour,
        audio_input_tokens=heard,
    )
    through_openai = usage_from_openai(usage_to_openai(there))
    through_anthropic = usage_from_anthropic(usage_to_anthropic(there))
    for back in (through_openai, through_anthropic):
        assert back is not None
        assert (back.prompt_tokens, back.completion_tokens) == (there.prompt_tokens, there.completion_tokens)
        assert back.cache_read_tokens == there.cache_read_tokens
    assert through_openai is not None and through_openai.audio_input_tokens == heard
    assert through_anthropic is not None and through_anthropic.cache_write_1h_tokens == hour

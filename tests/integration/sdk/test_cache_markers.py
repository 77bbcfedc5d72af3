"""Anthropic's cache markers reach OpenAI-shaped upstreams that know them, and no others."""

from __future__ import annotations

from typing import Any

import anthropic
import pytest

from tests.integration.sdk.conftest import Stage

MARK: Any = {"type": "ephemeral"}
TOOL: Any = {"name": "f", "input_schema": {"type": "object"}, "cache_control": MARK}
SYSTEM: Any = [{"type": "text", "text": "A long text.", "cache_control": MARK}]


@pytest.mark.parametrize(("model", "count"), [("talk-openrouter", 3), ("talk-vllm", 0), ("talk-openai", 0)])
def test_markers_go_where_they_are_known(
    anthropic_client: anthropic.Anthropic, stage: Stage, model: str, count: int
) -> None:
    words: Any = [{"type": "text", "text": "hi", "cache_control": MARK}]
    anthropic_client.messages.create(
        model=model,
        max_tokens=9,
        system=SYSTEM,
        tools=[TOOL],
        messages=[{"role": "user", "content": words}],
    )
    assert stage.last("openai").body.decode().count('"cache_control"') == count

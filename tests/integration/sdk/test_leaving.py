"""A caller who leaves in the middle of a stream: the upstream's request ends too, in every dialect."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.sdk.conftest import Stage

GEMINI = {"contents": [{"parts": [{"text": "hi"}]}]}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1beta/models/openai-stall:streamGenerateContent?alt=sse", GEMINI),
        ("/v1beta/models/openai-stall:streamGenerateContent", GEMINI),
        ("/v1/responses", {"model": "openai-stall", "input": "hi", "stream": True}),
        ("/v1/completions", {"model": "openai-stall", "prompt": "hi", "stream": True}),
    ],
)
def test_the_upstream_is_let_go(stage: Stage, path: str, body: dict[str, Any]) -> None:
    headers = {"authorization": f"Bearer {stage.key}"}
    with (
        httpx.Client(
            base_url=stage.url, headers=headers, trust_env=False, verify=False, timeout=120
        ) as client,
        client.stream("POST", path, json=body) as answer,
    ):
        assert answer.status_code == 200
        assert next(answer.iter_bytes())
    stage.sims.wait_until_gone(stage.last("openai"))

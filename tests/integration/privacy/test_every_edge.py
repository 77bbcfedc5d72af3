"""Every endpoint that sends texts to models: masked, and under rules. A new one has to be put into the table."""

from __future__ import annotations

from typing import Any

import pytest

from huahua.gateway.domain.calls import Task
from huahua.privacy.policy import MaskingPolicy
from huahua.privacy.rules.lists import Direction, RuleList, Tier
from tests.integration.gateway.conftest import row
from tests.integration.privacy.conftest import MakeGuarded

PHONE = "13800138000"
TEXT = f"badword, ring {PHONE}"
TURN = [{"role": "user", "content": TEXT}]
EDGES: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"model": "gpt", "messages": TURN},
    "/v1/completions": {"model": "gpt", "prompt": [TEXT, "x"]},
    "/v1/responses": {"model": "gpt", "input": TEXT, "instructions": TEXT},
    "/v1/messages": {"model": "claude", "max_tokens": 9, "system": TEXT, "messages": TURN},
    "/v1/embeddings": {"model": "vectors", "input": [TEXT, "x"]},
    "/v1/images/generations": {"model": "brush", "prompt": TEXT},
    "/v1/audio/speech": {"model": "voice", "input": TEXT, "instructions": TEXT, "voice": "alloy"},
    "/v1/moderations": {"model": "guardian", "input": TEXT},
    "/v1/rerank": {"model": "ranker", "query": TEXT, "documents": [TEXT, "x"]},
    "/v1beta/models/gemini:generateContent": {"contents": [{"role": "user", "parts": [{"text": TEXT}]}]},
    "/v1beta/models/vectors:embedContent": {"content": {"parts": [{"text": TEXT}]}},
}
ELSEWHERE = {
    "/v1/images/edits": "the same verb as generations",
    "/v1/audio/transcriptions": "sound: test_masking",
    "/v1/audio/translations": "sound: test_masking",
    "/v1/messages/count_tokens": "counted here",
    "/v1/files": "kept here",
    "/v1/batches": "each line is a call to one of the edges above",
    "/v1/batches/{id}/cancel": "no text",
}
ROWS = [
    row("vectors", "text-embedding-3", tasks=frozenset({Task.EMBEDDING})),
    row("brush", "dall-e-3", tasks=frozenset({Task.PAINTING})),
    row("guardian", "omni-moderation", tasks=frozenset({Task.MODERATION})),
    row("voice", "tts-1", tasks=frozenset({Task.SPEECH})),
    row("ranker", "rerank-1", tasks=frozenset({Task.RERANK})),
]


async def test_the_table_has_every_edge(make_guarded: MakeGuarded) -> None:
    guarded = await make_guarded()
    routes = {path for method, path in guarded.gateway.app._routes if method == "POST"}
    assert routes <= {*EDGES, *ELSEWHERE}


@pytest.mark.parametrize("path", EDGES)
async def test_masked_and_stopped(make_guarded: MakeGuarded, path: str) -> None:
    guarded = await make_guarded([MaskingPolicy("all")], rows=ROWS)
    answer = await guarded.gateway.client.post(path, EDGES[path])
    assert answer.status == 200, answer.body
    assert PHONE not in guarded.sent and "PHONE_1" in guarded.sent
    count = guarded.sent.count("PHONE_1")
    lists = (RuleList("house", Tier.BLOCK, words=("badword",), directions=frozenset({Direction.INPUT})),)
    guarded.shield._take((), lists)
    answer = await guarded.gateway.client.post(path, EDGES[path])
    assert (answer.status, "house" in answer.body.decode()) == (400, True)
    assert guarded.sent.count("PHONE_1") == count and "badword" in guarded.sent

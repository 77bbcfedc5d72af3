"""The official Node packages of OpenAI and Anthropic, unchanged: `tests/node/sdks.mjs` in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.integration.sdk.conftest import TALKERS, Stage
from tests.simulators.openai import vector_of
from tests.simulators.pictures import picture, picture_base64

NODE = Path(__file__).parents[2] / "node"
TEXT = "海上生明月。The moon rises over the sea."
WEATHER = [["get_weather", {"city": "杭州", "unit": "c"}], ["get_time", {}]]


@pytest.fixture(scope="module")
def seen(running_stage: Stage) -> dict[str, Any]:
    """What both packages saw, all in one run."""
    assert (NODE / "node_modules" / "openai").is_dir(), "run `npm ci` in tests/node first; `make test` does"
    running_stage.sims.forget()
    done = subprocess.run(
        ["node", "sdks.mjs"],
        cwd=NODE,
        env={
            **os.environ,
            "HUAHUA_TEST_URL": running_stage.url,
            "HUAHUA_TEST_KEY": running_stage.key,
            "HUAHUA_TEST_PICTURE": picture_base64(),
        },
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    found["bodies"] = [request.body for request in running_stage.sims.by_vendor["openai"].requests]
    return found


@pytest.mark.parametrize("vendor", sorted(TALKERS))
@pytest.mark.parametrize("sdk", ["openai", "anthropic"])
def test_chat_streams_and_tools_in_both_dialects(seen: dict[str, Any], sdk: str, vendor: str) -> None:
    found = seen[sdk][vendor]
    assert found["text"] == found["stream"]["text"] == TEXT
    assert found["stream"]["completion_tokens" if sdk == "openai" else "output_tokens"] == 17
    assert found["tools"] == WEATHER


@pytest.mark.parametrize("vendor", sorted(TALKERS))
def test_responses(seen: dict[str, Any], vendor: str) -> None:
    assert seen["openai"][vendor]["response"] == [TEXT, TEXT, 17]


def test_vision_vectors_pictures_and_models(seen: dict[str, Any]) -> None:
    assert any(picture_base64().encode() in body for body in seen["bodies"])
    assert seen["embeddings"] == [vector_of("月", 8), vector_of("sea", 8)]
    assert seen["painted"] == ["iVBORw0K"] * 2
    assert seen["edited"] == ["iVBORw0K"]
    assert any(picture() in body for body in seen["bodies"])
    assert {"talk-gemini", "builtin/assistant"} <= set(seen["models"])


@pytest.mark.parametrize(
    ("case", "name", "status", "code"),
    [
        ("unknownModel", "NotFoundError", 404, "model_not_found"),
        ("limited", "RateLimitError", 429, "upstream_rate_limited"),
        ("credential", "InternalServerError", 502, "upstream_credential"),
        ("timeout", "InternalServerError", 504, "upstream_timeout"),
        ("wrongKey", "AuthenticationError", 401, None),
        ("claudeUnknownModel", "NotFoundError", 404, None),
        ("claudeLimited", "RateLimitError", 429, None),
    ],
)
def test_errors(seen: dict[str, Any], case: str, name: str, status: int, code: str | None) -> None:
    error = seen["errors"][case]
    assert (error["name"], error["status"]) == (name, status)
    assert code is None or error["code"].startswith(code)


@pytest.mark.parametrize("case", ["brokenStream", "claudeBrokenStream"])
def test_a_stream_that_breaks_off_is_an_error(seen: dict[str, Any], case: str) -> None:
    assert seen["errors"][case] != "no error"
    assert seen["errors"][case]["name"].endswith("Error")

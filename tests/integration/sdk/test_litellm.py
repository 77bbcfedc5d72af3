"""LiteLLM, unchanged, in each dialect: `tests/clients/litellm/client.py` in a virtual environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.integration.sdk.conftest import TALKERS, Stage
from tests.simulators.openai import vector_of
from tests.simulators.shapes import TEXT

FOLDER = Path(__file__).parents[2] / "clients" / "litellm"
CASES = [f"{way} talk-{vendor}" for way in ("openai", "anthropic", "gemini") for vendor in sorted(TALKERS)]


@pytest.fixture(scope="module")
def seen(running_stage: Stage) -> dict[str, Any]:
    """What LiteLLM saw, all in one run."""
    python = FOLDER / ".venv" / "bin" / "python"
    assert python.exists(), (
        "`make test` installs LiteLLM; by hand: make tests/clients/litellm/.venv/.installed"
    )
    done = subprocess.run(
        [python, "client.py"],
        cwd=FOLDER,
        env={
            **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            "HUAHUA_TEST_URL": running_stage.url,
            "HUAHUA_TEST_KEY": running_stage.key,
            "HUAHUA_TEST_MODELS": ",".join(f"talk-{vendor}" for vendor in sorted(TALKERS)),
        },
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@pytest.mark.parametrize("case", CASES)
def test_chat_and_stream(seen: dict[str, Any], case: str) -> None:
    found = seen["chat"][case]
    assert found["text"] == found["streamed"] == TEXT
    assert found["tokens"] == 17 and found["pieces"] > 1


@pytest.mark.parametrize("case", CASES)
def test_tools_there_and_back(seen: dict[str, Any], case: str) -> None:
    assert seen["tools"][case] == {
        "calls": [["get_weather", {"city": "杭州", "unit": "c"}], ["get_time", {}]],
        "after": TEXT,
    }


def test_the_rest(seen: dict[str, Any]) -> None:
    assert seen["schema"] == {f"talk-{vendor}": {"title": "moon"} for vendor in TALKERS}
    assert seen["legacy"] == seen["responses"] == TEXT
    assert seen["vector"] == pytest.approx(vector_of("月", 8))


@pytest.mark.parametrize(
    ("model", "kind", "status"),
    [
        ("nothing", "NotFoundError", 404),
        ("openai-429", "RateLimitError", 429),
        ("openai-401", "BadGatewayError", 502),
    ],
)
def test_errors(seen: dict[str, Any], model: str, kind: str, status: int) -> None:
    assert seen["errors"][model] == {"kind": kind, "status": status}

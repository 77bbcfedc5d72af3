"""Fixtures: each vendor on a free port, fresh for every test.

Use them with `from tests.simulators.plugin import openai_sim  # noqa: F401` in a `conftest.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypeVar

import pytest

from tests.simulators.anthropic import AnthropicSimulator
from tests.simulators.gemini import GeminiSimulator
from tests.simulators.ollama import OllamaSimulator
from tests.simulators.openai import OpenAISimulator
from tests.simulators.server import Simulator

Kind = TypeVar("Kind", bound=Simulator)

__all__ = ["anthropic_sim", "gemini_sim", "ollama_sim", "openai_sim", "running"]


async def running(simulator: Kind) -> AsyncIterator[Kind]:
    """The simulator while it serves."""
    await simulator.start()
    try:
        yield simulator
    finally:
        await simulator.stop()


@pytest.fixture
async def openai_sim() -> AsyncIterator[OpenAISimulator]:
    async for simulator in running(OpenAISimulator()):
        yield simulator


@pytest.fixture
async def anthropic_sim() -> AsyncIterator[AnthropicSimulator]:
    async for simulator in running(AnthropicSimulator()):
        yield simulator


@pytest.fixture
async def gemini_sim() -> AsyncIterator[GeminiSimulator]:
    async for simulator in running(GeminiSimulator()):
        yield simulator


@pytest.fixture
async def ollama_sim() -> AsyncIterator[OllamaSimulator]:
    async for simulator in running(OllamaSimulator()):
        yield simulator

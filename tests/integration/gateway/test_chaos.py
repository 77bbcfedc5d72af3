"""Three upstreams that die, slow down and lie in turn while calls run: callers notice nothing."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from huahua.gateway.resilience.config import BreakerConfig, ResilienceConfig
from tests.integration.gateway.conftest import Gateway, Make, row, upstream
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator
from tests.simulators.plugin import running
from tests.simulators.server import Answer, Received

CALLS, AT_ONCE = 60, 12
"""Per turn: while one upstream misbehaves in one way."""
ASK = {"model": "talk", "messages": [{"role": "user", "content": "Hello"}]}
MOODS = {
    "dies": [Fault.CUT_BEFORE_HEADERS, Fault.STATUS_500, Fault.HTML_502],
    "slows down": [Fault.SLOW_FIRST_BYTE, Fault.STALL],
    "lies": [Fault.NON_JSON, Fault.WRONG_SHAPE, Fault.EMPTY, Fault.CUT_BODY, "error with 200"],
    "is refused": [Fault.STATUS_401, Fault.STATUS_429],
}


class Moody(OpenAISimulator):
    """Misbehaves in the same way until its mood changes. What would break a stream after its first event, when
    nothing can be done any more, happens before it."""

    mood: Fault | str | None = None

    def model_of(self, request: Received) -> str | None:
        if not isinstance(self.mood, Fault):
            return None
        late = self.mood in (Fault.CUT_BODY, Fault.STALL) and request.json.get("stream")
        return f"fail-{Fault.CUT_BEFORE_HEADERS if late else self.mood}"

    def answer(self, request: Received) -> Answer:
        if self.mood == "error with 200":
            error = {"message": "The model crashed.", "type": "server_error", "param": None, "code": None}
            return Answer(json.dumps({"error": error}).encode())
        return super().answer(request)


@asynccontextmanager
async def three() -> AsyncIterator[list[Moody]]:
    async with AsyncExitStack() as stack:
        sims = []
        for _ in range(3):
            started = running(Moody())
            stack.push_async_callback(started.aclose)  # type: ignore[attr-defined]
            sims.append(await anext(started))
        yield sims


@pytest.mark.parametrize("way", list(MOODS))
async def test_callers_notice_nothing(make_gateway: Make, way: str) -> None:
    async with three() as sims:
        gateway: Gateway = await make_gateway(
            [
                upstream(sim.base_url, name=f"up{number}", timeout_s=0.4, idle_timeout_s=0.4)
                for number, sim in enumerate(sims)
            ],
            [row(provider=f"up{number}", weight=number + 1) for number in range(3)],
            resilience=ResilienceConfig(breaker=BreakerConfig(cool_down_s=0.05, max_cool_down_s=0.2)),
        )
        seen: Counter[int] = Counter()
        # Who is refused, or asked to wait, stays out beyond its turn: once is enough.
        for turn, mood in enumerate(MOODS[way] * (1 if way == "is refused" else 2)):
            sims[turn % 3].mood = mood
            seen += await _calls(gateway)
            sims[turn % 3].mood = None
        asked = sum(len(sim.requests) for sim in sims)
        calls = sum(seen.values())
        assert seen[200] >= 0.9995 * calls, seen
        assert asked <= 1.35 * calls  # the bad one is soon left alone
        assert asked > calls and gateway.cases
        assert {case.served_by is not None for case in gateway.cases} == {True}
        assert all(gateway.attempts.health.of(f"up{number}/gpt-4o").running == 0 for number in range(3))


async def _calls(gateway: Gateway) -> Counter[int]:
    """Statuses; a stream counts as served when it came to its end."""
    seen: Counter[int] = Counter()
    numbers = iter(range(CALLS))

    async def caller() -> None:
        for number in numbers:
            stream = number % 3 == 0
            reply = await gateway.client.post("/v1/chat/completions", {**ASK, "stream": stream})
            whole = not stream or (reply.events and reply.events[-1] == "[DONE]")
            seen[reply.status if whole else 0] += 1

    await asyncio.gather(*(caller() for _ in range(AT_ONCE)))
    return seen

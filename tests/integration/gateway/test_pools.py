"""Several rows of one name: drawn by weight, followed by the others when one fails before its first byte."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.integration.gateway.conftest import UPSTREAM_KEY, Make, row, upstream
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

ASK = {"model": "talk", "messages": [{"role": "user", "content": "Hello"}]}


def _two(simulator: OpenAISimulator, **changes: int) -> tuple[list[object], list[object]]:
    providers = [upstream(simulator.base_url), upstream(simulator.base_url, name="other")]
    rows = [row(model="first"), row(model="second", provider="other", **changes)]
    return list(providers), list(rows)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "fault",
    [
        Fault.STATUS_401,
        Fault.STATUS_429,
        Fault.STATUS_500,
        Fault.CUT_BEFORE_HEADERS,
        Fault.NON_JSON,
        Fault.EMPTY,
    ],
)
async def test_another_row_answers_when_the_first_fails(
    make_gateway: Make, openai_sim: OpenAISimulator, fault: Fault, stream: bool
) -> None:
    gateway = await make_gateway(*_two(openai_sim))
    openai_sim.fail(fault)
    reply = await gateway.client.post("/v1/chat/completions", {**ASK, "stream": stream})
    assert reply.status == 200
    assert [request.json["model"] for request in openai_sim.requests] == ["first", "second"]
    assert reply.headers["x-huahua-route"] == "fallback: other/second"


@pytest.mark.parametrize(
    ("fault", "level"), [(Fault.STATUS_401, "ERROR"), (Fault.STATUS_500, "WARNING")], ids=["key", "down"]
)
async def test_the_log_tells_the_operator_what_another_row_made_good(
    make_gateway: Make,
    openai_sim: OpenAISimulator,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    level: str,
) -> None:
    gateway = await make_gateway(*_two(openai_sim))
    openai_sim.fail(fault)
    assert (await gateway.client.post("/v1/chat/completions", ASK)).status == 200
    (record,) = [record for record in caplog.records if record.name == "huahua.gateway.resilience.attempts"]
    assert record.levelname == level
    assert "model 'first' at 'up' failed" in record.getMessage()
    assert UPSTREAM_KEY not in record.getMessage()


@pytest.mark.parametrize("fault", [Fault.STATUS_400, Fault.STATUS_404, Fault.STATUS_422])
async def test_a_refused_request_is_not_sent_to_another(
    make_gateway: Make, openai_sim: OpenAISimulator, fault: Fault
) -> None:
    gateway = await make_gateway(*_two(openai_sim))
    openai_sim.fail(fault)
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert reply.status == int(fault)
    assert len(openai_sim.requests) == 1


async def test_no_other_row_is_tried_after_the_first_byte(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway(*_two(openai_sim))
    openai_sim.fail(Fault.CUT_BODY)
    reply = await gateway.client.post("/v1/chat/completions", {**ASK, "stream": True})
    assert "error" in reply.events[-1]
    assert len(openai_sim.requests) == 1


async def test_when_all_fail_the_last_error_is_the_answer(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway(*_two(openai_sim))
    openai_sim.fail(Fault.STATUS_500, Fault.STATUS_429)
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert reply.status == 429
    assert len(openai_sim.requests) == 2


async def test_weights_are_kept(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    providers, rows = _two(openai_sim, weight=3)
    gateway = await make_gateway(providers, rows)
    for _ in range(100):
        await gateway.client.post("/v1/chat/completions", ASK)
    seen = Counter(request.json["model"] for request in openai_sim.requests)
    assert seen == {"first": 25, "second": 75}


async def test_a_row_with_its_own_time_limit_gives_way(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    providers = [upstream(openai_sim.base_url), upstream(openai_sim.base_url, name="other")]
    rows = [row(model="first", timeout_s=1.0), row(model="second", provider="other")]
    gateway = await make_gateway(providers, rows)
    openai_sim.fail(Fault.SLOW_FIRST_BYTE)
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert reply.headers["x-huahua-route"] == "fallback: other/second"


async def test_a_disabled_row_or_provider_serves_nothing(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway(
        [upstream(openai_sim.base_url), upstream(openai_sim.base_url, name="off", enabled=False)],
        [row("a", enabled=False), row("b", provider="off"), row("c")],
    )
    names = [info["id"] for info in (await gateway.client.get("/v1/models")).json["data"]]
    assert "c" in names and "a" not in names and "b" not in names
    assert (await gateway.client.post("/v1/chat/completions", {**ASK, "model": "b"})).status == 404

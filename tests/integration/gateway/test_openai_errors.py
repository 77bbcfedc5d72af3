"""Every way to fail, in OpenAI's dialect: the right status, a stable code, no secrets, the server up."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.queueing import QueuePolicy
from tests.integration.gateway.asgi import Arrivals, Client
from tests.integration.gateway.conftest import UPSTREAM_KEY, Gateway, Make, row, upstream
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

HELLO = [{"role": "user", "content": "Hello"}]
ASK = {"model": "talk", "messages": HELLO}
BROKEN = (502, "server_error", "upstream_broken")

UPSTREAM_FAULTS = [
    (Fault.STATUS_400, (400, "invalid_request_error", "upstream_refused")),
    (Fault.STATUS_401, (502, "server_error", "upstream_credential")),
    (Fault.STATUS_402, (502, "server_error", "upstream_credential")),
    (Fault.STATUS_403, (502, "server_error", "upstream_credential")),
    (Fault.STATUS_404, (404, "invalid_request_error", "model_not_found")),
    (Fault.STATUS_413, (413, "invalid_request_error", "upstream_refused")),
    (Fault.STATUS_422, (422, "invalid_request_error", "upstream_refused")),
    (Fault.STATUS_429, (429, "rate_limit_error", "upstream_rate_limited")),
    (Fault.STATUS_500, (502, "server_error", "upstream_error")),
    (Fault.STATUS_503, (502, "server_error", "upstream_overloaded")),
    (Fault.REDIRECT, BROKEN),
    (Fault.SLOW_FIRST_BYTE, (504, "server_error", "upstream_timeout")),
    (Fault.CUT_BEFORE_HEADERS, (502, "server_error", "upstream_unreachable")),
    (Fault.NON_JSON, BROKEN),
    (Fault.HTML, BROKEN),
    (Fault.HTML_502, (502, "server_error", "upstream_error")),
    (Fault.WRONG_SHAPE, BROKEN),
    (Fault.EMPTY, BROKEN),
]


async def _gateway(
    make_gateway: Make, simulator: OpenAISimulator, fault: Fault | None = None, **limits: Any
) -> Gateway:
    """Waits long for the upstream, unless the fault is that it says nothing."""
    silent = fault in (Fault.SLOW_FIRST_BYTE, Fault.STALL)
    provider = upstream(
        simulator.base_url,
        timeout_s=2.0 if silent else 120.0,
        idle_timeout_s=1.0 if silent else 120.0,
    )
    gateway: Gateway = await make_gateway([provider], [row()], GatewayLimits(**limits))
    return gateway


def _error(body: bytes) -> dict[str, Any]:
    parsed = json.loads(body)
    assert parsed.keys() == {"error"}
    assert parsed["error"].keys() == {"message", "type", "param", "code"}
    assert parsed["error"]["message"]
    return dict(parsed["error"])


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize(("fault", "expected"), UPSTREAM_FAULTS, ids=[f.value for f, _ in UPSTREAM_FAULTS])
async def test_an_upstream_failure_before_the_first_byte_has_a_status(
    make_gateway: Make, openai_sim: OpenAISimulator, fault: Fault, expected: Any, stream: bool
) -> None:
    gateway = await _gateway(make_gateway, openai_sim, fault)
    openai_sim.fail(fault)
    reply = await gateway.client.post("/v1/chat/completions", {**ASK, "stream": stream})
    error = _error(reply.body)
    status, kind, code = expected
    assert (reply.status, error["type"]) == (status, kind), error
    assert error["code"].startswith(code)
    assert UPSTREAM_KEY not in reply.body.decode() and "secret" not in reply.body.decode()
    assert reply.headers["x-request-id"] == "req_1"
    again = await gateway.client.post("/v1/chat/completions", ASK)
    assert again.status == (429 if fault is Fault.STATUS_429 else 200)  # its retry-after is not over


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.STALL, "upstream_timeout"),
        (Fault.CUT_BODY, "upstream_broken"),
        (Fault.TRUNCATED_JSON, "upstream_broken"),
        (Fault.ENDLESS, "upstream_broken"),
    ],
)
async def test_a_plain_reply_that_goes_wrong_half_way(
    make_gateway: Make, openai_sim: OpenAISimulator, fault: Fault, code: str
) -> None:
    gateway = await _gateway(make_gateway, openai_sim, fault)
    openai_sim.fail(fault)
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert reply.status in (502, 504)
    assert _error(reply.body)["code"] == code


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.STALL, "upstream_timeout"),
        (Fault.CUT_BODY, "upstream_broken"),
        (Fault.GARBAGE_SSE, "upstream_broken"),
        (Fault.NO_END, "upstream_broken"),
        (Fault.ERROR_EVENT, "upstream_error"),
        (Fault.GIGANTIC, "upstream_broken"),
    ],
)
async def test_a_stream_that_breaks_ends_with_one_error_event(
    make_gateway: Make, openai_sim: OpenAISimulator, fault: Fault, code: str
) -> None:
    gateway = await _gateway(make_gateway, openai_sim, fault)
    openai_sim.fail(fault)
    reply = await gateway.client.post("/v1/chat/completions", {**ASK, "stream": True})
    assert reply.status == 200
    assert "[DONE]" not in reply.events
    assert "choices" in json.loads(reply.events[0])
    assert _error(reply.events[-1].encode())["code"] == code
    assert sum("error" in json.loads(event) for event in reply.events) == 1


async def test_an_upstream_limit_carries_its_retry_after(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await _gateway(make_gateway, openai_sim)
    openai_sim.fail(Fault.STATUS_429)
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert reply.headers["retry-after"] == "17"


async def test_an_upstream_that_is_down(make_gateway: Make) -> None:
    gateway = await make_gateway([upstream("http://127.0.0.1:1/v1")], [row()])
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert (reply.status, _error(reply.body)["code"]) == (502, "upstream_unreachable")


@pytest.mark.parametrize(
    "base_url",
    ["http://127.0.0.1:9/v1", "http://169.254.169.254/v1", "http://[::1]:9/v1", "http://10.0.0.1/v1"],
)
async def test_a_private_address_is_refused_at_the_connection(make_gateway: Make, base_url: str) -> None:
    gateway = await make_gateway([upstream(base_url, allow_private=False)], [row()])
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert (reply.status, _error(reply.body)["code"]) == (502, "address_not_allowed")


async def test_a_name_that_resolves_to_a_private_address_is_refused(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    port = openai_sim.address.rpartition(":")[2]
    provider = upstream(f"http://localhost:{port}/v1", allow_private=False)
    gateway = await make_gateway([provider], [row()])
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert (reply.status, _error(reply.body)["code"]) == (502, "address_not_allowed")
    assert openai_sim.requests == []


BAD_BODIES: list[tuple[str, bytes | dict[str, Any], int, str, str | None]] = [
    ("empty", b"", 400, "malformed_json", None),
    ("not json", b"{broken", 400, "malformed_json", None),
    (
        "not utf-8 inside",
        b'{"model":"talk","messages":[{"role":"user","content":"\xff"}]}',
        400,
        "malformed_json",
        None,
    ),
    ("not utf-8", b'{"model": "\xff\xfe"}', 400, "malformed_json", None),
    ("not an object", b"[1, 2]", 400, "invalid_request", None),
    ("null", b"null", 400, "invalid_request", None),
    ("deep", b'{"messages":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400, "malformed_json", None),
    ("no messages", {"model": "talk"}, 400, "invalid_request", "messages"),
    ("no model", {"messages": HELLO}, 400, "invalid_request", "model"),
    ("model is a number", {**ASK, "model": 7}, 400, "invalid_request", "model"),
    ("messages is a text", {**ASK, "messages": "Hello"}, 400, "invalid_request", "messages"),
    ("no message", {**ASK, "messages": []}, 400, "invalid_request", "messages"),
    ("a message is a text", {**ASK, "messages": ["Hello"]}, 400, "invalid_request", "messages[0]"),
    (
        "a role is missing",
        {**ASK, "messages": [{"content": "x"}]},
        400,
        "invalid_request",
        "messages[0].role",
    ),
    ("a role is a number", {**ASK, "messages": [{"role": 1}]}, 400, "invalid_request", "messages[0].role"),
    ("stream is a text", {**ASK, "stream": "yes"}, 400, "invalid_request", "stream"),
    ("temperature is a text", {**ASK, "temperature": "hot"}, 400, "invalid_request", "temperature"),
    ("max_tokens is a half", {**ASK, "max_tokens": 1.5}, 400, "invalid_request", "max_tokens"),
    ("tools is an object", {**ASK, "tools": {}}, 400, "invalid_request", "tools"),
    ("options is a list", {**ASK, "stream_options": []}, 400, "invalid_request", "stream_options"),
    ("unknown model", {**ASK, "model": "gpt-17"}, 404, "model_not_found", "model"),
    ("a painting model", {**ASK, "model": "builtin/painter"}, 422, "not_supported", "model"),
]


@pytest.mark.parametrize(
    ("body", "status", "code", "param"),
    [case[1:] for case in BAD_BODIES],
    ids=[case[0] for case in BAD_BODIES],
)
async def test_a_bad_body(
    make_gateway: Make, openai_sim: OpenAISimulator, body: Any, status: int, code: str, param: str | None
) -> None:
    gateway = await _gateway(make_gateway, openai_sim)
    reply = await gateway.client.post("/v1/chat/completions", body)
    error = _error(reply.body)
    assert (reply.status, error["code"], error["param"]) == (status, code, param), error
    assert error["type"] == "invalid_request_error"
    assert openai_sim.requests == []


async def test_a_text_over_the_limit(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await _gateway(make_gateway, openai_sim, max_text_chars=100)
    body = {**ASK, "messages": [{"role": "user", "content": "啊" * 101}]}
    reply = await gateway.client.post("/v1/chat/completions", body)
    error = _error(reply.body)
    assert (reply.status, error["code"], error["param"]) == (413, "text_too_long", "messages")
    assert "101" in error["message"] and "100" in error["message"]
    # 100 Chinese characters are 300 bytes: the limit counts characters.
    good = {**ASK, "messages": [{"role": "user", "content": "啊" * 100}]}
    assert (await gateway.client.post("/v1/chat/completions", good)).status == 200


async def test_a_declared_100_mb_body_is_refused_before_a_byte_of_it_is_read(make_gateway: Make) -> None:
    gateway = await make_gateway()
    for path in ("/v1/chat/completions", "/v1/images/edits", "/v1/messages"):
        call = gateway.client.open("POST", path, [], {"content-length": str(100 * 1024 * 1024)})
        await call.start()
        body = b"".join([piece async for piece in call.pieces()])
        assert call.status == 413
        assert "limit" in json.loads(body)["error"]["message"]


async def test_an_undeclared_100_mb_body_is_cut_off_at_the_limit(make_gateway: Make) -> None:
    gateway = await make_gateway(limits=GatewayLimits(max_body_bytes=1024 * 1024))
    chunk = b"x" * 65536
    call = gateway.client.open("POST", "/v1/chat/completions", [chunk] * 1600)
    await call.start()
    assert call.status == 413
    assert call._incoming.qsize() > 1500


@pytest.mark.parametrize("key", [None, "", "sk-wrong", "sk-álice"])
async def test_a_wrong_key(make_gateway: Make, key: str | None) -> None:
    gateway = await make_gateway()
    for path in ("/v1/chat/completions", "/v1/models"):
        client = Client(gateway.app, None)
        headers = {} if key is None else {"authorization": f"Bearer {key}"}
        method = "GET" if path == "/v1/models" else "POST"
        reply = await client.request(method, path, json.dumps(ASK).encode(), headers)
        error = _error(reply.body)
        assert (reply.status, error["type"], error["code"]) == (
            401,
            "authentication_error",
            "invalid_api_key",
        )


async def test_a_key_in_x_api_key_is_as_good(make_gateway: Make) -> None:
    gateway = await make_gateway()
    reply = await Client(gateway.app, None).request("GET", "/v1/models", b"", {"x-api-key": "sk-alice"})
    assert reply.status == 200


async def test_wrong_paths_and_methods(make_gateway: Make) -> None:
    gateway = await make_gateway()
    assert (await gateway.client.get("/v1/nothing")).status == 404
    wrong = await gateway.client.get("/v1/chat/completions")
    assert (wrong.status, _error(wrong.body)["code"]) == (405, "method_not_allowed")


async def test_one_user_at_the_limit_does_not_slow_another(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    openai_sim.held = asyncio.Event()
    openai_sim.requests = arrivals = Arrivals()
    gateway = await make_gateway(
        [upstream(openai_sim.base_url)],
        [row()],
        GatewayLimits(queue=QueuePolicy(calls_per_user=2, waiting_calls_per_user=0)),
    )
    body = json.dumps(ASK).encode()
    running = [gateway.client.open("POST", "/v1/chat/completions", [body]) for _ in range(2)]
    await arrivals.at_least(2)
    refused = await gateway.client.post("/v1/chat/completions", ASK)
    error = _error(refused.body)
    assert (refused.status, error["type"], error["code"]) == (429, "rate_limit_error", "rate_limit_exceeded")
    assert refused.headers["retry-after"] == "1"
    other = Client(gateway.app, "sk-root").open("POST", "/v1/chat/completions", [body])
    await arrivals.at_least(3)
    openai_sim.held.set()
    for call in [*running, other]:
        await call.start()
        assert call.status == 200
        async for _ in call.pieces():
            pass
    assert (await gateway.client.post("/v1/chat/completions", ASK)).status == 200


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1/messages/count_tokens"])
async def test_a_body_that_would_blow_up_in_memory_is_refused(make_gateway: Make, path: str) -> None:
    gateway = await make_gateway()
    body = {"model": "builtin/assistant", "max_tokens": 5, "messages": HELLO, "extra": [[]] * 600_000}
    reply = await gateway.client.post(path, body)
    assert (reply.status, json.loads(reply.body)["error"]["code"]) == (413, "request_too_large")
    reply = await gateway.client.post(path, {**body, "extra": [[]] * 1_000})
    assert reply.status == 200


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages", "/v1/messages/count_tokens"])
async def test_a_number_that_cannot_be_read_is_the_callers_fault(make_gateway: Make, path: str) -> None:
    gateway = await make_gateway()
    raw = b'{"model":"builtin/assistant","max_tokens":5,"messages":[],"seed":' + b"9" * 5_000 + b"}"
    reply = await gateway.client.request("POST", path, raw)
    assert 400 <= reply.status < 500

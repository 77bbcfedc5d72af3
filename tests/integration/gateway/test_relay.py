"""Requests that pass through: speech, transcripts, moderation, reranking."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.http._asgi import parse_object
from huahua.gateway.http.openai_relay import _pass_on
from tests.integration.gateway.asgi import multipart
from tests.integration.gateway.conftest import UPSTREAM_KEY, Make, row, upstream
from tests.integration.gateway.lines import watch_lines
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator
from tests.simulators.openai_audio import PIECES, SOUND, SUBTITLES, WORDS

SPEECH, TRANSCRIBE = "/v1/audio/speech", "/v1/audio/transcriptions"
SAY = {"model": "voice", "input": "海上生明月", "voice": "alloy", "x_extra": [1]}


def doing(task: Task, name: str, model: str, **changes: Any) -> Any:
    return row(name, model, tasks=frozenset({task}), **changes)


ROWS = [
    doing(Task.SPEECH, "voice", "gpt-4o-mini-tts", options={"speed": 1.1}),
    doing(Task.TRANSCRIPTION, "ears", "whisper-1", options={"temperature": 0}),
    doing(Task.MODERATION, "guard", "omni-moderation-latest"),
    doing(Task.RERANK, "ranker", "rerank-v3.5"),
    doing(Task.RERANK, "jina", "jina-reranker-v2"),
    row(),
]


async def start(make_gateway: Make, sim: OpenAISimulator, **options: Any) -> Any:
    gateway = await make_gateway([upstream(sim.base_url)], ROWS, **options)
    watch_lines(gateway)
    return gateway


def last_line(gateway: Any) -> UsageLine:
    line: UsageLine = gateway.usage.lines[-1]
    return line


async def test_sound_comes_through_as_it_is_and_characters_are_counted(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await start(make_gateway, openai_sim)
    reply = await gateway.client.post(SPEECH, SAY)
    assert (reply.status, reply.headers["content-type"], reply.body) == (200, "audio/mpeg", SOUND)
    assert reply.headers["x-huahua-route"] == "only: up/gpt-4o-mini-tts"
    sent = openai_sim.requests[-1]
    assert sent.json == {**SAY, "model": "gpt-4o-mini-tts", "speed": 1.1}
    assert sent.headers["authorization"] == f"Bearer {UPSTREAM_KEY}"
    line = last_line(gateway)
    assert (line.task, line.status, line.usage.characters) == ("speech", 200, 5)
    assert line.first_byte_ms is not None


async def test_events_of_speech_pass_and_their_tokens_are_counted(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await start(make_gateway, openai_sim)
    reply = await gateway.client.post(SPEECH, {**SAY, "stream_format": "sse"})
    assert reply.headers["content-type"] == "text/event-stream"
    assert len(reply.events) == len(PIECES) + 1
    usage = last_line(gateway).usage
    assert (usage.input_tokens, usage.output_tokens, usage.characters) == (14, 101, 5)


async def test_the_next_piece_is_read_when_the_client_took_the_last(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    """A client that reads nothing keeps no more than one piece waiting in the gateway."""
    gateway = await start(make_gateway, openai_sim)
    stream = await gateway.service.speak(
        (await gateway.app._authenticate([(b"authorization", b"Bearer sk-alice")])), _raw(SAY), "req_9"
    )
    pulled = 0
    inner = stream._pieces

    class Counting:
        content_type = inner.content_type

        def __aiter__(self) -> Any:
            return self

        async def __anext__(self) -> bytes:
            nonlocal pulled
            pulled += 1
            return await anext(inner)

        async def aclose(self) -> None:
            await inner.aclose()

    stream._pieces = Counting()
    taken: list[bytes] = []
    came, may_go = asyncio.Event(), asyncio.Event()

    class Exchange:
        request_id = "req_9"

        def __init__(self) -> None:
            self.headers_out: list[Any] = []

        async def start_stream(self, content_type: str) -> None:
            return

        async def send_raw(self, piece: bytes) -> None:
            taken.append(piece)
            came.set()
            await may_go.wait()

        async def end(self) -> None:
            return

    writing = asyncio.create_task(_pass_on(Exchange(), stream))  # type: ignore[arg-type]
    await came.wait()
    for _ in range(50):
        await asyncio.sleep(0)
    assert (len(taken), pulled) == (1, 0), "the first piece was read before the head; no other is"
    may_go.set()
    await writing
    assert b"".join(taken) == SOUND


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault.STATUS_401, 502, "upstream_credential"),
        (Fault.STATUS_429, 429, "upstream_rate_limited"),
        (Fault.STATUS_400, 400, "upstream_refused"),
        (Fault.WRONG_SHAPE, 502, "upstream_broken"),
        (Fault.HTML, 502, "upstream_broken"),
        (Fault.CUT_BEFORE_HEADERS, 502, "upstream_unreachable"),
    ],
)
@pytest.mark.parametrize("path", [SPEECH, TRANSCRIBE, "/v1/moderations", "/v1/rerank"])
async def test_faults_before_the_first_byte(
    make_gateway: Make, openai_sim: OpenAISimulator, path: str, fault: Fault, status: int, code: str
) -> None:
    gateway = await start(make_gateway, openai_sim)
    openai_sim.fail(fault)
    if path == TRANSCRIBE:
        body, headers = multipart({"model": "ears"}, [("file", b"RIFF")])
        reply = await gateway.client.request("POST", path, body, headers)
    else:
        bodies = {
            SPEECH: SAY,
            "/v1/moderations": {"model": "guard", "input": "x"},
            "/v1/rerank": {"model": "ranker", "query": "q", "documents": ["a"]},
        }
        reply = await gateway.client.post(path, bodies[path])
    assert (reply.status, reply.json["error"]["code"]) == (status, code)
    assert UPSTREAM_KEY not in reply.body.decode()
    assert last_line(gateway).status == status


async def test_sound_that_breaks_off_is_cut_and_events_end_with_an_error(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await start(make_gateway, openai_sim)
    openai_sim.fail(Fault.CUT_BODY)
    with pytest.raises(Exception, match="broke off"):
        await gateway.client.post(SPEECH, SAY)
    assert last_line(gateway).error_code == "upstream_broken"
    openai_sim.fail(Fault.CUT_BODY)
    reply = await gateway.client.post(SPEECH, {**SAY, "stream_format": "sse"})
    assert "upstream_broken" in reply.events[-1]


async def test_a_client_that_leaves_stops_the_upstream(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await start(make_gateway, openai_sim)
    openai_sim.fail(Fault.STALL)
    call = gateway.client.open("POST", SPEECH, [_dump(SAY)])
    await call.start()
    await call.next_message()
    await call.leave()
    await asyncio.wait_for(openai_sim.requests[-1].gone.wait(), 60)
    assert last_line(gateway).error_code == "client_closed"


@pytest.mark.parametrize("kind", ["json", "text", "srt", "vtt", "verbose_json"])
async def test_transcripts_in_every_format(
    make_gateway: Make, openai_sim: OpenAISimulator, kind: str
) -> None:
    gateway = await start(make_gateway, openai_sim)
    body, headers = multipart(
        {"model": "ears", "response_format": kind, "timestamp_granularities[]": "word"},
        [("file", b"RIFF\x00")],
    )
    reply = await gateway.client.request("POST", TRANSCRIBE, body, headers)
    assert reply.status == 200 and b"The moon rises" in reply.body
    assert reply.headers["content-type"].startswith("application/json" if "json" in kind else "text/plain")
    sent = {part.name: part for part in openai_sim.requests[-1].form}
    assert sent["model"].data == b"whisper-1"
    assert sent["temperature"].data == b"0" and sent["timestamp_granularities[]"].data == b"word"
    assert (sent["file"].data, sent["file"].filename) == (b"RIFF\x00", "p.png")
    usage = last_line(gateway).usage
    expected = {"json": (84, 12, 0), "text": (0, 0, 0)}.get(kind, (0, 0, 9))
    assert (usage.prompt_tokens, usage.completion_tokens, usage.audio_seconds) == expected
    if kind == "srt":
        assert reply.body.decode() == SUBTITLES


async def test_a_transcript_is_streamed(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await start(make_gateway, openai_sim)
    body, headers = multipart({"model": "ears", "stream": "true"}, [("file", b"RIFF")])
    reply = await gateway.client.request("POST", TRANSCRIBE, body, headers)
    assert len(reply.events) == len(WORDS) + 1
    assert last_line(gateway).usage.output_tokens == 12


async def test_translations_have_their_own_path(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await start(make_gateway, openai_sim)
    body, headers = multipart({"model": "ears"}, [("file", b"RIFF")])
    assert (await gateway.client.request("POST", "/v1/audio/translations", body, headers)).status == 200
    assert openai_sim.requests[-1].path == "/v1/audio/translations"


async def test_moderation_with_and_without_a_model(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await start(make_gateway, openai_sim)
    reply = await gateway.client.post("/v1/moderations", {"input": ["how to harm", "a boat"]})
    assert [result["flagged"] for result in reply.json["results"]] == [True, False]
    assert openai_sim.requests[-1].json["model"] == "omni-moderation-latest"
    assert last_line(gateway).task == "moderation"


@pytest.mark.parametrize(("model", "tokens"), [("ranker", 41), ("jina", 37)])
async def test_documents_are_ranked(
    make_gateway: Make, openai_sim: OpenAISimulator, model: str, tokens: int
) -> None:
    gateway = await start(make_gateway, openai_sim)
    ask = {"model": model, "query": "moon", "documents": ["a", "abc", "ab"], "top_n": 2}
    reply = await gateway.client.post("/v1/rerank", ask)
    assert [result["index"] for result in reply.json["results"]] == [1, 2]
    assert last_line(gateway).usage.input_tokens == tokens


@pytest.mark.parametrize(
    ("path", "body", "status", "param"),
    [
        (SPEECH, {"model": "voice", "input": " "}, 400, "input"),
        (SPEECH, {"input": "hello"}, 400, "model"),
        (SPEECH, {"model": "voice", "input": "x" * 21}, 413, "input"),
        (SPEECH, {"model": "talk", "input": "x"}, 422, "model"),
        (SPEECH, {"model": "nothing", "input": "x"}, 404, "model"),
        ("/v1/moderations", {"model": "guard", "input": []}, 400, "input"),
        ("/v1/rerank", {"model": "ranker", "query": "q", "documents": []}, 400, "documents"),
        ("/v1/rerank", {"model": "ranker", "query": "q", "documents": ["a"] * 4}, 413, "documents"),
    ],
)
async def test_bad_requests(
    make_gateway: Make, openai_sim: OpenAISimulator, path: str, body: Any, status: int, param: str
) -> None:
    limits = GatewayLimits(max_speech_chars=20, max_embedding_inputs=3)
    gateway = await start(make_gateway, openai_sim, limits=limits)
    reply = await gateway.client.post(path, body)
    assert (reply.status, reply.json["error"]["param"]) == (status, param)
    assert openai_sim.requests == []


async def test_bad_uploads(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await start(make_gateway, openai_sim, limits=GatewayLimits(max_upload_bytes=2_000))
    for files, status in (([], 400), ([("file", b"x" * 3_000)], 413)):
        body, headers = multipart({"model": "ears"}, files)
        assert (await gateway.client.request("POST", TRANSCRIBE, body, headers)).status == status
    assert openai_sim.requests == []


async def test_a_pool_goes_on_to_the_next_upstream(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    rows = [
        doing(Task.SPEECH, "voice", "fail-500", weight=5),
        doing(Task.SPEECH, "voice", "tts-1", weight=0),
    ]
    gateway = await make_gateway([upstream(openai_sim.base_url)], rows)
    reply = await gateway.client.post(SPEECH, SAY)
    assert reply.status == 200
    assert reply.headers["x-huahua-route"] == "fallback: up/tts-1"


def _dump(body: Any) -> bytes:
    return json.dumps(body).encode()


def _raw(body: Any) -> Any:
    return parse_object(_dump(body))

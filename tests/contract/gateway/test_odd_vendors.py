"""Odd but real behaviour of vendors that say they speak OpenAI's protocol, and of servers in between."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from huahua.gateway.domain.calls import ChatCall
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import UpstreamBroken, UpstreamCredential, UpstreamLimited, UpstreamRefused
from huahua.gateway.outcomes import plain
from huahua.gateway.providers.anthropic import AnthropicProvider
from huahua.gateway.providers.gemini import GeminiProvider
from huahua.gateway.providers.openai import OpenAIProvider
from huahua.infra.http import Outbound

SSE = "text/event-stream"
BOM = b"\xef\xbb\xbf"
CALL = ChatCall("req_1", "m", {"messages": [{"role": "user", "content": "hi"}]})


def chunk(content: str | None = None, finish: str | None = None, **more: Any) -> bytes:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
    return json.dumps({"choices": [choice], **more}).encode()


def events(*datas: bytes, end: bytes = b"\n") -> bytes:
    return b"".join(b"data: " + data + end + end for data in datas)


WORDS, STOP, DONE = chunk("Hello"), chunk(finish="stop"), b"[DONE]"
COUNTED = json.dumps({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}).encode()
MESSAGE = {"role": "assistant", "content": None, "reasoning_content": "hm"}
WHOLE = json.dumps({"choices": [{"index": 0, "message": MESSAGE, "finish_reason": None}]}).encode()


@asynccontextmanager
async def vendor(
    body: bytes, content_type: str = SSE, headers: dict[str, str] | None = None
) -> AsyncIterator[tuple[ProviderConfig, Outbound]]:
    """A server that answers everything with `body`."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, headers={"content-type": content_type, **(headers or {})})

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.05)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    outbound = Outbound()
    host, port = runner.addresses[0][:2]
    try:
        yield (
            ProviderConfig("odd", "openai", f"http://{host}:{port}/v1", "sk-x", allow_private=True),
            outbound,
        )
    finally:
        await outbound.close()
        await runner.cleanup()


async def streamed(provider: OpenAIProvider | AnthropicProvider | GeminiProvider) -> list[dict[str, Any]]:
    async with aclosing(provider.stream(CALL)) as source:
        return [json.loads(event.data) async for event in source]


def text_of(chunks: list[dict[str, Any]]) -> str:
    return "".join(
        choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"] or ()
    )


STREAMS: dict[str, bytes] = {
    "as it should be": events(WORDS, STOP, COUNTED, DONE),
    "CRLF": events(WORDS, STOP, DONE, end=b"\r\n"),
    "comments before the first chunk": b": OPENROUTER PROCESSING\n\n" * 3 + events(WORDS, STOP, DONE),
    "a byte order mark": BOM + events(WORDS, STOP, DONE),
    "empty data as a sign of life": events(b"", WORDS, b" ", STOP, DONE),
    "choices that are null": events(b'{"id": "x", "choices": null}', WORDS, STOP, DONE),
    "usage that is an empty list": events(chunk("Hello", usage=[]), STOP, DONE),
    "a first chunk of filter results": events(
        b'{"choices":[],"prompt_filter_results":[]}', WORDS, STOP, DONE
    ),
    "no reason for the end": events(WORDS, DONE),
    "no end mark": events(WORDS, STOP),
    "no end mark after usage": events(WORDS, STOP, COUNTED),
    "no last blank line": events(WORDS, STOP) + b"data: [DONE]",
    "no last blank line and no end mark": events(WORDS) + b"data: " + STOP,
    "spaces around the end mark": events(WORDS) + b"data:  [DONE] \n\n",
}


@pytest.mark.parametrize("name", STREAMS)
async def test_an_odd_stream_is_read(name: str) -> None:
    async with vendor(STREAMS[name], f"{SSE};charset=UTF-8") as (config, outbound):
        assert text_of(await streamed(OpenAIProvider(config, outbound))) == "Hello"


async def test_a_compressed_stream_and_a_compressed_reply_are_read() -> None:
    packed = {"content-encoding": "gzip"}
    async with vendor(gzip.compress(STREAMS["CRLF"]), headers=packed) as (config, outbound):
        assert text_of(await streamed(OpenAIProvider(config, outbound))) == "Hello"
    async with vendor(gzip.compress(WHOLE), "application/json", packed) as (config, outbound):
        assert plain((await OpenAIProvider(config, outbound).chat(CALL)).body)["choices"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (WHOLE, "application/json; charset=utf-8"),
        (BOM + WHOLE, "application/json"),
        (WHOLE, "text/plain"),
        (b"\n\n  " + WHOLE, "application/json"),
        (WHOLE.replace(b'{"choices"', b'{"usage": [], "error": null, "choices"'), "application/json"),
    ],
)
async def test_an_odd_reply_is_read(body: bytes, content_type: str) -> None:
    async with vendor(body, content_type) as (config, outbound):
        reply = await OpenAIProvider(config, outbound).chat(CALL)
    assert plain(reply.body)["choices"][0]["message"] == MESSAGE


@pytest.mark.parametrize("name", ["nothing", "half an event", "words without an end"])
async def test_a_stream_that_breaks_off_is_broken(name: str) -> None:
    body = {
        "nothing": b": hello\n\n",
        "half an event": events(WORDS) + b'data: {"choices": [{"del',
        "words without an end": events(WORDS, WORDS),
    }[name]
    async with vendor(body) as (config, outbound):
        with pytest.raises(UpstreamBroken):
            await streamed(OpenAIProvider(config, outbound))


ERRORS: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"error": {"message": "Too long.", "type": "invalid_request_error", "code": None}}, UpstreamRefused),
    ({"error": {"message": "Too long.", "code": "context_length_exceeded"}}, UpstreamRefused),
    ({"error": {"message": "Too long.", "code": 400}}, UpstreamRefused),
    ({"code": 400, "message": "Too long.", "data": {}}, UpstreamRefused),
    ({"error": {"message": "Slow down.", "type": "rate_limit_error"}}, UpstreamLimited),
    ({"error": {"message": "Pay first.", "code": "insufficient_quota"}}, UpstreamCredential),
    ({"error": {"message": "Bad key.", "type": "authentication_error"}}, UpstreamCredential),
]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(("body", "kind"), ERRORS)
async def test_an_error_with_status_200_is_that_error(
    body: dict[str, Any], kind: type[Exception], stream: bool
) -> None:
    async with vendor(json.dumps(body).encode(), "application/json") as (config, outbound):
        provider = OpenAIProvider(config, outbound)
        with pytest.raises(kind) as caught:
            await (streamed(provider) if stream else provider.chat(CALL))
    if kind is UpstreamRefused:
        assert "Too long." in str(caught.value)


@pytest.mark.parametrize("kind", [AnthropicProvider, GeminiProvider])
async def test_others_answer_a_stream_with_an_error_too(
    kind: type[AnthropicProvider] | type[GeminiProvider],
) -> None:
    body = {"type": "error", "error": {"type": "invalid_request_error", "code": 400, "message": "Too long."}}
    async with vendor(json.dumps(body).encode(), "application/json") as (config, outbound):
        with pytest.raises(UpstreamRefused, match="Too long"):
            await streamed(kind(config, outbound))


async def test_models_may_come_as_a_bare_list() -> None:
    body = BOM + b' [{"id": "a"}, {"id": "b", "type": "chat"}, {"name": "c"}]'
    async with vendor(body, "application/json") as (config, outbound):
        assert await OpenAIProvider(config, outbound).list_models() == ["a", "b"]

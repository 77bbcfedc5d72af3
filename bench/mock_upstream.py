"""A mock OpenAI-compatible upstream that costs next to nothing: one asyncio protocol on uvloop.

POST any path that ends in /chat/completions. Options are path segments, so that a base URL sets them:
`http://127.0.0.1:9002/d5/t200/v1` — dN: ms between chunks (0), tN: ms before the first byte (0),
nN: chunks of a stream (50), eN: calls of a
thousand that fail with status 500 (0). A body with `"stream": true` gets N chunks of about 200 bytes, the last with
`usage`, and `[DONE]`; any other body gets a fixed chat completion of about 600 bytes.

python bench/mock_upstream.py [port]
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Iterator
from typing import cast

import httptools
import uvloop

_TEXT = (
    "A gateway sits between the application and the model provider: it checks the key, picks a target, "
    "forwards the request, and keeps a record of what was used."
)
REPLY_BODY = (
    '{"id":"chatcmpl-BenchBenchBenchBenchBench01","object":"chat.completion","created":1760000000,'
    '"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"'
    + _TEXT
    + '","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":97,'
    '"completion_tokens":31,"total_tokens":128,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0}},'
    '"service_tier":"default","system_fingerprint":"fp_0123456789"}'
).encode()
_REPLY = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(REPLY_BODY)
) + REPLY_BODY
_FAILURE = (
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: 47\r\n\r\n"
    b'{"error":{"message":"x","type":"server_error"}}'
)
_STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
_CHUNK_START = (
    b'data: {"id":"chatcmpl-BenchBenchBenchBenchBench01","object":"chat.completion.chunk","created":1760000000,'
    b'"model":"gpt-4o-mini-2024-07-18","choices":['
)
_OPTION = re.compile(rb"/([dtne])(\d+)(?=/)")
_WANTS_STREAM = re.compile(rb'"stream"\s*:\s*true')


def _frame(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


_DONE = _frame(b"data: [DONE]\n\n") + b"0\r\n\r\n"


def _chunks(count: int) -> list[bytes]:
    frames = []
    for number in range(count - 1):
        delta, reason = b'{"content":" word%04d"}' % number, b"null"
        if number == 0:
            delta = b'{"role":"assistant","content":""}'
        if number == count - 2:
            delta, reason = b"{}", b'"stop"'
        choice = b'{"index":0,"delta":' + delta + b',"finish_reason":' + reason + b"}]}\n\n"
        frames.append(_frame(_CHUNK_START + choice))
    usage = b'],"usage":{"prompt_tokens":97,"completion_tokens":%d,"total_tokens":%d}}\n\n' % (
        count,
        97 + count,
    )
    frames.append(_frame(_CHUNK_START + usage))
    return frames


class _Plan:
    """What one path asks for."""

    def __init__(self, url: bytes) -> None:
        options = {key: int(value) for key, value in _OPTION.findall(url)}
        self.delay_s = options.get(b"d", 0) / 1000
        self.think_s = options.get(b"t", 0) / 1000
        self._errors = options.get(b"e", 0)
        self._owed = 0
        self.chunks = _chunks(options.get(b"n", 50))

    def fails(self) -> bool:
        """Whether this call fails: evenly spread, the same at every run."""
        self._owed += self._errors
        if self._owed < 1000:
            return False
        self._owed -= 1000
        return True


_plans: dict[bytes, _Plan] = {}


class Upstream(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self._parser = httptools.HttpRequestParser(self)
        self._loop = asyncio.get_running_loop()
        self._open = True

    def connection_lost(self, exc: Exception | None) -> None:
        self._open = False

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._transport.close()

    def on_message_begin(self) -> None:
        self._body: list[bytes] = []

    def on_url(self, url: bytes) -> None:
        self._plan = _plans.get(url) or _plans.setdefault(url, _Plan(url))

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        plan = self._plan
        if plan.fails():
            self._transport.write(_FAILURE)
            return
        answer = self._begin_stream if _WANTS_STREAM.search(b"".join(self._body)) else self._answer
        if plan.think_s:
            self._loop.call_later(plan.think_s, answer)
        else:
            answer()

    def _answer(self) -> None:
        if self._open:
            self._transport.write(_REPLY)

    def _begin_stream(self) -> None:
        if self._open:
            self._transport.write(_STREAM_HEAD)
            self._step(iter(self._plan.chunks), self._plan.delay_s)

    def _step(self, chunks: Iterator[bytes], delay_s: float) -> None:
        if not self._open:
            return
        chunk = next(chunks, None)
        self._transport.write(chunk or _DONE)
        if chunk is None:
            return
        if delay_s:
            self._loop.call_later(delay_s, self._step, chunks, delay_s)
        else:
            self._loop.call_soon(self._step, chunks, delay_s)


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Upstream, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 9002))

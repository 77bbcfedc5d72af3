"""The fast lane and the ordinary way behind one server protocol in this process, on real sockets.

The upstream is a script: the model's name says what it answers, byte for byte.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from huahua.boot.lane_protocol import LANE, LaneHttpProtocol
from huahua.gateway.admission.gate import Gate
from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.broken import BrokenStreams
from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.http._asgi import RawHeaders, presented_key
from huahua.gateway.http.app import GatewayApp
from huahua.gateway.http.events import error_body, error_event
from huahua.gateway.lane.books import Books
from huahua.gateway.lane.lane import Lane, LaneParts
from huahua.gateway.ports import SavedCatalogue
from huahua.gateway.providers.builtin.provider import BuiltinProvider
from huahua.gateway.providers.factory import provider_factory
from huahua.gateway.registry import Registry
from huahua.gateway.resilience.attempts import Resilience
from huahua.gateway.resilience.config import ResilienceConfig
from huahua.gateway.routing.balancing import SmoothWeights
from huahua.gateway.routing.router import Router
from huahua.gateway.service import GatewayService
from huahua.infra.http import Outbound

KEY = "sk-alice"
CALLER = Caller("usr_alice", "user", "key_alice")
UPSTREAM_KEY = "sk-upstream-secret-0123456789"
CHUNK = b'data: {"choices":[{"index":0,"delta":{"content":"hi"}}]}\n\n'
LAST = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n'
COUNTED = b'data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7}}\n\n'
DONE = b"data: [DONE]\n\n"
REPLY = json.dumps(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12},
    },
    separators=(",", ":"),
).encode()
PATIENCE_S = 30

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


def whole(body: bytes, status: int = 200, *lines: str) -> bytes:
    head = [f"HTTP/1.1 {status} X", "content-type: application/json", f"content-length: {len(body)}", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


def stream(*events: bytes, content_type: str = "text/event-stream", end: bool = True) -> bytes:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\n\r\n"
    return head.encode() + b"".join(chunk(event) for event in events) + (b"0\r\n\r\n" if end else b"")


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


class Upstream:
    """`answers` by model: bytes to send, or a coroutine function that is given the writer. Unknown models get a
    whole reply or a stream, as they ask."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes | Answer] = {}
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        """What each call sent as `authorization`, in small letters."""
        self.open = 0
        self.base_url = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Upstream]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                body = json.loads(await reader.readexactly(length))
                self.asked.append(body)
                self.keys.append(head.decode().lower().partition("authorization: ")[2].split("\r\n")[0])
                answer = self.answers.get(body["model"])
                if answer is None:
                    answer = stream(CHUNK, LAST, COUNTED, DONE) if body["stream"] else whole(REPLY)
                if isinstance(answer, bytes):
                    writer.write(answer)
                    await writer.drain()
                else:
                    await answer(writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the end of the connection, or of the test
        finally:
            self.open -= 1
            writer.close()


class Sink:
    """Port `UsageSink`: durable on the loop's next turn."""

    def __init__(self) -> None:
        self.lines: list[UsageLine] = []

    def check(self) -> None: ...

    def record(self, line: UsageLine, on_durable: Callable[[], None] | None = None) -> None:
        self.lines.append(line)
        if on_durable is not None:
            asyncio.get_running_loop().call_soon(on_durable)

    async def commit(self, line: UsageLine) -> None:
        self.lines.append(line)


class CountingHold:
    wallet_id = None
    lease_id = None

    def __init__(self, purse: CountingPurse) -> None:
        self._purse: CountingPurse | None = purse

    def settle(self, cost_micros: int) -> None:
        assert self._purse is not None, "settled twice"
        self._purse.open -= 1
        self._purse = None

    def release(self) -> None:
        self.settle(0)


class CountingPurse:
    """Port `Purse`, bottomless."""

    def __init__(self) -> None:
        self.open = 0
        self.estimates: list[int] = []

    def converted(self, micros: int, currency: str) -> int:
        return micros

    def hold(self, caller: Caller, estimate_micros: int) -> CountingHold:
        self.open += 1
        self.estimates.append(estimate_micros)
        return CountingHold(self)

    async def acquire(self, caller: Caller, estimate_micros: int) -> CountingHold:
        return self.hold(caller, estimate_micros)

    async def balance(self, user_id: str) -> None:
        return None


class NoStore:
    """Port `CatalogueStore` with nothing saved."""

    async def load(self) -> SavedCatalogue:
        return SavedCatalogue([], [], None, None)


@dataclass
class LaneStage:
    upstream: Upstream
    app: GatewayApp
    service: GatewayService
    lane: Lane
    gate: Gate
    purse: CountingPurse
    usage: Sink
    attempts: Resilience
    state: ServerState = field(default_factory=ServerState)
    protocols: list[LaneHttpProtocol] = field(default_factory=list)
    port: int = 0

    def books(self) -> dict[str, int]:
        """What must be 0 when nothing runs."""
        running = sum(one.standing.running for one in self.attempts.health.upstreams())
        return {
            "places": self.gate.running(CALLER.user_id),
            "holds": self.purse.open,
            "running": running,
            "exchanges": len(self.lane._open),
            "requests": len(self.state.tasks),
            "connections": len(self.state.connections),
        }

    async def at_rest(self) -> None:
        """Returns when nothing runs any more; fails when something stays."""
        try:
            await until(lambda: not any(self.books().values()))
        except TimeoutError:
            raise AssertionError(f"left over: {self.books()}") from None

    async def connect(self) -> Peer:
        return Peer(*await asyncio.open_connection("127.0.0.1", self.port, limit=2**26))


@dataclass
class Peer:
    """A client, byte by byte."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def reply(self) -> Reply:
        async with asyncio.timeout(PATIENCE_S):
            return await read_reply(self.reader)

    async def rest(self) -> bytes:
        """Until the server closes."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                return await self.reader.read(-1)
            except ConnectionError:
                return b""

    async def close(self) -> None:
        self.writer.transport.abort()


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    """Strictly: whatever is not one whole reply fails."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
    version, status, _phrase = first.split(" ", 2)
    assert version == "HTTP/1.1"
    names = [line.partition(": ")[0] for line in lines]
    assert len(names) == len(set(names)), f"a header twice: {names}"
    headers = dict(line.split(": ", 1) for line in lines)
    if status == "100":
        return await read_reply(reader)
    if headers.get("transfer-encoding") == "chunked":
        assert "content-length" not in headers
        body = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            body += await reader.readexactly(size)
            assert await reader.readexactly(2) == b"\r\n"
        assert await reader.readexactly(2) == b"\r\n"
    else:
        body = await reader.readexactly(int(headers["content-length"]))
    return Reply(int(status), headers, body)


def request(
    body: Any, *lines: str, path: str = "/v1/chat/completions", method: str = "POST", key: str = KEY
) -> bytes:
    raw = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()
    head = [f"{method} {path} HTTP/1.1", "host: x", f"authorization: Bearer {key}"]
    head += [*lines, f"content-length: {len(raw)}", "", ""]
    return "\r\n".join(head).encode() + raw


async def until(come: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not come():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


def ask(model: str = "ok", **more: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": "Hello"}], **more}


@asynccontextmanager
async def lane_stage(
    *models: str, broken: BrokenStreams | None = None, **changes: Any
) -> AsyncIterator[LaneStage]:
    """`models` can be asked for, each with a price; `changes` of the provider."""
    outbound = Outbound()
    async with Upstream().serving() as upstream:
        fields: dict[str, Any] = {"kind": "openai", "connect_timeout_s": 5.0, "timeout_s": 30.0, **changes}
        provider = ProviderConfig(
            name="up",
            base_url=upstream.base_url,
            api_key=UPSTREAM_KEY,
            allow_private=True,
            **fields,
        )
        price = Price("USD", input=1_000_000, output=1_000_000)
        rows = [ModelConfig(name=name, provider="up", model=name, price=price) for name in ("ok", *models)]
        stage = await _open(upstream, outbound, provider, rows, broken)
        server = await _serve(stage)
        try:
            yield stage
        finally:
            server.close()
            for connection in list(stage.state.connections):
                connection.transport.abort()
            await stage.service.finishing.stop()
            await outbound.close()


async def _open(
    upstream: Upstream,
    outbound: Outbound,
    provider: ProviderConfig,
    rows: list[ModelConfig],
    broken: BrokenStreams | None,
) -> LaneStage:
    attempts = Resilience(ResilienceConfig(retries=0, last_resort_s=0.0))
    registry = Registry(
        store=NoStore(),  # type: ignore[arg-type]
        factory=provider_factory(outbound, BuiltinProvider([])),
        providers=[provider],
        models=rows,
        on_change=attempts.health.forget,
    )
    await registry.load()
    gate, purse, usage, limits = Gate(), CountingPurse(), Sink(), GatewayLimits()
    router = Router(attempts.health, turns=SmoothWeights(), rules=registry)
    lane = Lane(
        LaneParts(registry, router, attempts, gate, limits, purse=purse),
        Books(usage, attempts, broken=broken),
        peek_caller=lambda key: CALLER if key == KEY else None,
        render_error=error_body,
        render_event=error_event,
    )
    service = GatewayService(
        registry=registry,
        usage=usage,
        limits=limits,
        router=router,
        resilience=attempts,
        gate=gate,
        purse=purse,
        broken=broken,
    )
    numbers = itertools.count(1)
    app = GatewayApp(service, _authenticate, new_request_id=lambda: f"req_{next(numbers)}")
    return LaneStage(upstream, app, service, lane, gate, purse, usage, attempts)


async def _serve(stage: LaneStage) -> Any:
    config = uvicorn.Config(
        stage.app,
        log_config=None,
        timeout_keep_alive=60,
        server_header=False,
        date_header=False,
        access_log=False,
    )
    config.load()

    def protocol() -> LaneHttpProtocol:
        made = LaneHttpProtocol(config, stage.state, {LANE: stage.lane})
        stage.protocols.append(made)
        return made

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    stage.port = server.sockets[0].getsockname()[1]
    return server


async def _authenticate(headers: RawHeaders) -> Caller | None:
    return CALLER if presented_key(headers) == KEY else None

"""The part that all simulators share: serving, recording, and misbehaving."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from multidict import CIMultiDictProxy

from tests.simulators.faults import Fault, fault_of_model

FIXTURES = Path(__file__).parent / "fixtures"
SSE = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart form."""

    name: str
    data: bytes
    filename: str | None
    content_type: str


@dataclass(slots=True)
class Received:
    """One request as it arrived. `gone` is set when the client left before the answer's end."""

    method: str
    path: str
    query: dict[str, str]
    headers: CIMultiDictProxy[str]
    body: bytes
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    raw_path: str = ""
    """Path and query as they came over the wire."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> list[Part]:
        """The parts of a multipart body, in order."""
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        message = BytesParser(policy=policy.HTTP).parsebytes(head + self.body)
        return [_part(part) for part in message.iter_parts()]  # type: ignore[attr-defined]

    @property
    def model(self) -> str | None:
        if self.headers.get("content-type", "").startswith("multipart/"):
            return next((part.data.decode() for part in self.form if part.name == "model"), None)
        try:
            found = self.json.get("model")
        except (ValueError, AttributeError):
            return None
        return found if isinstance(found, str) else None


@dataclass(slots=True)
class Answer:
    """What a vendor answers: a whole body, or the frames of a stream. `end_frames` are its end mark."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    frames: list[bytes] | None = None
    end_frames: list[bytes] = field(default_factory=list)


class Simulator(ABC):
    """One vendor on a free port of this machine. Subclasses say what the vendor answers."""

    vendor: str
    prefix = ""
    """What follows the address in the vendor's base URL."""
    fixtures = ""
    """The folder of its recorded answers, where it is not named after the vendor."""
    comment = b": still here\n"
    """What keeps a stream open and says nothing."""
    garbage = b'data: {"this is": not JSON\n\n'
    """A piece of a stream that cannot be understood."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.held: asyncio.Event | None = None
        """While set to an unset event, every answer waits for it: for tests of what happens meanwhile."""
        self.may_end: asyncio.Event | None = None
        """While set to an unset event, a stream whose end mark is out waits for it before its last byte."""
        self.arrived = asyncio.Event()
        """Set when a request has arrived."""
        self._connections: set[object] = set()
        self._faults: deque[Fault] = deque()
        self._runner: web.AppRunner | None = None
        self.address = ""

    @property
    def base_url(self) -> str:
        return self.address + self.prefix

    @property
    def connections(self) -> int:
        """How many connections requests came over."""
        return len(self._connections)

    def fail(self, *faults: Fault) -> None:
        """The next requests fail so, one each."""
        self._faults.extend(faults)

    async def start(self) -> None:
        app = web.Application(client_max_size=256 * 1024 * 1024)
        app.router.add_route("*", "/{tail:.*}", self._handle)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=0.05, access_log=None, keepalive_timeout=600
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @abstractmethod
    def answer(self, request: Received) -> Answer:
        """The vendor's answer when all goes well (which includes its 404 for an unknown path)."""

    @abstractmethod
    def error(self, status: int, request: Received) -> Answer:
        """The vendor's error body for a status."""

    @abstractmethod
    def error_frames(self, request: Received) -> list[bytes]:
        """The vendor's error inside a stream."""

    def fixture(self, name: str) -> bytes:
        return (FIXTURES / (self.fixtures or self.vendor) / name).read_bytes()

    def fixture_json(self, name: str) -> Any:
        return json.loads(self.fixture(name))

    def fixture_frames(self, name: str) -> list[bytes]:
        """The events of a recorded stream, each with its blank line."""
        return [frame + b"\n\n" for frame in self.fixture(name).strip().split(b"\n\n")]

    def model_of(self, request: Received) -> str | None:
        return request.model

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        url = urlsplit(str(request.rel_url))
        received = Received(
            request.method,
            url.path,
            dict(request.query),
            request.headers,
            await request.read(),
            raw_path=request.raw_path,
        )
        self.requests.append(received)
        self._connections.add(request.protocol)
        self.arrived.set()
        fault = self._faults.popleft() if self._faults else fault_of_model(self.model_of(received))
        try:
            if self.held is not None:
                await self.held.wait()
            return await self._send(request, received, fault)
        except (asyncio.CancelledError, ConnectionError):
            received.gone.set()
            raise

    async def _send(
        self, request: web.Request, received: Received, fault: Fault | None
    ) -> web.StreamResponse:
        if fault is None:
            return await self._deliver(request, self.answer(received))
        if fault.status is not None:
            return await self._deliver(request, self.error(fault.status, received))
        if fault is Fault.CUT_BEFORE_HEADERS:
            _cut(request)
            return web.Response()
        if fault is Fault.SLOW_FIRST_BYTE:
            await asyncio.Event().wait()
        changed = _whole_fault(fault, self.answer(received))
        if changed is not None:
            return await self._deliver(request, changed)
        return await self._deliver(request, self.answer(received), fault, received)

    async def _deliver(
        self,
        request: web.Request,
        answer: Answer,
        fault: Fault | None = None,
        received: Received | None = None,
    ) -> web.StreamResponse:
        response = web.StreamResponse(
            status=answer.status, headers={**answer.headers, "content-type": answer.content_type}
        )
        if answer.frames is None:
            response.content_length = None if fault is Fault.ENDLESS else len(answer.body)
        await response.prepare(request)
        frames = answer.frames if answer.frames is not None else [answer.body]
        if fault is None:
            for frame in [*frames, *answer.end_frames]:
                await response.write(frame)
            if self.may_end is not None and answer.frames is not None:
                await self.may_end.wait()
            return response
        assert received is not None
        await self._misbehave(request, response, answer, fault, received)
        return response

    async def _misbehave(
        self,
        request: web.Request,
        response: web.StreamResponse,
        answer: Answer,
        fault: Fault,
        received: Received,
    ) -> None:
        head, rest = _halves(answer)
        for piece in head:
            await response.write(piece)
        endings = {
            Fault.GARBAGE_SSE: [self.garbage],
            Fault.ERROR_EVENT: self.error_frames(received),
            Fault.NO_END: rest,
        }
        if fault is Fault.STALL:
            await asyncio.Event().wait()
        elif fault is Fault.CUT_BODY:
            _cut(request)
        elif fault is Fault.ENDLESS:
            while True:
                await response.write(self.comment * 5000 if answer.frames else b" " * 65536)
        elif fault is Fault.GIGANTIC:
            for _ in range(80):
                await response.write(b"x" * (1024 * 1024))
        for piece in endings.get(fault, []):
            await response.write(piece)


def _whole_fault(fault: Fault, good: Answer) -> Answer | None:
    """Faults that replace the answer as a whole."""
    page = b"<html><head><title>nginx</title></head><body><h1>Welcome</h1></body></html>"
    streamed = b"".join([*(good.frames or []), *good.end_frames])
    plain = good.body if good.frames is None else streamed
    replacements = {
        Fault.REDIRECT: Answer(status=302, headers={"location": "http://127.0.0.1:1/login"}),
        Fault.NON_JSON: Answer(b"everything is fine", content_type=good.content_type),
        Fault.HTML: Answer(page, content_type="text/html"),
        Fault.HTML_502: Answer(page, status=502, content_type="text/html"),
        Fault.WRONG_TYPE: Answer(plain, content_type="text/plain"),
        Fault.WRONG_SHAPE: Answer(b'{"weather": "sunny"}'),
        Fault.EMPTY: Answer(b"", content_type=SSE if good.frames else "application/json"),
    }
    if fault is Fault.TRUNCATED_JSON and good.frames is None:
        return Answer(good.body[: len(good.body) // 2])
    return replacements.get(fault)


def _halves(answer: Answer) -> tuple[list[bytes], list[bytes]]:
    if answer.frames is None:
        middle = len(answer.body) // 2
        return [answer.body[:middle]], [answer.body[middle:]]
    middle = max(1, len(answer.frames) // 2)
    return answer.frames[:middle], answer.frames[middle:]


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _part(part: Message) -> Part:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    name = part.get_param("name", header="content-disposition")
    return Part(str(name), payload, part.get_filename(), part.get_content_type())

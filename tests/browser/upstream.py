"""An OpenAI-compatible upstream whose answers are written by the test, word by word and with pauses."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Generic, Self, TypeVar

from aiohttp import web

from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator
from tests.simulators.server import SSE, Answer, Received, Simulator

DEFAULT = ["A plain answer."]

USAGE = {"prompt_tokens": 5, "completion_tokens": 5, "total_tokens": 10}
"""Of every answer."""


class Pause:
    """A place in an answer where the upstream stops until the test says `go`."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def go(self) -> None:
        assert self._loop is not None, "this pause is in no script"
        self._loop.call_soon_threadsafe(self._open.set)

    async def over(self) -> None:
        await self._open.wait()


@dataclass(slots=True)
class Scripted(Answer):
    """An answer whose pieces come one by one."""

    pieces: list[str | Pause] = field(default_factory=list)


class _Simulator(OpenAISimulator):
    """Answers by the words that the last message contains; whoever has another key than these is refused."""

    key = "sk-test"
    second_key = "sk-test-2"

    def __init__(self) -> None:
        super().__init__()
        self.scripts: dict[str, list[str | Pause]] = {}
        self.broken: dict[str, int] = {}

    def answer(self, request: Received) -> Answer:
        if request.headers.get("authorization") not in (f"Bearer {self.key}", f"Bearer {self.second_key}"):
            return self.error(401, request)
        if not request.path.endswith("/chat/completions"):
            return super().answer(request)
        body = request.json
        said = json.dumps(body["messages"][-1], ensure_ascii=False)
        status = next((status for words, status in self.broken.items() if words in said), None)
        if status is not None:
            return self.error(status, request)
        pieces = next((script for words, script in self.scripts.items() if words in said), list(DEFAULT))
        if not body.get("stream"):
            text = "".join(piece for piece in pieces if isinstance(piece, str))
            return Answer(json.dumps(_whole(text)).encode())
        return Scripted(content_type=SSE, pieces=pieces)

    async def _deliver(
        self,
        request: web.Request,
        answer: Answer,
        fault: Fault | None = None,
        received: Received | None = None,
    ) -> web.StreamResponse:
        if not isinstance(answer, Scripted):
            return await super()._deliver(request, answer, fault, received)
        response = web.StreamResponse(headers={"content-type": SSE})
        await response.prepare(request)
        for piece in answer.pieces:
            if isinstance(piece, Pause):
                await piece.over()
            else:
                await response.write(_frame({"content": piece}, None))
        await response.write(_frame({}, "stop", USAGE) + b"data: [DONE]\n\n")
        return response


Kind = TypeVar("Kind", bound=Simulator)


class InThread(Generic[Kind]):
    """A simulator in a thread of its own."""

    def __init__(self, simulator: Kind) -> None:
        self._simulator = simulator
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._simulator.start(), self._loop).result(60)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._simulator.stop(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop.close()

    def soon(self, call: Callable[[], object]) -> None:
        """Have this called in the simulator's own thread."""
        self._loop.call_soon_threadsafe(call)

    @property
    def base_url(self) -> str:
        return self._simulator.base_url

    @property
    def requests(self) -> list[Received]:
        return self._simulator.requests


class ScriptedUpstream(InThread[_Simulator]):
    """A language model."""

    def __init__(self) -> None:
        super().__init__(_Simulator())

    @property
    def key(self) -> str:
        return self._simulator.key

    @property
    def second_key(self) -> str:
        return self._simulator.second_key

    def script(self, words: str, *pieces: str | Pause) -> None:
        """What is answered when the last message contains `words`."""
        for piece in pieces:
            if isinstance(piece, Pause):
                piece.bind(self._loop)
        self._simulator.scripts[words] = list(pieces)
        self._simulator.broken.pop(words, None)

    def break_on(self, words: str, status: int) -> None:
        """Requests whose last message contains `words` get this HTTP status until a script replaces it."""
        self._simulator.broken[words] = status


def _frame(delta: dict[str, str], finish: str | None, usage: dict[str, int] | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_760_000_000,
        "model": "teller",
        "choices": [choice],
        **({"usage": usage} if usage else {}),
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def _whole(text: str) -> dict[str, object]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": "teller",
        "choices": [choice],
        "usage": USAGE,
    }

"""Conversations over a WebSocket, which pass through to an upstream that speaks OpenAI's Realtime API."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import NO_CONTROLS, Ask, Controls
from huahua.gateway.domain.calls import Caller, Dialect, Task, Usage
from huahua.gateway.domain.realtime import Frame, RealtimeCall, RealtimeSocket
from huahua.gateway.domain.route import Route
from huahua.gateway.domain.usage import add_usage
from huahua.gateway.errors import GatewayError, InvalidRequest, NotSupported
from huahua.gateway.guarding.realtime import GuardedTalk, error_event
from huahua.gateway.ports import RealtimeProvider
from huahua.gateway.service.core import Core, within
from huahua.gateway.wire.relayed import realtime_usage


class RefusedEvent(Exception):
    """An event that must not go to the model; `told` is the event that says so."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.told = told


class RealtimeSession:
    """One conversation: send, receive, close. Counts what the upstream's events say of usage."""

    def __init__(
        self,
        socket: RealtimeSocket,
        route: Route,
        saw: Callable[[Usage], None],
        on_end: Callable[[BaseException | None], Awaitable[None]],
        guarded: GuardedTalk | None = None,
    ) -> None:
        self.route = route
        self._socket = socket
        self._saw = saw
        self._on_end: Callable[[BaseException | None], Awaitable[None]] | None = on_end
        self._total = Usage()
        self._guarded = guarded
        self._ready: deque[Frame] = deque()

    async def send(self, frame: Frame) -> None:
        """Raises UpstreamError, and RefusedEvent after which the conversation goes on."""
        if self._guarded is not None:
            try:
                frame = await self._guarded.outgoing(frame)
            except GatewayError as fault:
                raise RefusedEvent(error_event(fault)) from fault
        await self._socket.send(frame)

    async def receive(self) -> Frame | None:
        """The upstream's next frame; None when it closed in order. Raises UpstreamError."""
        while not self._ready:
            frame = await self._next()
            if frame is None or self._guarded is None:
                return frame
            passed, answers = await self._guarded.incoming(frame)
            self._ready += passed
            for answer in answers:
                await self._socket.send(answer)
        return self._ready.popleft()

    async def _next(self) -> Frame | None:
        frame = await self._socket.receive()
        usage = realtime_usage(frame) if isinstance(frame, str) else None
        if usage is not None:
            self._total = add_usage(self._total, usage)
            self._saw(self._total)
        return frame

    async def close(self, fault: BaseException | None) -> None:
        """Idempotent. `fault` is what ended the conversation; None where a side ended it in order."""
        on_end, self._on_end = self._on_end, None
        if on_end is None:
            return
        try:
            await self._socket.close()
            if self._guarded is not None:
                await self._guarded.finish()
        finally:
            await on_end(fault)


class RealtimeVerbs(Core):
    async def converse(
        self,
        caller: Caller,
        model: str,
        request_id: str,
        *,
        subprotocols: tuple[str, ...] = (),
        beta: str = "",
        controls: Controls = NO_CONTROLS,
    ) -> RealtimeSession:
        """Open a conversation; the caller's place is taken until it is closed."""
        if not model:
            raise InvalidRequest("'model' is missing: put ?model= into the address.", param="model")
        ask = Ask(caller, model, Task.REALTIME, Dialect.OPENAI, request_id, stream=True, controls=controls)
        plan = self._plan(ask, [Task.REALTIME])
        guarded = await self._guarded(ask, plan)
        meter = self._meter(ask, plan)

        async def begin(candidate: Candidate) -> RealtimeSocket:
            if not isinstance(candidate.provider, RealtimeProvider):
                raise NotSupported(
                    f"The provider '{candidate.row.provider}' offers no conversations over a WebSocket.",
                    param="model",
                )
            call = RealtimeCall(candidate.row.model, subprotocols, beta)
            return await within(candidate, candidate.provider.open_realtime(call))

        await meter.start()
        try:
            socket, route = await self._resilience.run(ask.model, plan, begin, meter)
        except BaseException as fault:
            await meter.end(fault)
            raise
        meter.first_byte()
        talk = GuardedTalk(guarded) if guarded is not None else None
        return RealtimeSession(socket, route, meter.saw, meter.end, talk)

"""uvicorn's HTTP protocol with bounds on a request's head, which it leaves unbounded in size and in time.

Without them anybody may send header lines for ever into the server's memory, or hold connections open with
a head that never ends (the Slowloris attack, CVE-2007-6750). `bodies.py` bounds the body while somebody
reads it; here is the bound for a body that nobody reads, because its answer is out already, for what frames
a body without being one, for the pause between two requests, and for a client that does not take its answer.

It also tells the application when the server begins to stop.
"""

from __future__ import annotations

from math import inf
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from huahua.boot.sweeper import sweeper_of

MAX_HEAD_BYTES = 256 * 1024
"""Also of chunk extensions and trailers, between two pieces of a body."""
HEAD_TIMEOUT_S = 30.0
UNREAD_BODY_TIMEOUT_S = 10.0
STALLED_S = 120.0
"""How long a client may take nothing of what waits for it."""
LEAVING = "leaving"
"""In the lifespan's state: an event that is set when the server begins to stop."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """Cuts connections whose request line and headers are too large or too slow."""

    _head_open = True
    _head_bytes = 0
    _body_open = False
    _unframed_bytes = 0
    _untaken_bytes = 0
    """Of the answer, when the client was last looked at for whether it takes any."""
    _running: RequestResponseCycle | None = None
    deadline = inf

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._sweeper = sweeper_of(self.loop)

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_head()
        self._sweeper.watch(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._sweeper.forget(self)
        running, self._running = self._running, None
        if running is not None and running is not self.cycle and not running.response_complete:
            # uvicorn tells only the last request of a pipeline that its client has left.
            running.disconnected = True
            running.message_event.set()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        self._sweeper.forget(self)
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head_open:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The request's head is too large.")
        elif self._body_open:
            self._unframed_bytes += len(data)
            if self._unframed_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The request's body has too much around it.")

    def send_400_response(self, msg: str) -> None:
        """Where it would be taken for another request's answer, or for a part of it, the connection only ends."""
        if self._may_refuse():
            super().send_400_response(msg)
        else:
            self.transport.close()
        self._watch_leaving()

    def on_body(self, body: bytes) -> None:
        self._unframed_bytes = 0
        super().on_body(body)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        self._head_ended()
        self._check_version()
        super().on_headers_complete()
        self._leave_trailers_out()

    def on_message_complete(self) -> None:
        self._body_open = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """As uvicorn's, with the sweeper in place of a timer for the pause until the next request."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            self._watch_leaving()
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        elif not self._head_open:
            self._untaken_bytes = 0
            pause = UNREAD_BODY_TIMEOUT_S if self._body_open else self.timeout_keep_alive
            self.deadline = self.loop.time() + pause

    def shutdown(self) -> None:
        leaving = self.app_state.get(LEAVING)
        if leaving is not None:
            leaving.set()
        super().shutdown()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_taking()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._untaken_bytes = 0
        if self._answering() and not self._head_open:
            self.deadline = inf

    def too_late(self) -> None:
        """Called by the sweeper when the deadline has passed: of the client's next bytes, or of its taking what
        waits for it. A transport that is closed keeps what is unsent until it has left."""
        left = self.transport.get_write_buffer_size()
        is_stalled = 0 < self._untaken_bytes <= left
        is_taking = 0 < left < self._untaken_bytes
        if is_stalled:
            self.deadline = inf
            self.transport.abort()
        elif is_taking and (self._answering() or self.transport.is_closing()):
            self._watch_taking()
        else:
            self.deadline = inf
            self.transport.close()
            self._watch_leaving()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def _answering(self) -> bool:
        """Whether a request waits for its answer, or for the rest of it."""
        return bool(self.pipeline) or (self.cycle is not None and not self.cycle.response_complete)

    def _check_version(self) -> None:
        """llhttp takes a request line without a version for HTTP/0.9, which has no headers. Raises ValueError,
        which is a 400."""
        if self.parser.get_http_version() not in ("1.0", "1.1"):
            raise ValueError("the version of HTTP is unknown")

    def _leave_trailers_out(self) -> None:
        """Of the headers (RFC 9110, section 6.5.1): nobody who looked at the head has seen them."""
        if not self.parser.should_upgrade():
            self.headers = []

    def _may_refuse(self) -> bool:
        """Whether what arrives belongs to the only request that has no answer yet, or to none."""
        cycle = self.cycle
        if self.pipeline or cycle is None:
            return not self.pipeline
        if cycle.response_complete:
            return not self._body_open
        return cycle.more_body and not cycle.response_started

    def _watch_taking(self) -> None:
        self._untaken_bytes = self.transport.get_write_buffer_size()
        self.deadline = self.loop.time() + STALLED_S

    def _watch_leaving(self) -> None:
        """The transport is closed; what is unsent must leave some day."""
        if self.transport.get_write_buffer_size():
            self._watch_taking()

    def _await_head(self) -> None:
        self._head_open = True
        self.deadline = self.loop.time() + HEAD_TIMEOUT_S

    def _head_ended(self) -> None:
        self._head_open = False
        self._head_bytes = self._unframed_bytes = 0
        self._body_open = True
        if self.flow.write_paused:
            self._watch_taking()
        else:
            self.deadline = inf

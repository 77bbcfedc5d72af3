"""uvicorn's HTTP protocol with bounds on a request's head, which it leaves unbounded in size and in time.

Without them anybody may send header lines for ever into the server's memory, or hold connections open with
a head that never ends (the Slowloris attack, CVE-2007-6750). `bodies.py` bounds the body while somebody
reads it; here is the bound for a body that nobody reads, because its answer is out already.

It also tells the application when the server begins to stop.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 256 * 1024
HEAD_TIMEOUT_S = 30.0
UNREAD_BODY_TIMEOUT_S = 10.0
LEAVING = "leaving"
"""In the lifespan's state: an event that is set when the server begins to stop."""


class BoundedHttpProtocol(HttpToolsProtocol):
    """Cuts connections whose request line and headers are too large or too slow."""

    _head_open = True
    _head_bytes = 0
    _body_open = False
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._head_open:
            return
        self._head_bytes += len(data)
        if self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The request's head is too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        self._head_open = False
        self._head_bytes = 0
        self._body_open = True
        self._stop_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._body_open = False
        self._stop_timer()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._body_open:
            self._start_timer(UNREAD_BODY_TIMEOUT_S)

    def shutdown(self) -> None:
        leaving = self.app_state.get(LEAVING)
        if leaving is not None:
            leaving.set()
        super().shutdown()

    def _await_head(self) -> None:
        self._head_open = True
        self._start_timer(HEAD_TIMEOUT_S)

    def _start_timer(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self.transport.close()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

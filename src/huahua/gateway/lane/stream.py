"""A streamed call in the lane: whole events pass through as they come, in chunks (RFC 9112, section 7.1)."""

from __future__ import annotations

from huahua.gateway.domain.broken import delivered
from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.usage import CLIENT_CLOSED
from huahua.gateway.errors import GatewayError
from huahua.gateway.lane.exchange import UpstreamExchange
from huahua.gateway.lane.request import hides_usage
from huahua.gateway.ports import FastScan, RawHeaders

DRAIN_S = 0.25
"""After the end mark the upstream's last bytes are due; its connection can then serve the next call."""
_LAST_CHUNK = b"0\r\n\r\n"


def whole_stream(events: bytes) -> bytes:
    """A response's body that is one chunk."""
    return b"%x\r\n%b\r\n%b" % (len(events), events, _LAST_CHUNK)


class StreamExchange(UpstreamExchange):
    scan: FastScan
    event_at: float
    """When the last event came, or the head before the first."""

    def start(self) -> None:
        self.scan = self.upstream.scan(hide_usage=hides_usage(self.ask))
        super().start()

    def on_head(self, status: int, headers: RawHeaders) -> None:
        self.event_at = self.lane.books.monotonic()
        super().on_head(status, headers)

    def on_body(self, piece: bytes) -> None:
        if self.error_status:
            super().on_body(piece)
            if not self.settled and self._is_quiet():
                self.refused()
            return
        if self.scan.end is not None:
            return
        try:
            events = self.scan.feed(piece)
        except Exception as fault:  # noqa: BLE001 - the upstream's adapter knows which are its own, and raises others
            self._broke(self.upstream.translate(fault))
            return
        if events:
            self._pass_on(events)
        if self.scan.end is not None:
            self._finish()
        elif not events and self._is_quiet():
            self._broke(self.upstream.quiet())

    def ended(self) -> None:
        if self.settled or self.refused():
            return
        try:
            events = self.scan.close()
        except Exception as fault:  # noqa: BLE001 - as above
            self._broke(self.upstream.translate(fault))
            return
        if events:
            self._pass_on(events)
        self._finish()

    def on_fault(self, fault: Exception) -> None:
        self.call = None
        if not self.settled:
            self._broke(self.upstream.translate(fault))

    def client_gone(self) -> None:
        """The caller left. Where the operator wants it, the upstream finishes first."""
        books = self.lane.books
        if self.settled or self.call is None or not self.response_started or not books.broken.finishes:
            super().client_gone()
            return
        self.disconnected = self.response_complete = self.finishing = True
        self.call.resume()
        self.lane.call_later(books.broken.finish_s, self._finished_enough)

    def usage_so_far(self) -> Usage:
        return delivered(self.scan.usage, self.scan.events, self.ask.input_tokens) or super().usage_so_far()

    def last_words(self, fault: GatewayError) -> bytes:
        if not self.response_started:
            return super().last_words(fault)
        event = self.lane.error_event(self, fault)
        return whole_stream(event)

    def is_plain(self, headers: RawHeaders) -> bool:
        told = (value for name, value in headers if name == b"content-type")
        media_type = next(told, b"").partition(b";")[0].strip().lower()
        return media_type == b"text/event-stream" and super().is_plain(headers)

    def _is_quiet(self) -> bool:
        return self.lane.books.monotonic() - self.event_at > self.upstream.quiet_s

    def _pass_on(self, events: bytes) -> None:
        self.event_at = self.lane.books.monotonic()
        if self.disconnected:
            return
        if self.response_started:
            self.client.write(b"%x\r\n%b\r\n" % (len(events), events))
            return
        self.response_started = True
        self.first_byte_at = self.event_at
        self.lane.counts.served += 1
        self.client.write(b"%b%x\r\n%b\r\n" % (self.lane.heads.stream(self), len(events), events))

    def _finish(self) -> None:
        """The end mark came. It leaves when the record is durable."""
        if not self.response_started:
            self._broke(self.upstream.translate(EOFError("ended the stream before its first event")))
            return
        if self.call is not None:
            self.lane.call_later(DRAIN_S, self.drop_call)
        usage = self.scan.usage or self.usage_so_far()
        if self.finishing:
            self.settle(usage, CLIENT_CLOSED, "client_closed")
        else:
            self.settle(usage, 200, None, self._write_end)

    def _finished_enough(self) -> None:
        if not self.settled:
            self.drop_call()
            self.settle(self.usage_so_far(), CLIENT_CLOSED, "client_closed")

    def _write_end(self) -> None:
        if self.disconnected:
            return
        end = self.scan.end or b""
        self.response_complete = True
        self.client.write(whole_stream(end))
        self.client.done(self)

    def _broke(self, fault: GatewayError) -> None:
        if not self.response_started:
            self.failed(fault)
            return
        self.drop_call()
        if self.finishing:
            self.settle(self.usage_so_far(), CLIENT_CLOSED, "client_closed", fault=fault)
            return
        self.response_complete = True
        self.client.write(self.last_words(fault))
        self.settle(self.usage_so_far(), fault.status, fault.code, fault=fault)
        self.client.done(self)

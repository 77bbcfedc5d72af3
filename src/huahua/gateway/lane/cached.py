"""A call in the lane that is answered from the process's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huahua.gateway.admission.gate import Ticket
from huahua.gateway.cache.reply import CachedReply
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.route import Route
from huahua.gateway.lane.exchange import LaneExchange
from huahua.gateway.lane.heads import Lines
from huahua.gateway.lane.request import hides_usage
from huahua.gateway.lane.stream import whole_stream

if TYPE_CHECKING:
    from huahua.gateway.lane.lane import Lane


class CachedExchange(LaneExchange):
    def __init__(
        self, lane: Lane, ask: Ask, route: Route, lines: Lines, ticket: Ticket, reply: CachedReply
    ) -> None:
        super().__init__(lane, ask, route, lines, ticket)
        self.reply = reply

    def start(self) -> None:
        self.settle(self.reply.usage, 200, None, self._write)

    def _write(self) -> None:
        """The record is durable."""
        assert self.reply.body is not None
        self.write_whole(self.reply.body)


class CachedStreamExchange(CachedExchange):
    """All events at once, with the boundaries that they came with."""

    def start(self) -> None:
        self.first_byte_at = self.started_at
        super().start()

    def _write(self) -> None:
        if self.disconnected:
            return
        events = self.reply.stream_bytes(hide_usage=hides_usage(self.ask))
        assert events is not None
        self.response_started = self.response_complete = True
        self.lane.counts.served += 1
        self.client.write(self.lane.heads.stream(self) + whole_stream(events))
        self.client.done(self)

"""The connection of the caller, as the lane sees it. `boot/lane_protocol.py` is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from huahua.gateway.resilience.attempts import FailedAttempt

if TYPE_CHECKING:
    from huahua.gateway.lane.exchange import LaneExchange


class Client(Protocol):
    def write(self, data: bytes) -> None: ...

    def done(self, exchange: LaneExchange) -> None:
        """The response is written; the connection may serve the next request."""
        ...

    def fall_back(self, exchange: LaneExchange, spent: Sequence[FailedAttempt]) -> None:
        """Nothing was written: have the ordinary way serve the request, with what failed already."""
        ...

"""A call that the lane refuses: the same answer as the ordinary way's, for a quarter of its time.

Who goes on asking after a refusal must not slow everybody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huahua.gateway.domain.ask import Ask
from huahua.gateway.errors import GatewayError, InsufficientCredit, NotReady, Overloaded, UnknownModel
from huahua.gateway.lane.exchange import LaneExchange

if TYPE_CHECKING:
    from huahua.gateway.lane.lane import Lane

FINAL = (UnknownModel, InsufficientCredit, Overloaded, NotReady)
"""What the ordinary way would only say again. Other errors depend on what it alone looks at."""


class RefusedExchange(LaneExchange):
    """It has no place, no money and no record: over as soon as it starts."""

    settled = True
    response_complete = True

    def __init__(self, lane: Lane, ask: Ask, fault: GatewayError) -> None:
        self.lane = lane
        self.ask = ask
        self.fault = fault

    def start(self) -> None:
        self.lane.ended(self)
        self.lane.counts.refused += 1
        self.lane.on_refusal(self.fault.status)
        self.client.write(self.lane.error_response(self, self.fault))
        self.client.done(self)

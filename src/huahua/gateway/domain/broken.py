"""Streams that break off before their end: what is charged of them is the operator's choice. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from huahua.gateway.domain.calls import Usage

DELIVERED, FINISHED, FREE = "delivered", "finished", "free"
"""What a usage line says was applied."""
FRAME_EVENTS = 4
"""Events of a stream that carry no text: its start, the start of a block, a ping, an end."""


class BrokenRule(StrEnum):
    DELIVERED = "delivered"
    """Charge what was delivered."""
    FINISH = "finish"
    """Where the caller left, let the upstream finish, and charge that: it charges it, too."""
    FREE_BELOW = "free_below"
    """Charge nothing while fewer than `free_below_tokens` were delivered, and what was delivered otherwise."""


@dataclass(frozen=True, slots=True)
class BrokenStreams:
    rule: BrokenRule = BrokenRule.DELIVERED
    free_below_tokens: int = 0
    finish_s: float = 300.0
    """How long an upstream may take to finish after its caller has left."""

    @property
    def finishes(self) -> bool:
        return self.rule is BrokenRule.FINISH

    def applied(self, usage: Usage, *, finished: bool) -> str:
        """`finished`: the upstream went on after the caller had left."""
        if finished:
            return FINISHED
        if self.rule is BrokenRule.FREE_BELOW and usage.completion_tokens < self.free_below_tokens:
            return FREE
        return DELIVERED


def delivered(seen: Usage | None, events: int, input_tokens: int) -> Usage | None:
    """What a stream that broke off had delivered. Most vendors count at a stream's end, and some name the first token
    at its start: the events are counted instead, or leaving early would be a way not to pay. None where nothing came.
    """
    if seen is None:
        return Usage(input_tokens=input_tokens, output_tokens=events) if events else None
    missing = events - FRAME_EVENTS - seen.completion_tokens
    return msgspec.structs.replace(seen, output_tokens=seen.output_tokens + missing) if missing > 0 else seen

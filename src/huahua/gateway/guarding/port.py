"""What the service and the fast lane ask of a guard, and the guard of a gateway that has none."""

from __future__ import annotations

from typing import Any, Protocol

from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.routing.plan import Plan

UNREADABLE = (
    "A policy masks personal data before this model, and sound cannot be masked. Ask a model that is near, or whoever "
    "administers this server."
)


class TextFilter(Protocol):
    """One text of a streamed answer, piece by piece. Both raise ContentBlocked."""

    def feed(self, piece: str) -> str: ...

    def close(self) -> str: ...


class Guarded(Protocol):
    """One call that a policy or a rule concerns."""

    body: Any
    """What upstreams may see of it."""
    masked: int
    """Places at which it differs from what the caller sent."""
    watches: bool
    """Whether the answer has to pass here, too."""

    keeps_sound: bool
    """Whether sound, which nobody can read here, must not leave."""

    async def more(self, body: Any) -> Any:
        """Another part of the request, of a conversation that goes on. Raises ContentBlocked."""
        ...

    def part(self, body: Any, *, checked: bool) -> Any:
        """A whole part of the answer as the caller gets it; `checked`, by the rules that stop. Raises
        ContentBlocked."""
        ...

    async def answer(self, body: JsonObject) -> JsonObject:
        """A whole answer as the caller gets it. Raises ContentBlocked."""
        ...

    def text(self, *, in_json: bool = False) -> TextFilter: ...

    async def finish(self) -> None:
        """The stream has ended, whichever way."""
        ...


class Guard(Protocol):
    @property
    def on(self) -> bool:
        """Whether any call is to be looked at. All that others pay."""
        ...

    def concerns(self, ask: Ask, plan: Plan) -> bool:
        """Takes microseconds and awaits nothing."""
        ...

    async def open(self, ask: Ask, plan: Plan, body: Any, *, own: bool = False) -> Guarded:
        """The call, looked at. `own`: nothing in `body` is a name of a protocol. Raises ContentBlocked, or NotAllowed
        where personal data cannot be masked and must not leave."""
        ...


class NoGuard:
    """Nothing is looked at."""

    on = False

    def concerns(self, _ask: Ask, _plan: Plan) -> bool:
        return False

    async def open(self, ask: Ask, plan: Plan, body: Any, *, own: bool = False) -> Guarded:
        raise NotImplementedError("no call concerns this guard")

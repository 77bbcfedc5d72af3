"""The course of one call through the choices of its plan.

In rounds: every choice that its breaker lets through is asked once, in the plan's order; then, after a pause and while
the budget of retries lasts, those whose fault may pass are asked again. Choices that were out all the time are the last
resort: the call waits for the first that comes back. Nothing is asked after the call's deadline. A painting that an
upstream may have done, and will bill, is not asked for again, here or elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from huahua.gateway.admission.places import Place, UpstreamPlaces
from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Task
from huahua.gateway.errors import (
    DeadlineMissed,
    GatewayError,
    UpstreamCredential,
    UpstreamError,
    UpstreamLimited,
    UpstreamRefused,
)
from huahua.gateway.resilience.budget import RetryBudget, full_jitter
from huahua.gateway.resilience.config import ResilienceConfig
from huahua.gateway.resilience.current import Attempt, begin
from huahua.gateway.resilience.faults import may_be_done, may_repeat
from huahua.gateway.resilience.health import Health
from huahua.gateway.resilience.racing import AttemptFailed, race
from huahua.gateway.routing.plan import Choice

Reply = TypeVar("Reply")

_POLL_S = 0.1
"""Between two looks at an upstream whose probe is under way."""
_HEDGE_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Tools:
    """What all calls of a process share."""

    config: ResilienceConfig
    health: Health
    budget: RetryBudget
    monotonic: Callable[[], float]
    random: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    places: UpstreamPlaces


@dataclass(slots=True)
class Served(Generic[Reply]):
    reply: Reply
    choice: Choice
    began: float
    attempt: Attempt
    place: Place
    """To be given back when the upstream has nothing more to do."""


class Watcher(Protocol):
    """Hears what becomes of a call."""

    def asking(self, choice: Choice) -> None: ...
    def failed(self, choice: Choice, fault: GatewayError, elapsed_s: float) -> None: ...


@dataclass(slots=True)
class Course(Generic[Reply]):
    """`call` asks one candidate. `deadline` and `began` are times of `Tools.monotonic`."""

    tools: Tools
    choices: Sequence[Choice]
    call: Callable[[Candidate], Awaitable[Reply]]
    watcher: Watcher
    ask: Ask
    discard: Callable[[Reply], Awaitable[None]]
    """What is to be done with a reply that nobody will read."""
    deadline: float | None = None
    _faults: dict[str, GatewayError] = field(default_factory=dict)
    """The last fault of each upstream that was asked."""
    _last: GatewayError | None = None

    def spent(self, choice: Choice, fault: GatewayError, elapsed_s: float) -> None:
        """It was asked before this course began. Raises `fault` when that is final."""
        self._note(choice, fault, elapsed_s)

    async def run(self) -> Served[Reply]:
        """The first success; its upstream still counts as running. Raises the last fault, or a final one at once."""
        for number in range(self.tools.config.retries + 1):
            if number and not await self._pause(number):
                break
            served = await self._round(self._open_choices(number))
            if served is not None:
                return served
        untried = [choice for choice in self.choices if choice.candidate.key not in self._faults]
        if untried:
            return await self._last_resort(untried)
        assert self._last is not None, "a plan is never empty"
        raise self._last

    def _open_choices(self, number: int) -> list[Choice]:
        if number:
            return self._repeatable()
        return [choice for choice in self.choices if choice.candidate.key not in self._faults]

    def _repeatable(self) -> list[Choice]:
        faults = self._faults
        return [
            choice
            for choice in self.choices
            if (fault := faults.get(choice.candidate.key)) is not None and may_repeat(fault)
        ]

    async def _round(self, choices: Sequence[Choice], *, last_resort: bool = False) -> Served[Reply] | None:
        waiting = list(choices)
        while waiting:
            choice, place = await self._with_place(waiting)
            if not self.tools.health.admit(choice.candidate.key, last_resort=last_resort):
                place.leave()
                continue
            try:
                return await self._hedged(choice, place, waiting)
            except AttemptFailed:
                continue
        return None

    async def _with_place(self, waiting: list[Choice]) -> tuple[Choice, Place]:
        """The first choice that has room, taken out of `waiting`, with its place; where all are full, the one
        where it is this call's turn first. Raises ServerBusy, Overloaded or DeadlineMissed."""
        places = self.tools.places
        for number, choice in enumerate(waiting):
            place = places.try_take(choice.candidate.demand, self.ask)
            if place is not None:
                return waiting.pop(number), place
        left = None if self.deadline is None else self.deadline - self.tools.monotonic()
        number, place = await places.take(
            [choice.candidate.demand for choice in waiting], self.ask, left_s=left
        )
        return waiting.pop(number), place

    async def _pause(self, number: int) -> bool:
        """Wait before round `number`; False when there should be none."""
        tools = self.tools
        again = self._repeatable()
        if not again:
            return False
        opens = min(tools.health.opens_in(choice.candidate.key) for choice in again)
        jitter = full_jitter(number, tools.config.backoff_s, tools.config.max_backoff_s, tools.random)
        pause = max(opens, jitter)
        if pause > self._patience() or not tools.budget.spend():
            return False
        await tools.sleep(pause)
        return True

    async def _last_resort(self, untried: list[Choice]) -> Served[Reply]:
        tools = self.tools
        ends = tools.monotonic() + self._patience()
        looks = 0
        while untried:
            served = await self._round(untried, last_resort=True)
            if served is not None:
                return served
            untried = [choice for choice in untried if choice.candidate.key not in self._faults]
            if not untried:
                break
            # Waiting mends no account.
            untried = [choice for choice in untried if not tools.health.refusal(choice.candidate.key)]
            if not untried:
                break
            opens = min(tools.health.opens_in(choice.candidate.key, last_resort=True) for choice in untried)
            looks += 1
            pause = max(opens, full_jitter(min(looks, 3), _POLL_S, 1.0, tools.random) + 0.01)
            if tools.monotonic() + pause > ends:
                break
            await tools.sleep(pause)
        raise self._last or self._unavailable()

    def _unavailable(self) -> GatewayError:
        refusals = [self.tools.health.refusal(choice.candidate.key) for choice in self.choices]
        if refusals[0] and all(refusals):
            return UpstreamCredential(refusals[0])
        opens = min(self.tools.health.opens_in(choice.candidate.key) for choice in self.choices)
        limited = all(self.tools.health.is_limited(choice.candidate.key) for choice in self.choices)
        if limited:
            return UpstreamLimited("Every provider of this model asks to wait.", retry_after=max(1.0, opens))
        return UpstreamError(
            "This model cannot be reached at the moment. Try again later.",
            code="upstream_unavailable",
            status=503,
            retry_after=max(1.0, min(opens, self.tools.config.breaker.max_cool_down_s)),
        )

    def _patience(self) -> float:
        """Seconds that the call may wait for an upstream."""
        if self.deadline is None:
            return self.tools.config.last_resort_s
        return max(0.0, self.deadline - self.tools.monotonic())

    async def _hedged(self, choice: Choice, place: Place, others: list[Choice]) -> Served[Reply]:
        """Ask `choice`; where its row says so and it takes longer than it usually does, ask the next one beside
        it. The first success wins and the other is cancelled. Raises AttemptFailed when all that were asked failed."""
        patience = self._hedge_after_s(choice.candidate)
        if patience is None or not others:
            return await self._ask(choice, place)

        def second() -> Coroutine[Any, Any, Served[Reply]] | None:
            found = self._hedge(others)
            return None if found is None else self._ask(*found)

        return await race(self._ask(choice, place), patience, second, self._give_back)

    def _hedge_after_s(self, candidate: Candidate) -> float | None:
        """None where its row wants no hedge, or leaves the time to what was seen and too little was."""
        row = candidate.row
        if not row.hedge:
            return None
        return row.hedge_after_s or self.tools.health.first_byte_s(candidate.key, _HEDGE_SHARE)

    async def _give_back(self, served: Served[Reply]) -> None:
        """Another was quicker by a hair."""
        served.place.leave()
        self.tools.health.left(served.choice.candidate.key, self.tools.monotonic() - served.began)
        await self.discard(served.reply)

    def _hedge(self, others: list[Choice]) -> tuple[Choice, Place] | None:
        """The next choice that may be asked, taken out of `others`, while the budget lasts."""
        for other in others:
            if self.tools.budget.tokens < 1:
                return None
            place = self.tools.places.try_take(other.candidate.demand, self.ask)
            if place is None:
                continue
            if self.tools.health.admit(other.candidate.key):
                self.tools.budget.spend()
                others.remove(other)
                return other, place
            place.leave()
        return None

    async def _ask(self, choice: Choice, place: Place) -> Served[Reply]:
        """Raises AttemptFailed, or what is final."""
        tools, key = self.tools, choice.candidate.key
        self.watcher.asking(choice)
        row = choice.candidate.row
        attempt = Attempt(row.first_byte_timeout_s, row.idle_timeout_s)
        begin(attempt)
        began = tools.monotonic()
        left = None if self.deadline is None else self.deadline - began
        scope = asyncio.timeout(left)
        try:
            async with scope:
                return Served(await self.call(choice.candidate), choice, began, attempt, place)
        except UpstreamError as fault:
            place.leave()
            elapsed = tools.monotonic() - began
            tools.health.failed(key, fault, elapsed)
            self._note(choice, fault, elapsed)
            raise AttemptFailed from fault
        except BaseException as fault:
            place.leave()
            tools.health.left(key, tools.monotonic() - began)
            if isinstance(fault, TimeoutError) and scope.expired():
                raise DeadlineMissed("There was no reply before the call's deadline.") from fault
            raise

    def _note(self, choice: Choice, fault: GatewayError, elapsed_s: float) -> None:
        if isinstance(fault, UpstreamRefused) or not isinstance(fault, UpstreamError):
            raise fault
        self._faults[choice.candidate.key] = self._last = fault
        self.watcher.failed(choice, fault, elapsed_s)
        if self.ask.task is Task.PAINTING and may_be_done(fault):
            raise fault  # asking anybody for the same picture may pay for it twice

"""Running a call by its plan: the face of resilience for the service and the fast lane."""

from __future__ import annotations

import asyncio
import random as randomness
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from huahua.gateway.admission.places import UpstreamPlaces
from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.route import Route
from huahua.gateway.errors import GatewayError
from huahua.gateway.metering.meter import CallMeter
from huahua.gateway.resilience.budget import RetryBudget
from huahua.gateway.resilience.cases import CaseSink, NoCases
from huahua.gateway.resilience.config import ResilienceConfig
from huahua.gateway.resilience.course import Course, Served, Tools
from huahua.gateway.resilience.health import Health
from huahua.gateway.resilience.history import History, Keeper
from huahua.gateway.resilience.watched import WatchedStream
from huahua.gateway.routing.plan import Choice, Plan

Reply = TypeVar("Reply")
Event = TypeVar("Event")

SPENT = "spent_attempts"
"""In the state of an ASGI scope: the failed attempts of the fast lane at this request."""


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """An upstream that was asked already, by the fast lane, and what came of it."""

    key: str
    """Of the candidate."""
    fault: GatewayError
    elapsed_s: float = 0.0


class Resilience:
    """Runs calls by their plan. One for the process: what it learns of an upstream serves the next call.

    `health` is what it learnt: the fast lane reports to it (`succeeded`, `failed`), routing reads it.
    """

    def __init__(
        self,
        config: ResilienceConfig | None = None,
        *,
        health: Health | None = None,
        cases: CaseSink | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        random: Callable[[], float] = randomness.random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        places: UpstreamPlaces | None = None,
    ) -> None:
        self.config = config or ResilienceConfig()
        self.health = health or Health(self.config, monotonic=monotonic, random=random)
        self._budget = RetryBudget(self.config.budget_ratio, self.config.budget_burst)
        self._tools = Tools(
            self.config, self.health, self._budget, monotonic, random, sleep, places or UpstreamPlaces()
        )
        self._keeper = Keeper(NoCases() if cases is None else cases, monotonic)

    def admit(self, choice: Choice) -> bool:
        """Whether the fast lane may ask this choice now; if so it counts as running there, until `health` hears
        `succeeded`, `failed` or `left`."""
        if choice.candidate.demand:
            return False  # places are taken, and waited for, in the ordinary way only
        self._budget.earn()
        return self.health.admit(choice.candidate.key)

    def broke_off(
        self, request_id: str, route: Route, key: str, fault: GatewayError, elapsed_s: float
    ) -> None:
        """A stream of the fast lane broke after its first visible byte: keep the case. (`health` hears of it by
        `failed`.)"""
        self._keeper.broke_off(request_id, route, key, 1, fault, elapsed_s)

    async def run(
        self,
        model: str,
        plan: Plan,
        call: Callable[[Candidate], Awaitable[Reply]],
        meter: CallMeter,
        spent: Sequence[FailedAttempt] = (),
    ) -> tuple[Reply, Route]:
        """The first success, and where it came from. A refusal of the request itself is final: another
        upstream would refuse it too.

        Raises the last choice's error; UpstreamLimited or UpstreamError (`upstream_unavailable`) where none may be
        asked in time; DeadlineMissed at the call's deadline.
        """
        with History(model, plan, meter, self._keeper) as history:
            served = await self._course(plan, call, meter, history, spent, _nothing).run()
            history.served(served.choice)
        served.place.leave()
        meter.receipt.queued_s += served.place.waited_s
        elapsed = self._tools.monotonic() - served.began
        self.health.succeeded(served.choice.candidate.key, None, elapsed, served.attempt.headers)
        return served.reply, history.route

    async def open(
        self,
        model: str,
        plan: Plan,
        call: Callable[[Candidate], Awaitable[tuple[Event, AsyncGenerator[Event]]]],
        meter: CallMeter,
        spent: Sequence[FailedAttempt] = (),
    ) -> tuple[tuple[Event, WatchedStream[Event]], Route]:
        """`run` for a stream, of which `call` gives the first event and the rest. The upstream counts as running
        until the rest ends, and how it ends is remembered; nothing else is tried after the first event."""
        with History(model, plan, meter, self._keeper) as history:
            served = await self._course(plan, call, meter, history, spent, _close).run()
            history.served(served.choice)
        meter.receipt.queued_s += served.place.waited_s
        first, events = served.reply
        first_byte_s = self._tools.monotonic() - served.began

        def on_end(fault: BaseException | None) -> None:
            self._stream_ended(history, served, first_byte_s, fault)

        return (first, WatchedStream(events, on_end)), history.route

    def _course(
        self,
        plan: Plan,
        call: Callable[[Candidate], Awaitable[Reply]],
        meter: CallMeter,
        history: History,
        spent: Sequence[FailedAttempt],
        discard: Callable[[Reply], Awaitable[None]],
    ) -> Course[Reply]:
        deadline_s = meter.ask.controls.deadline_s
        deadline = None if deadline_s is None else self._tools.monotonic() + deadline_s - meter.elapsed_s
        course = Course(self._tools, plan.choices, call, history, meter.ask, discard, deadline)
        if spent:
            failed = {attempt.key: attempt for attempt in spent}
            for choice in plan.choices:
                attempt = failed.get(choice.candidate.key)
                if attempt is not None:
                    history.asking(choice)
                    course.spent(choice, attempt.fault, attempt.elapsed_s)
        else:
            self._budget.earn()
        return course

    def _stream_ended(
        self,
        history: History,
        served: Served[tuple[Event, AsyncGenerator[Event]]],
        first_byte_s: float,
        fault: BaseException | None,
    ) -> None:
        served.place.leave()
        key, elapsed = served.choice.candidate.key, self._tools.monotonic() - served.began
        if fault is None:
            self.health.succeeded(key, first_byte_s, elapsed, served.attempt.headers)
        elif isinstance(fault, GatewayError):
            self.health.failed(key, fault, elapsed)
            history.broke_off(served.choice, fault, elapsed)
        else:
            self.health.left(key, elapsed)


async def _nothing(_reply: object) -> None:
    return


async def _close(reply: tuple[Event, AsyncGenerator[Event]]) -> None:
    await reply[1].aclose()

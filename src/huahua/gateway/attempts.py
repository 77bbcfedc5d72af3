"""Trying the rows of a pool in order, and the meter that records what came of the call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import TypeVar

from huahua.gateway.domain.calls import Caller, Dialect, Task, Usage
from huahua.gateway.domain.route import Route
from huahua.gateway.domain.usage import CLIENT_CLOSED, UsageLine, merge_usage
from huahua.gateway.errors import GatewayError, UpstreamCredential, UpstreamError, UpstreamRefused
from huahua.gateway.ports import UsageSink
from huahua.gateway.registry import Candidate
from huahua.gateway.slots import CallSlots
from huahua.kit.clock import Clock

log = logging.getLogger(__name__)

Reply = TypeVar("Reply")


class Attempts:
    """The candidates of one call in the order in which to try them."""

    def __init__(self, model: str, candidates: Sequence[Candidate]) -> None:
        self._model = model
        self._candidates = candidates

    async def run(
        self, call: Callable[[Candidate], Awaitable[Reply]], meter: CallMeter
    ) -> tuple[Reply, Route]:
        """The first success. A refusal of the request itself is final: another row would refuse it too.

        Raises the last candidate's error.
        """
        last = len(self._candidates) - 1
        for number, candidate in enumerate(self._candidates):
            route = self._route(candidate, number)
            meter.route = route
            try:
                return await call(candidate), route
            except UpstreamRefused:
                raise
            except UpstreamError as fault:
                _report(route, fault)
                if number == last:
                    raise
        raise AssertionError("a pool is never empty")

    def _route(self, candidate: Candidate, number: int) -> Route:
        reason = "fallback" if number else "pool" if len(self._candidates) > 1 else "only"
        row = candidate.row
        return Route(self._model, row.provider, row.model, reason, candidate.builtin)


class CallMeter:
    """Holds the caller's slot while the call runs and hands in one usage line when it ends."""

    def __init__(
        self,
        caller: Caller,
        model: str,
        dialect: Dialect,
        task: Task,
        request_id: str,
        slots: CallSlots,
        sink: UsageSink,
        clock: Clock,
        monotonic: Callable[[], float],
    ) -> None:
        self.route: Route | None = None
        self._caller = caller
        self._model = model
        self._dialect = dialect
        self._task = task
        self._request_id = request_id
        self._slots = slots
        self._sink = sink
        self._clock = clock
        self._monotonic = monotonic
        self._usage: Usage | None = None
        self._started = 0.0
        self._first_byte_ms: int | None = None

    def start(self) -> None:
        """Raises Overloaded when the caller has too many calls running."""
        self._slots.take(self._caller.user_id)
        self._started = self._monotonic()

    def saw(self, usage: Usage) -> None:
        self._usage = merge_usage(self._usage, usage)

    def first_byte(self) -> None:
        self._first_byte_ms = self._elapsed_ms()

    def end(self, fault: BaseException | None) -> None:
        self._slots.give_back(self._caller.user_id)
        status, code = _verdict(fault)
        route = self.route
        self._sink.record(
            UsageLine(
                request_id=self._request_id,
                user_id=self._caller.user_id,
                key_id=self._caller.key_id,
                model=self._model,
                provider=route.provider if route else "",
                upstream_model=route.upstream_model if route else "",
                dialect=self._dialect.value,
                task=self._task.value,
                usage=self._usage or Usage(),
                status=status,
                error_code=code,
                latency_ms=self._elapsed_ms(),
                first_byte_ms=self._first_byte_ms,
                created_at=self._clock(),
            )
        )

    def __enter__(self) -> CallMeter:
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.end(fault)

    def _elapsed_ms(self) -> int:
        return round((self._monotonic() - self._started) * 1000)


def _report(route: Route, fault: UpstreamError) -> None:
    """Say in the log what the operator should know: a caller cannot see which account failed, and where
    another row serves the call, nobody else would."""
    level = logging.ERROR if isinstance(fault, UpstreamCredential) else logging.WARNING
    log.log(
        level, "model '%s' at '%s' failed (%s): %s", route.upstream_model, route.provider, fault.code, fault
    )


def _verdict(fault: BaseException | None) -> tuple[int, str | None]:
    """Status and error code of a finished call."""
    if fault is None:
        return 200, None
    if isinstance(fault, GatewayError):
        return fault.status, fault.code
    if isinstance(fault, asyncio.CancelledError | GeneratorExit):
        return CLIENT_CLOSED, "client_closed"
    return 500, "internal_error"

"""What happened to one call on its way: the route for its usage line, lines for the log, cases for the operator."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType

from huahua.gateway.domain.route import Route
from huahua.gateway.errors import GatewayError, UpstreamCredential
from huahua.gateway.metering.meter import CallMeter
from huahua.gateway.resilience.cases import Case, CaseSink, Sampler, detail_of
from huahua.gateway.resilience.faults import kind_of
from huahua.gateway.routing.plan import Choice, Plan
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

log = logging.getLogger("huahua.gateway.resilience.attempts")


class Keeper:
    """Where cases go; one for the process."""

    def __init__(self, sink: CaseSink, monotonic: Callable[[], float], *, clock: Clock = utc_now) -> None:
        self._sink = sink
        self._monotonic = monotonic
        self._clock = clock
        self._sampler = Sampler()

    def case(
        self, request_id: str, route: Route, key: str, attempt: int, fault: GatewayError, elapsed_s: float
    ) -> Case | None:
        """None when there were too many of its like lately; else the log tells of it too."""
        count = self._sampler.weigh(key, fault.code, self._monotonic())
        if not count:
            return None
        _report(route, fault)
        return Case(
            id=new_id("case"),
            at=self._clock(),
            request_id=request_id,
            model=route.model,
            upstream=key,
            provider=route.provider,
            upstream_model=route.upstream_model,
            attempt=attempt,
            kind=kind_of(fault).value,
            code=fault.code,
            detail=detail_of(fault),
            elapsed_ms=round(elapsed_s * 1000),
            next=None,
            served_by=None,
            visible=False,
            count=count,
        )

    def add(self, cases: list[Case]) -> None:
        self._sink.add(cases)

    def broke_off(
        self, request_id: str, route: Route, key: str, attempt: int, fault: GatewayError, elapsed_s: float
    ) -> None:
        """After the first visible byte, when nothing else could be tried any more."""
        case = self.case(request_id, route, key, attempt, fault, elapsed_s)
        if case is not None:
            self.add([replace(case, visible=True)])


class History:
    """Port `course.Watcher`. Leaving the block hands in what failed."""

    __slots__ = (
        "_asked",
        "_attempts",
        "_cases",
        "_keeper",
        "_meter",
        "_model",
        "_plan",
        "_served_by",
        "route",
    )

    def __init__(self, model: str, plan: Plan, meter: CallMeter, keeper: Keeper) -> None:
        self._model = model
        self.route = route_of(model, plan.choices[0], 0)
        self._attempts = 0
        """How many were begun."""
        self._plan = plan
        self._meter = meter
        self._keeper = keeper
        self._asked: list[str] = []
        self._cases: list[tuple[int, Case]] = []
        self._served_by: str | None = None

    @property
    def _request_id(self) -> str:
        return self._meter.ask.request_id

    def _route_of(self, choice: Choice) -> Route:
        return route_of(self._model, choice, self._plan.choices.index(choice))

    def asking(self, choice: Choice) -> None:
        self._attempts += 1
        self._meter.attempts = self._attempts
        self._asked.append(choice.candidate.key)
        self.route = self._meter.route = self._route_of(choice)

    def failed(self, choice: Choice, fault: GatewayError, elapsed_s: float) -> None:
        key = choice.candidate.key
        number = max(place for place, asked in enumerate(self._asked, start=1) if asked == key)
        case = self._keeper.case(self._request_id, self._route_of(choice), key, number, fault, elapsed_s)
        if case is not None:
            self._cases.append((number, case))

    def served(self, choice: Choice) -> None:
        """By this one, in the end, even where another was asked beside it later."""
        self._served_by = choice.candidate.key
        self.route = self._meter.route = self._route_of(choice)

    def broke_off(self, choice: Choice, fault: GatewayError, elapsed_s: float) -> None:
        key = choice.candidate.key
        self._keeper.broke_off(self._request_id, self.route, key, self._attempts, fault, elapsed_s)

    def __enter__(self) -> History:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._cases:
            self._keeper.add(
                [
                    replace(case, next=self._asked_after(number), served_by=self._served_by)
                    for number, case in self._cases
                ]
            )

    def _asked_after(self, number: int) -> str | None:
        return self._asked[number] if number < len(self._asked) else None


def route_of(model: str, choice: Choice, place: int) -> Route:
    """`place` of the choice in its plan."""
    row = choice.candidate.row
    reason = "fallback" if place else choice.reason
    return Route(model, row.provider, row.model, reason, choice.candidate.builtin)


def _report(route: Route, fault: GatewayError) -> None:
    """Say in the log what the operator should know: a caller cannot see which account failed, and where
    another row serves the call, nobody else would."""
    level = logging.ERROR if isinstance(fault, UpstreamCredential) else logging.WARNING
    log.log(
        level, "model '%s' at '%s' failed (%s): %s", route.upstream_model, route.provider, fault.code, fault
    )

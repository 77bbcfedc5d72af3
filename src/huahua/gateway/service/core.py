"""What every verb needs. Everything is injected, so that the service runs in a test without a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from huahua.gateway.admission.gate import Gate
from huahua.gateway.admission.gatherer import Gatherer
from huahua.gateway.admission.permits import check_call
from huahua.gateway.admission.places import UpstreamPlaces
from huahua.gateway.cache.port import Answer, Cache, NoCache
from huahua.gateway.candidate import Candidate
from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.broken import BrokenStreams
from huahua.gateway.domain.calls import ChatReply, Task
from huahua.gateway.errors import UpstreamTimeout
from huahua.gateway.guarding.port import Guard, Guarded, NoGuard
from huahua.gateway.metering.meter import CallMeter, MeterTools
from huahua.gateway.metering.pricing import RowPrices
from huahua.gateway.metering.purse import NoPurse
from huahua.gateway.outcomes import Outcome, plain
from huahua.gateway.ports import Prices, Purse, StyleBook, UsageSink
from huahua.gateway.registry import Registry
from huahua.gateway.resilience.attempts import FailedAttempt, Resilience
from huahua.gateway.routing.balancing import SmoothWeights
from huahua.gateway.routing.plan import Plan
from huahua.gateway.routing.router import Router
from huahua.gateway.service.finishing import Finishing
from huahua.kit.clock import Clock, utc_now

Reply = TypeVar("Reply")


class Core:
    """The verbs' common ground. `router`, `resilience` and `gate` know what other calls met."""

    def __init__(
        self,
        *,
        registry: Registry,
        usage: UsageSink,
        limits: GatewayLimits | None = None,
        router: Router | None = None,
        resilience: Resilience | None = None,
        gate: Gate | None = None,
        purse: Purse | None = None,
        cache: Cache | None = None,
        prices: Prices | None = None,
        guard: Guard | None = None,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        broken: BrokenStreams | None = None,
        styles: StyleBook | None = None,
    ) -> None:
        self.limits = limits or GatewayLimits()
        self._registry = registry
        self._resilience = resilience or Resilience(places=UpstreamPlaces(self.limits.queue))
        prices = prices or RowPrices()
        self._router = router or Router(
            self._resilience.health, turns=SmoothWeights(), rules=registry, prices=prices
        )
        self._gatherer = Gatherer()
        self._cache = cache or NoCache()
        self._guard: Guard = guard or NoGuard()
        self._styles = styles
        gate = gate or Gate(self.limits.queue)
        self._tools = MeterTools(
            gate,
            usage,
            purse or NoPurse(),
            clock,
            monotonic,
            broken or BrokenStreams(),
            prices,
        )
        self.finishing = Finishing(self._tools.broken.finish_s)
        """Streams whose callers have left; to be stopped when the server ends."""

    @property
    def broken(self) -> BrokenStreams:
        """What is charged of streams that break off."""
        return self._tools.broken

    @property
    def purse(self) -> Purse:
        return self._tools.purse

    @property
    def prices(self) -> Prices:
        return self._tools.prices

    def open_styles(self, styles: StyleBook) -> None:
        """People's own styles, from now on."""
        self._styles = styles

    def _plan(self, ask: Ask, tasks: Sequence[Task]) -> Plan:
        """Raises UnknownModel, NotSupported or NotAllowed."""
        check_call(ask)
        return self._router.plan(ask, self._registry.pool(ask.model, tasks))

    async def _guarded(self, ask: Ask, plan: Plan) -> Guarded | None:
        """The call with its body as models may see it; None where nothing concerns it. Raises ContentBlocked or
        NotAllowed."""
        guard = self._guard
        if not guard.on or ask.controls.unguarded or not guard.concerns(ask, plan):
            return None
        guarded = await guard.open(ask, plan, ask.body)
        ask.body = guarded.body
        return guarded

    def _meter(self, ask: Ask, plan: Plan) -> CallMeter:
        return CallMeter(ask, plan, self._tools)

    async def _answer(
        self,
        ask: Ask,
        plan: Plan,
        call: Callable[[Candidate], Awaitable[ChatReply]],
        spent: Sequence[FailedAttempt] = (),
        guarded: Guarded | None = None,
    ) -> Outcome:
        """A whole reply from the cache, or from `call`, which gives it in the caller's dialect."""
        async with self._meter(ask, plan) as meter:

            async def make() -> Answer:
                reply, route = await self._resilience.run(ask.model, plan, call, meter, spent)
                return Answer(reply.body, reply.usage, route)

            answer = await self._cache.whole(ask, make)
            meter.route = answer.route
            meter.saw(answer.usage)
        body = answer.body
        if guarded is not None:
            meter.receipt.masked = guarded.masked
            if guarded.watches:
                body = await guarded.answer(plain(body))
        return Outcome(ask.dialect, body, answer.usage, answer.route, meter.receipt)


async def within(candidate: Candidate, work: Awaitable[Reply]) -> Reply:
    """`work` within the row's own time limit, when it has one."""
    limit = candidate.row.timeout_s
    if limit is None:
        return await work
    try:
        async with asyncio.timeout(limit):
            return await work
    except TimeoutError as fault:
        raise UpstreamTimeout(f"The model did not answer within {limit:g} s.") from fault

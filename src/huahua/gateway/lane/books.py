"""What the lane does at a call's end: gives back its place and its money, remembers how its upstream did, and
hands in the usage line. The ordinary way does the same in `metering/meter.py`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from huahua.gateway.domain.broken import FREE, BrokenStreams
from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.money import charge
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.errors import GatewayError
from huahua.gateway.ports import UsageSink
from huahua.gateway.resilience.attempts import Resilience
from huahua.kit.clock import Clock, utc_now

if TYPE_CHECKING:
    from huahua.gateway.lane.exchange import LaneExchange


_NOTHING = Usage()


class Books:
    def __init__(
        self,
        usage: UsageSink,
        resilience: Resilience,
        *,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        broken: BrokenStreams | None = None,
    ) -> None:
        self.broken = broken or BrokenStreams()
        self.monotonic = monotonic
        self._usage = usage
        self._resilience = resilience
        self._health = resilience.health
        self._clock = clock

    def check(self) -> None:
        """Raises NotReady while lines cannot be kept."""
        self._usage.check()

    def settle(
        self,
        exchange: LaneExchange,
        usage: Usage,
        status: int,
        code: str | None,
        on_durable: Callable[[], None] | None = None,
        fault: GatewayError | None = None,
    ) -> None:
        """The call is over. `on_durable` is called when its line is on disk."""
        whole_s = self.monotonic() - exchange.started_at
        exchange.ticket.leave()
        if exchange.key is not None:
            self._remember(exchange, exchange.key, whole_s, code, fault)
        elapsed_ms = round(whole_s * 1000)
        cost, broken = _cost(exchange, usage, elapsed_ms, failed=code is not None), ""
        if code is not None and exchange.ask.stream and usage != _NOTHING:
            broken = self.broken.applied(usage, finished=exchange.finishing)
            cost = 0 if broken == FREE else cost
        exchange.cost_micros = cost
        hold, payer, charged = exchange.hold, None, 0
        if hold is not None:
            if cost and exchange.price is not None:
                charged = exchange.purse.converted(cost, exchange.price.currency)
            hold.settle(charged)
            if charged and hold.wallet_id is not None:
                payer = hold
        if exchange.ticket.rate is not None:
            exchange.ticket.rate.used(usage.prompt_tokens + usage.completion_tokens)
        ask, route, price, vendor = exchange.ask, exchange.route, exchange.price, exchange.vendor
        taken = 0 if exchange.key is None else None  # an upstream was asked
        if vendor is not None:
            taken = vendor.cost(usage, duration_ms=elapsed_ms)
        first_s = exchange.first_byte_at - exchange.started_at if ask.stream else None
        self._usage.record(
            UsageLine(  # by position: msgspec takes twenty times as long to match names
                ask.request_id,
                ask.caller.user_id,
                ask.caller.key_id,
                ask.model,
                route.provider,
                route.upstream_model,
                ask.dialect.value,
                ask.task.value,
                usage,
                status,
                code,
                elapsed_ms,
                round(first_s * 1000) if first_s is not None and first_s > 0 else None,
                self._clock(),
                cost,
                price.currency if price else None,
                price,
                route.reason,
                route.cache,
                0 if exchange.key is None else 1,
                ask.caller.team_id,
                ask.caller.project_id,
                payer.wallet_id if payer else None,
                payer.lease_id if payer else None,
                charged if payer else 0,
                broken,
                taken,
                None if vendor is None else vendor.currency,
            ),
            on_durable,
        )

    def gave_up(self, exchange: LaneExchange, fault: GatewayError | None) -> None:
        """The ordinary way takes the call over, and books it. `fault`: of the upstream, None where it is not to
        blame."""
        exchange.ticket.give_up()
        if exchange.hold is not None:
            exchange.hold.release()
        if exchange.key is None:
            return
        whole_s = self.monotonic() - exchange.started_at
        if fault is None:
            self._health.left(exchange.key, whole_s)
        else:
            self._health.failed(exchange.key, fault, whole_s)

    def _remember(
        self, exchange: LaneExchange, key: str, whole_s: float, code: str | None, fault: GatewayError | None
    ) -> None:
        if fault is not None:
            self._health.failed(key, fault, whole_s)
            self._resilience.broke_off(exchange.ask.request_id, exchange.route, key, fault, whole_s)
        elif code is not None:  # the caller left, or this server ends
            self._health.left(key, whole_s)
        else:
            first_s = exchange.first_byte_at - exchange.started_at if exchange.ask.stream else None
            told = exchange.limits_told() if self._health.wants_headers(key) else None
            self._health.succeeded(key, first_s, whole_s, told)


def _cost(exchange: LaneExchange, usage: Usage, elapsed_ms: int, *, failed: bool) -> int:
    if exchange.price is None or (failed and usage == _NOTHING):
        return 0  # also where each call has a price of its own
    return charge(exchange.price, usage, elapsed_ms, exchange.route.price_share)

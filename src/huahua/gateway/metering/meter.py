"""The meter of one call: it holds the caller's place and money, and hands in one usage line when the call ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from huahua.gateway.admission.gate import Gate, Ticket
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.broken import FREE, BrokenStreams, delivered
from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.domain.money import Receipt, charge, estimate_micros
from huahua.gateway.domain.route import Route
from huahua.gateway.domain.usage import CLIENT_CLOSED, UsageLine, merge_usage
from huahua.gateway.errors import GatewayError
from huahua.gateway.metering.pricing import RowPrices
from huahua.gateway.metering.purse import NoPurse
from huahua.gateway.ports import Hold, Prices, Purse, UsageSink
from huahua.gateway.routing.plan import Plan
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class MeterTools:
    """What every meter works with."""

    gate: Gate
    sink: UsageSink
    purse: Purse = NoPurse()  # noqa: RUF009 - it has no state
    clock: Clock = utc_now
    monotonic: Callable[[], float] = time.monotonic
    broken: BrokenStreams = BrokenStreams()  # noqa: RUF009 - it is a value
    prices: Prices = RowPrices()  # noqa: RUF009 - it has no state


class CallMeter:
    """`async with` it around a whole call; a stream starts and ends it by hand."""

    def __init__(self, ask: Ask, plan: Plan, tools: MeterTools) -> None:
        self.ask = ask
        self.route: Route | None = None
        self.attempts = 0
        """Upstreams that were asked."""
        self.events = 0
        """Of a stream, so far."""
        self.finished = False
        """The upstream went on after the caller had left."""
        self.receipt = Receipt()
        self._plan = plan
        self._tools = tools
        self._ticket: Ticket | None = None
        self._hold: Hold | None = None
        self._usage: Usage | None = None
        self._started = 0.0
        self._first_byte_ms: int | None = None

    async def start(self) -> None:
        """Waits for a place. Raises Overloaded or InsufficientCredit, or NotReady when no line can be kept."""
        self._tools.sink.check()
        ticket = await self._tools.gate.enter(self.ask)
        self.receipt.queued_s = ticket.waited_s
        try:
            self._hold = await self._money()
        except BaseException:
            ticket.give_up()
            raise
        self._ticket = ticket
        if ticket.rate is not None:
            self.receipt.rate = ticket.rate.state
        self._started = self._tools.monotonic()

    def saw(self, usage: Usage) -> None:
        self._usage = merge_usage(self._usage, usage)

    def first_byte(self) -> None:
        self._first_byte_ms = self._elapsed_ms()

    @property
    def elapsed_s(self) -> float:
        """Since the call got its place."""
        return self._tools.monotonic() - self._started

    async def end(self, fault: BaseException | None) -> None:
        """Returns when the line is on disk, so that the reply's last byte may leave; at once where nobody
        waits for a reply any more."""
        gone = isinstance(fault, asyncio.CancelledError | GeneratorExit)
        used = self._used(broke=fault is not None)
        # Who left before anything came may ask again under the same id (a batch after a restart does), and that
        # call's line must not be taken for this one's.
        request_id = new_id("req") if gone and used is None else self.ask.request_id
        line = self._line(request_id, *verdict(fault), used)
        if self._ticket is not None:
            self._ticket.leave()
            if self._ticket.rate is not None:
                self._ticket.rate.used(line.usage.prompt_tokens + line.usage.completion_tokens)
        if self._hold is not None:
            self._hold.settle(self._charge(line.cost_micros, line.currency))
        self.receipt.cost_micros, self.receipt.currency = line.cost_micros, line.currency
        if gone:
            self._tools.sink.record(line)
        else:
            await self._tools.sink.commit(line)

    async def __aenter__(self) -> CallMeter:
        await self.start()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.end(fault)

    async def _money(self) -> Hold | None:
        purse, prices, caller = self._tools.purse, self._tools.prices, self.ask.caller
        rows = (choice.candidate.row for choice in self._plan.choices)
        estimate = estimate_micros(self.ask, (prices.of(caller, row) for row in rows), purse.converted)
        if not estimate:
            return None
        return purse.hold(caller, estimate) or await purse.acquire(caller, estimate)

    def _used(self, *, broke: bool) -> Usage | None:
        """What was used. Of vendors that never count, the events are counted."""
        if broke or self._usage is None:
            return delivered(self._usage, self.events, self.ask.input_tokens)
        return self._usage

    def _row(self, route: Route) -> ModelConfig | None:
        for choice in self._plan.choices:
            row = choice.candidate.row
            if row.provider == route.provider and row.model == route.upstream_model:
                return row
        return None

    def _line(self, request_id: str, status: int, error_code: str | None, usage: Usage | None) -> UsageLine:
        ask, route = self.ask, self.route
        elapsed_ms = self._elapsed_ms()
        row = self._row(route) if route else None
        price = self._tools.prices.of(ask.caller, row) if row is not None else None
        cost = 0
        if price is not None and usage is not None and route is not None:
            cost = charge(price, usage, elapsed_ms, route.price_share, ask.picture)
        broken = ""
        if error_code is not None and usage is not None and ask.stream:
            broken = self._tools.broken.applied(usage, finished=self.finished)
            cost = 0 if broken == FREE else cost
        vendor, vendor_currency = self._vendor(row, usage, elapsed_ms)
        payer, charged = self._hold, self._charge(cost, price.currency if price else None)
        if not charged or payer is None or payer.wallet_id is None:
            payer, charged = None, 0
        return UsageLine(  # by position: msgspec takes twenty times as long to match names
            request_id,
            ask.caller.user_id,
            ask.caller.key_id,
            ask.model,
            route.provider if route else "",
            route.upstream_model if route else "",
            ask.dialect.value,
            ask.task.value,
            usage or Usage(),
            status,
            error_code,
            elapsed_ms,
            self._first_byte_ms,
            self._tools.clock(),
            cost,
            price.currency if price else None,
            price,
            route.reason if route else "",
            route.cache if route else "off",
            self.attempts,
            ask.caller.team_id,
            ask.caller.project_id,
            payer.wallet_id if payer else None,
            payer.lease_id if payer else None,
            charged,
            broken,
            vendor,
            vendor_currency,
            ask.picture,
        )

    def _charge(self, cost_micros: int, currency: str | None) -> int:
        """In the purse's currency."""
        if not cost_micros or currency is None or self._hold is None:
            return 0
        return self._tools.purse.converted(cost_micros, currency)

    def _vendor(
        self, row: ModelConfig | None, usage: Usage | None, elapsed_ms: int
    ) -> tuple[int | None, str | None]:
        """What the vendor takes, and in which currency; None where nobody said."""
        if row is None or not self.attempts:  # no upstream was asked, or none answered
            return 0, None
        price = self._tools.prices.vendor(row)
        if price is None:
            return None, None
        if usage is None:
            return 0, price.currency
        return price.cost(usage, duration_ms=elapsed_ms, kind=self.ask.picture), price.currency

    def _elapsed_ms(self) -> int:
        return round(self.elapsed_s * 1000)


def verdict(fault: BaseException | None) -> tuple[int, str | None]:
    """Status and error code of a finished call."""
    if fault is None:
        return 200, None
    if isinstance(fault, GatewayError):
        return fault.status, fault.code
    if isinstance(fault, asyncio.CancelledError | GeneratorExit):
        return CLIENT_CLOSED, "client_closed"
    return 500, "internal_error"

"""The lane itself: what a plain call needs from the rest of the gateway, without awaiting any of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from huahua.gateway.admission.gate import Gate, Ticket
from huahua.gateway.cache.port import Cache, NoCache, must_call
from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller, ChatCall, Dialect, Task
from huahua.gateway.domain.money import most_micros
from huahua.gateway.errors import GatewayError, NotReady
from huahua.gateway.guarding.port import Guard, NoGuard
from huahua.gateway.lane.books import Books
from huahua.gateway.lane.cached import CachedExchange, CachedStreamExchange
from huahua.gateway.lane.client import Client
from huahua.gateway.lane.exchange import LaneExchange, UpstreamExchange, WholeExchange
from huahua.gateway.lane.heads import Heads
from huahua.gateway.lane.places import Places
from huahua.gateway.lane.refused import FINAL, RefusedExchange
from huahua.gateway.lane.request import PATHS, read_ask
from huahua.gateway.lane.stream import StreamExchange
from huahua.gateway.lane.way import Ways
from huahua.gateway.metering.pricing import RowPrices
from huahua.gateway.metering.purse import NoPurse
from huahua.gateway.ports import Hold, Prices, Purse
from huahua.gateway.registry import Registry
from huahua.gateway.resilience.attempts import Resilience
from huahua.gateway.routing.router import Router

PeekCaller = Callable[[str], Caller | None]
"""The owner of a key that was looked up lately; None sends the call the ordinary way, which looks it up."""
RenderError = Callable[[Dialect, GatewayError, str], bytes]
"""An error as a body, or as one event of a stream: dialect, error, request id."""
_TASKS = (Task.DIALOGUE,)
log = logging.getLogger(__name__)


@dataclass(slots=True)
class LaneCounts:
    """What became of the requests on the lane's paths; `served` those whose response began here."""

    served: int = 0
    refused: int = 0
    declined: int = 0
    handed_over: int = 0
    """To the ordinary way, after an upstream failed."""


@dataclass(frozen=True, slots=True)
class LaneParts:
    """The rest of the gateway, shared with the ordinary way."""

    registry: Registry
    router: Router
    resilience: Resilience
    gate: Gate
    limits: GatewayLimits
    cache: Cache = NoCache()  # noqa: RUF009 - it has no state
    purse: Purse = NoPurse()  # noqa: RUF009 - it has no state
    prices: Prices = RowPrices()  # noqa: RUF009 - it has no state
    guard: Guard = NoGuard()  # noqa: RUF009 - it has no state


class Lane:
    """One per process. `try_start` takes a request or leaves it to the ordinary way."""

    def __init__(
        self,
        parts: LaneParts,
        books: Books,
        *,
        peek_caller: PeekCaller,
        render_error: RenderError,
        render_event: RenderError,
        heads: Heads | None = None,
        on_refusal: Callable[[int], None] = lambda _status: None,
        places: Places | None = None,
    ) -> None:
        """`on_refusal` hears the status of every call that is refused here. With `places` a key's first call from
        somewhere is for the ordinary way."""
        self.heads = heads or Heads()
        self.books = books
        self.counts = LaneCounts()
        self.on_refusal = on_refusal
        self.places = places
        self._ways = Ways(self.heads, parts.cache)
        self._parts = parts
        self._peek_caller = peek_caller
        self._render_error = render_error
        self._render_event = render_event
        self._open: set[LaneExchange] = set()

    def try_start(
        self,
        client: Client,
        path: bytes,
        key: str,
        raw: bytes,
        raw_request: Any,
        *,
        keep_alive: bool,
    ) -> LaneExchange | None:
        """The call under way, or None when it is not plain, or cannot start at once. `key`: as `read_key` found it."""
        caller = self._peek_caller(key)
        if caller is not None and caller.restrictions is not None and caller.restrictions.picks:
            return None
        ask = read_ask(caller, PATHS[path], raw, self._parts.limits) if caller is not None else None
        if ask is None:
            return None
        try:
            exchange = self._exchange(ask)
        except FINAL as fault:
            exchange = RefusedExchange(self, ask, fault)
        except GatewayError:
            return None  # said again by the ordinary way
        except Exception:
            log.exception("call %s cannot start in the lane", ask.request_id)
            return None
        if exchange is None:
            return None
        exchange.client, exchange.raw_request, exchange.keep_alive = client, raw_request, keep_alive
        self._open.add(exchange)
        try:
            exchange.start()
        except Exception:
            if exchange.settled:
                raise
            log.exception("call %s cannot be sent in the lane", ask.request_id)
            exchange.give_up()
            return None
        return exchange

    def ended(self, exchange: LaneExchange) -> None:
        self._open.discard(exchange)

    def stop(self) -> None:
        """The server ends and has waited long enough: every open call ends now, and is recorded."""
        fault = NotReady("The server is stopping; send the request again in a moment.", code="stopping")
        for exchange in list(self._open):
            exchange.cut(fault)

    def error_response(self, exchange: LaneExchange, fault: GatewayError) -> bytes:
        ask = exchange.ask
        body = self._render_error(ask.dialect, fault, ask.request_id)
        return self.heads.error(ask.request_id, fault, len(body), keep_alive=exchange.keep_alive) + body

    def error_event(self, exchange: LaneExchange, fault: GatewayError) -> bytes:
        return self._render_event(exchange.ask.dialect, fault, exchange.ask.request_id)

    def call_later(self, seconds: float, call_back: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(seconds, call_back)

    def _exchange(self, ask: Ask) -> LaneExchange | None:
        """Raises GatewayError where the ordinary way would too."""
        parts = self._parts
        self.books.check()
        plan = parts.router.plan(ask, parts.registry.pool(ask.model, _TASKS))
        if parts.guard.on and parts.guard.concerns(ask, plan):
            return None
        if parts.cache.wants(ask):
            return self._from_cache(ask)
        choice = plan.choices[0]
        way = self._ways.of(ask.model, choice, ask.dialect)
        upstream = way.upstream
        ticket = parts.gate.try_enter(ask) if upstream is not None else None
        if upstream is None or ticket is None:
            return None
        row, hold = way.candidate.row, None
        try:
            body = {**row.options, **ask.body} if row.options else ask.body
            request = upstream.encode(ChatCall(ask.request_id, row.model, body), stream=ask.stream)
            estimate, price = 0, parts.prices.of(ask.caller, row)
            if price is not None:
                estimate = parts.purse.converted(most_micros(ask, price), price.currency)
            hold = parts.purse.hold(ask.caller, estimate) if estimate else None
            starts = (hold is not None or not estimate) and parts.resilience.admit(choice)
        except BaseException:
            _leave(ticket, hold)
            raise
        if not starts:
            _leave(ticket, hold)
            return None
        kind: type[UpstreamExchange] = StreamExchange if ask.stream else WholeExchange
        exchange = kind(self, ask, way.route, way.lines, ticket)
        exchange.key, exchange.price, exchange.hold = way.candidate.key, price, hold
        exchange.purse, exchange.vendor = parts.purse, parts.prices.vendor(row)
        exchange.upstream, exchange.request = upstream, request
        return exchange

    def _from_cache(self, ask: Ask) -> LaneExchange | None:
        """A reply that is in memory as it was asked for, and costs nothing. The ordinary way looks further, makes
        streams of whole replies, keeps their pace, holds money for what costs some, and sees to it that equal calls
        make one upstream call."""
        cache = self._parts.cache
        reply = None if must_call(ask) else cache.peek(cache.key(ask))
        if reply is None or (
            cache.replays_slowly or reply.events is None if ask.stream else reply.body is None
        ):
            return None
        route, lines = self._ways.to(reply)
        ticket = None if route.price_share else self._parts.gate.try_enter(ask)
        if ticket is None:
            return None
        kind = CachedStreamExchange if ask.stream else CachedExchange
        return kind(self, ask, route, lines, ticket, reply)


def _leave(ticket: Ticket, hold: Hold | None) -> None:
    """The call does not start here."""
    ticket.give_up()
    if hold is not None:
        hold.release()

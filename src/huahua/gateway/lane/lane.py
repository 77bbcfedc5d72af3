"""The lane itself: what a plain call needs from the rest of the gateway, without awaiting any of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from huahua.gateway.admission.gate import Gate, Ticket
from huahua.gateway.cache.port import Cache, NoCache, must_call
from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller, ChatCall, Dialect, Task
from huahua.gateway.domain.money import estimate_micros
from huahua.gateway.domain.route import Route
from huahua.gateway.errors import GatewayError, NotReady
from huahua.gateway.lane.books import Books
from huahua.gateway.lane.cached import CachedExchange
from huahua.gateway.lane.client import Client
from huahua.gateway.lane.exchange import LaneExchange, UpstreamExchange, WholeExchange
from huahua.gateway.lane.heads import Heads
from huahua.gateway.lane.request import PATHS, PlainChat, RawHeaders, read_body, read_key
from huahua.gateway.lane.stream import StreamExchange
from huahua.gateway.metering.purse import NoPurse
from huahua.gateway.ports import FastUpstream, Hold, Purse
from huahua.gateway.registry import Registry
from huahua.gateway.resilience.attempts import Resilience
from huahua.gateway.resilience.history import route_of
from huahua.gateway.routing.plan import Choice
from huahua.gateway.routing.router import Router
from huahua.kit.ids import new_id

PeekCaller = Callable[[str], Caller | None]
"""The owner of a key that was looked up lately; None sends the call the ordinary way, which looks it up."""
RenderError = Callable[[Dialect, GatewayError, str], bytes]
"""An error as a body, or as one event of a stream: dialect, error, request id."""
MAX_ROUTES = 4096
_TASKS = (Task.DIALOGUE,)
log = logging.getLogger(__name__)


class Counter(Protocol):
    def inc(self) -> None: ...


@dataclass(frozen=True, slots=True)
class LaneCounters:
    """What became of the requests on the lane's paths; `served` those whose response began here."""

    served: Counter
    declined: Counter
    handed_over: Counter
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
        counters: LaneCounters,
        heads: Heads | None = None,
    ) -> None:
        self.heads = heads or Heads()
        self.books = books
        self.counters = counters
        self._parts = parts
        self._peek_caller = peek_caller
        self._render_error = render_error
        self._render_event = render_event
        self._open: set[LaneExchange] = set()
        self._routes: dict[tuple[str, str, str], Route] = {}

    def try_start(
        self,
        client: Client,
        path: bytes,
        headers: RawHeaders,
        raw: bytes,
        raw_request: Any,
        *,
        keep_alive: bool,
    ) -> LaneExchange | None:
        """The call under way, or None when it is not plain, or cannot start at once."""
        key = read_key(headers)
        caller = self._peek_caller(key) if key is not None else None
        chat = read_body(PATHS[path], raw, self._parts.limits) if caller is not None else None
        if caller is None or chat is None:
            return None
        ask = _ask(caller, chat)
        try:
            exchange = self._exchange(ask, chat)
        except GatewayError:
            return None  # said again, in the caller's dialect, by the ordinary way
        except Exception:
            log.exception("call %s cannot start in the lane", ask.request_id)
            return None
        if exchange is None:
            return None
        exchange.client, exchange.raw_request, exchange.keep_alive = client, raw_request, keep_alive
        self._open.add(exchange)
        exchange.start()
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
        return self.heads.error(ask.request_id, fault.status, len(body)) + body

    def error_event(self, exchange: LaneExchange, fault: GatewayError) -> bytes:
        return self._render_event(exchange.ask.dialect, fault, exchange.ask.request_id)

    def call_later(self, seconds: float, call_back: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(seconds, call_back)

    def _exchange(self, ask: Ask, chat: PlainChat) -> LaneExchange | None:
        """Raises GatewayError where the ordinary way would too."""
        parts = self._parts
        self.books.check()
        plan = parts.router.plan(ask, parts.registry.pool(ask.model, _TASKS))
        if parts.cache.wants(ask):
            return self._from_cache(ask)
        choice = plan.choices[0]
        upstream = _fast(choice, chat.dialect)
        ticket = parts.gate.try_enter(ask) if upstream is not None else None
        if upstream is None or ticket is None:
            return None
        row, hold = choice.candidate.row, None
        try:
            body = {**row.options, **ask.body} if row.options else ask.body
            request = upstream.encode(ChatCall(ask.request_id, row.model, body), stream=chat.stream)
            estimate = estimate_micros(ask, [row.price]) if row.price is not None else 0
            hold = parts.purse.hold(ask.caller, estimate) if estimate else None
            starts = (hold is not None or not estimate) and parts.resilience.admit(choice)
        except BaseException:
            _leave(ticket, hold)
            raise
        if not starts:
            _leave(ticket, hold)
            return None
        kind: type[UpstreamExchange] = StreamExchange if chat.stream else WholeExchange
        exchange = kind(self, ask, self._route(ask.model, choice), ticket)
        exchange.key, exchange.price, exchange.hold = choice.candidate.key, row.price, hold
        exchange.upstream, exchange.request = upstream, request
        exchange.hide_usage = not chat.include_usage
        return exchange

    def _route(self, model: str, choice: Choice) -> Route:
        name = (model, choice.candidate.key, choice.reason)
        route = self._routes.get(name)
        if route is None:
            if len(self._routes) >= MAX_ROUTES:
                self._routes.clear()
            route = self._routes[name] = route_of(model, choice, 0)
        return route

    def _from_cache(self, ask: Ask) -> LaneExchange | None:
        """A whole reply that is in memory and costs nothing. The ordinary way looks further, holds money for what
        costs some, and sees to it that equal calls make one upstream call."""
        cache = self._parts.cache
        reply = None if ask.stream or must_call(ask) else cache.peek(cache.key(ask))
        if reply is None or reply.body is None:
            return None
        route = cache.route(reply)
        ticket = None if route.price_share else self._parts.gate.try_enter(ask)
        return None if ticket is None else CachedExchange(self, ask, route, ticket, reply)


def _leave(ticket: Ticket, hold: Hold | None) -> None:
    """The call does not start here."""
    ticket.give_up()
    if hold is not None:
        hold.release()


def _fast(choice: Choice, dialect: Dialect) -> FastUpstream | None:
    """The fast side of the chosen provider, where it has one and no translation or limit of time is needed."""
    candidate = choice.candidate
    if candidate.provider.dialect is not dialect or candidate.row.has_own_pace:
        return None
    return getattr(candidate.provider, "fast", None)


def _ask(caller: Caller, chat: PlainChat) -> Ask:
    return Ask(
        caller=caller,
        model=chat.model,
        task=Task.DIALOGUE,
        dialect=chat.dialect,
        request_id=new_id("req"),
        body=chat.body,
        stream=chat.stream,
        needs_tools=chat.has_tools,
        input_tokens=chat.size // 4,
        max_output_tokens=chat.max_output_tokens,
    )

"""The gateway's fast lane of this process, on the same parts as the ordinary way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from weakref import WeakSet

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, Metric

from huahua.boot.outer import SECURITY, UNFRAMED, responses
from huahua.boot.wiring import Services
from huahua.gateway.api import Caller
from huahua.gateway.cache.port import NoCache
from huahua.gateway.http.events import error_body, error_event
from huahua.gateway.http.problems import caller_of
from huahua.gateway.lane.books import Books
from huahua.gateway.lane.heads import Heads
from huahua.gateway.lane.lane import Lane, LaneParts
from huahua.gateway.lane.places import Places
from huahua.infra.identity import Identity
from huahua.infra.permissions import MODELS_SCOPE

MAX_CALLERS = 10_000
"""Kept beside the keys in use, so that not every call makes its own."""
_open: WeakSet[Lane] = WeakSet()


class LaneCollector:
    """What `/metrics` says of the lane, which counts in plain numbers. Calls that were served here count among
    `huahua_http_responses_total` no second time; those that were refused do, as on the ordinary way."""

    def collect(self) -> Iterator[Metric]:
        family = CounterMetricFamily(
            "huahua_lane_calls", "Chat calls by what the fast lane did with them", labels=["outcome"]
        )
        counts = [asdict(lane.counts) for lane in list(_open)]
        for outcome in ("served", "refused", "declined", "handed_over"):
            family.add_metric([outcome], sum(count[outcome] for count in counts))
        yield family

    def describe(self) -> Iterator[Metric]:
        return iter(())


REGISTRY.register(LaneCollector())


def open_lane(services: Services) -> Lane:
    authenticator = services.authenticator
    callers: dict[str, tuple[Identity, Caller]] = {}

    def peek_caller(key: str) -> Caller | None:
        identity = authenticator.peek(key)
        if identity is None:
            return None
        known = callers.get(key)
        if known is not None and known[0] is identity:
            return known[1]
        if not identity.has_scope(MODELS_SCOPE):
            return None
        if len(callers) >= MAX_CALLERS:
            callers.clear()
        callers[key] = known = identity, caller_of(identity)
        return known[1]

    gateway, attempts = services.gateway, services.resilience.attempts
    lane = Lane(
        LaneParts(
            registry=services.registry,
            router=services.router,
            resilience=attempts,
            gate=services.gate,
            limits=gateway.limits,
            cache=services.cache or NoCache(),
            purse=gateway.purse,
            prices=gateway.prices,
            guard=services.privacy.guard,
        ),
        Books(services.usage, attempts, broken=gateway.broken),
        peek_caller=peek_caller,
        render_error=error_body,
        render_event=error_event,
        heads=Heads(b"".join(b"%b: %b\r\n" % line for line in (*SECURITY, UNFRAMED))),
        on_refusal=lambda status: responses.labels("gateway", str(status)).inc(),
        places=Places(),
    )
    _open.add(lane)
    return lane

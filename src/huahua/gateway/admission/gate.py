"""The gate through which every call goes before anything is done for it."""

from __future__ import annotations

import time
from collections.abc import Callable

from huahua.gateway.admission.fair_queue import FairQueue
from huahua.gateway.admission.rates import RateGrant, RateLimits
from huahua.gateway.admission.room import Wait, WaitingRoom
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.queueing import QueuePolicy


class Ticket:
    """Leave to run one call. `leave` gives the place back; it may be called twice. `rate` is None where no rate is
    limited; it is to be told what the call used."""

    __slots__ = ("_gate", "_since", "_tenant", "rate", "waited_s")

    def __init__(
        self, gate: Gate, tenant: str, since: float, waited_s: float = 0.0, rate: RateGrant | None = None
    ) -> None:
        self.rate = rate
        self._gate: Gate | None = gate
        self._tenant = tenant
        self._since = since
        self.waited_s = waited_s

    def leave(self) -> None:
        gate, self._gate = self._gate, None
        if gate is not None:
            gate.left(self._tenant, self._since)
            if self.rate is not None:
                self.rate.leave()

    def give_up(self) -> None:
        """The call does not start here after all: its place is free again, and it does not count."""
        self.leave()
        if self.rate is not None:
            self.rate.give_back()


class Gate:
    """One for the process. A user is a tenant: its calls share its places and its part of the queue."""

    def __init__(
        self,
        policy: QueuePolicy | None = None,
        *,
        rates: RateLimits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._policy = policy = policy or QueuePolicy()
        self._rates = rates
        self._monotonic = monotonic
        self._queue = FairQueue(
            policy.concurrent_calls,
            capacity_per_tenant=policy.calls_per_user,
            max_waiting=policy.waiting_calls,
            max_waiting_per_tenant=policy.waiting_calls_per_user,
        )
        self._room = WaitingRoom("gate", self._queue, monotonic)

    def try_enter(self, ask: Ask) -> Ticket | None:
        """A ticket at once, or None when the call has to wait (`enter`). Raises Overloaded."""
        tenant = ask.caller.user_id
        if not self._queue.try_start(tenant):
            return None
        rate = None
        if self._rates is not None and self._rates.concern(ask.caller):
            try:
                rate = self._rates.take(ask)
            except BaseException:
                self._room.leave(tenant)
                raise
            if rate is None:
                self._room.leave(tenant)
                return None
        return Ticket(self, tenant, self._monotonic(), 0.0, rate)

    async def enter(self, ask: Ask) -> Ticket:
        """A ticket, when there is room and it is this call's turn.

        Raises Overloaded, ServerBusy or DeadlineMissed, all with `retry_after`.
        """
        ticket = self.try_enter(ask)
        if ticket is not None:
            return ticket
        rate = None
        if self._rates is not None and self._rates.concern(ask.caller):
            rate = self._rates.take(ask) or await self._rates.acquire(ask)
        tenant = ask.caller.user_id
        try:
            waited_s = await self._room.wait(wait_of(ask, tenant, self._policy))
        except BaseException:
            if rate is not None:
                rate.give_back()
            raise
        return Ticket(self, tenant, self._monotonic(), waited_s, rate)

    def left(self, tenant: str, since: float) -> None:
        """A ticket is given back."""
        self._room.leave(tenant, self._monotonic() - since)

    def running(self, user_id: str) -> int:
        """Calls of this user running in this process."""
        return self._queue.running_of(user_id)


def wait_of(ask: Ask, tenant: str, policy: QueuePolicy) -> Wait:
    """How this call may wait: its lane, its share and its patience."""
    caller, controls = ask.caller, ask.controls
    lane = policy.lane_of(
        caller.role, by_key=caller.key_id is not None, product=controls.product, wanted=controls.priority
    )
    deadline_s = controls.deadline_s
    own = deadline_s is not None and deadline_s < policy.wait_s
    limit_s = policy.wait_s if deadline_s is None or not own else deadline_s
    return Wait(tenant, lane, policy.weight_of(caller.role), limit_s, own, controls.queue)

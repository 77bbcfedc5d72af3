"""A subscription and its states. Pure.

        ┌── renewed, changed, cancelled, resumed ──┐
start → active ──────────────────────────────────── ┘
          │ unpaid ↘                 ↗ renewed
          │          past_due ──────
          │ ended      │ ended (cancelled, or unpaid for `GRACE`)
          ▼            ▼
        ended ◄────────┘
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from huahua.billing.plans.domain.periods import month_at, months_later
from huahua.billing.plans.domain.terms import Terms

State = Literal["active", "past_due", "ended"]
GRACE = timedelta(days=7)
"""How long a renewal may stay unpaid before the subscription ends."""


class NotNow(Exception):
    """The subscription is in no state for that; the text says why."""


@dataclass(frozen=True, slots=True)
class Subscription:
    id: str
    user_id: str
    """Or a team's id."""
    plan_id: str
    plan_name: str
    terms: Terms
    state: State
    anchor: datetime
    """From which periods and months are counted."""
    periods: int
    """How many periods were paid since `anchor`."""
    months: int
    """How many months' money was given since `anchor`."""
    period_start: datetime
    period_end: datetime
    cancelled: bool = False
    """It ends with the period."""
    next_plan_id: str | None = None
    """From the next period on."""
    used_before: Mapping[str, int] | None = None
    """What was used of each unit, in the calendar month in which it began, before it began."""
    revision: int = 1

    @property
    def is_open(self) -> bool:
        return self.state != "ended"

    def step_months(self) -> int:
        return 1 if self.terms.every == "month" else 12

    def month(self, now: datetime) -> tuple[int, datetime, datetime]:
        return month_at(self.anchor, now)


def begun(id_: str, user_id: str, plan_id: str, plan_name: str, terms: Terms, now: datetime) -> Subscription:
    """A new one, whose first period is paid."""
    end = months_later(now, 1 if terms.every == "month" else 12)
    return Subscription(id_, user_id, plan_id, plan_name, terms, "active", now, 1, 1, now, end)


def is_due(subscription: Subscription, now: datetime) -> bool:
    """Its period is over, and something is to happen."""
    return subscription.is_open and now >= subscription.period_end


def must_end(subscription: Subscription, now: datetime) -> bool:
    return is_due(subscription, now) and (subscription.cancelled or now >= subscription.period_end + GRACE)


def renewed(
    subscription: Subscription, plan_id: str, plan_name: str, terms: Terms, now: datetime
) -> Subscription:
    """The next period is paid. With another plan, or after it was unpaid for a while, counting begins anew."""
    _open(subscription)
    if not is_due(subscription, now):
        raise NotNow("the period is not over")
    same = plan_id == subscription.plan_id and terms.every == subscription.terms.every
    if same and subscription.state == "active":
        periods, anchor = subscription.periods + 1, subscription.anchor
    else:
        anchor = subscription.period_end if subscription.state == "active" else now
        periods = 1
    step = 1 if terms.every == "month" else 12
    start = months_later(anchor, (periods - 1) * step)
    return replace(
        subscription,
        plan_id=plan_id,
        plan_name=plan_name,
        terms=terms,
        state="active",
        anchor=anchor,
        periods=periods,
        months=subscription.months if anchor == subscription.anchor else 0,
        period_start=start,
        period_end=months_later(anchor, periods * step),
        next_plan_id=None,
        used_before=None,
    )


def unpaid(subscription: Subscription, now: datetime) -> Subscription:
    _open(subscription)
    if not is_due(subscription, now):
        raise NotNow("the period is not over")
    return replace(subscription, state="past_due")


def changed(
    subscription: Subscription, plan_id: str, plan_name: str, terms: Terms, now: datetime
) -> Subscription:
    """Another plan from now on; the period keeps its end, and the fees are prorated."""
    _running(subscription, now)
    if terms.every != subscription.terms.every:
        raise NotNow("a plan with other periods begins with the next period")
    return replace(
        subscription, plan_id=plan_id, plan_name=plan_name, terms=terms, next_plan_id=None, cancelled=False
    )


def planned(subscription: Subscription, plan_id: str | None, now: datetime) -> Subscription:
    """Another plan from the next period on; None: no change after all."""
    _running(subscription, now)
    return replace(subscription, next_plan_id=plan_id, cancelled=False)


def cancelled(subscription: Subscription) -> Subscription:
    _open(subscription)
    return replace(subscription, cancelled=True, next_plan_id=None)


def resumed(subscription: Subscription) -> Subscription:
    _open(subscription)
    return replace(subscription, cancelled=False)


def ended(subscription: Subscription) -> Subscription:
    _open(subscription)
    return replace(subscription, state="ended")


def _open(subscription: Subscription) -> None:
    if not subscription.is_open:
        raise NotNow("the subscription has ended")


def _running(subscription: Subscription, now: datetime) -> None:
    _open(subscription)
    if subscription.state != "active" or now >= subscription.period_end:
        raise NotNow("the next period is not paid yet")

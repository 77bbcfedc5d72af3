"""Use cases of plans: offer, subscribe, change, cancel, renew. Money moves in the transaction of the change."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.audit.api import Action, Recorder, Subject
from huahua.billing.errors import InsufficientFunds
from huahua.billing.faults import Invalid, NotFound, Refused
from huahua.billing.ledger.api import PROMOTIONS, REVENUE, Ledger, Owner, owner_of
from huahua.billing.plans.domain import subscription as states
from huahua.billing.plans.domain.periods import calendar_month, due, unused
from huahua.billing.plans.domain.subscription import NotNow, Subscription
from huahua.billing.plans.domain.terms import PLAN_PRIORITY, Terms
from huahua.billing.plans.store import Plan, PlanStore
from huahua.billing.prices.store import touch
from huahua.billing.prices.volumes import used_units
from huahua.gateway.api import UsageRecords
from huahua.infra.db import is_unique_violation
from huahua.kit.clock import Clock, iso, utc_now
from huahua.kit.ids import new_id

When = Literal["now", "period_end"]
log = logging.getLogger(__name__)


ThereIs = Callable[[Owner], Awaitable[bool]]


async def everybody(owner: Owner) -> bool:
    return True


class Plans:
    """`user_id` is a team's id for a team's subscription: its wallet pays, and its quotas count its members' calls with
    its keys."""

    def __init__(
        self,
        store: PlanStore,
        ledger: Ledger,
        records: UsageRecords,
        audit: Recorder,
        *,
        on_change: Callable[[], Awaitable[None]] | None = None,
        there_is: ThereIs = everybody,
        clock: Clock = utc_now,
    ) -> None:
        """`on_change`: prices may be others now, in this process at once. `there_is`: whether a customer is still
        there; the subscription of one that is gone ends."""
        self._store = store
        self._ledger = ledger
        self._records = records
        self._audit = audit
        self._on_change = on_change
        self._there_is = there_is
        self._clock = clock

    @property
    def currency(self) -> str:
        return self._ledger.currency

    def now(self) -> datetime:
        return self._clock()

    # --- plans ------------------------------------------------------------------------------------

    async def plans(self) -> list[Plan]:
        return await self._store.plans()

    async def plan(self, plan_id: str) -> Plan:
        """Raises NotFound."""
        found = await self._store.plan(plan_id)
        if found is None:
            raise NotFound("There is no such plan.", code="plan_not_found")
        return found

    async def save(self, plan_id: str | None, name: str, description: str, terms: Terms, state: str) -> Plan:
        """New, or changed: who has it keeps the old terms until the next period. Raises NotFound, Refused."""
        now = self._clock()
        before = await self.plan(plan_id) if plan_id is not None else None
        made = before.created_at if before else now
        plan = Plan(plan_id or new_id("pln"), name, description, terms, state, made, now)
        action = Action.PLAN_CHANGED if before else Action.PLAN_CREATED
        try:
            async with self._store.database.write() as connection:
                await self._store.save_plan(connection, plan)
                await self._audit.record(
                    action,
                    Subject("plan", plan.id),
                    before=_said(before) if before else None,
                    after=_said(plan),
                    connection=connection,
                )
        except IntegrityError as fault:
            if not is_unique_violation(fault):
                raise
            raise Refused(
                f"There already is a plan '{name}'.", code="plan_name_taken", param="name"
            ) from fault
        return plan

    # --- subscriptions ------------------------------------------------------------------------------

    async def of(self, user_id: str) -> Subscription | None:
        return await self._store.open_of(user_id)

    async def all(self, after: str, limit: int, plan_id: str | None = None) -> list[Subscription]:
        return await self._store.all(after, limit, plan_id)

    async def used(self, user_id: str) -> dict[str, int]:
        """Calls, tokens and pictures of this calendar month, of calls with a price."""
        begin, end = calendar_month(self._clock())
        found = {"calls": 0, "tokens": 0, "pictures": 0}
        for one in await self._records.used(begin, end, payer_id=user_id):
            for unit, count in used_units(one).items():
                found[unit] += count
        return found

    async def subscribe(self, user_id: str, plan_id: str, *, operator: bool = False) -> Subscription:
        """The first period is paid out of the wallet. Operators may give plans that are not offered.

        Raises NotFound, Refused.
        """
        plan = await self.plan(plan_id)
        if plan.state != "offered" and not (operator and plan.state == "hidden"):
            raise Refused("This plan is not offered.", code="plan_not_offered")
        now = self._clock()
        one = states.begun(new_id("sub"), user_id, plan.id, plan.name, plan.terms, now)
        one = replace(one, used_before=await self.used(user_id))
        wallet_id = (await self._ledger.wallet_of(owner_of(user_id))).id
        try:
            async with self._store.database.write() as connection:
                await touch(self._store.database, connection)
                await self._store.insert(connection, one)
                await self._pay(connection, wallet_id, one, one.terms.fee_micros, f"subscription:{one.id}:1")
                await self._give(connection, wallet_id, one, 0, one.terms.included_micros, now)
                await self._ledger.set_credit_limit(
                    wallet_id, one.terms.credit_limit_micros, connection=connection
                )
                await self._record(Action.SUBSCRIPTION_STARTED, one, connection)
        except IntegrityError as fault:
            if not is_unique_violation(fault):
                raise
            raise Refused(
                "There is a subscription already; change it instead.", code="already_subscribed"
            ) from fault
        await self._changed()
        return one

    async def change(self, user_id: str, plan_id: str, when: When) -> Subscription:
        """`now`: the rest of the old fee comes back, the new one is paid for the rest of the period. Raises NotFound,
        Refused."""
        one, plan = await self._mine(user_id), await self.plan(plan_id)
        if plan.state != "offered":
            raise Refused("This plan is not offered.", code="plan_not_offered")
        now = self._clock()
        try:
            if when == "period_end":
                return await self._save(one, states.planned(one, plan.id, now), Action.SUBSCRIPTION_CHANGED)
            after = states.changed(one, plan.id, plan.name, plan.terms, now)
        except NotNow as fault:
            raise Refused(f"Not now: {fault}.", code="subscription_not_now") from fault
        wallet_id = (await self._ledger.wallet_of(owner_of(user_id))).id
        async with self._store.database.write() as connection:
            await touch(self._store.database, connection)
            await self._keep(connection, after)
            await self._prorate(connection, wallet_id, one, after, now)
            await self._ledger.set_credit_limit(
                wallet_id, after.terms.credit_limit_micros, connection=connection
            )
            await self._record(Action.SUBSCRIPTION_CHANGED, after, connection)
        await self._changed()
        return replace(after, revision=after.revision + 1)

    async def cancel(self, user_id: str) -> Subscription:
        """It ends with its period. Raises NotFound."""
        one = await self._mine(user_id)
        return await self._save(one, states.cancelled(one), Action.SUBSCRIPTION_CANCELLED)

    async def resume(self, user_id: str) -> Subscription:
        """It goes on after all. Raises NotFound."""
        one = await self._mine(user_id)
        return await self._save(one, states.resumed(one), Action.SUBSCRIPTION_RESUMED)

    # --- as time goes by ------------------------------------------------------------------------------

    async def look_after(self) -> int:
        """Renew, give the month's money, end what has ended; how many subscriptions changed. Idempotent."""
        count = 0
        for one in await self._store.open_all():
            try:
                count += await self._look_at(one)
            except Refused:
                log.info("subscription %s is looked after by another process", one.id)
            except Exception:
                log.exception("subscription %s could not be looked after", one.id)
        if count:
            await self._changed()
        return count

    async def _look_at(self, one: Subscription) -> bool:
        now, owner = self._clock(), owner_of(one.user_id)
        wallet_id = (await self._ledger.wallet_of(owner)).id
        # A person's subscription goes with their account; a team's is found here, whoever deleted the team.
        if states.must_end(one, now) or (owner.kind == "team" and not await self._there_is(owner)):
            return await self._end(one, wallet_id)
        if states.is_due(one, now):
            return await self._renew(one, wallet_id, now)
        number, _, _ = one.month(now)
        if one.state == "active" and number >= one.months:
            async with self._store.database.write() as connection:
                await self._keep(connection, replace(one, months=number + 1))
                await self._give(connection, wallet_id, one, number, one.terms.included_micros, now)
            return True
        return False

    async def _renew(self, one: Subscription, wallet_id: str, now: datetime) -> bool:
        plan = await self._store.plan(one.next_plan_id or one.plan_id)
        if plan is None:
            return await self._end(one, wallet_id)
        after = states.renewed(one, plan.id, plan.name, plan.terms, now)
        number, _, _ = after.month(now)
        after = replace(after, months=number + 1)
        try:
            async with self._store.database.write() as connection:
                await touch(self._store.database, connection)
                await self._keep(connection, after)
                source = f"subscription:{one.id}:{after.period_start:%Y%m%d%H%M%S}"
                await self._pay(connection, wallet_id, after, after.terms.fee_micros, source)
                await self._give(connection, wallet_id, after, number, after.terms.included_micros, now)
                await self._ledger.set_credit_limit(
                    wallet_id, after.terms.credit_limit_micros, connection=connection
                )
                await self._record(Action.SUBSCRIPTION_RENEWED, after, connection)
        except Refused as fault:
            if one.state == "past_due" or fault.code != "balance_too_low":
                return False
            await self._save(one, states.unpaid(one, now), Action.SUBSCRIPTION_UNPAID)
        return True

    async def _end(self, one: Subscription, wallet_id: str) -> bool:
        async with self._store.database.write() as connection:
            await touch(self._store.database, connection)
            await self._keep(connection, states.ended(one))
            await self._ledger.set_credit_limit(wallet_id, 0, connection=connection)
            await self._record(Action.SUBSCRIPTION_ENDED, one, connection)
        return True

    # --- parts ----------------------------------------------------------------------------------------

    async def _mine(self, user_id: str) -> Subscription:
        one = await self._store.open_of(user_id)
        if one is None:
            raise NotFound("There is no subscription.", code="subscription_not_found")
        return one

    async def _save(self, before: Subscription, after: Subscription, action: Action) -> Subscription:
        if after == before:
            return before
        async with self._store.database.write() as connection:
            await touch(self._store.database, connection)
            await self._keep(connection, after)
            await self._record(action, after, connection)
        await self._changed()
        return replace(after, revision=after.revision + 1)

    async def _keep(self, connection: AsyncConnection, one: Subscription) -> None:
        if not await self._store.save(connection, one):
            raise Refused("The subscription was changed meanwhile; try again.", code="subscription_changed")

    async def _pay(
        self, connection: AsyncConnection, wallet_id: str, one: Subscription, micros: int, source: str
    ) -> None:
        if not micros:
            return
        memo = f"{one.plan_name}, until {one.period_end:%Y-%m-%d}"
        try:
            await self._ledger.debit(wallet_id, micros, source, REVENUE, memo, connection=connection)
        except InsufficientFunds as fault:
            raise Refused(
                "The wallet does not cover the plan's fee; top it up first.", code="balance_too_low"
            ) from fault

    async def _give(
        self,
        connection: AsyncConnection,
        wallet_id: str,
        one: Subscription,
        number: int,
        micros: int,
        now: datetime,
    ) -> None:
        """The money that the plan includes, for the month with this number; it ends with that month."""
        if not micros:
            return
        _, _, end = one.month(now)
        source = f"plan:{one.id}:{one.anchor:%Y%m%d%H%M%S}:{number}"
        await self._ledger.credit(
            wallet_id,
            micros,
            source,
            PROMOTIONS,
            f"included in {one.plan_name}",
            connection=connection,
            expires_at=end,
            priority=PLAN_PRIORITY,
        )

    async def _prorate(
        self,
        connection: AsyncConnection,
        wallet_id: str,
        before: Subscription,
        after: Subscription,
        now: datetime,
    ) -> None:
        start, end = before.period_start, before.period_end
        back = unused(before.terms.fee_micros, start, end, now)
        fee = due(after.terms.fee_micros, start, end, now)
        source = f"change:{after.id}:{before.revision}"
        if fee > back:
            await self._pay(connection, wallet_id, after, fee - back, source)
        elif back > fee:
            memo = f"rest of {before.plan_name}"
            await self._ledger.credit(wallet_id, back - fee, source, REVENUE, memo, connection=connection)
        _, begin, month_end = before.month(now)
        more = after.terms.included_micros - before.terms.included_micros
        part = unused(more, begin, month_end, now) if more > 0 else 0
        if part:
            await self._ledger.credit(
                wallet_id,
                part,
                f"{source}:included",
                PROMOTIONS,
                f"included in {after.plan_name}",
                connection=connection,
                expires_at=month_end,
                priority=PLAN_PRIORITY,
            )

    async def _record(self, action: Action, one: Subscription, connection: AsyncConnection) -> None:
        said = {"plan": one.plan_name, "user_id": one.user_id, "period_end": iso(one.period_end)}
        await self._audit.record(action, Subject("subscription", one.id), after=said, connection=connection)

    async def _changed(self) -> None:
        if self._on_change is not None:
            await self._on_change()


def checked_terms(terms: Terms) -> Terms:
    """Raises Invalid."""
    if terms.every == "year" and terms.fee_micros == 0:
        raise Invalid("A plan without a fee runs by the month.", code="free_plan_by_year", param="every")
    return terms


def _said(plan: Plan) -> dict[str, object]:
    return {"name": plan.name, "state": plan.state, **plan.terms.as_json()}

"""Money, as the settings want it: the ledger, wallets that pay for calls, caps on what may be spent."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from huahua.accounts.api import AccountError
from huahua.audit.api import Recorder
from huahua.billing.api import (
    Currencies,
    Ledger,
    LedgerAudit,
    NightlyAudit,
    Owner,
    Poster,
    SqlLeaseStore,
    WalletDesk,
    WalletPurse,
)
from huahua.boot.settings import Settings, SettingsError
from huahua.boot.sign_in import People
from huahua.boot.spending import build_cap
from huahua.gateway.api import Purse
from huahua.gateway.domain.broken import BrokenRule, BrokenStreams
from huahua.gateway.domain.price import micros
from huahua.gateway.metering.both import BothPurses
from huahua.gateway.metering.budget import LeasedBudget
from huahua.infra.db import Database
from huahua.infra.personal import RetentionClass
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Billing:
    ledger: Ledger
    wallets: WalletPurse | None
    """None where calls are not paid for."""
    poster: Poster | None
    cap: LeasedBudget | None
    nightly: NightlyAudit
    desk: WalletDesk

    @property
    def purse(self) -> Purse | None:
        """What the gateway holds money in; None where nobody is limited."""
        if self.wallets is not None and self.cap is not None:
            return BothPurses(self.wallets, self.cap)
        return self.wallets or self.cap

    def background(self) -> dict[str, Coroutine[Any, Any, None]]:
        """By the name of the task."""
        work: dict[str, Coroutine[Any, Any, None]] = {}
        if self.cap is not None:
            work["spending-leases"] = self.cap.run()
        if self.wallets is not None:
            work["wallet-leases"] = self.wallets.run()
        if self.poster is not None:
            work["usage-posting"] = self.poster.run()
            work["ledger-audit"] = self.nightly.forever()
        return work

    async def close(self) -> None:
        """When the last call has ended and its line is on disk. What cannot be posted or given back now, another
        process posts and frees."""
        try:
            if self.poster is not None and self.wallets is not None:
                await self.poster.post(self.wallets.take_unposted())
                await self.wallets.close()
        except Exception:
            log.exception("calls could not be posted; another process or the next start does it")
        if self.cap is not None:
            await self.cap.close()


def build_billing(settings: Settings, db: Database, recorder: Recorder, people: People) -> Billing:
    currencies = ledger_currencies(settings)
    ledger, cap = Ledger(db, currency=currencies.ledger), build_cap(settings, db)
    kept = settings.privacy.retention.periods().get(RetentionClass.USAGE_LINES)
    nightly, desk = (
        NightlyAudit(db, LedgerAudit(db, lines_kept=kept)),
        WalletDesk(db, ledger, recorder, there_is(people)),
    )
    wanted = settings.billing
    if not wanted.enabled:
        return Billing(ledger, None, None, cap, nightly, desk)
    purse = WalletPurse(
        SqlLeaseStore(db, ledger, new_id("exe")),
        currencies,
        lease_s=wanted.lease_s,
        exempt_roles=frozenset(wanted.exempt_roles),
    )
    poster = Poster(
        db,
        ledger,
        take_wallets=purse.take_unposted,
        every_s=wanted.post_every_s,
        recover_every_s=wanted.lease_s / 4,
    )
    return Billing(ledger, purse, poster, cap, nightly, desk)


def there_is(people: People) -> Callable[[Owner], Awaitable[bool]]:
    """Whether there is such a user or team."""

    async def known(owner: Owner) -> bool:
        if owner.kind == "team":
            return await people.teams.there_is(owner.id)
        try:
            await people.accounts.user(owner.id)
        except AccountError:
            return False
        return True

    return known


def member_of(people: People) -> Callable[[str, str], Awaitable[bool]]:
    """Whether a user is in a team."""

    async def known(user_id: str, team_id: str) -> bool:
        try:
            await people.teams.membership(user_id, team_id)
        except AccountError:
            return False
        return True

    return known


def manager_of(people: People) -> Callable[[str, str], Awaitable[bool]]:
    """Whether a user is owner or admin of a team."""

    async def known(user_id: str, team_id: str) -> bool:
        try:
            return (await people.teams.membership(user_id, team_id)).role.manages
        except AccountError:
            return False

    return known


def ledger_currencies(settings: Settings) -> Currencies:
    wanted = settings.billing
    ledger = wanted.currency or settings.limits.spend_currency
    return Currencies(ledger, {currency: micros(rate) for currency, rate in wanted.rates.items()})


def broken_streams(settings: Settings) -> BrokenStreams:
    wanted = settings.billing
    return BrokenStreams(BrokenRule(wanted.broken_streams), wanted.free_below_tokens, wanted.finish_s)


def check_billing(settings: Settings) -> None:
    """Raises SettingsError for prices that nobody could pay."""
    if not settings.billing.enabled:
        return
    currencies = ledger_currencies(settings)
    for model in settings.models:
        if model.price is None or model.price.currency in {currencies.ledger, *currencies.rates}:
            continue
        raise SettingsError(
            f"models: the price of '{model.name}' is in {model.price.currency}, and billing.rates has no rate from it "
            f"to {currencies.ledger}"
        )
    if settings.limits.spend_micros_per_user and settings.limits.spend_currency != currencies.ledger:
        raise SettingsError("limits.spend_currency must be the currency of the ledger, billing.currency")

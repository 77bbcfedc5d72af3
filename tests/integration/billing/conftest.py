"""Wallets on a real database, and usage lines as the gateway writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from huahua.billing.api import Currencies, Ledger, Owner, Poster, SqlLeaseStore, Wallet, WalletPurse
from huahua.gateway.api import Caller, Hold, Usage
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.metering.opening import batches_of
from huahua.gateway.metering.rows import rows_of
from huahua.infra.db import Database
from huahua.kit.ids import new_id

ANN = Caller("usr_ann", "user")


@dataclass
class Hours:
    """A clock that is set by hand."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 21, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Process:
    """What one server process has of billing."""

    purse: WalletPurse
    poster: Poster
    database: Database

    def line(self, hold: Hold, cost: int, request_id: str | None = None) -> UsageLine:
        """The call is over: its money is settled, and this is its line."""
        hold.settle(cost)
        at = datetime(2026, 11, 21, tzinfo=UTC)
        return UsageLine(
            request_id or new_id("req"),
            ANN.user_id,
            None,
            "talk",
            "sim",
            "gpt",
            "openai",
            "dialogue",
            Usage(3, 0, 0, 4),
            200,
            None,
            5,
            None,
            at,
            cost_micros=cost,
            currency="USD",
            wallet_id=hold.wallet_id,
            lease_id=hold.lease_id,
            charge_micros=cost,
        )

    def keep(self, *lines: UsageLine) -> None:
        batches = batches_of(self.database)
        batches.write(rows_of(lines))
        batches.close()


@dataclass
class Office:
    database: Database
    ledger: Ledger
    hours: Hours

    def process(self) -> Process:
        store = SqlLeaseStore(self.database, self.ledger, new_id("exe"))
        purse = WalletPurse(store, Currencies(), clock=self.hours)
        poster = Poster(self.database, self.ledger, take_wallets=purse.take_unposted, clock=self.hours)
        return Process(purse, poster, self.database)

    async def wallet(self, micros: int) -> Wallet:
        wallet = await self.ledger.wallet_of(Owner("user", ANN.user_id))
        if micros:
            await self.ledger.credit(wallet.id, micros, "order:first", "cash:test", "top-up")
        return wallet

    async def leased(self, wallet: Wallet) -> int:
        return (await self.ledger.wallet(wallet.id)).position.leased_micros


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def office(db: Database, hours: Hours) -> Office:
    return Office(db, Ledger(db, clock=hours), hours)

"""The prices in force, at hand in each process.

A call pays one look-up in a dictionary: what was resolved for a customer and a row is kept until it may change (another
version, other hours, another look at the month's volume), and all of it goes when the book or the customers change.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from pydantic import ValidationError

from huahua.billing.prices.domain.book import Content
from huahua.billing.prices.domain.resolve import PLAIN, Book, CustomerTerms, Rates, Resolved, Row
from huahua.billing.prices.shapes import ContentBody
from huahua.billing.prices.store import PriceStore
from huahua.billing.prices.volumes import Volumes
from huahua.gateway.api import Caller, ModelConfig, Price

log = logging.getLogger(__name__)

MAX_KEPT = 50_000
TIER_S = 5.0
"""How long a price that depends on the month's volume is believed."""
LOOK_EVERY_S = 1.0

_Kept = tuple[ModelConfig, Price | None, float]
"""The row that it holds for (another object after each change of the catalogue), what was found, and until when."""


class Customers(Protocol):
    """What prices depend on of a customer: a user, or the team whose key calls."""

    async def load(self) -> None: ...

    def of(self, payer_id: str) -> CustomerTerms:
        """At once, out of memory."""
        ...

    def any_included(self) -> bool:
        """Whether anybody's plan includes calls, tokens or pictures."""
        ...


class PriceKeeper:
    """Port `Prices` of the gateway. `load` before use; `watch` in the background."""

    def __init__(
        self,
        store: PriceStore,
        rates: Rates,
        customers: Customers,
        volumes: Volumes,
        *,
        seconds: Callable[[], float] = time.time,
    ) -> None:
        self.rates = rates
        self.customers = customers
        self._store = store
        self._volumes = volumes
        self._seconds = seconds
        self._books: list[tuple[datetime, Book]] = []
        self._none = Book("", Content(), rates)
        self._stamp: str | None = None
        self._kept: dict[tuple[str, str, str, str], _Kept] = {}
        self._vendors: dict[tuple[str, str, str], _Kept] = {}

    # --- port Prices --------------------------------------------------------------------------------

    def of(self, caller: Caller, row: ModelConfig) -> Price | None:
        payer_id = caller.team_id or caller.user_id
        kept = self._kept.get((payer_id, row.name, row.provider, row.model))
        if kept is not None and kept[0] is row and self._seconds() < kept[2]:
            return kept[1]
        return self._resolve(payer_id, row)

    def vendor(self, row: ModelConfig) -> Price | None:
        kept = self._vendors.get((row.name, row.provider, row.model))
        if kept is not None and kept[0] is row and self._seconds() < kept[2]:
            return kept[1]
        book, _ = self.book_at(self._now())
        found = book.vendor(row_of(row), self._now())
        self._vendors[row.name, row.provider, row.model] = row, found.price, self._until(found)
        return found.price

    # --- the rest -------------------------------------------------------------------------------------

    def book_at(self, moment: datetime) -> tuple[Book, datetime | None]:
        """The version in force then, and when the next one begins."""
        current, following = self._none, None
        for effective_at, book in self._books:
            if effective_at <= moment:
                current = book
            else:
                following = effective_at
                break
        return current, following

    async def load(self) -> None:
        """Raises what the database raises."""
        stamp = await self._store.stamp()
        books = []
        for row in await self._store.in_force(self._now()):
            assert row.effective_at is not None
            try:
                content = ContentBody.model_validate(row.content).content()
            except (ValidationError, ValueError):
                log.exception("version %s of the price book cannot be read, and is left out", row.number)
                continue
            books.append((row.effective_at, Book(row.id, content, self.rates)))
        await self.customers.load()
        self._books, self._stamp = books, stamp
        await self._volumes.refresh(self.book_at(self._now())[0], totals=self.customers.any_included())
        self._kept.clear()
        self._vendors.clear()

    async def watch(self) -> None:
        """For ever: follow changes of the book, and the month's volumes. A database that is away for a while leaves
        everything as it is."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look()
            except Exception:
                log.exception("the price book could not be looked at; the last one stays in use")

    async def look(self) -> None:
        """Once: whether the book or the volumes are to be read again. Raises what the database raises."""
        if await self._store.stamp() != self._stamp:
            await self.load()
        elif self._volumes.is_old(self._now()):
            await self._volumes.refresh(self.book_at(self._now())[0], totals=self.customers.any_included())

    def resolve(self, payer_id: str, row: Row, moment: datetime) -> Resolved:
        """What the customer pays then, by the version in force then."""
        book, following = self.book_at(moment)
        customer = self.customers.of(payer_id)
        found = book.price(row, customer, moment, lambda entry: self._volumes.of(payer_id, entry))
        if customer.included:
            found = book.covered(found, customer, lambda unit: self._volumes.total(payer_id, unit))
        until = min(found.until, following) if following else found.until
        return Resolved(found.price, until, found.tiered)

    def _resolve(self, payer_id: str, row: ModelConfig) -> Price | None:
        found = self.resolve(payer_id, row_of(row), self._now())
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        self._kept[payer_id, row.name, row.provider, row.model] = row, found.price, self._until(found)
        return found.price

    def _until(self, found: Resolved) -> float:
        until = found.until.timestamp()
        following = self.book_at(self._now())[1]
        if following is not None:
            until = min(until, following.timestamp())
        return min(until, self._seconds() + TIER_S) if found.tiered else until

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._seconds(), UTC)


def row_of(config: ModelConfig) -> Row:
    return Row(config.name, config.provider, config.model, config.price, config.cost)


class PlanTerms(Protocol):
    """What customers' plans say of prices."""

    async def load(self) -> None: ...

    def of(self, payer_id: str) -> CustomerTerms: ...

    def any_included(self) -> bool: ...


class GroupCustomers:
    """Port `Customers`: groups of the price book, from the database, and what `plans` say."""

    def __init__(self, store: PriceStore, plans: PlanTerms | None = None) -> None:
        self._store = store
        self._plans = plans
        self._groups: dict[str, str] = {}

    async def load(self) -> None:
        self._groups = await self._store.groups()
        if self._plans is not None:
            await self._plans.load()

    def any_included(self) -> bool:
        return self._plans is not None and self._plans.any_included()

    def of(self, payer_id: str) -> CustomerTerms:
        group = self._groups.get(payer_id)
        terms = PLAIN if self._plans is None else self._plans.of(payer_id)
        return replace(terms, group=group) if group else terms

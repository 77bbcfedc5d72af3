"""What payments need: providers, a store of orders, the ledger, the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from huahua.billing.payments.domain.events import PaymentEvent
from huahua.billing.payments.domain.orders import Checkout, Order, Payment, SavedMethod
from huahua.billing.payments.domain.refunds import Refund
from huahua.kit.pages import Page


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that the provider is told."""

    notify: str
    """Where it sends its call-back."""
    back: str
    """Where the customer returns to. Coming back pays nothing."""
    address: str | None = None
    """The customer's network address."""
    openid: str | None = None
    """Who the customer is inside WeChat, for `jsapi`."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A call-back as it arrived. Names of headers are in lower case."""

    method: str
    headers: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Aside:
    """What happened to a payment outside of here, which an operator should know."""

    payment_ref: str
    disputed: bool = False
    """The customer's bank wants the money back."""
    refunded_micros: int = 0
    """All that was paid back so far; more than we did, where somebody paid back at the provider's own pages."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a call-back with the right signature says. `payment` is None where it tells of something else than money
    that came, and the order need only be looked at (or nothing done, without one)."""

    order_id: str | None
    payment: Payment | None = None
    aside: Aside | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in the provider's own shape."""

    status: int
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the provider says of an order when it is asked. `over`: it can no longer be paid."""

    payment: Payment | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """`done` is None while the provider is at it."""

    done: bool | None
    ref: str | None = None


class PaymentProvider(Protocol):
    """One way to pay. Every method that asks the provider raises ProviderAway or ProviderRefused."""

    name: str
    methods: Sequence[str]
    """What the customer may choose, the first by default."""
    currencies: Sequence[str]
    notice_methods: frozenset[str]
    """HTTP methods of its call-backs; none where it makes none."""
    refunds: bool
    """Whether it pays back by itself; otherwise an operator does, and records it."""
    test: bool
    """Whether its money is none."""
    open_for: timedelta | None
    """How long its orders may be paid, where that differs from the others."""

    def check(self, currency: str, amount_micros: int) -> None:
        """Whether it can take exactly this. Raises NotWhole."""
        ...

    async def begin(self, order: Order, links: Links) -> Checkout: ...

    async def read(self, delivery: Delivery, now: datetime) -> Notice:
        """Verify and parse. Raises NoticeRefused, and ProviderAway where a key to verify with cannot be had."""
        ...

    async def ask(self, order: Order) -> Asked: ...

    async def end(self, order: Order) -> None:
        """Let nobody pay it any more, where the provider can do that."""
        ...

    async def refund(self, order: Order, refund: Refund) -> RefundAnswer:
        """Pay back. The same refund again pays nothing again."""
        ...

    def accepted(self) -> Reply: ...

    def refused(self) -> Reply: ...


class ChargesSaved(Protocol):
    """A provider that charges a saved method while the customer is away."""

    async def charge(self, order: Order, method: SavedMethod) -> None:
        """Ask for the money; `ask` tells afterwards whether it came. The same order again charges nothing again."""
        ...


@dataclass(frozen=True, slots=True)
class Claim:
    """What a pay page of the simulator is about."""

    order_id: str
    currency: str
    amount_micros: int
    back: str


class SimulatedPaying(Protocol):
    """What the simulator's pay page needs."""

    def claim(self, token: str) -> Claim | None:
        """What the page is about; None for a token that this server did not make."""
        ...

    async def decide(self, claim: Claim, outcome: str, now: datetime) -> Delivery:
        """`paid` or `declined`, once; the notice of what became of it."""
        ...


Transaction = Any
"""An open transaction of the database, which the ledger joins."""


class OrderStore(Protocol):
    def transaction(self) -> AbstractAsyncContextManager[Transaction]: ...

    async def add(self, order: Order, *, next_look_at: datetime, key: str | None) -> Order:
        """Stores the order, or gives the one that the same user made with the same key."""
        ...

    async def order(self, order_id: str) -> Order | None: ...

    async def order_paid_by(self, provider: str, payment_ref: str) -> Order | None: ...

    async def locked(self, transaction: Transaction, order_id: str) -> Order | None:
        """The order; nobody else changes it before the transaction ends."""
        ...

    async def change(self, transaction: Transaction, order: Order) -> None:
        """Raises ReferenceUsed when another order has its payment."""
        ...

    async def flag(self, order_id: str, flag: str | None) -> None: ...

    async def open_orders(self, user_id: str, now: datetime) -> int: ...

    async def orders(
        self,
        *,
        user_id: str | None = None,
        status: str | None = None,
        provider: str | None = None,
        flagged: bool = False,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Order]:
        """The newest first. Raises BadCursor."""
        ...

    async def claim_orders(self, now: datetime, limit: int) -> Sequence[tuple[Order, int]]:
        """Orders whose next look is due, with the number of looks so far; for `pauses.CLAIM` this process's own."""
        ...

    async def look_again(self, order_id: str, at: datetime | None) -> None:
        """None: never again."""
        ...

    async def claim_look(self, order_id: str, now: datetime) -> bool:
        """Whether the order, which a customer wants looked at, was not looked at a moment ago."""
        ...

    async def add_refund(
        self, transaction: Transaction, refund: Refund, *, next_look_at: datetime | None, key: str | None
    ) -> None: ...

    async def refund_with_key(self, transaction: Transaction, order_id: str, key: str) -> Refund | None:
        """The refund that was asked for with the same key."""
        ...

    async def refunds(self, order_ids: Sequence[str]) -> Mapping[str, Sequence[Refund]]: ...

    async def locked_refund(self, transaction: Transaction, refund_id: str) -> Refund | None: ...

    async def change_refund(self, transaction: Transaction, refund: Refund) -> None: ...

    async def claim_refunds(self, now: datetime, limit: int) -> Sequence[Refund]:
        """Pending refunds whose next look is due, for `pauses.CLAIM` this process's own. Counts the attempt."""
        ...

    async def refund_again(self, refund_id: str, at: datetime) -> None: ...

    async def keep_method(
        self, transaction: Transaction, wallet_id: str, user_id: str, provider: str, method: SavedMethod
    ) -> None:
        """In place of the one that the wallet had with this provider."""
        ...

    async def saved_methods(self, wallet_id: str) -> Mapping[str, SavedMethod]:
        """By provider."""
        ...

    async def forget_methods(self, wallet_id: str) -> int: ...


class Funding(Protocol):
    """The ledger, as far as payments know it. Idempotent by `source`."""

    @property
    def currency(self) -> str: ...

    async def wallet_of(self, user_id: str, team_id: str | None = None) -> str:
        """The id of the user's own wallet, or of that of a team of theirs. Raises TeamNotFound."""
        ...

    async def credit(
        self, wallet_id: str, micros: int, *, source: str, account: str, memo: str, connection: Transaction
    ) -> None: ...

    async def debit(
        self, wallet_id: str, micros: int, *, source: str, account: str, memo: str, connection: Transaction
    ) -> None:
        """Raises WalletTooLow, having changed nothing."""
        ...


class PaymentAudit(Protocol):
    """The audit log. Who acts is known to it."""

    async def record(
        self,
        event: PaymentEvent,
        order_id: str | None,
        detail: Mapping[str, Any],
        *,
        connection: Transaction | None = None,
    ) -> None:
        """In a transaction it is the last statement."""
        ...

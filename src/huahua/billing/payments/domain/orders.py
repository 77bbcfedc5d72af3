"""An order: somebody wants to pay an amount by one provider, for one wallet. Its states, and what pays it.

    pending ──► paid          (credited, once)
       │  ╲       ▲
       ▼   ▼      │           late: the money came after the end
    expired failed ┘

Nothing leaves `paid`; what is paid back is counted beside it, and never exceeds what was paid.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from huahua.billing.payments.domain.money import share
from huahua.billing.payments.errors import NoticeRefused, RefundRefused, Refusal


class Status(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    EXPIRED = "expired"
    FAILED = "failed"
    """It could not be begun at the provider, or the provider ended it."""


class Purpose(StrEnum):
    TOP_UP = "top_up"
    AUTO_TOP_UP = "auto_top_up"


class CheckoutKind(StrEnum):
    """What the customer does next."""

    REDIRECT = "redirect"
    """Go to `url`."""
    QR = "qr"
    """Scan a code that holds `qr`."""
    JSAPI = "jsapi"
    """The page inside WeChat hands `parameters` to it."""
    TRANSFER = "transfer"
    """Send money as `instructions` say, with `reference`."""
    NONE = "none"
    """Nothing: a saved method was charged."""


@dataclass(frozen=True, slots=True)
class Checkout:
    kind: CheckoutKind
    url: str | None = None
    qr: str | None = None
    parameters: dict[str, str] | None = None
    instructions: str | None = None
    ref: str | None = None
    """The provider's own name of it, where it must be asked by that."""


@dataclass(frozen=True, slots=True)
class Payment:
    """What a provider says about an order's money. `ref` is the provider's id of the payment itself."""

    order_id: str
    ref: str
    currency: str
    amount_micros: int
    saved: SavedMethod | None = None
    """A method that may be charged again while the customer is away."""


@dataclass(frozen=True, slots=True)
class SavedMethod:
    customer_ref: str
    method_ref: str
    label: str
    """For people, such as `visa •••• 4242`."""


@dataclass(frozen=True, slots=True)
class Order:
    """`amount_micros` of `currency` is what the customer pays, `credit_micros` of the ledger's what the wallet gets."""

    id: str
    user_id: str
    wallet_id: str
    provider: str
    method: str
    currency: str
    amount_micros: int
    credit_micros: int
    created_at: datetime
    expires_at: datetime
    rate: str | None = None
    """The ledger's currency for one of `currency`; None where they are the same."""
    status: Status = Status.PENDING
    purpose: Purpose = Purpose.TOP_UP
    late: bool = False
    test: bool = False
    save_method: bool = False
    checkout: dict[str, Any] = field(default_factory=dict)
    payment_ref: str | None = None
    paid_at: datetime | None = None
    confirmed_by: str | None = None
    refunded_micros: int = 0
    """Of `currency`; what refunds that are under way take counts."""
    refunded_credit_micros: int = 0
    flag: str | None = None
    """Why an operator should look at it."""

    @property
    def checkout_ref(self) -> str | None:
        ref = self.checkout.get("ref")
        return ref if isinstance(ref, str) else None

    @property
    def refundable_micros(self) -> int:
        return self.amount_micros - self.refunded_micros if self.status is Status.PAID else 0

    def match(self, provider: str, payment: Payment) -> None:
        """Raises NoticeRefused unless `payment` is of this order: provider, currency and amount."""
        if payment.order_id != self.id:
            raise NoticeRefused(Refusal.UNKNOWN_ORDER)
        if provider != self.provider:
            raise NoticeRefused(Refusal.WRONG_PROVIDER)
        if payment.currency != self.currency:
            raise NoticeRefused(Refusal.WRONG_CURRENCY)
        if payment.amount_micros != self.amount_micros:
            raise NoticeRefused(Refusal.WRONG_AMOUNT)

    def paid(self, payment: Payment, now: datetime, *, confirmed_by: str | None = None) -> Order:
        """Paid by a payment that matches. Raises NoticeRefused for a second one."""
        self.match(self.provider, payment)
        if self.status is Status.PAID:
            if payment.ref != self.payment_ref:
                raise NoticeRefused(Refusal.PAID_TWICE)
            return self
        return replace(
            self,
            status=Status.PAID,
            payment_ref=payment.ref,
            paid_at=now,
            late=self.status is not Status.PENDING or now > self.expires_at,
            confirmed_by=confirmed_by,
        )

    def ended(self, status: Status) -> Order:
        """Expired or failed, unless it is over already."""
        return replace(self, status=status) if self.status is Status.PENDING else self

    def refunding(self, micros: int) -> tuple[Order, int]:
        """With `micros` of what was paid on the way back, and the micros of the ledger's currency that the wallet gives
        for it: the parts of several refunds add up to the whole. Raises RefundRefused."""
        if self.status is not Status.PAID:
            raise RefundRefused("order_not_paid")
        if not 0 < micros <= self.refundable_micros:
            raise RefundRefused("more_than_paid")
        refunded = self.refunded_micros + micros
        # After a refund that failed, rounding may have given more than the share already.
        due = share(self.credit_micros, refunded, self.amount_micros)
        credit = min(max(due, self.refunded_credit_micros), self.credit_micros) - self.refunded_credit_micros
        return self._refunded(refunded, self.refunded_credit_micros + credit), credit

    def not_refunded(self, micros: int, credit_micros: int) -> Order:
        """After a refund that did not come about."""
        return self._refunded(self.refunded_micros - micros, self.refunded_credit_micros - credit_micros)

    def _refunded(self, micros: int, credit_micros: int) -> Order:
        assert 0 <= micros <= self.amount_micros
        assert 0 <= credit_micros <= self.credit_micros
        return replace(self, refunded_micros=micros, refunded_credit_micros=credit_micros)

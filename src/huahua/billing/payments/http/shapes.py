"""What payments answer over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from typing_extensions import TypedDict

from huahua.billing.payments.domain.money import exponent
from huahua.billing.payments.domain.orders import Order as OrderValue
from huahua.billing.payments.domain.orders import Status
from huahua.billing.payments.domain.refunds import Refund
from huahua.billing.payments.service.ordering import Way
from huahua.kit.clock import iso


class Amount(TypedDict):
    """Millionths of the currency."""

    amount_micros: int
    currency: str


class Checkout(TypedDict):
    """What the customer does next: go to `url`, scan a code that holds `qr`, hand `parameters` to WeChat, or send money
    as `instructions` say, with `ref` as the reference."""

    kind: Literal["redirect", "qr", "jsapi", "transfer", "none"]
    url: str | None
    qr: str | None
    parameters: dict[str, str] | None
    instructions: str | None
    ref: str | None


class OrderRefund(TypedDict):
    id: str
    amount: Amount
    status: Literal["pending", "succeeded", "failed"]
    reason: str
    created_at: str
    finished_at: str | None


class PaymentOrder(TypedDict):
    """`amount` is what is paid, `credit` what the wallet gets; `rate` is between their currencies. `checkout` is there
    while the order waits. `test`: no real money."""

    id: str
    provider: str
    method: str
    purpose: Literal["top_up", "auto_top_up"]
    status: Literal["pending", "paid", "expired", "failed"]
    amount: Amount
    credit: Amount
    rate: str | None
    refunded: Amount
    late: bool
    test: bool
    checkout: Checkout | None
    refunds: list[OrderRefund]
    created_at: str
    expires_at: str
    paid_at: str | None


class AdminOrder(PaymentOrder):
    """`flag` says why somebody should look at it: `late`, `wrong_amount`, `wrong_currency`, `paid_twice`,
    `payment_used`, `disputed`, `refunded_outside`. `by_hand`: it is paid back outside; a refund needs a reference."""

    user_id: str
    wallet_id: str
    payment_ref: str | None
    confirmed_by: str | None
    flag: str | None
    by_hand: bool


class TakenCurrency(TypedDict):
    """`rate`: how much of the ledger's currency one of it is. `digits` behind the point."""

    currency: str
    rate: str
    digits: int


class PaymentWay(TypedDict):
    """`saves`: the payment method can be kept for automatic top-up."""

    provider: str
    methods: list[str]
    currencies: list[TakenCurrency]
    test: bool
    saves: bool


class SavedPaymentMethod(TypedDict):
    provider: str
    label: str


class PaymentMethods(TypedDict):
    """`least` and `most` are of one order, in the ledger's currency."""

    currency: str
    least: Amount
    most: Amount
    ways: list[PaymentWay]
    saved: list[SavedPaymentMethod]


def order_json(order: OrderValue, currency: str, refunds: Sequence[Refund] = ()) -> dict[str, Any]:
    waits = order.status is Status.PENDING and bool(order.checkout)
    return {
        "id": order.id,
        "provider": order.provider,
        "method": order.method,
        "purpose": order.purpose,
        "status": order.status,
        "amount": _amount(order.amount_micros, order.currency),
        "credit": _amount(order.credit_micros, currency),
        "rate": order.rate,
        "refunded": _amount(order.refunded_micros, order.currency),
        "late": order.late,
        "test": order.test,
        "checkout": _checkout(order.checkout) if waits else None,
        "refunds": [_refund_json(order, refund) for refund in refunds],
        "created_at": iso(order.created_at),
        "expires_at": iso(order.expires_at),
        "paid_at": iso(order.paid_at) if order.paid_at else None,
    }


def admin_order_json(
    order: OrderValue, currency: str, refunds: Sequence[Refund], *, by_hand: bool
) -> dict[str, Any]:
    return order_json(order, currency, refunds) | {
        "user_id": order.user_id,
        "wallet_id": order.wallet_id,
        "payment_ref": order.payment_ref,
        "confirmed_by": order.confirmed_by,
        "flag": order.flag,
        "by_hand": by_hand,
    }


def way_json(way: Way) -> dict[str, Any]:
    return {
        "provider": way.provider,
        "methods": list(way.methods),
        "currencies": [
            {"currency": currency, "rate": str(rate), "digits": exponent(currency)}
            for currency, rate in way.rates.items()
        ],
        "test": way.test,
        "saves": way.saves,
    }


def _checkout(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kept.get(name) for name in Checkout.__annotations__}


def _refund_json(order: OrderValue, refund: Refund) -> dict[str, Any]:
    return {
        "id": refund.id,
        "amount": _amount(refund.amount_micros, order.currency),
        "status": refund.status,
        "reason": refund.reason,
        "created_at": iso(refund.created_at),
        "finished_at": iso(refund.finished_at) if refund.finished_at else None,
    }


def _amount(micros: int, currency: str) -> dict[str, Any]:
    return {"amount_micros": micros, "currency": currency}

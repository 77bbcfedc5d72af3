"""The development simulator: a provider whose money is none, to try a top-up without an account anywhere.

It does what the others do: a pay page, a signed notice, a query, refunds; its own books are in a table. Its orders are
marked as test money. It exists only where the settings switch it on.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from huahua.billing.payments.domain.money import exponent, to_minor
from huahua.billing.payments.domain.orders import Checkout, CheckoutKind, Order, Payment
from huahua.billing.payments.domain.refunds import Refund
from huahua.billing.payments.errors import NoticeRefused, ProviderRefused, Refusal
from huahua.billing.payments.ports import Asked, Claim, Delivery, Links, Notice, RefundAnswer, Reply
from huahua.billing.payments.store import simulated_payments
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer

TOLERANCE = timedelta(minutes=5)
PAY_PATH = "/api/pay/simulator/checkout"
PAID, DECLINED, REFUNDED = "paid", "declined", "refunded"
SIGNATURE = "x-simulator-signature"


class PaymentSimulator:
    """Port `PaymentProvider`, and what its pay page needs."""

    name = "simulator"
    methods: Sequence[str] = ("page", "qr")
    notice_methods = frozenset({"POST"})
    refunds = True
    test = True
    open_for: timedelta | None = None

    def __init__(
        self, database: Database, sealer: Sealer, currencies: Sequence[str], public_url: str
    ) -> None:
        self.currencies = currencies
        self._database = database
        self._sealer = sealer
        self._public_url = public_url

    def check(self, currency: str, amount_micros: int) -> None:
        to_minor(amount_micros, exponent(currency))

    # --- as a provider ----------------------------------------------------------------------------

    async def begin(self, order: Order, links: Links) -> Checkout:
        claim = json.dumps([order.id, order.currency, order.amount_micros, links.back])
        url = f"{PAY_PATH}?token={claim.encode().hex()}.{self._mac('page', claim.encode())}"
        if order.method == "qr":
            return Checkout(CheckoutKind.QR, qr=self._public_url + url)
        return Checkout(CheckoutKind.REDIRECT, url=url)

    async def read(self, delivery: Delivery, now: datetime) -> Notice:
        moment, _, given = delivery.headers.get(SIGNATURE, "").partition(".")
        expected = self._mac("notice", moment.encode() + b"." + delivery.body)
        if not hmac.compare_digest(expected.encode(), given.encode()):
            raise NoticeRefused(Refusal.FORGED)
        if abs(now.timestamp() - int(moment)) > TOLERANCE.total_seconds():
            raise NoticeRefused(Refusal.STALE)
        told = json.loads(delivery.body)
        if told["outcome"] != PAID:
            return Notice(told["order_id"])
        payment = Payment(told["order_id"], told["payment_ref"], told["currency"], told["amount_micros"])
        return Notice(payment.order_id, payment)

    async def ask(self, order: Order) -> Asked:
        query = select(simulated_payments).where(simulated_payments.c.id == order.id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return Asked()
        if row.outcome != PAID:
            return Asked(over=True)
        return Asked(Payment(order.id, _ref(order.id), row.currency, row.amount_micros))

    async def end(self, order: Order) -> None:
        await self._keep(order.id, order.currency, order.amount_micros, DECLINED)

    async def refund(self, order: Order, refund: Refund) -> RefundAnswer:
        """Payments never pays back more than was paid, so the simulator need not look."""
        if (await self.ask(order)).payment is None:
            raise ProviderRefused("not_paid")
        await self._keep(refund.id, order.currency, refund.amount_micros, REFUNDED)
        return RefundAnswer(True, refund.id)

    def accepted(self) -> Reply:
        return Reply(200, b"ok", "text/plain")

    def refused(self) -> Reply:
        return Reply(400, b"refused", "text/plain")

    # --- behind its pay page ----------------------------------------------------------------------

    def claim(self, token: str) -> Claim | None:
        """What the pay page is about; None for a token that this server did not make."""
        text, _, mac = token.partition(".")
        try:
            claim = bytes.fromhex(text)
        except ValueError:
            return None
        if not hmac.compare_digest(self._mac("page", claim).encode(), mac.encode()):
            return None
        order_id, currency, amount, back = json.loads(claim)
        return Claim(order_id, currency, amount, back)

    async def decide(self, claim: Claim, outcome: str, now: datetime) -> Delivery:
        """Pay or decline, once; the notice of what became of it."""
        kept = await self._keep(claim.order_id, claim.currency, claim.amount_micros, outcome)
        told = {
            "order_id": claim.order_id,
            "payment_ref": _ref(claim.order_id),
            "currency": claim.currency,
            "amount_micros": claim.amount_micros,
            "outcome": kept,
        }
        body, moment = json.dumps(told).encode(), str(int(now.timestamp()))
        signature = self._mac("notice", moment.encode() + b"." + body)
        return Delivery("POST", {SIGNATURE: f"{moment}.{signature}"}, (), body)

    async def _keep(self, name: str, currency: str, amount_micros: int, outcome: str) -> str:
        """The outcome that stands: the first that was decided."""
        columns = simulated_payments.c
        insert = self._database.insert(simulated_payments).on_conflict_do_nothing()
        values = {"currency": currency, "amount_micros": amount_micros, "outcome": outcome}
        query = select(columns.outcome).where(columns.id == name)
        async with self._database.write() as connection:
            await connection.execute(insert.values(id=name, **values))
            return str((await connection.execute(query)).scalar_one())

    def _mac(self, use: str, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        return self._sealer.keyed_hash(f"payment simulator {use} {digest}")


def _ref(order_id: str) -> str:
    return f"sim_{order_id.removeprefix('ord_')}"

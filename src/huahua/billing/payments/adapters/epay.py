"""The epay protocol (易支付) that many Chinese payment panels speak: MD5-signed redirects and notices, and a query.

The sign is the MD5, in small letters, of `a=1&b=2` over all fields that are not empty, by name, with the merchant's
key behind it. A notice carries no time, so an old one looks like a new one: what counts is that an order is credited
once, and that the panel confirms it when it is asked.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from huahua.billing.payments.config import EpayConfig
from huahua.billing.payments.domain.money import from_text, to_text
from huahua.billing.payments.domain.orders import Checkout, CheckoutKind, Order, Payment
from huahua.billing.payments.domain.refunds import Refund
from huahua.billing.payments.errors import NoticeRefused, ProviderRefused, Refusal
from huahua.billing.payments.ports import Asked, Delivery, Links, Notice, RefundAnswer, Reply
from huahua.billing.payments.vendor import Vendor, json_object
from huahua.infra.http import Outbound

CURRENCY = "CNY"
_FIELDS = 50


class Epay:
    """Port `PaymentProvider`. Its panels pay nothing back: an operator does, and records it."""

    name = "epay"
    currencies: Sequence[str] = (CURRENCY,)
    notice_methods = frozenset({"GET", "POST"})
    refunds = False
    test = False
    open_for: timedelta | None = None

    def __init__(self, config: EpayConfig, outbound: Outbound) -> None:
        self.methods: Sequence[str] = config.methods
        self._merchant_id = config.merchant_id
        self._key = config.key
        self._vendor = Vendor(outbound, config.base_url, allow_private=config.allow_private)

    def check(self, currency: str, amount_micros: int) -> None:
        to_text(amount_micros, currency)

    async def begin(self, order: Order, links: Links) -> Checkout:
        fields = {
            "pid": self._merchant_id,
            "type": order.method,
            "out_trade_no": order.id,
            "notify_url": links.notify,
            "return_url": links.back,
            "name": f"Top-up {order.id}",
            "money": to_text(order.amount_micros, CURRENCY),
        }
        signed = fields | {"sign": self._sign(fields), "sign_type": "MD5"}
        return Checkout(CheckoutKind.REDIRECT, url=f"{self._vendor.base_url}/submit.php?{urlencode(signed)}")

    async def ask(self, order: Order) -> Asked:
        query = {"act": "order", "pid": self._merchant_id, "key": self._key, "out_trade_no": order.id}
        reply = await self._vendor.call("GET", f"/api.php?{urlencode(query)}", headers={})
        if reply.status >= 400:
            raise ProviderRefused(str(reply.status))
        answer = json_object(reply.body)
        if str(answer.get("code")) != "1" or str(answer.get("status")) != "1":
            return Asked()
        if str(answer.get("pid", self._merchant_id)) != self._merchant_id:
            raise ProviderRefused("foreign_account")
        try:
            return Asked(_payment({name: str(value) for name, value in answer.items()}))
        except NoticeRefused as fault:
            raise ProviderRefused("no_payment") from fault

    async def end(self, order: Order) -> None:
        """The protocol knows no such thing."""

    async def refund(self, order: Order, refund: Refund) -> RefundAnswer:
        raise ProviderRefused("by_hand")

    async def read(self, delivery: Delivery, now: datetime) -> Notice:
        fields = _fields(delivery)
        given = fields.get("sign", "")
        if fields.get("sign_type", "MD5").upper() != "MD5":
            raise NoticeRefused(Refusal.FORGED)
        if not hmac.compare_digest(self._sign(fields).encode(), given.lower().encode()):
            raise NoticeRefused(Refusal.FORGED)
        if fields.get("pid") != self._merchant_id:
            raise NoticeRefused(Refusal.FOREIGN_ACCOUNT)
        if fields.get("trade_status") != "TRADE_SUCCESS":
            return Notice(fields.get("out_trade_no"))
        payment = _payment(fields)
        return Notice(payment.order_id, payment)

    def _sign(self, fields: Mapping[str, str]) -> str:
        named = sorted(name for name, value in fields.items() if value and name not in {"sign", "sign_type"})
        text = "&".join(f"{name}={fields[name]}" for name in named)
        return hashlib.md5((text + self._key).encode(), usedforsecurity=False).hexdigest()

    def accepted(self) -> Reply:
        return Reply(200, b"success", "text/plain")

    def refused(self) -> Reply:
        return Reply(200, b"fail", "text/plain")


def _fields(delivery: Delivery) -> dict[str, str]:
    """Raises NoticeRefused for what is no form, or names a field twice."""
    pairs = list(delivery.query)
    if delivery.method == "POST":
        try:
            pairs = parse_qsl(
                delivery.body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS
            )
        except ValueError as fault:
            raise NoticeRefused(Refusal.MALFORMED) from fault
    fields = dict(pairs)
    if not fields or len(fields) != len(pairs) or len(pairs) > _FIELDS:
        raise NoticeRefused(Refusal.MALFORMED)
    return fields


def _payment(fields: Mapping[str, Any]) -> Payment:
    """Raises NoticeRefused for what is none."""
    order_id, ref = fields.get("out_trade_no"), fields.get("trade_no")
    if not order_id or not ref:
        raise NoticeRefused(Refusal.MALFORMED)
    try:
        return Payment(order_id, ref, CURRENCY, from_text(fields.get("money", "")))
    except ValueError as fault:
        raise NoticeRefused(Refusal.MALFORMED) from fault

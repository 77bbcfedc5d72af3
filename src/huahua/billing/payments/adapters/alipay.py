"""Alipay's open platform: page, phone and QR payments, RSA2, notices, queries, refunds.

https://opendocs.alipay.com/open/270/105899 (page), /203/107090 (phone), /194/106078 (QR), /270/105902 (notices),
https://opendocs.alipay.com/common/02kf5q (signing). Amounts are yuan with two digits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode

from huahua.billing.payments import signing
from huahua.billing.payments.config import AlipayConfig
from huahua.billing.payments.domain.money import from_text, to_text
from huahua.billing.payments.domain.orders import Checkout, CheckoutKind, Order, Payment
from huahua.billing.payments.domain.refunds import Refund
from huahua.billing.payments.errors import NoticeRefused, ProviderAway, ProviderRefused, Refusal
from huahua.billing.payments.ports import Aside, Asked, Delivery, Links, Notice, RefundAnswer, Reply
from huahua.billing.payments.vendor import Vendor, json_object
from huahua.infra.http import Outbound

CURRENCY = "CNY"
BEIJING = timezone(timedelta(hours=8))
TOLERANCE = timedelta(hours=25)
"""Alipay repeats a notice for up to 25 hours."""
AHEAD = timedelta(minutes=5)
_PAID = frozenset({"TRADE_SUCCESS", "TRADE_FINISHED"})
_DONE, _BUSY = "10000", frozenset({"20000", "ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR"})
_UNKNOWN_TRADE = "ACQ.TRADE_NOT_EXIST"
_PRODUCTS = {
    "page": ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
    "wap": ("alipay.trade.wap.pay", "QUICK_WAP_WAY"),
    "qr": ("alipay.trade.precreate", "FACE_TO_FACE_PAYMENT"),
}
_FORMAT = "%Y-%m-%d %H:%M:%S"
_FIELDS = 200


class Alipay:
    """Port `PaymentProvider`."""

    name = "alipay"
    currencies: Sequence[str] = (CURRENCY,)
    notice_methods = frozenset({"POST"})
    refunds = True
    test = False
    open_for: timedelta | None = None

    def __init__(self, config: AlipayConfig, outbound: Outbound) -> None:
        """Raises signing.BadKey."""
        self.methods: Sequence[str] = config.methods
        self._app_id = config.app_id
        self._seller_id = config.seller_id
        self._private = signing.private_key(config.private_key)
        self._public = signing.public_key(config.alipay_public_key)
        self._vendor = Vendor(outbound, config.base_url, allow_private=config.allow_private)

    def check(self, currency: str, amount_micros: int) -> None:
        to_text(amount_micros, currency)

    # --- paying -----------------------------------------------------------------------------------

    async def begin(self, order: Order, links: Links) -> Checkout:
        api, product = _PRODUCTS[order.method]
        content = {
            "out_trade_no": order.id,
            "total_amount": to_text(order.amount_micros, CURRENCY),
            "subject": f"Top-up {order.id}",
            "product_code": product,
            "time_expire": order.expires_at.astimezone(BEIJING).strftime(_FORMAT),
        }
        if order.method == "qr":
            answer = await self._call(api, content, order.created_at, notify_url=links.notify)
            if answer.get("code") != _DONE or not isinstance(answer.get("qr_code"), str):
                raise _refused(answer)
            return Checkout(CheckoutKind.QR, qr=answer["qr_code"])
        if order.method == "wap":
            content["quit_url"] = links.back
        addresses = {"notify_url": links.notify, "return_url": links.back}
        query = self._signed(api, content, order.created_at, **addresses)
        return Checkout(CheckoutKind.REDIRECT, url=f"{self._vendor.base_url}?{urlencode(query)}")

    async def ask(self, order: Order) -> Asked:
        answer = await self._call("alipay.trade.query", {"out_trade_no": order.id}, datetime.now(BEIJING))
        if answer.get("sub_code") == _UNKNOWN_TRADE:
            return Asked()  # made only when the customer has looked at it
        if answer.get("code") != _DONE:
            raise _refused(answer)
        if answer.get("trade_status") not in _PAID:
            return Asked(over=answer.get("trade_status") == "TRADE_CLOSED")
        try:
            return Asked(_payment(answer))
        except NoticeRefused as fault:
            raise ProviderAway("the answer lacks what it must hold") from fault

    async def end(self, order: Order) -> None:
        answer = await self._call("alipay.trade.close", {"out_trade_no": order.id}, datetime.now(BEIJING))
        if answer.get("code") != _DONE and answer.get("sub_code") != _UNKNOWN_TRADE:
            raise _refused(answer)

    async def refund(self, order: Order, refund: Refund) -> RefundAnswer:
        """The same `out_request_no` again pays nothing again (alipay.trade.refund)."""
        content = {
            "out_trade_no": order.id,
            "refund_amount": to_text(refund.amount_micros, CURRENCY),
            "out_request_no": refund.id,
        }
        answer = await self._call("alipay.trade.refund", content, datetime.now(BEIJING))
        if answer.get("code") != _DONE:
            raise _refused(answer)
        if answer.get("fund_change") == "Y":
            return RefundAnswer(True, refund.id)
        return await self._ask_refund(order, refund)

    async def _ask_refund(self, order: Order, refund: Refund) -> RefundAnswer:
        """No change of funds: it was paid back before, or is not yet."""
        content = {"out_trade_no": order.id, "out_request_no": refund.id}
        answer = await self._call("alipay.trade.fastpay.refund.query", content, datetime.now(BEIJING))
        if answer.get("code") != _DONE:
            raise _refused(answer)
        return RefundAnswer(True if answer.get("refund_status") == "REFUND_SUCCESS" else None, refund.id)

    # --- call-backs -------------------------------------------------------------------------------

    async def read(self, delivery: Delivery, now: datetime) -> Notice:
        fields = _form(delivery.body)
        signature = fields.pop("sign", "")
        if fields.pop("sign_type", "RSA2") != "RSA2":
            raise NoticeRefused(Refusal.FORGED)
        if not signature or not signing.is_signed(self._public, _content(fields), signature):
            raise NoticeRefused(Refusal.FORGED)
        if fields.get("app_id") != self._app_id:
            raise NoticeRefused(Refusal.FOREIGN_ACCOUNT, "for another application")
        if self._seller_id and fields.get("seller_id") != self._seller_id:
            raise NoticeRefused(Refusal.FOREIGN_ACCOUNT, "for another seller")
        _check_time(fields.get("notify_time", ""), now)
        order_id = fields.get("out_trade_no")
        if fields.get("trade_status") not in _PAID or not order_id:
            return Notice(order_id)
        payment = _payment(fields)
        return Notice(order_id, payment, _aside(payment.ref, fields.get("refund_fee", "")))

    def accepted(self) -> Reply:
        return Reply(200, b"success", "text/plain")

    def refused(self) -> Reply:
        return Reply(200, b"failure", "text/plain")

    # --- asking -----------------------------------------------------------------------------------

    def _signed(
        self, api: str, content: Mapping[str, str], now: datetime, **addresses: str
    ) -> dict[str, str]:
        fields = {
            "app_id": self._app_id,
            "method": api,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": now.astimezone(BEIJING).strftime(_FORMAT),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
            **addresses,
        }
        return fields | {"sign": signing.sign(self._private, _content(fields))}

    async def _call(
        self, api: str, content: Mapping[str, str], now: datetime, **addresses: str
    ) -> dict[str, Any]:
        """The node of the answer, whose signature is right. Raises ProviderAway."""
        reply = await self._vendor.call(
            "POST",
            "?charset=utf-8",
            headers={"content-type": "application/x-www-form-urlencoded;charset=utf-8"},
            body=urlencode(self._signed(api, content, now, **addresses)).encode(),
        )
        raw = reply.body.decode(errors="replace")
        answer = json_object(raw)
        node = _node(raw, api.replace(".", "_") + "_response")
        signature = answer.get("sign")
        if node is None or not isinstance(signature, str):
            # Errors of the gateway itself may come without a signature; nothing is known then.
            raise ProviderAway("the answer is not signed")
        if not signing.is_signed(self._public, node.encode(), signature):
            raise ProviderAway("the answer is not signed by Alipay")
        found = json_object(node)
        if found.get("code") in _BUSY or found.get("sub_code") in _BUSY:
            raise ProviderAway(str(found.get("sub_code") or found.get("code"))[:100])
        return found


def _content(fields: Mapping[str, str]) -> bytes:
    return "&".join(f"{name}={fields[name]}" for name in sorted(fields)).encode()


def _node(raw: str, name: str) -> str | None:
    """The text of the answer's node as it was sent, for that is what is signed."""
    start = raw.find(f'"{name}"')
    if start < 0:
        return None
    start = raw.find("{", start)
    try:
        return raw[start : json.JSONDecoder().raw_decode(raw, start)[1]] if start >= 0 else None
    except ValueError:
        return None


def _refused(answer: Mapping[str, Any]) -> ProviderRefused:
    return ProviderRefused(str(answer.get("sub_code") or answer.get("code") or "no_answer")[:100])


def _payment(fields: Mapping[str, Any]) -> Payment:
    """Raises NoticeRefused for what is none."""
    order_id, ref, amount = (fields.get(name) for name in ("out_trade_no", "trade_no", "total_amount"))
    if not isinstance(order_id, str) or not isinstance(ref, str) or not isinstance(amount, str) or not ref:
        raise NoticeRefused(Refusal.MALFORMED)
    # A trade in another currency names it, and is none of ours.
    currency = fields.get("trans_currency") or CURRENCY
    try:
        return Payment(order_id, ref, str(currency), from_text(amount))
    except ValueError as fault:
        raise NoticeRefused(Refusal.MALFORMED) from fault


def _aside(ref: str, refunded: str) -> Aside | None:
    """What was paid back so far, if anything."""
    try:
        return Aside(ref, refunded_micros=from_text(refunded)) if refunded else None
    except ValueError as fault:
        raise NoticeRefused(Refusal.MALFORMED) from fault


def _form(body: bytes) -> dict[str, str]:
    """Raises NoticeRefused for what is no form, or names a field twice."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS
        )
    except ValueError as fault:
        raise NoticeRefused(Refusal.MALFORMED) from fault
    fields = dict(pairs)
    if not fields or len(fields) != len(pairs):
        raise NoticeRefused(Refusal.MALFORMED)
    return fields


def _check_time(text: str, now: datetime) -> None:
    """Raises NoticeRefused."""
    try:
        sent = datetime.strptime(text, _FORMAT).replace(tzinfo=BEIJING)
    except ValueError as fault:
        raise NoticeRefused(Refusal.MALFORMED) from fault
    if sent > now + AHEAD or now - sent > TOLERANCE:
        raise NoticeRefused(Refusal.STALE)

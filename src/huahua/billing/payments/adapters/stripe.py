"""Stripe: Checkout Sessions, signed webhooks, refunds, and off-session charges of saved cards.

https://docs.stripe.com/api/checkout/sessions, https://docs.stripe.com/webhooks/signature (scheme v1),
https://docs.stripe.com/payments/save-during-payment, https://docs.stripe.com/currencies (smallest units).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from huahua.billing.payments.config import StripeConfig
from huahua.billing.payments.domain.money import exponent, from_minor, to_minor
from huahua.billing.payments.domain.orders import Checkout, CheckoutKind, Order, Payment, Purpose, SavedMethod
from huahua.billing.payments.domain.refunds import Refund
from huahua.billing.payments.errors import NoticeRefused, NotWhole, ProviderAway, ProviderRefused, Refusal
from huahua.billing.payments.ports import Aside, Asked, Delivery, Links, Notice, RefundAnswer, Reply
from huahua.billing.payments.vendor import Vendor, json_object
from huahua.infra.http import Outbound

API_VERSION = "2024-06-20"
TOLERANCE = timedelta(seconds=300)
LEAST_OPEN = timedelta(minutes=31)
"""Stripe keeps a session open for thirty minutes at least."""
_TWO_DIGITS = frozenset({"ISK", "UGX"})
"""Of currencies without coins that Stripe writes with two digits."""
_MARK = "huahua_order"
_SESSION_EVENTS = "checkout.session."
_INTENT_EVENTS = "payment_intent."


class Stripe:
    """Ports `PaymentProvider` and `ChargesSaved`."""

    name = "stripe"
    methods: Sequence[str] = ("checkout",)
    notice_methods = frozenset({"POST"})
    refunds = True
    test = False
    open_for: timedelta | None = None

    def __init__(self, config: StripeConfig, outbound: Outbound) -> None:
        self.currencies: Sequence[str] = config.currencies
        self._key = config.secret_key
        self._webhook_secret = config.webhook_secret.encode()
        self._live = config.secret_key.startswith(("sk_live_", "rk_live_"))
        self._vendor = Vendor(outbound, config.base_url, allow_private=config.allow_private)

    def check(self, currency: str, amount_micros: int) -> None:
        _minor(currency, amount_micros)

    # --- paying -----------------------------------------------------------------------------------

    async def begin(self, order: Order, links: Links) -> Checkout:
        ends = max(order.expires_at, order.created_at + LEAST_OPEN)
        form = [
            ("mode", "payment"),
            ("client_reference_id", order.id),
            ("success_url", links.back),
            ("cancel_url", f"{links.back}&cancelled=1"),
            ("expires_at", str(int(ends.timestamp()))),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", order.currency.lower()),
            ("line_items[0][price_data][unit_amount]", str(_minor(order.currency, order.amount_micros))),
            ("line_items[0][price_data][product_data][name]", f"Top-up {order.id}"),
            (f"metadata[{_MARK}]", order.id),
            (f"payment_intent_data[metadata][{_MARK}]", order.id),
        ]
        if order.save_method:
            form += [
                ("customer_creation", "always"),
                ("payment_intent_data[setup_future_usage]", "off_session"),
            ]
        session = await self._post("/v1/checkout/sessions", form, order.id)
        url, ref = session.get("url"), session.get("id")
        if not isinstance(url, str) or not isinstance(ref, str):
            raise ProviderRefused("no_url")
        return Checkout(CheckoutKind.REDIRECT, url=url, ref=ref)

    async def charge(self, order: Order, method: SavedMethod) -> None:
        form = [
            ("amount", str(_minor(order.currency, order.amount_micros))),
            ("currency", order.currency.lower()),
            ("customer", method.customer_ref),
            ("payment_method", method.method_ref),
            ("off_session", "true"),
            ("confirm", "true"),
            (f"metadata[{_MARK}]", order.id),
        ]
        await self._post("/v1/payment_intents", form, order.id)

    async def end(self, order: Order) -> None:
        if order.checkout_ref is not None and order.purpose is Purpose.TOP_UP:
            await self._post(f"/v1/checkout/sessions/{quote(order.checkout_ref, safe='')}/expire", [], None)

    async def ask(self, order: Order) -> Asked:
        if order.checkout_ref is None:
            return Asked()  # nobody was given an address to pay at
        if order.purpose is Purpose.AUTO_TOP_UP:
            return await self._ask_charge(order, order.checkout_ref)
        path = f"/v1/checkout/sessions/{quote(order.checkout_ref, safe='')}"
        session = await self._get(f"{path}?expand[]=payment_intent.payment_method")
        over = session.get("status") == "expired"
        if session.get("payment_status") != "paid" or session.get("client_reference_id") != order.id:
            return Asked(over=over)
        intent = session.get("payment_intent")
        if not isinstance(intent, dict):
            return Asked(over=over)
        return Asked(
            _payment(
                order.id,
                intent.get("id"),
                session.get("currency"),
                session.get("amount_total"),
                _saved(session.get("customer"), intent) if order.save_method else None,
            )
        )

    async def _ask_charge(self, order: Order, customer: str) -> Asked:
        since = int((order.created_at - timedelta(minutes=5)).timestamp())
        query = urlencode({"customer": customer, "created[gte]": since, "limit": 100})
        found = await self._get(f"/v1/payment_intents?{query}")
        mine = [intent for intent in found.get("data", []) if _order_of(intent) == order.id]
        for intent in mine:
            if intent.get("status") == "succeeded":
                amount = intent.get("amount_received")
                return Asked(_payment(order.id, intent.get("id"), intent.get("currency"), amount, None))
        ended = {"canceled", "requires_payment_method", "requires_action", "requires_confirmation"}
        return Asked(over=bool(mine) and all(intent.get("status") in ended for intent in mine))

    # --- paying back ------------------------------------------------------------------------------

    async def refund(self, order: Order, refund: Refund) -> RefundAnswer:
        if refund.attempts:
            # Stripe forgets idempotency keys after a day; what was made before is found by its mark.
            query = urlencode({"payment_intent": order.payment_ref or "", "limit": 100})
            made = await self._get(f"/v1/refunds?{query}")
            for each in made.get("data", []):
                if _marks(each).get("huahua_refund") == refund.id:
                    return _refunded(each)
        form = [
            ("payment_intent", order.payment_ref or ""),
            ("amount", str(_minor(order.currency, refund.amount_micros))),
            ("metadata[huahua_refund]", refund.id),
        ]
        return _refunded(await self._post("/v1/refunds", form, refund.id))

    # --- call-backs -------------------------------------------------------------------------------

    async def read(self, delivery: Delivery, now: datetime) -> Notice:
        self._verify(delivery, now)
        try:
            event = json.loads(delivery.body)
            kind, thing = event["type"], event["data"]["object"]
        except (ValueError, KeyError, TypeError) as fault:
            raise NoticeRefused(Refusal.MALFORMED) from fault
        if not isinstance(kind, str) or not isinstance(thing, dict):
            raise NoticeRefused(Refusal.MALFORMED)
        if bool(event.get("livemode")) is not self._live:
            raise NoticeRefused(Refusal.FOREIGN_ACCOUNT, "a test event for live keys, or the other way round")
        aside = _aside(kind, thing)
        if aside is not None:
            return Notice(None, aside=aside)
        order_id = _order_of(thing)
        if order_id is None:
            return Notice(None)
        if kind.startswith(_SESSION_EVENTS):
            return _session_notice(order_id, thing)
        if kind == f"{_INTENT_EVENTS}succeeded":
            amount = thing.get("amount_received")
            return Notice(order_id, _payment(order_id, thing.get("id"), thing.get("currency"), amount, None))
        return Notice(order_id if kind.startswith(_INTENT_EVENTS) else None)

    def _verify(self, delivery: Delivery, now: datetime) -> None:
        moment, signatures = _signature(delivery.headers.get("stripe-signature", ""))
        signed = str(moment).encode() + b"." + delivery.body
        expected = hmac.new(self._webhook_secret, signed, hashlib.sha256).hexdigest().encode()
        if not any(hmac.compare_digest(expected, each.encode()) for each in signatures):
            raise NoticeRefused(Refusal.FORGED)
        if abs(now.astimezone(UTC).timestamp() - moment) > TOLERANCE.total_seconds():
            raise NoticeRefused(Refusal.STALE)

    def accepted(self) -> Reply:
        return Reply(200, b'{"received":true}', "application/json")

    def refused(self) -> Reply:
        return Reply(400, b'{"received":false}', "application/json")

    # --- asking -----------------------------------------------------------------------------------

    async def _get(self, path: str) -> dict[str, Any]:
        return await self._call("GET", path, None, None)

    async def _post(self, path: str, form: list[tuple[str, str]], key: str | None) -> dict[str, Any]:
        return await self._call("POST", path, urlencode(form).encode(), key)

    async def _call(self, method: str, path: str, body: bytes | None, key: str | None) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self._key}", "stripe-version": API_VERSION}
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        if key is not None:
            headers["idempotency-key"] = key
        reply = await self._vendor.call(method, path, headers=headers, body=body)
        answer = json_object(reply.body)
        if reply.status == 409:  # the same request is under way
            raise ProviderAway("answered 409")
        if reply.status >= 400:
            error = answer.get("error")
            error = error if isinstance(error, dict) else {}
            raise ProviderRefused(str(error.get("code") or error.get("type") or reply.status)[:100])
        return answer


def _minor(currency: str, micros: int) -> int:
    """As Stripe writes amounts. Raises NotWhole."""
    if currency in _TWO_DIGITS:
        return to_minor(micros, 0) * 100
    minor = to_minor(micros, exponent(currency))
    if exponent(currency) == 3 and minor % 10:
        raise NotWhole("of this currency the last digit must be 0")
    return minor


def _micros(currency: str, minor: int) -> int:
    return from_minor(minor, 2 if currency in _TWO_DIGITS else exponent(currency))


def _payment(order_id: str, ref: Any, currency: Any, minor: Any, saved: SavedMethod | None) -> Payment:
    """Raises NoticeRefused for what is none."""
    if not isinstance(ref, str) or not isinstance(currency, str) or not isinstance(minor, int):
        raise NoticeRefused(Refusal.MALFORMED)
    code = currency.upper()
    return Payment(order_id, ref, code, _micros(code, minor), saved)


def _marks(thing: dict[str, Any]) -> dict[str, Any]:
    found = thing.get("metadata")
    return found if isinstance(found, dict) else {}


def _order_of(thing: dict[str, Any]) -> str | None:
    """The order that it is marked with: other products may sell through the same account."""
    marked = _marks(thing).get(_MARK)
    return marked if isinstance(marked, str) else None


def _aside(kind: str, thing: dict[str, Any]) -> Aside | None:
    """A dispute, or what was paid back so far."""
    ref, currency, refunded = (thing.get(name) for name in ("payment_intent", "currency", "amount_refunded"))
    if not isinstance(ref, str):
        return None
    if kind == "charge.dispute.created":
        return Aside(ref, disputed=True)
    if kind == "charge.refunded" and isinstance(currency, str) and isinstance(refunded, int):
        return Aside(ref, refunded_micros=_micros(currency.upper(), refunded))
    return None


def _session_notice(order_id: str, session: dict[str, Any]) -> Notice:
    if session.get("client_reference_id") != order_id:
        raise NoticeRefused(Refusal.MALFORMED)
    if session.get("payment_status") != "paid":
        return Notice(order_id)
    intent, amount = session.get("payment_intent"), session.get("amount_total")
    return Notice(order_id, _payment(order_id, intent, session.get("currency"), amount, None))


def _saved(customer: Any, intent: dict[str, Any]) -> SavedMethod | None:
    method = intent.get("payment_method")
    if not isinstance(customer, str) or not isinstance(method, dict) or not isinstance(method.get("id"), str):
        return None
    card = method.get("card")
    kind = str(method.get("type", "card"))
    label = f"{card.get('brand', kind)} •••• {card.get('last4', '')}" if isinstance(card, dict) else kind
    return SavedMethod(customer, method["id"], label[:100])


def _refunded(refund: dict[str, Any]) -> RefundAnswer:
    status = refund.get("status")
    done = {"succeeded": True, "failed": False, "canceled": False}.get(str(status))
    ref = refund.get("id")
    return RefundAnswer(done, ref if isinstance(ref, str) else None)


def _signature(header: str) -> tuple[int, list[str]]:
    """Moment and v1 signatures of `t=…,v1=…,v1=…`. Raises NoticeRefused."""
    moment, signatures = "", []
    for part in header[:2000].split(","):
        name, _, value = part.strip().partition("=")
        if name == "t":
            moment = value
        elif name == "v1":
            signatures.append(value)
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 12) or not signatures:
        raise NoticeRefused(Refusal.FORGED)
    return int(moment), signatures

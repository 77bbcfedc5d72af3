"""Stripe, as far as payments ask it. Webhooks are signed by the official library."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qsl

from stripe import WebhookSignature

from huahua.billing.payments.config import StripeConfig
from huahua.billing.payments.domain.orders import Order
from huahua.billing.payments.ports import Delivery
from tests.simulators.payments.shop import RIGHT, Shop, Trade, Wrong, json_answer
from tests.simulators.server import Answer, Received

KEY, SECRET = "sk_test_simulated", "whsec_simulated"
NO_COINS = {"JPY", "KRW"}


class StripeSimulator(Shop):
    vendor = "stripe"
    signs_with_secret = True

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[str, dict[str, Any]] = {}
        self.intents: list[dict[str, Any]] = []
        self.made_refunds: list[dict[str, Any]] = []
        self.idempotent: dict[str, Answer] = {}
        self.decline: str | None = None
        """What becomes of the next off-session charge: None, card_declined or authentication_required."""

    @property
    def vendor_config(self) -> StripeConfig:
        return StripeConfig(KEY, SECRET, ("USD", "CNY", "JPY"), self.base_url, allow_private=True)

    def written(self, micros: int, currency: str) -> int:
        return micros // (1_000_000 if currency in NO_COINS else 10_000)

    # --- call-backs -------------------------------------------------------------------------------

    def notice(self, order: Order, wrong: Wrong = RIGHT) -> Delivery:
        order_id = wrong.order_id or order.id
        session = {
            "id": order.checkout_ref,
            "object": "checkout.session",
            "client_reference_id": order_id,
            "metadata": {} if wrong.foreign else {"huahua_order": order_id},
            "payment_status": "unpaid" if wrong.unpaid else "paid",
            "payment_intent": self.ref_of(order, wrong),
            "amount_total": self.amount_of(order, wrong),
            "currency": (wrong.currency or order.currency).lower(),
        }
        kind = "checkout.session.expired" if wrong.unpaid else "checkout.session.completed"
        return self.event(kind, session, wrong)

    def event(self, kind: str, thing: dict[str, Any], wrong: Wrong = RIGHT, **more: Any) -> Delivery:
        event = {"id": "evt_1", "object": "event", "type": kind, "livemode": False, "data": {"object": thing}}
        body = json.dumps(event | more)
        secret = "whsec_other" if wrong.forged else "" if wrong.empty_secret else SECRET
        moment = int(time.time()) - wrong.age_s
        header = WebhookSignature.generate_signature_header(body, secret, moment)
        headers = {} if wrong.unsigned else {"stripe-signature": header}
        if wrong.changed:
            body = body.replace("evt_1", "evt_2")
        return Delivery("POST", headers, (), body.encode())

    # --- the interface ----------------------------------------------------------------------------

    def answer(self, request: Received) -> Answer:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return self.complain("wrong key")
        if request.method == "GET":
            return self._get(request)
        form = dict(parse_qsl(request.body.decode()))
        key = request.headers.get("idempotency-key")
        if key is not None and key in self.idempotent:
            return self.idempotent[key]
        answer = self._post(request.path, form)
        if key is not None and answer.status < 400:
            self.idempotent[key] = answer
        return answer

    def _get(self, request: Received) -> Answer:
        name = request.path.rsplit("/", 1)[-1]
        if request.path.startswith("/v1/checkout/sessions/"):
            session = self.sessions.get(name)
            return json_answer(self._session(session)) if session else json_answer({"error": {}}, 404)
        if name == "payment_intents":
            mine = [each for each in self.intents if each["customer"] == request.query["customer"]]
            return json_answer({"object": "list", "data": mine})
        if name == "refunds":
            mine = [
                each
                for each in self.made_refunds
                if each["payment_intent"] == request.query["payment_intent"]
            ]
            return json_answer({"object": "list", "data": mine})
        return json_answer({"error": {}}, 404)

    def _session(self, session: dict[str, Any]) -> dict[str, Any]:
        trade = self.trades.get(session["client_reference_id"])
        if trade is None or not trade.paid:
            return session | {"payment_status": "unpaid"}
        return session | {
            "status": "complete",
            "payment_status": "paid",
            "amount_total": trade.amount,
            "currency": trade.currency.lower(),
            "customer": "cus_1" if session["saves"] else None,
            "payment_intent": {
                "id": trade.ref,
                "payment_method": {"id": "pm_1", "type": "card", "card": {"brand": "visa", "last4": "4242"}},
            },
        }

    def _post(self, path: str, form: dict[str, str]) -> Answer:
        if path == "/v1/checkout/sessions":
            return self._begin(form)
        if path.endswith("/expire"):
            session = self.sessions[path.split("/")[-2]]
            session["status"] = "expired"
            return json_answer(session)
        if path == "/v1/refunds":
            return self._refund(form)
        if path == "/v1/payment_intents":
            return self._charge(form)
        return json_answer({"error": {"code": "unknown"}}, 404)

    def _begin(self, form: dict[str, str]) -> Answer:
        name = f"cs_test_{len(self.sessions) + 1}"
        if int(form["expires_at"]) < time.time() + 1800:
            return json_answer({"error": {"type": "invalid_request_error"}}, 400)
        session = {
            "id": name,
            "object": "checkout.session",
            "status": "open",
            "client_reference_id": form["client_reference_id"],
            "amount_total": int(form["line_items[0][price_data][unit_amount]"]),
            "currency": form["line_items[0][price_data][currency]"],
            "url": f"https://checkout.stripe.com/c/pay/{name}",
            "saves": form.get("payment_intent_data[setup_future_usage]") == "off_session",
        }
        self.sessions[name] = session
        return json_answer(session)

    def _refund(self, form: dict[str, str]) -> Answer:
        if self.refund_status == "REFUSED":
            return json_answer({"error": {"code": "charge_already_refunded"}}, 400)
        trade = next(each for each in self.trades.values() if each.ref == form["payment_intent"])
        amount = int(form["amount"])
        if amount + sum(int(each) for each in trade.refunds.values()) > int(trade.amount):
            return json_answer({"error": {"code": "amount_too_large"}}, 400)
        ours = form["metadata[huahua_refund]"]
        trade.refunds[f"{ours}/{len(trade.refunds)}"] = amount
        self.refunded.append(ours)
        status = "pending" if self.refund_status == "PROCESSING" else "succeeded"
        refund = {
            "id": f"re_{len(self.made_refunds) + 1}",
            "object": "refund",
            "payment_intent": trade.ref,
            "amount": amount,
            "status": status,
            "metadata": {"huahua_refund": ours},
        }
        self.made_refunds.append(refund)
        return json_answer(refund)

    def _charge(self, form: dict[str, str]) -> Answer:
        intent = {
            "id": f"pi_auto_{len(self.intents) + 1}",
            "object": "payment_intent",
            "customer": form["customer"],
            "currency": form["currency"],
            "amount_received": 0 if self.decline else int(form["amount"]),
            "status": "requires_payment_method" if self.decline else "succeeded",
            "metadata": {"huahua_order": form["metadata[huahua_order]"]},
        }
        self.intents.append(intent)
        if self.decline:
            return json_answer({"error": {"type": "card_error", "code": self.decline}}, 402)
        self.trades[intent["metadata"]["huahua_order"]] = Trade(
            intent["metadata"]["huahua_order"], int(form["amount"]), form["currency"].upper(), intent["id"]
        )
        return json_answer(intent)

"""Alipay's gateway, as far as payments ask it. It verifies and signs with the official SDK's own functions."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode

from alipay.aop.api.util.SignatureUtils import get_sign_content, sign_with_rsa2, verify_with_rsa

from huahua.billing.payments.config import AlipayConfig
from huahua.billing.payments.domain.orders import Order
from huahua.billing.payments.ports import Delivery
from tests.simulators.payments.shop import RIGHT, Shop, Wrong, bare, rsa_keys
from tests.simulators.server import Answer, Received

APP, SELLER = "2021000000000000", "2088000000000000"
BEIJING = timezone(timedelta(hours=8))
OURS, THEIRS, STRANGER = "alipay-merchant", "alipay-platform", "stranger"


def signed_content(fields: dict[str, str]) -> str:
    content: str = get_sign_content(fields)
    return content


class AlipaySimulator(Shop):
    vendor = "alipay"
    prefix = "/gateway.do"

    def __init__(self) -> None:
        super().__init__()
        self.lies = False
        """Whether answers are signed with somebody else's key."""

    @property
    def vendor_config(self) -> AlipayConfig:
        return AlipayConfig(
            app_id=APP,
            private_key=bare(rsa_keys(OURS).private_pkcs1),
            alipay_public_key=bare(rsa_keys(THEIRS).public_pem),
            seller_id=SELLER,
            base_url=self.base_url,
            allow_private=True,
        )

    def written(self, micros: int, currency: str) -> str:
        return f"{micros // 1_000_000}.{micros % 1_000_000 // 10_000:02d}"

    # --- call-backs -------------------------------------------------------------------------------

    def notice(self, order: Order, wrong: Wrong = RIGHT) -> Delivery:
        sent = datetime.now(BEIJING) - timedelta(seconds=wrong.age_s)
        fields = {
            "notify_time": sent.strftime("%Y-%m-%d %H:%M:%S"),
            "notify_type": "trade_status_sync",
            "notify_id": "ac05099524730693a8b330c5ecf72da9786",
            "app_id": "2021999999999999" if wrong.foreign else APP,
            "charset": "utf-8",
            "version": "1.0",
            "trade_no": self.ref_of(order, wrong),
            "out_trade_no": wrong.order_id or order.id,
            "seller_id": SELLER,
            "trade_status": "TRADE_CLOSED" if wrong.unpaid else "TRADE_SUCCESS",
            "total_amount": str(self.amount_of(order, wrong)),
            "subject": "充值 Top-up & more",
        }
        if wrong.currency:
            fields["trans_currency"] = wrong.currency
        if wrong.refunded:
            fields |= {"refund_fee": wrong.refunded, "gmt_refund": fields["notify_time"]}
        key = rsa_keys(STRANGER if wrong.forged else THEIRS)
        sign = sign_with_rsa2(bare(key.private_pkcs1), signed_content(fields), "utf-8")
        if wrong.changed:
            fields["subject"] = "changed"
        if not wrong.unsigned:
            fields |= {"sign": sign, "sign_type": "RSA2"}
        return Delivery("POST", {}, (), urlencode(fields).encode())

    # --- the interface ----------------------------------------------------------------------------

    def answer(self, request: Received) -> Answer:
        fields = dict(parse_qsl(request.body.decode(), keep_blank_values=True)) | request.query
        if not self.is_ours(fields):
            return self.complain("wrong signature")
        node = fields["method"].replace(".", "_") + "_response"
        content = json.loads(fields["biz_content"])
        return self._signed(node, self._node(fields["method"], content))

    def is_ours(self, fields: dict[str, str]) -> bool:
        """Whether the official SDK's code finds our signature right."""
        unsigned = {name: value for name, value in fields.items() if name != "sign"}
        content = signed_content(unsigned).encode()
        try:
            return bool(verify_with_rsa(bare(rsa_keys(OURS).public_pem), content, fields["sign"]))
        except Exception:
            return False

    def _signed(self, name: str, node: dict[str, Any]) -> Answer:
        text = json.dumps(node, ensure_ascii=False)
        key = rsa_keys(STRANGER if self.lies else THEIRS)
        sign = sign_with_rsa2(bare(key.private_pkcs1), text, "utf-8")
        return Answer(f'{{"{name}":{text},"sign":"{sign}"}}'.encode())

    def _node(self, method: str, content: dict[str, Any]) -> dict[str, Any]:
        order_id = content["out_trade_no"]
        trade = self.trades.get(order_id)
        done = {"code": "10000", "msg": "Success", "out_trade_no": order_id}
        if method == "alipay.trade.precreate":
            return done | {"qr_code": f"https://qr.alipay.com/{order_id}"}
        if trade is None:
            return {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.TRADE_NOT_EXIST"}
        if method == "alipay.trade.query":
            status = "TRADE_CLOSED" if trade.closed else "TRADE_SUCCESS" if trade.paid else "WAIT_BUYER_PAY"
            found = {"trade_no": trade.ref, "trade_status": status, "total_amount": trade.amount}
            return done | found | ({"trans_currency": trade.currency} if trade.currency != "CNY" else {})
        if method == "alipay.trade.close":
            trade.closed = True
            return done
        if method == "alipay.trade.refund":
            return done | self._refund(order_id, content)
        status = "REFUND_SUCCESS" if self.refund_status == "SUCCESS" else ""
        known = content["out_request_no"] in trade.refunds
        return done | ({"refund_status": status} if known and status else {})

    def _refund(self, order_id: str, content: dict[str, Any]) -> dict[str, Any]:
        if self.refund_status == "REFUSED":
            return {"code": "40004", "sub_code": "ACQ.SELLER_BALANCE_NOT_ENOUGH"}
        trade, ours = self.trades[order_id], content["out_request_no"]
        is_new = ours not in trade.refunds
        if is_new:
            trade.refunds[ours] = content["refund_amount"]
            self.refunded.append(ours)
        return {"fund_change": "Y" if is_new and self.refund_status == "SUCCESS" else "N"}

"""A panel that speaks the epay protocol."""

from __future__ import annotations

import hashlib

from huahua.billing.payments.config import EpayConfig
from huahua.billing.payments.domain.orders import Order
from huahua.billing.payments.ports import Delivery
from tests.simulators.payments.shop import RIGHT, Shop, Wrong, json_answer
from tests.simulators.server import Answer, Received

PID, KEY = "1001", "epay-key"


def md5_sign(fields: dict[str, str], key: str) -> str:
    """As the protocol's own description words it: sort by name, drop what is empty, append the key."""
    kept = [f"{name}={fields[name]}" for name in sorted(fields) if fields[name] != ""]
    return hashlib.md5(("&".join(kept) + key).encode()).hexdigest()


class EpaySimulator(Shop):
    vendor = "epay"
    amounts_have_currency = False
    notices_have_time = False
    signs_with_secret = True

    @property
    def vendor_config(self) -> EpayConfig:
        return EpayConfig(PID, KEY, self.base_url, allow_private=True)

    def written(self, micros: int, currency: str) -> str:
        return f"{micros // 1_000_000}.{micros % 1_000_000 // 10_000:02d}"

    def notice(self, order: Order, wrong: Wrong = RIGHT) -> Delivery:
        fields = {
            "pid": "1002" if wrong.foreign else PID,
            "trade_no": self.ref_of(order, wrong),
            "out_trade_no": wrong.order_id or order.id,
            "type": "alipay",
            "name": "Top-up",
            "money": str(self.amount_of(order, wrong)),
            "trade_status": "TRADE_CLOSED" if wrong.unpaid else "TRADE_SUCCESS",
        }
        key = "another key" if wrong.forged else "" if wrong.empty_secret else KEY
        sign = md5_sign(fields, key)
        if wrong.changed:
            fields["name"] = "changed"
        if not wrong.unsigned:
            fields |= {"sign": sign, "sign_type": "MD5"}
        return Delivery("GET", {}, list(fields.items()), b"")

    def answer(self, request: Received) -> Answer:
        query = request.query
        if request.path != "/api.php" or query["pid"] != PID or query["key"] != KEY:
            return self.complain("wrong key")
        trade = self.trades.get(query["out_trade_no"])
        if trade is None:
            return json_answer({"code": -1, "msg": "订单号不存在"})
        return json_answer(
            {
                "code": 1,
                "msg": "succ",
                "trade_no": trade.ref,
                "out_trade_no": trade.order_id,
                "type": "alipay",
                "pid": int(PID),
                "name": "Top-up",
                "money": trade.amount,
                "status": 1 if trade.paid else 0,
            }
        )

"""WeChat Pay, API v3, as far as payments ask it. The library wechatpayv3 signs and seals."""

from __future__ import annotations

import json
import re
import secrets
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from wechatpayv3.utils import load_private_key, rsa_sign

from huahua.billing.payments.config import WechatConfig
from huahua.billing.payments.domain.orders import Order
from huahua.billing.payments.ports import Delivery
from tests.simulators.payments.shop import RIGHT, Keys, Shop, Wrong, json_answer, rsa_keys
from tests.simulators.server import Answer, Received

APP, MERCHANT, SERIAL = "wxd678efh567hg6787", "1900000109", "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
API_KEY, KEY_ID = "0123456789abcdef0123456789abcdef", "PUB_KEY_ID_0119000001092026"
OURS, THEIRS, STRANGER = "wechat-merchant", "wechat-platform", "stranger"


_loaded = cache(load_private_key)


@cache
def platform_certificate() -> tuple[str, str]:
    """Serial number and PEM."""
    key = rsa_keys(THEIRS).key
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com Root CA")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    return f"{made.serial_number:X}", made.public_bytes(Encoding.PEM).decode()


class WechatSimulator(Shop):
    vendor = "wechat"

    def __init__(self) -> None:
        super().__init__()
        self.lies = False
        """Whether answers are signed with somebody else's key."""
        self.by_certificate = False
        """Whether the platform signs with the key of its certificate, which the merchant fetches."""

    @property
    def vendor_config(self) -> WechatConfig:
        key = (
            {}
            if self.by_certificate
            else {"public_key": rsa_keys(THEIRS).public_pem, "public_key_id": KEY_ID}
        )
        return WechatConfig(
            app_id=APP,
            merchant_id=MERCHANT,
            certificate_serial=SERIAL,
            private_key=rsa_keys(OURS).private_pem,
            api_v3_key=API_KEY,
            base_url=self.base_url,
            allow_private=True,
            **key,
        )

    def written(self, micros: int, currency: str) -> int:
        return micros // 10_000

    # --- call-backs -------------------------------------------------------------------------------

    def notice(self, order: Order, wrong: Wrong = RIGHT) -> Delivery:
        trade = self._trade(
            wrong.order_id or order.id,
            self.ref_of(order, wrong),
            self.amount_of(order, wrong),
            wrong.currency or order.currency,
        )
        if wrong.foreign:
            trade["mchid"] = "1900000999"
        event = {
            "id": "EV-2018022511223320873",
            "resource_type": "encrypt-resource",
            "event_type": "TRANSACTION.CLOSED" if wrong.unpaid else "TRANSACTION.SUCCESS",
            "summary": "支付成功",
            "resource": self._sealed(json.dumps(trade, ensure_ascii=False), "transaction"),
        }
        body = json.dumps(event, ensure_ascii=False)
        key = rsa_keys(STRANGER if wrong.forged else THEIRS)
        headers = self._signature(body, key, int(time.time()) - wrong.age_s)
        if wrong.unsigned:
            del headers["wechatpay-signature"]
        if wrong.changed:
            body = body.replace("EV-", "EW-")
        return Delivery("POST", headers, (), body.encode())

    def _sealed(self, text: str, associated: str) -> dict[str, str]:
        nonce = secrets.token_hex(6)
        sealed = AESGCM(API_KEY.encode()).encrypt(nonce.encode(), text.encode(), associated.encode())
        return {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": nonce,
            "associated_data": associated,
            "ciphertext": b64encode(sealed).decode(),
        }

    def _signature(self, body: str, key: Keys, moment: int) -> dict[str, str]:
        nonce = secrets.token_hex(16)
        signature = rsa_sign(_loaded(key.private_pem), f"{moment}\n{nonce}\n{body}\n")
        return {
            "wechatpay-timestamp": str(moment),
            "wechatpay-nonce": nonce,
            "wechatpay-signature": signature,
            "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
            "wechatpay-serial": platform_certificate()[0] if self.by_certificate else KEY_ID,
        }

    def _trade(self, order_id: str, ref: str, total: Any, currency: str) -> dict[str, Any]:
        return {
            "appid": APP,
            "mchid": MERCHANT,
            "out_trade_no": order_id,
            "transaction_id": ref,
            "trade_type": "NATIVE",
            "trade_state": "SUCCESS",
            "amount": {"total": total, "payer_total": total, "currency": currency, "payer_currency": "CNY"},
        }

    # --- the interface ----------------------------------------------------------------------------

    def answer(self, request: Received) -> Answer:
        if not self.is_ours(request):
            return self.complain("wrong signature")
        if request.path == "/v3/certificates":
            return self._certificates()
        answer = self._answer(request)
        key = rsa_keys(STRANGER if self.lies else THEIRS)
        answer.headers = self._signature(answer.body.decode(), key, int(time.time()))
        return answer

    def is_ours(self, request: Received) -> bool:
        """The signature is deterministic: the library must make the same one."""
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        given = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        text = f"{request.method}\n{request.raw_path}\n{given['timestamp']}\n{given['nonce_str']}\n"
        expected = rsa_sign(_loaded(rsa_keys(OURS).private_pem), f"{text}{request.body.decode()}\n")
        right = (scheme, given["mchid"], given["serial_no"], given["signature"])
        return right == ("WECHATPAY2-SHA256-RSA2048", MERCHANT, SERIAL, expected)

    def _certificates(self) -> Answer:
        serial, pem = platform_certificate()
        row = {
            "serial_no": serial,
            "effective_time": "2026-01-01T00:00:00+08:00",
            "expire_time": "2036-01-01T00:00:00+08:00",
            "encrypt_certificate": self._sealed(pem, "certificate"),
        }
        return json_answer({"data": [row]})

    def _answer(self, request: Received) -> Answer:
        name = request.path.rsplit("/", 1)[-1]
        if request.path == "/v3/refund/domestic/refunds":
            return self._refund(request.json)
        if name == "close":
            return Answer(b"", status=204)
        if request.method == "POST":
            return self._begin(name, request.json)
        trade = self.trades.get(name)
        if trade is None:
            return json_answer({"code": "ORDER_NOT_EXIST", "message": "订单不存在"}, 404)
        found = self._trade(trade.order_id, trade.ref, trade.amount, trade.currency)
        found["trade_state"] = "CLOSED" if trade.closed else "SUCCESS" if trade.paid else "NOTPAY"
        return json_answer(found)

    def _begin(self, method: str, body: dict[str, Any]) -> Answer:
        if body["mchid"] != MERCHANT or body["appid"] != APP or body["amount"]["currency"] != "CNY":
            return json_answer({"code": "PARAM_ERROR"}, 400)
        if not re.fullmatch(r"[0-9A-Za-z_\-|*]{6,32}", body["out_trade_no"]):
            return json_answer({"code": "PARAM_ERROR"}, 400)
        if method == "native":
            return json_answer({"code_url": "weixin://wxpay/bizpayurl?pr=p4lpSuKzz"})
        if method == "h5":
            assert body["scene_info"]["payer_client_ip"]
            return json_answer(
                {"h5_url": "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1"}
            )
        assert body["payer"]["openid"]
        return json_answer({"prepay_id": "wx201410272009395522657a690389285100"})

    def _refund(self, body: dict[str, Any]) -> Answer:
        if self.refund_status == "REFUSED":
            return json_answer({"code": "NOT_ENOUGH", "message": "余额不足"}, 403)
        trade, ours = self.trades[body["out_trade_no"]], body["out_refund_no"]
        if body["amount"]["total"] != trade.amount:
            return json_answer({"code": "PARAM_ERROR"}, 400)
        if ours not in trade.refunds:
            trade.refunds[ours] = body["amount"]["refund"]
            self.refunded.append(ours)
        return json_answer({"refund_id": f"5030{ours}", "out_refund_no": ours, "status": self.refund_status})

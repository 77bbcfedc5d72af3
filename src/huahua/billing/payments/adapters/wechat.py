"""WeChat Pay, API v3: native (QR), H5 and JSAPI payments, signed requests and answers, encrypted notices, refunds.

https://pay.weixin.qq.com/doc/v3/merchant/4012365342 (signing), /4012365345 (verifying), /4013053249 (public key),
/4012071382 (decrypting), /4012791858 (orders), /4012791862 (refunds).
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509 import load_pem_x509_certificate

from huahua.billing.payments import signing
from huahua.billing.payments.config import WechatConfig
from huahua.billing.payments.domain.money import exponent, from_minor, to_minor
from huahua.billing.payments.domain.orders import Checkout, CheckoutKind, Order, Payment
from huahua.billing.payments.domain.refunds import Refund
from huahua.billing.payments.errors import NoticeRefused, ProviderAway, ProviderRefused, Refusal, WrongMethod
from huahua.billing.payments.ports import Asked, Delivery, Links, Notice, RefundAnswer, Reply
from huahua.billing.payments.vendor import Vendor, json_object
from huahua.infra.http import Outbound, OutboundResponse

CURRENCY = "CNY"
SCHEME = "WECHATPAY2-SHA256-RSA2048"
TOLERANCE = timedelta(minutes=5)
CERTIFICATES_FOR_S = 12 * 3600.0
LOOK_AGAIN_AFTER_S = 60.0
"""An unknown serial number makes the certificates be fetched once in this time: anybody can name one."""
_API_V3_KEY_BYTES = 32
_TRANSACTIONS = "/v3/pay/transactions"
_OVER = frozenset({"CLOSED", "REVOKED", "PAYERROR"})


class Wechat:
    """Port `PaymentProvider`."""

    name = "wechat"
    currencies: Sequence[str] = (CURRENCY,)
    notice_methods = frozenset({"POST"})
    refunds = True
    test = False
    open_for: timedelta | None = None

    def __init__(self, config: WechatConfig, outbound: Outbound) -> None:
        """Raises signing.BadKey."""
        if len(config.api_v3_key.encode()) != _API_V3_KEY_BYTES:
            raise signing.BadKey(f"the API v3 key has {_API_V3_KEY_BYTES} bytes")
        self.methods: Sequence[str] = config.methods
        self._config = config
        self._private = signing.private_key(config.private_key)
        self._cipher = AESGCM(config.api_v3_key.encode())
        self._vendor = Vendor(outbound, config.base_url, allow_private=config.allow_private)
        self._keys: dict[str, RSAPublicKey] = {}
        self._fetched_at: float | None = None
        if config.public_key:
            self._keys[config.public_key_id] = signing.public_key(config.public_key)

    def check(self, currency: str, amount_micros: int) -> None:
        to_minor(amount_micros, exponent(currency))

    # --- paying -----------------------------------------------------------------------------------

    async def begin(self, order: Order, links: Links) -> Checkout:
        body: dict[str, Any] = {
            "appid": self._config.app_id,
            "mchid": self._config.merchant_id,
            "description": f"Top-up {order.id}",
            "out_trade_no": order.id,
            "time_expire": order.expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00"),
            "notify_url": links.notify,
            "amount": {"total": _fen(order.amount_micros), "currency": CURRENCY},
        }
        if order.method == "h5":
            body["scene_info"] = {"payer_client_ip": links.address or "127.0.0.1", "h5_info": {"type": "Wap"}}
        elif order.method == "jsapi":
            if not links.openid:
                raise WrongMethod("jsapi needs the customer's openid")
            body["payer"] = {"openid": links.openid}
        answer = await self._call("POST", f"{_TRANSACTIONS}/{order.method}", body)
        return self._checkout(order, answer, links)

    def _checkout(self, order: Order, answer: Mapping[str, Any], links: Links) -> Checkout:
        found = answer.get({"native": "code_url", "h5": "h5_url", "jsapi": "prepay_id"}[order.method])
        if not isinstance(found, str) or not found:
            raise ProviderRefused("no_url")
        if order.method == "native":
            return Checkout(CheckoutKind.QR, qr=found)
        if order.method == "h5":
            return Checkout(CheckoutKind.REDIRECT, url=f"{found}&redirect_url={quote(links.back, safe='')}")
        return Checkout(CheckoutKind.JSAPI, parameters=self._page_parameters(found))

    def _page_parameters(self, prepay_id: str) -> dict[str, str]:
        """What the page hands to WeixinJSBridge (getBrandWCPayRequest)."""
        moment, nonce, package = str(int(time.time())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        message = f"{self._config.app_id}\n{moment}\n{nonce}\n{package}\n"
        return {
            "appId": self._config.app_id,
            "timeStamp": moment,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": signing.sign(self._private, message.encode()),
        }

    async def ask(self, order: Order) -> Asked:
        path = f"{_TRANSACTIONS}/out-trade-no/{quote(order.id, safe='')}?mchid={self._config.merchant_id}"
        try:
            answer = await self._call("GET", path)
        except ProviderRefused as fault:
            if fault.vendor_code in {"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"}:
                return Asked()
            raise
        # A trade that was paid back is no longer SUCCESS; it is no longer ours to credit either.
        if answer.get("trade_state") != "SUCCESS":
            return Asked(over=answer.get("trade_state") in _OVER)
        try:
            return Asked(self._payment(answer))
        except NoticeRefused as fault:
            raise ProviderAway("the answer lacks what it must hold, or is of another merchant") from fault

    async def end(self, order: Order) -> None:
        path = f"{_TRANSACTIONS}/out-trade-no/{quote(order.id, safe='')}/close"
        await self._call("POST", path, {"mchid": self._config.merchant_id})

    async def refund(self, order: Order, refund: Refund) -> RefundAnswer:
        """The same `out_refund_no` again pays nothing again."""
        body = {
            "out_trade_no": order.id,
            "out_refund_no": refund.id,
            "amount": {
                "refund": _fen(refund.amount_micros),
                "total": _fen(order.amount_micros),
                "currency": CURRENCY,
            },
        }
        answer = await self._call("POST", "/v3/refund/domestic/refunds", body)
        done = {"SUCCESS": True, "CLOSED": False, "ABNORMAL": False}.get(str(answer.get("status")))
        ref = answer.get("refund_id")
        return RefundAnswer(done, ref if isinstance(ref, str) else None)

    # --- call-backs -------------------------------------------------------------------------------

    async def read(self, delivery: Delivery, now: datetime) -> Notice:
        await self._verify(delivery, now)
        try:
            event = json.loads(delivery.body)
            resource = event["resource"]
            if resource["algorithm"] != "AEAD_AES_256_GCM":
                raise NoticeRefused(Refusal.MALFORMED)
            trade = json.loads(self._open(resource))
        except (ValueError, KeyError, TypeError, InvalidTag) as fault:
            raise NoticeRefused(Refusal.MALFORMED) from fault
        if not isinstance(trade, dict):
            raise NoticeRefused(Refusal.MALFORMED)
        if event.get("event_type") != "TRANSACTION.SUCCESS" or trade.get("trade_state") != "SUCCESS":
            return Notice(None)
        payment = self._payment(trade)
        return Notice(payment.order_id, payment)

    async def _verify(self, delivery: Delivery, now: datetime) -> None:
        """Raises NoticeRefused, and ProviderAway where the platform's certificates cannot be had."""
        headers = delivery.headers
        moment = headers.get("wechatpay-timestamp", "")
        if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
            raise NoticeRefused(Refusal.FORGED)
        if abs(now.timestamp() - int(moment)) > TOLERANCE.total_seconds():
            # Before anything else: an old notice costs no look for certificates.
            raise NoticeRefused(Refusal.STALE)
        key = await self._key(headers.get("wechatpay-serial", ""))
        message = f"{moment}\n{headers.get('wechatpay-nonce', '')}\n".encode() + delivery.body + b"\n"
        if key is None or not signing.is_signed(key, message, headers.get("wechatpay-signature", "")):
            raise NoticeRefused(Refusal.FORGED)

    def _open(self, resource: Mapping[str, Any]) -> bytes:
        nonce, associated = str(resource["nonce"]), str(resource.get("associated_data") or "")
        sealed = base64.b64decode(resource["ciphertext"], validate=True)
        return self._cipher.decrypt(nonce.encode(), sealed, associated.encode())

    def _payment(self, trade: Mapping[str, Any]) -> Payment:
        """Raises NoticeRefused for another merchant's, and for what is none."""
        if trade.get("mchid") != self._config.merchant_id or trade.get("appid") != self._config.app_id:
            raise NoticeRefused(Refusal.FOREIGN_ACCOUNT)
        amount = trade.get("amount")
        order_id, ref = trade.get("out_trade_no"), trade.get("transaction_id")
        total = amount.get("total") if isinstance(amount, dict) else None
        currency = amount.get("currency") if isinstance(amount, dict) else None
        if not isinstance(order_id, str) or not isinstance(ref, str) or not ref:
            raise NoticeRefused(Refusal.MALFORMED)
        if not isinstance(total, int) or not isinstance(currency, str):
            raise NoticeRefused(Refusal.MALFORMED)
        return Payment(order_id, ref, currency, from_minor(total, exponent(currency)))

    def accepted(self) -> Reply:
        return Reply(200, b'{"code":"SUCCESS","message":""}', "application/json")

    def refused(self) -> Reply:
        return Reply(400, '{"code":"FAIL","message":"失败"}'.encode(), "application/json")

    # --- asking -----------------------------------------------------------------------------------

    async def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Raises ProviderRefused, ProviderAway."""
        reply = await self._send(method, path, body)
        if reply.status >= 400:
            raise _refused(reply.body)
        headers = reply.headers
        key = await self._key(headers.get("wechatpay-serial", ""))
        moment, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
        message = f"{moment}\n{nonce}\n".encode() + reply.body + b"\n"
        is_fresh = moment.isdecimal() and abs(time.time() - int(moment)) <= TOLERANCE.total_seconds()
        signature = headers.get("wechatpay-signature", "")
        if key is None or not is_fresh or not signing.is_signed(key, message, signature):
            raise ProviderAway("the answer is not signed by WeChat Pay")
        return json_object(reply.body) if reply.body else {}

    async def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> OutboundResponse:
        text = "" if body is None else json.dumps(body, ensure_ascii=False)
        headers = {"accept": "application/json", "authorization": self._authorization(method, path, text)}
        if body is not None:
            headers["content-type"] = "application/json"
        if self._config.public_key_id:
            headers["wechatpay-serial"] = self._config.public_key_id
        return await self._vendor.call(method, path, headers=headers, body=text.encode() if text else None)

    def _authorization(self, method: str, path: str, text: str) -> str:
        moment, nonce = int(time.time()), secrets.token_hex(16)
        signature = signing.sign(self._private, f"{method}\n{path}\n{moment}\n{nonce}\n{text}\n".encode())
        return (
            f'{SCHEME} mchid="{self._config.merchant_id}",nonce_str="{nonce}",signature="{signature}",'
            f'timestamp="{moment}",serial_no="{self._config.certificate_serial}"'
        )

    # --- keys of the platform ---------------------------------------------------------------------

    async def _key(self, serial: str) -> RSAPublicKey | None:
        """Raises ProviderAway when the certificates cannot be fetched."""
        if self._config.public_key:
            return self._keys.get(serial)
        now = time.monotonic()
        age = None if self._fetched_at is None else now - self._fetched_at
        if age is None or age > CERTIFICATES_FOR_S or (serial not in self._keys and age > LOOK_AGAIN_AFTER_S):
            self._fetched_at = now
            self._keys = await self._certificates()
        return self._keys.get(serial)

    async def _certificates(self) -> dict[str, RSAPublicKey]:
        """They come sealed with the API v3 key, which nobody else has: that is what makes them WeChat's."""
        reply = await self._send("GET", "/v3/certificates", None)
        if reply.status >= 400:
            raise ProviderAway(f"answered {reply.status} about its certificates")
        found: dict[str, RSAPublicKey] = {}
        try:
            for row in json_object(reply.body)["data"]:
                key = load_pem_x509_certificate(self._open(row["encrypt_certificate"])).public_key()
                if isinstance(key, RSAPublicKey):
                    found[str(row["serial_no"])] = key
        except (KeyError, TypeError, ValueError, InvalidTag) as fault:
            raise ProviderAway("the platform's certificates cannot be read") from fault
        return found


def _fen(micros: int) -> int:
    return to_minor(micros, exponent(CURRENCY))


def _refused(body: bytes) -> ProviderRefused:
    try:
        named = json.loads(body)["code"]
    except (ValueError, KeyError, TypeError):
        named = "no_answer"
    return ProviderRefused(str(named)[:100])

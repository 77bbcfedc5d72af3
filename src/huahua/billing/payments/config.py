"""What payments are told by the settings. Secrets are already looked up; a provider without its secrets is None."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class StripeConfig:
    secret_key: str
    webhook_secret: str
    currencies: tuple[str, ...] = ("USD",)
    base_url: str = "https://api.stripe.com"
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class AlipayConfig:
    app_id: str
    private_key: str
    alipay_public_key: str
    seller_id: str = ""
    methods: tuple[str, ...] = ("page", "wap", "qr")
    base_url: str = "https://openapi.alipay.com/gateway.do"
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class WechatConfig:
    """Without `public_key` the platform's certificates are fetched, and verify in its place."""

    app_id: str
    merchant_id: str
    certificate_serial: str
    private_key: str
    api_v3_key: str
    public_key: str = ""
    public_key_id: str = ""
    methods: tuple[str, ...] = ("native", "h5", "jsapi")
    base_url: str = "https://api.mch.weixin.qq.com"
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class EpayConfig:
    merchant_id: str
    key: str
    base_url: str
    methods: tuple[str, ...] = ("alipay", "wxpay")
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class ManualConfig:
    instructions: str
    currencies: tuple[str, ...]
    open_for: timedelta = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class PaymentsConfig:
    public_url: str
    """What providers and customers reach this server by."""
    return_path: str = "/settings/billing"
    open_for: timedelta = timedelta(hours=1)
    """How long an order may be paid."""
    least_micros: int = 1_000_000
    """Of one order, in the ledger's currency."""
    most_micros: int = 10_000_000_000
    open_orders: int = 20
    """Of one user."""
    rates: dict[str, Decimal] = field(default_factory=dict)
    """By currency: how much of the ledger's currency one of it is."""

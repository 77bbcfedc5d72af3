"""`billing.payments`: which ways to pay are switched on. A way whose secrets are missing is off."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Currencies = Annotated[list[Currency], Field(min_length=1, max_length=50)]
Address = Annotated[str, Field(pattern="^https?://[^/]", max_length=500)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StripeSettings(_Section):
    secret_key: str = ""
    """This and the other secrets here: `env:NAME`, `file:PATH` or the secret itself."""
    webhook_secret: str = ""
    currencies: Currencies = Field(default_factory=lambda: ["USD"])
    base_url: Address = "https://api.stripe.com"
    allow_private: bool = False


class AlipaySettings(_Section):
    app_id: str = ""
    seller_id: str = ""
    private_key: str = ""
    alipay_public_key: str = ""
    methods: Annotated[list[Literal["page", "wap", "qr"]], Field(min_length=1)] = Field(
        default_factory=lambda: ["page", "wap", "qr"]  # type: ignore[arg-type]
    )
    base_url: Address = "https://openapi.alipay.com/gateway.do"
    allow_private: bool = False


class WechatSettings(_Section):
    app_id: str = ""
    merchant_id: str = ""
    certificate_serial: str = ""
    private_key: str = ""
    api_v3_key: str = ""
    public_key: str = ""
    """Of WeChat Pay, with its id; without them the platform's certificates are fetched."""
    public_key_id: str = ""
    methods: Annotated[list[Literal["native", "h5", "jsapi"]], Field(min_length=1)] = Field(
        default_factory=lambda: ["native", "h5"]  # type: ignore[arg-type]
    )
    base_url: Address = "https://api.mch.weixin.qq.com"
    allow_private: bool = False


class EpaySettings(_Section):
    merchant_id: str = ""
    key: str = ""
    base_url: Address | Literal[""] = ""
    methods: Annotated[list[Annotated[str, Field(pattern="^[a-z0-9_]{1,20}$")]], Field(min_length=1)] = Field(
        default_factory=lambda: ["alipay", "wxpay"]
    )
    allow_private: bool = False


class ManualSettings(_Section):
    instructions: Annotated[str, Field(min_length=1, max_length=2000)]
    """Where to send the money; customers see it with the reference to give."""
    currencies: Currencies | None = None
    """None: the ledger's."""
    days: Annotated[int, Field(ge=1, le=365)] = 14


class PaymentSettings(_Section):
    order_minutes: Annotated[int, Field(ge=5, le=1380)] = 60
    """How long an order may be paid."""
    least: Annotated[Decimal, Field(gt=0, le=10**6)] = Decimal(1)
    """Of one order, in the ledger's currency."""
    most: Annotated[Decimal, Field(gt=0, le=10**8)] = Decimal(10_000)
    open_orders: Annotated[int, Field(ge=1, le=1000)] = 20
    """Of one user."""
    return_path: Annotated[str, Field(pattern="^/[A-Za-z0-9/_-]*$")] = "/settings/billing"
    """The page that customers come back to from a provider's."""
    stripe: StripeSettings | None = None
    alipay: AlipaySettings | None = None
    wechat: WechatSettings | None = None
    epay: EpaySettings | None = None
    manual: ManualSettings | None = None
    simulator: bool = False
    """For trying: payments that are none. Everything is marked as test money."""

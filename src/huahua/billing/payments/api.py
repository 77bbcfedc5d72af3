"""The face of payments inside billing, and for boot."""

from huahua.billing.payments.config import (
    AlipayConfig,
    EpayConfig,
    ManualConfig,
    PaymentsConfig,
    StripeConfig,
    WechatConfig,
)
from huahua.billing.payments.domain.events import PaymentEvent
from huahua.billing.payments.domain.orders import Order, Status
from huahua.billing.payments.errors import NoSavedMethod, PaymentError, TeamNotFound, WalletTooLow
from huahua.billing.payments.payments import Payments
from huahua.billing.payments.ports import Funding, PaymentAudit, PaymentProvider
from huahua.billing.payments.service.saved import SavedMethods

__all__ = [
    "AlipayConfig",
    "EpayConfig",
    "Funding",
    "ManualConfig",
    "NoSavedMethod",
    "Order",
    "PaymentAudit",
    "PaymentError",
    "PaymentEvent",
    "PaymentProvider",
    "Payments",
    "PaymentsConfig",
    "SavedMethods",
    "Status",
    "StripeConfig",
    "TeamNotFound",
    "WalletTooLow",
    "WechatConfig",
]

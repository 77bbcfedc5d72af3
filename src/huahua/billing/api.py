"""The face of billing for other areas."""

from huahua.billing.errors import (
    BillingError,
    InsufficientFunds,
    InvalidAmount,
    NoRate,
    SourceTaken,
    WalletNotFound,
)
from huahua.billing.ledger.api import Balance, Ledger, Owner, Transaction, Wallet

__all__ = [
    "Balance",
    "BillingError",
    "InsufficientFunds",
    "InvalidAmount",
    "Ledger",
    "NoRate",
    "Owner",
    "SourceTaken",
    "Transaction",
    "Wallet",
    "WalletNotFound",
]

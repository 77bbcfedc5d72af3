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
from huahua.billing.ledger.currencies import Currencies
from huahua.billing.ledger.leases import SqlLeaseStore
from huahua.billing.ledger.posting import Poster
from huahua.billing.ledger.purse import WalletPurse

__all__ = [
    "Balance",
    "BillingError",
    "Currencies",
    "InsufficientFunds",
    "InvalidAmount",
    "Ledger",
    "NoRate",
    "Owner",
    "Poster",
    "SourceTaken",
    "SqlLeaseStore",
    "Transaction",
    "Wallet",
    "WalletNotFound",
    "WalletPurse",
]

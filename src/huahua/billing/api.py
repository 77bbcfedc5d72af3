"""The face of billing for other areas."""

from huahua.billing.errors import (
    BillingError,
    InsufficientFunds,
    InvalidAmount,
    NoRate,
    SourceTaken,
    WalletNotFound,
)
from huahua.billing.ledger.api import Balance, Ledger, Owner, Transaction, Wallet, owner_of
from huahua.billing.ledger.audit import AuditReport, Drift, LedgerAudit
from huahua.billing.ledger.currencies import Currencies
from huahua.billing.ledger.desk import WalletDesk
from huahua.billing.ledger.leases import SqlLeaseStore
from huahua.billing.ledger.nightly import NightlyAudit, report_json
from huahua.billing.ledger.posting import Poster
from huahua.billing.ledger.purse import WalletPurse

__all__ = [
    "AuditReport",
    "Balance",
    "BillingError",
    "Currencies",
    "Drift",
    "InsufficientFunds",
    "InvalidAmount",
    "Ledger",
    "LedgerAudit",
    "NightlyAudit",
    "NoRate",
    "Owner",
    "Poster",
    "SourceTaken",
    "SqlLeaseStore",
    "Transaction",
    "Wallet",
    "WalletDesk",
    "WalletNotFound",
    "WalletPurse",
    "owner_of",
    "report_json",
]

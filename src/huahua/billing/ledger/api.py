"""What the rest of billing uses of the ledger."""

from huahua.billing.ledger.domain import ADJUSTMENTS, PROMOTIONS, REVENUE, Entry, Owner, owner_of
from huahua.billing.ledger.ledger import Balance, Ledger
from huahua.billing.ledger.store import Transaction, Wallet

__all__ = [
    "ADJUSTMENTS",
    "PROMOTIONS",
    "REVENUE",
    "Balance",
    "Entry",
    "Ledger",
    "Owner",
    "Transaction",
    "Wallet",
    "owner_of",
]

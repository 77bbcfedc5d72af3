"""Errors of billing.

BillingError
├── InvalidAmount         an amount that is none: zero, below zero, or beyond what can be kept
├── InsufficientFunds     the wallet does not cover the debit
├── SourceTaken           another transaction has this source, with another amount or wallet
├── WalletNotFound
├── OwnerNotFound         there is no such user or team to have a wallet
└── NoRate                a price in a currency for which the settings name no rate
"""

from __future__ import annotations


class BillingError(Exception): ...


class InvalidAmount(BillingError): ...


class InsufficientFunds(BillingError):
    def __init__(self, wallet_id: str, micros: int, left_micros: int) -> None:
        super().__init__(f"wallet {wallet_id} has {left_micros} micros that may be taken, not {micros}")
        self.left_micros = left_micros


class SourceTaken(BillingError):
    def __init__(self, source: str) -> None:
        super().__init__(f"another transaction has the source '{source}'")


class WalletNotFound(BillingError):
    def __init__(self, wallet_id: str) -> None:
        super().__init__(f"there is no wallet {wallet_id}")


class OwnerNotFound(BillingError):
    def __init__(self, owner_id: str) -> None:
        super().__init__(f"there is nobody with the id {owner_id}")


class NoRate(BillingError):
    def __init__(self, currency: str, ledger: str) -> None:
        super().__init__(f"billing.rates has no rate from {currency} to {ledger}")
        self.currency = currency

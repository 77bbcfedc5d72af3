"""Errors of payments.

PaymentError
├── ProviderOff            no such way to pay here; its secrets are missing, or nobody set it up
├── BadOrder               an order that cannot be made; carries `code`
│   ├── NotWhole           the amount is no whole number of the currency's smallest coin
│   └── NoRate             there is no rate from this currency to the ledger's
├── OrderNotFound
├── TeamNotFound           there is none, or the asker is not in it
├── TooManyOrders
├── NoticeRefused          a call-back that is not believed; carries `reason`
├── ProviderFault          the provider could not be asked
│   ├── ProviderAway       nobody knows whether it did what it was asked to do
│   └── ProviderRefused    it did not, and says why
├── NotConfirmable         an operator confirms what is paid by transfer, nothing else
├── ReferenceUsed          this payment has paid another order
├── RefundRefused          carries `code`: not paid, more than paid, the wallet is too low
└── NoSavedMethod          there is no payment method that may be charged while the customer is away
"""

from __future__ import annotations

from enum import StrEnum


class PaymentError(Exception): ...


class ProviderOff(PaymentError): ...


class BadOrder(PaymentError):
    code = "bad_order"


class NotWhole(BadOrder):
    code = "amount_not_whole"


class NoRate(BadOrder):
    code = "no_rate"


class WrongSize(BadOrder):
    code = "amount_out_of_range"


class WrongCurrency(BadOrder):
    code = "currency_not_taken"


class WrongMethod(BadOrder):
    code = "payment_method_unknown"


class NotYoursToSave(BadOrder):
    """A card is kept for one's own wallet only."""

    code = "saved_for_oneself_only"


class OrderNotFound(PaymentError): ...


class TeamNotFound(PaymentError): ...


class TooManyOrders(PaymentError): ...


class Refusal(StrEnum):
    """Why a call-back was not believed."""

    FORGED = "forged"
    """The signature is not the provider's, or there is none."""
    STALE = "stale"
    """Signed, but too long ago or in the future."""
    MALFORMED = "malformed"
    FOREIGN_ACCOUNT = "foreign_account"
    """Signed, for another application or seller than ours."""
    UNKNOWN_ORDER = "unknown_order"
    WRONG_PROVIDER = "wrong_provider"
    WRONG_CURRENCY = "wrong_currency"
    WRONG_AMOUNT = "wrong_amount"
    NOT_CONFIRMED = "not_confirmed"
    """The provider does not confirm it when asked back."""
    PAYMENT_USED = "payment_used"
    """The same payment has paid another order."""
    PAID_TWICE = "paid_twice"
    """A second payment of an order that is paid."""


class NoticeRefused(PaymentError):
    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(detail or reason.value)
        self.reason = reason


class ProviderFault(PaymentError): ...


class ProviderAway(ProviderFault): ...


class ProviderRefused(ProviderFault):
    """`vendor_code` is the provider's own word."""

    def __init__(self, vendor_code: str, detail: str = "") -> None:
        super().__init__(f"{vendor_code}: {detail}" if detail else vendor_code)
        self.vendor_code = vendor_code


class NotConfirmable(PaymentError): ...


class ReferenceUsed(PaymentError): ...


class RefundRefused(PaymentError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoSavedMethod(PaymentError): ...


class WalletTooLow(PaymentError):
    """The wallet does not hold what is to be taken out of it."""

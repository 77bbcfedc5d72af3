"""What the audit log hears of payments."""

from __future__ import annotations

from enum import StrEnum


class PaymentEvent(StrEnum):
    PAID = "payment.paid"
    NOTICE_REFUSED = "payment.notice_refused"
    CONFIRMED = "payment.confirmed"
    """By an operator, who saw a transfer arrive."""
    REFUND_REQUESTED = "payment.refund_requested"
    REFUND_SUCCEEDED = "payment.refund_succeeded"
    REFUND_FAILED = "payment.refund_failed"
    FLAGGED = "payment.flagged"
    """A paid order was disputed, or paid back outside."""
    FLAG_CLEARED = "payment.flag_cleared"
    METHOD_FORGOTTEN = "payment.method_forgotten"

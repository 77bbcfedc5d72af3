"""A refund: part or all of what an order's customer paid goes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RefundStatus(StrEnum):
    PENDING = "pending"
    """Taken from the wallet; the provider has not said yet whether it is done."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    """The provider did not do it; the wallet has its money again."""


@dataclass(frozen=True, slots=True)
class Refund:
    id: str
    order_id: str
    amount_micros: int
    credit_micros: int
    outside: bool
    """Paid back by hand, outside of the provider's interface."""
    reason: str
    requested_by: str
    created_at: datetime
    status: RefundStatus = RefundStatus.PENDING
    provider_ref: str | None = None
    finished_at: datetime | None = None
    attempts: int = 0

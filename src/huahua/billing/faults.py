"""What the edges of billing answer when something cannot be done.

BillingFault
├── NotFound        404  no such book, plan, code, invoice
├── Refused         409  not in this state
├── Invalid         422  a field says what cannot be
└── TooMany         429  too many attempts (carries retry_after_s)
"""

from __future__ import annotations


class BillingFault(Exception):
    """`code` is a stable snake_case name that the page translates; `param` the field at fault."""

    status = 409

    def __init__(
        self, message: str, *, code: str, param: str | None = None, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.retry_after_s = retry_after_s


class NotFound(BillingFault):
    status = 404


class Refused(BillingFault):
    status = 409


class Invalid(BillingFault):
    status = 422


class TooMany(BillingFault):
    status = 429

"""Errors of accounts.

AccountError
├── EmailTaken
├── WeakPassword          too short, too long, or the e-mail itself
├── BadEmail
├── WrongCredentials      e-mail or password; never says which
├── TooManyAttempts       carries `retry_after_s`
├── WrongSetupCode
├── AlreadySetUp
├── AccountNotFound
└── LastAdministrator     the change would leave nobody in charge
"""

from __future__ import annotations


class AccountError(Exception): ...


class EmailTaken(AccountError):
    def __init__(self, email: str) -> None:
        super().__init__(f"there is already a user with the e-mail address {email}")


class WeakPassword(AccountError): ...


class BadEmail(AccountError): ...


class WrongCredentials(AccountError): ...


class TooManyAttempts(AccountError):
    def __init__(self, retry_after_s: float) -> None:
        super().__init__(f"try again in {retry_after_s:.0f} s")
        self.retry_after_s = retry_after_s


class WrongSetupCode(AccountError): ...


class AlreadySetUp(AccountError): ...


class AccountNotFound(AccountError): ...


class LastAdministrator(AccountError): ...

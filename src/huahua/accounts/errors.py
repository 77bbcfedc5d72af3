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
├── LastAdministrator     the change would leave nobody in charge
├── WrongCode             of the authenticator app, or a recovery code; or it was used before
├── ChallengeExpired      too long between password and code
├── AlreadyOn             there is an authenticator app already
├── NotOn                 there is none
├── IdentityTaken         the person at the provider is somebody else's
├── LinkExpired           an invitation or reset that was used, ended or never was
├── LastWayIn             without it nobody could sign in to the account
└── MailFailed            a letter did not leave
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


class WrongCode(AccountError): ...


class ChallengeExpired(AccountError): ...


class AlreadyOn(AccountError): ...


class NotOn(AccountError): ...


class IdentityTaken(AccountError): ...


class LinkExpired(AccountError): ...


class LastWayIn(AccountError): ...


class MailFailed(AccountError): ...

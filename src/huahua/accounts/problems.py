"""Errors of accounts as problems, in words for the person who typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from huahua.accounts.errors import (
    AccountError,
    AlreadySetUp,
    BadEmail,
    EmailTaken,
    LastAdministrator,
    TooManyAttempts,
    WeakPassword,
    WrongCredentials,
    WrongSetupCode,
)
from huahua.accounts.keys.errors import BadNetwork, KeyInThePast, TooManyKeys
from huahua.accounts.signin.oidc.errors import (
    BadIssuer,
    ProviderOfSettings,
    ProviderTaken,
    ScopeMissing,
    SecretNeeded,
)
from huahua.accounts.teams.errors import (
    AlreadyMember,
    LastOwner,
    NotInCharge,
    TooMany,
)
from huahua.infra.problems import Problem

PLAIN: dict[type[AccountError], Problem] = {
    WrongCredentials: Problem(401, "wrong_credentials", "The e-mail address or the password is wrong."),
    EmailTaken: Problem(409, "email_taken", "There is already a user with this e-mail address."),
    WrongSetupCode: Problem(
        403, "wrong_setup_code", "This is not the code that the server printed at its start."
    ),
    AlreadySetUp: Problem(409, "already_set_up", "This server has an administrator already; sign in."),
    LastAdministrator: Problem(409, "last_administrator", "The last administrator cannot be removed."),
    KeyInThePast: Problem(422, "key_in_the_past", "The key would have expired already."),
    TooManyKeys: Problem(409, "too_many", "You have as many keys as there may be; revoke some first."),
    TooMany: Problem(409, "too_many", "There are as many as there may be; remove some first."),
    NotInCharge: Problem(403, "not_in_charge", "Your role in this team does not allow it."),
    LastOwner: Problem(409, "last_owner", "A team needs an owner: name another one first."),
    ProviderTaken: Problem(
        409, "provider_taken", "There is already a provider with this name.", param="name"
    ),
    ProviderOfSettings: Problem(
        409, "from_settings", "This provider stands in the settings file; change it there."
    ),
    BadIssuer: Problem(
        422,
        "bad_issuer",
        "The issuer must be an https:// address; http:// only with private networks allowed, on this machine.",
        param="issuer",
    ),
    ScopeMissing: Problem(422, "scope_missing", "'openid' must be among the scopes.", param="scopes"),
    SecretNeeded: Problem(
        422, "secret_needed", "The issuer changed: type the client secret again.", param="client_secret"
    ),
    AlreadyMember: Problem(409, "already_member", "This person is a member already."),
}
"""Errors that need no more than a sentence. What is not here is not there."""


@contextmanager
def account_problems() -> Iterator[None]:
    """Errors of accounts as problems, in words for the person who typed."""
    try:
        yield
    except TooManyAttempts as fault:
        seconds = round(fault.retry_after_s) or 1
        detail = f"Too many failed attempts. Try again in {seconds} seconds."
        raise Problem(429, "too_many_attempts", detail, retry_after=seconds) from fault
    except (WeakPassword, BadEmail) as fault:
        code = "weak_password" if isinstance(fault, WeakPassword) else "bad_email"
        raise Problem(422, code, str(fault).capitalize() + ".") from fault
    except BadNetwork as fault:
        raise Problem(422, "bad_network", str(fault) + ".", param="networks") from fault
    except AccountError as fault:
        plain = PLAIN.get(type(fault)) or Problem(404, "not_found", "There is no such entry.")
        raise Problem(plain.status, plain.code, plain.detail, param=plain.param) from fault

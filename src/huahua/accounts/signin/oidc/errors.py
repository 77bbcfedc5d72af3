"""Errors of signing in with a provider. `code` goes to the page, in the address of its sign-in page.

OidcError
├── ProviderUnknown
├── ProviderUnavailable   it does not answer, or says of itself what cannot be
├── FlowBroken            another browser, another tab, too late, or somebody else's answer
├── ProviderRefused       it, or the person there, said no
├── WordRejected          what it signed is not for us, not from it, or not now
├── DomainNotAllowed
├── NoAccount             nobody here has this verified e-mail address
└── ProviderNotSaved      of an operator's change
    ├── ProviderNotFound
    ├── ProviderTaken         the name is another's
    ├── ProviderOfSettings    the settings file has it
    ├── BadIssuer             no address that a secret may be sent to
    ├── ScopeMissing          `openid`
    └── SecretNeeded          the issuer changed: the secret was for another
"""

from __future__ import annotations

from typing import ClassVar

from huahua.accounts.errors import AccountError


class OidcError(AccountError):
    code: ClassVar[str] = "oidc_failed"


class ProviderUnknown(OidcError):
    code = "oidc_unknown_provider"


class ProviderUnavailable(OidcError):
    code = "oidc_unavailable"


class FlowBroken(OidcError):
    code = "oidc_expired"


class ProviderRefused(OidcError):
    code = "oidc_refused"


class WordRejected(OidcError):
    code = "oidc_rejected"


class DomainNotAllowed(OidcError):
    code = "oidc_domain"


class NoAccount(OidcError):
    code = "oidc_no_account"


class ProviderNotSaved(OidcError): ...


class ProviderNotFound(ProviderNotSaved): ...


class ProviderTaken(ProviderNotSaved): ...


class ProviderOfSettings(ProviderNotSaved): ...


class BadIssuer(ProviderNotSaved): ...


class ScopeMissing(ProviderNotSaved): ...


class SecretNeeded(ProviderNotSaved): ...

"""Errors of OAuth 2.0, by the names of RFC 6749, section 5.2.

OAuthError
├── InvalidRequest
├── InvalidClient
├── UnsupportedGrantType
└── InvalidScope
TooManyClients
"""

from __future__ import annotations

from typing import ClassVar

from huahua.accounts.errors import AccountError


class OAuthError(AccountError):
    name: ClassVar[str]
    status: ClassVar[int] = 400


class InvalidRequest(OAuthError):
    name = "invalid_request"


class InvalidClient(OAuthError):
    name = "invalid_client"
    status = 401


class UnsupportedGrantType(OAuthError):
    name = "unsupported_grant_type"


class InvalidScope(OAuthError):
    name = "invalid_scope"


class TooManyClients(AccountError): ...

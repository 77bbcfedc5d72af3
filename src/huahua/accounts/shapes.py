"""What accounts answer over HTTP."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from huahua.accounts.domain import Role
from huahua.infra.permissions import Permission


class User(TypedDict):
    """`permissions` is what the role allows concerning others; `picture` is the address of the picture that they are
    shown by."""

    id: str
    email: str
    name: str
    role: Role
    permissions: list[Permission]
    locale: Literal["zh-CN", "en"] | None
    theme: Literal["light", "dark", "system"]
    disabled: bool
    created_at: str
    picture: str | None


class SignedIn(TypedDict):
    user: User


class SignInReply(TypedDict):
    """`challenge` stands in place of the user while a code is wanted too."""

    user: User | None
    challenge: str | None


class Session(TypedDict):
    """Where somebody is signed in."""

    id: str
    user_agent: str
    address: str
    created_at: str
    last_seen_at: str
    current: bool


class TotpState(TypedDict):
    since: str
    recovery_codes_left: int


class Security(TypedDict):
    """A person's ways in. `totp` is null without an authenticator app."""

    has_password: bool
    totp: TotpState | None


class TotpSetup(TypedDict):
    """For the authenticator app. `qr` is a picture as a data URI."""

    secret: str
    uri: str
    qr: str


class RecoveryCodes(TypedDict):
    """Shown this once."""

    recovery_codes: list[str]


class Ended(TypedDict):
    ended: int


class Client(TypedDict):
    """A program that may get access tokens in its owner's name."""

    id: str
    name: str
    scopes: list[str]
    created_at: str
    last_used_at: str | None


class NewClient(TypedDict):
    """`secret` is shown this once."""

    client: Client
    secret: str


class Scopes(TypedDict):
    scopes: list[str]


class OAuthErrorReply(TypedDict):
    """RFC 6749, section 5.2."""

    error: str
    error_description: str


class TokenReply(TypedDict):
    """RFC 6749, section 5.1."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


class KeySet(TypedDict):
    """RFC 7517, section 5."""

    keys: list[dict[str, str]]


class OAuthServer(TypedDict):
    """RFC 8414."""

    issuer: str
    token_endpoint: str
    revocation_endpoint: str
    jwks_uri: str
    grant_types_supported: list[str]
    response_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
    scopes_supported: list[str]


class SignInProvider(TypedDict):
    name: str
    title: str


class WaysIn(TypedDict):
    """What the sign-in page offers beside a password."""

    providers: list[SignInProvider]
    reset_by_mail: bool


class LinkedIdentity(TypedDict):
    """An account at a provider that opens this one."""

    id: str
    provider: str
    email: str
    created_at: str
    last_used_at: str


class LeaveFor(TypedDict):
    url: str


class UserInvitation(TypedDict):
    id: str
    email: str
    name: str
    role: Role
    created_at: str
    expires_at: str


class NewUserInvitation(TypedDict):
    """`url` is shown this once; `mailed` says whether a letter with it has left."""

    invitation: UserInvitation
    url: str
    mailed: bool
    expires_at: str


class Invited(TypedDict):
    email: str
    name: str
    expires_at: str


class ResetLink(TypedDict):
    """Shown this once."""

    url: str
    mailed: bool
    expires_at: str

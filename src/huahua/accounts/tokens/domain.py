"""Clients, scopes, signing keys: values and rules."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from huahua.accounts.domain import Role
from huahua.infra.permissions import ACCOUNT_SCOPE, MODELS_SCOPE, permissions_of

ACCESS_LIFETIME = timedelta(minutes=10)
KEY_LIFETIME = timedelta(days=30)
"""How long a key signs before the next one does."""
PUBLISH_AHEAD = timedelta(hours=1)
"""How long a key is in the key set before it signs: verifiers keep the set for a while."""
SKEW = timedelta(minutes=2)
"""By which clocks may differ."""
MAX_CLIENTS = 50
"""Of one person."""


@dataclass(frozen=True, slots=True)
class Client:
    """A program that acts for its owner, within its scopes."""

    id: str
    user_id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose client it is, as far as a token needs to know."""

    id: str
    role: Role


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`private` and `public` are JWKs (RFC 7517)."""

    id: str
    public: dict[str, str]
    private: dict[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """Of a token whose signature, times and issuer are right."""

    id: str
    client_id: str
    user_id: str
    scopes: frozenset[str]
    expires_at: datetime


def scopes_of(role: str) -> list[str]:
    """What somebody of this role may give a client: never more than the role itself may do."""
    return [MODELS_SCOPE, ACCOUNT_SCOPE, *sorted(permissions_of(role))]


def granted(asked: str | None, client: Iterable[str], role: str) -> list[str] | None:
    """The scopes of a token: what is asked for (all when nothing is), of what the client has and its owner still may
    do. None when something was asked for that is not to be had (RFC 6749, section 3.3)."""
    allowed = set(scopes_of(role))
    had = [scope for scope in client if scope in allowed]
    if asked is None or not asked.strip():
        return had or None
    wanted = list(dict.fromkeys(asked.split()))
    return wanted if set(wanted) <= set(had) else None


def signing_key(keys: Sequence[SigningKey], now: datetime) -> SigningKey | None:
    """The newest key that verifiers have had time to learn; before there is one, the oldest."""
    ordered = sorted(keys, key=lambda key: (key.created_at, key.id))
    learned = [key for key in ordered if key.created_at <= now - PUBLISH_AHEAD]
    if learned:
        return learned[-1]
    return ordered[0] if ordered else None


def needs_new_key(keys: Sequence[SigningKey], now: datetime) -> bool:
    """Early enough that the next key is known when the newest has signed for its lifetime."""
    return all(key.created_at <= now - KEY_LIFETIME + PUBLISH_AHEAD for key in keys)


def outlived(keys: Sequence[SigningKey], now: datetime) -> list[SigningKey]:
    """Keys whose last token has expired: a younger one has signed for longer than a token lives."""
    signing = signing_key(keys, now)
    if signing is None or signing.created_at > now - PUBLISH_AHEAD - ACCESS_LIFETIME - SKEW:
        return []
    return [key for key in keys if (key.created_at, key.id) < (signing.created_at, signing.id)]


def new_client_secret() -> str:
    """`cs-` and 256 random bits."""
    return f"cs-{secrets.token_urlsafe(32)}"

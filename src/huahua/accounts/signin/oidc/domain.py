"""Providers, and what they say of a person: values and rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from huahua.accounts.domain import EMAIL_MAX_CHARACTERS, Role

FLOW_LIFETIME = timedelta(minutes=10)
"""Between leaving for the provider and coming back."""


@dataclass(frozen=True, slots=True)
class Provider:
    """As the settings or the page have it. `roles` maps values of `role_claim` to roles; with a claim, the provider
    decides on each sign-in what somebody may do."""

    name: str
    title: str
    issuer: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    allowed_domains: frozenset[str] = frozenset()
    create_users: bool = False
    role: Role = Role.USER
    """Of people that it creates, and of whom no value of the claim is mapped."""
    role_claim: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    allow_private: bool = False
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """What a provider's signed word says. `email` is empty unless the provider verified it."""

    issuer: str
    subject: str
    email: str
    name: str
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """A person at a provider who is one of ours."""

    id: str
    user_id: str
    provider: str
    issuer: str
    subject: str
    email: str
    created_at: datetime
    last_used_at: datetime


def verified_email(claims: Mapping[str, Any]) -> str:
    """In lower case, or empty. An address that the provider did not verify is anybody's claim: it opens nothing."""
    email, verified = claims.get("email"), claims.get("email_verified")
    if not isinstance(email, str) or verified not in (True, "true"):
        return ""
    email = email.strip().lower()
    return email if "@" in email and len(email) <= EMAIL_MAX_CHARACTERS else ""


def is_domain_allowed(email: str, allowed: frozenset[str]) -> bool:
    """Whether the address is in one of the domains; without domains, any is."""
    return not allowed or email.rpartition("@")[2] in allowed


def role_from(provider: Provider, claims: Mapping[str, Any]) -> Role | None:
    """What the provider makes of the person; None when it has no say. Of several values the most powerful counts, in
    the order of `Role`."""
    if not provider.role_claim:
        return None
    value: Any = claims
    for part in provider.role_claim.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    values = value if isinstance(value, list) else [value]
    found = {provider.roles[text] for text in values if isinstance(text, str) and text in provider.roles}
    return min(found, key=list(Role).index) if found else provider.role

"""Who may do what: every permission, and the roles that have it. The one table that all endpoints are checked against.

Everybody who is signed in may use the product for themselves; a permission is needed for what concerns others.
"""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    READ_USERS = "users.read"
    MANAGE_USERS = "users.manage"
    READ_CONTENT = "content.read"
    """Other people's conversations and pictures, without changing them."""
    UNMASK = "content.unmask"
    """See personal data that was masked."""
    MANAGE_MODELS = "models.manage"
    """Providers, models, routes, cache."""
    READ_INCIDENTS = "incidents.read"
    READ_USAGE = "usage.read"
    """Everybody's calls."""
    READ_BILLING = "billing.read"
    """Everybody's balances, orders, invoices, margins."""
    MANAGE_BILLING = "billing.manage"
    """Plans, grants, orders, refunds, codes."""
    MANAGE_PRICES = "prices.manage"
    READ_AUDIT = "audit.read"
    EXPORT_AUDIT = "audit.export"
    MANAGE_RULES = "rules.manage"
    """Masking policies and content rules."""
    MANAGE_SECRETS = "secrets.manage"
    """Keys of encryption at rest."""
    READ_HEALTH = "health.read"
    """Doctor and metrics."""


MODELS_SCOPE = "models"
"""Of an access token: calls to models."""
ACCOUNT_SCOPE = "account"
"""Of an access token: what is its owner's own, without ways in to the account."""

_P = Permission
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "administrator": frozenset(Permission),
    "developer": frozenset({_P.READ_INCIDENTS}),
    "user": frozenset(),
    "finance": frozenset(
        {_P.READ_USERS, _P.READ_USAGE, _P.READ_BILLING, _P.MANAGE_BILLING, _P.MANAGE_PRICES}
    ),
    "support": frozenset({_P.READ_USERS, _P.READ_CONTENT, _P.READ_USAGE, _P.READ_BILLING, _P.READ_INCIDENTS}),
    "auditor": frozenset({_P.READ_USERS, _P.READ_USAGE, _P.READ_BILLING, _P.READ_AUDIT, _P.EXPORT_AUDIT}),
}


def permissions_of(role: str) -> frozenset[Permission]:
    """None for a role that is unknown."""
    return ROLE_PERMISSIONS.get(role, frozenset())

"""API keys: values and rules."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import ip_network
from typing import Any

from huahua.accounts.domain import User
from huahua.accounts.keys.errors import BadNetwork
from huahua.kit.limits import NO_LIMITS, Limits, Network, Restrictions

PREFIX_CHARACTERS = 12
MIN_PREFIX_CHARACTERS = 6
"""Of a look-up: fewer would list half of all keys."""
LONGEST_OVERLAP = timedelta(days=7)
MAX_KEYS = 500
"""Of one user, in force."""


@dataclass(frozen=True, slots=True)
class KeyRules:
    """What the owner of a key lets it do. None: everything."""

    models: tuple[str, ...] | None = None
    endpoints: tuple[str, ...] | None = None
    networks: tuple[str, ...] | None = None
    """CIDR, such as `192.0.2.0/24`."""
    expires_at: datetime | None = None
    limits: Limits = NO_LIMITS


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`prefix` is the beginning of the secret, enough to recognise it and useless to a thief. Calls of a key with a
    `team_id` are the team's: its usage, its money, its limits."""

    id: str
    user_id: str
    name: str
    prefix: str
    created_at: datetime
    team_id: str | None = None
    project_id: str | None = None
    rules: KeyRules = field(default_factory=KeyRules)
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    old_prefix: str | None = None
    """Of the secret before the last rotation, valid until `old_until`."""
    old_until: datetime | None = None
    member: Limits = NO_LIMITS
    """What its owner may spend of the team's wallet; known of keys that are in force."""

    def restrictions(self) -> Restrictions | None:
        """None where its calls need no look at anything."""
        rules = self.rules
        plain = rules.models is None and rules.endpoints is None and not rules.networks
        if plain and not rules.limits and not self.member:
            return None
        return Restrictions(
            rules.limits,
            None if rules.models is None else frozenset(rules.models),
            None if rules.endpoints is None else frozenset(rules.endpoints),
            _networks(rules.networks or ()),
            self.member,
        )


@dataclass(frozen=True, slots=True)
class KeyOwner:
    """A key in force, and whose it is."""

    key: ApiKey
    user: User


def new_key_secret() -> str:
    """`sk-` and 256 random bits."""
    return "sk-" + secrets.token_urlsafe(32).replace("-", "a").replace("_", "b")


def network(text: str) -> str:
    """A network or one address as CIDR: `192.0.2.7` is `192.0.2.7/32`. Raises BadNetwork."""
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError as fault:
        raise BadNetwork(text) from fault


@lru_cache(maxsize=4096)
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ip_network(text) for text in texts)


def rules_json(rules: KeyRules) -> dict[str, Any]:
    """As it is kept; `expires_at` has a column of its own."""
    limits = rules.limits
    return {
        "models": rules.models,
        "endpoints": rules.endpoints,
        "networks": rules.networks,
        "limits": {
            "requests_per_minute": limits.requests_per_minute,
            "tokens_per_minute": limits.tokens_per_minute,
            "parallel_calls": limits.parallel_calls,
            "spend_micros": limits.spend_micros,
            "spend_period": limits.spend_period,
        },
    }


def rules_from(kept: dict[str, Any] | None, expires_at: datetime | None) -> KeyRules:
    if kept is None:
        return KeyRules(expires_at=expires_at)
    names = ("models", "endpoints", "networks")
    lists = {name: None if kept[name] is None else tuple(kept[name]) for name in names}
    return KeyRules(**lists, expires_at=expires_at, limits=Limits(**kept["limits"]))

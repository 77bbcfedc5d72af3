"""Values of signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from huahua.accounts.domain import Role, User

DEVICE_LIFETIME = timedelta(days=180)
CHALLENGE_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at the door. `device` is the token that the browser was given at an earlier sign-in."""

    address: str
    user_agent: str = ""
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is in. The tokens go into cookies."""

    user: User
    session: str
    device: str


@dataclass(frozen=True, slots=True)
class SecondStep:
    """The first step was right; `challenge` comes back with a code."""

    challenge: str


@dataclass(frozen=True, slots=True)
class TotpFactor:
    """A person's authenticator app. It is in force once a code of it was confirmed."""

    user_id: str
    secret: bytes
    created_at: datetime
    confirmed_at: datetime | None
    last_step: int


@dataclass(frozen=True, slots=True)
class TotpSetup:
    """What the app needs, shown while it is set up. `qr` is a picture as a data URI."""

    secret: str
    uri: str
    qr: str


@dataclass(frozen=True, slots=True)
class Security:
    """What the page shows of a person's ways in."""

    has_password: bool
    totp_since: datetime | None
    recovery_codes_left: int


KEPT_AFTER = timedelta(days=30)
"""How long a link is remembered after it ended, for the administrator's list."""


class LinkKind(StrEnum):
    """Links that people get by e-mail. Kept as keyed hashes, good once, for a while."""

    INVITATION = "invitation"
    RESET = "reset"


LIFETIME = {LinkKind.INVITATION: timedelta(days=7), LinkKind.RESET: timedelta(hours=1)}


@dataclass(frozen=True, slots=True)
class Link:
    """`user_id` is whose password it resets; `role` and `name` are those of whoever is invited."""

    id: str
    kind: LinkKind
    email: str
    user_id: str | None
    role: Role | None
    name: str
    created_by: str | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail in plain text."""

    to: str
    subject: str
    text: str
    id: str = ""
    """The same one for a letter that may be sent again; empty: a new one each time."""

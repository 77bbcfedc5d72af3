"""One entry of the log, and the hash that ties it to the one before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from huahua.audit.domain.canonical import canonical

FORMAT = 1
"""Of what is hashed; it stands in each entry's hash, so that a later format cannot be taken for this one."""
GENESIS = "0" * 64
"""What the first entry has for the hash of the one before."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What was acted upon: `Subject("user", "usr_…")`. `id` is a name where the thing has no id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it. `kind` is user, key, system, command or anonymous."""

    kind: str
    user_id: str | None = None
    role: str | None = None
    key_id: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """From where. `address` is None for what did not come over a network."""

    address: str | None = None
    user_agent: str = ""
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What happened. `before` and `after` are canonical JSON."""

    id: str
    at: datetime
    actor: Actor
    origin: Origin
    action: str
    subject: Subject | None = None
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement at its place in the chain. `seal` is a keyed hash of `hash`, which only the server can make."""

    seq: int
    previous: str
    statement: Statement
    hash: str
    seal: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A sealed place in the chain: its head, or the last entry that was removed."""

    seq: int
    hash: str
    seal: str


def digest(seq: int, previous: str, statement: Statement) -> str:
    """SHA-256 in hex over the entry as canonical JSON in UTF-8. `docs/reference/audit.md` shows how to compute it."""
    actor, origin, subject = statement.actor, statement.origin, statement.subject
    value = {
        "v": FORMAT,
        "seq": seq,
        "previous": previous,
        "id": statement.id,
        "at": moment(statement.at),
        "actor": {
            "kind": actor.kind,
            "user_id": actor.user_id,
            "role": actor.role,
            "key_id": actor.key_id,
        },
        "ip": origin.address,
        "user_agent": origin.user_agent,
        "request_id": origin.request_id,
        "action": statement.action,
        "subject": None if subject is None else {"kind": subject.kind, "id": subject.id},
        "before": statement.before,
        "after": statement.after,
    }
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def moment(at: datetime) -> str:
    """UTC with microseconds, which is what both databases keep."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

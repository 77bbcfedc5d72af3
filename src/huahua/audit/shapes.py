"""What the audit log answers over HTTP."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict


class AuditActor(TypedDict):
    """`name` is the e-mail address that the user has today; null for whoever is no user, or no longer."""

    kind: Literal["user", "key", "system", "command", "anonymous"]
    user_id: str | None
    name: str | None
    role: str | None
    key_id: str | None


class AuditSubject(TypedDict):
    kind: str
    id: str
    name: str | None


class AuditEntry(TypedDict):
    """`before` and `after` hold the fields that the action concerned; where there are both, those that differ. Secrets
    are `[hidden]`. `hash` and `previous` tie the entries together."""

    seq: int
    id: str
    at: str
    actor: AuditActor
    ip: str | None
    user_agent: str
    request_id: str | None
    action: str
    subject: AuditSubject | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    previous: str
    hash: str


class AuditPlace(TypedDict):
    """A place in the chain: whoever keeps it elsewhere can ask whether the log still goes through it."""

    seq: int
    hash: str


class AuditFault(TypedDict):
    """The first entry that does not hold, and why: see `docs/reference/audit.md`."""

    seq: int
    kind: Literal["missing", "changed", "forged", "unlinked", "truncated", "unfinished", "head", "checkpoint"]


class AuditVerdict(TypedDict):
    """`entries` hold; `fault` is null when that is all of them. `removed_through` is the last entry that retention
    removed. `anchor` is the last entry of which a note was kept outside the database, null where there is none."""

    holds: bool
    entries: int
    removed_through: int
    last: AuditPlace
    anchor: int | None
    fault: AuditFault | None

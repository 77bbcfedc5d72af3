"""What the audit log is told of keys."""

from __future__ import annotations

from typing import Any

from huahua.accounts.keys.domain import ApiKey, rules_json
from huahua.audit.api import Action, InTransaction, Recorder, Subject


def facts(key: ApiKey) -> dict[str, Any]:
    """Nothing by which the key could be used, nor its name, which its owner chose and which is sealed."""
    expires = key.rules.expires_at
    return {
        "owner": key.user_id,
        "team": key.team_id,
        "project": key.project_id,
        "expires_at": None if expires is None else expires.isoformat(),
        **rules_json(key.rules),
    }


def made(audit: Recorder, key: ApiKey) -> InTransaction:
    return audit.within(Action.KEY_CREATED, Subject("key", key.id), after=facts(key))


def changed(audit: Recorder, before: ApiKey, after: ApiKey) -> InTransaction:
    subject = Subject("key", before.id)
    told = facts(after) | ({"other_name": True} if after.name != before.name else {})
    return audit.within(Action.KEY_CHANGED, subject, before=facts(before), after=told)


def rotated(audit: Recorder, key: ApiKey, until: str) -> InTransaction:
    return audit.within(Action.KEY_ROTATED, Subject("key", key.id), after={"old_valid_until": until})


def revoked(audit: Recorder, key: ApiKey) -> InTransaction:
    return audit.within(Action.KEY_REVOKED, Subject("key", key.id), before=facts(key))

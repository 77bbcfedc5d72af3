"""What the audit log is told of users."""

from __future__ import annotations

from typing import Any

from huahua.accounts.domain import User
from huahua.audit.api import Action, Actor, InTransaction, Recorder, Subject
from huahua.infra.acting import acting

OWN_TASTE = frozenset({"locale", "theme"})
"""What somebody likes for themselves concerns nobody else, and is not recorded."""


def created_user(audit: Recorder, user: User, *, is_first: bool) -> InTransaction:
    """`is_first`: made at the set-up by themselves, who were nobody before."""
    fields = {"email": user.email, "name": user.name, "role": user.role}
    if is_first:
        actor = Actor("user", user.id, user.role)
        return audit.within(Action.SETUP_COMPLETED, Subject("user", user.id), after=fields, actor=actor)
    return audit.within(Action.USER_CREATED, Subject("user", user.id), after=fields)


def changed_user(audit: Recorder, user: User, changes: dict[str, Any]) -> list[InTransaction]:
    told = {name: value for name, value in changes.items() if name not in OWN_TASTE}
    if not told:
        return []
    own = acting().user_id == user.id and set(told) == {"name"}
    before = {name: getattr(user, name) for name in told}
    action = Action.PROFILE_CHANGED if own else Action.USER_CHANGED
    return [audit.within(action, Subject("user", user.id), before=before, after=told)]

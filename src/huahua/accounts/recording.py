"""What the audit log is told of users."""

from __future__ import annotations

from typing import Any

from huahua.accounts.domain import User
from huahua.audit.api import Action, Actor, InTransaction, Recorder, Subject
from huahua.infra.acting import acting

OWN_TASTE = frozenset({"locale", "theme"})
"""What somebody likes for themselves concerns nobody else, and is not recorded."""


OWN_LOOK = frozenset({"name", "portrait"})
"""How somebody is shown to others."""


def created_user(audit: Recorder, user: User, *, is_first: bool) -> InTransaction:
    """`is_first`: made at the set-up by themselves, who were nobody before."""
    fields = {"email": masked_email(user.email), "role": user.role}
    if is_first:
        actor = Actor("user", user.id, user.role)
        return audit.within(Action.SETUP_COMPLETED, Subject("user", user.id), after=fields, actor=actor)
    return audit.within(Action.USER_CREATED, Subject("user", user.id), after=fields)


def changed_user(audit: Recorder, user: User, changes: dict[str, Any]) -> list[InTransaction]:
    told = {name: value for name, value in changes.items() if name not in OWN_TASTE}
    if not told:
        return []
    own = acting().user_id == user.id and told.keys() <= OWN_LOOK
    before = {name: _told(name, getattr(user, name)) for name in told}
    after = {name: _told(name, value) for name, value in told.items()}
    if told.get("name", user.name) != user.name:
        after["name"] = "[changed]"
    action = Action.PROFILE_CHANGED if own else Action.USER_CHANGED
    return [audit.within(action, Subject("user", user.id), before=before, after=after)]


def masked_email(email: str) -> str:
    """`c…@example.org`. The log keeps ids of people and not who they are: it outlives them, and is not sealed."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"[:100] if at else "…"


def _told(name: str, value: Any) -> Any:
    return "[hidden]" if name == "name" else value

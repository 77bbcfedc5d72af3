"""The journal of sign-ins, kept in the audit log."""

from __future__ import annotations

from typing import Any

from huahua.accounts.recording import masked_email
from huahua.accounts.signin.ports import Who
from huahua.audit.api import Action, Actor, Recorder, Subject


class AuditJournal:
    """Implements `ports.Journal`."""

    def __init__(self, audit: Recorder) -> None:
        self._audit = audit

    async def note(self, action: Action, *, user: Who | None, detail: dict[str, Any] | None = None) -> None:
        if user is None:  # a stranger asked, who may do so without end
            await self._audit.record_repeatable(action, after=detail)
            return
        actor = Actor("user", user.id, user.role)
        await self._audit.record(action, Subject("user", user.id), after=detail, actor=actor)

    async def refused(self, user: Who | None, name: str, detail: dict[str, Any]) -> None:
        # Whoever guesses may do so without end, and what they typed may be a password in the wrong field.
        subject = Subject("user", user.id) if user else Subject("account", masked_email(name))
        await self._audit.record_repeatable(
            Action.SESSION_REFUSED, subject, after=detail, actor=Actor("anonymous")
        )

"""The journal of sign-ins, kept in the audit log."""

from __future__ import annotations

from typing import Any

from huahua.accounts.signin.ports import Who
from huahua.audit.api import Action, Actor, Recorder, Subject


class AuditJournal:
    """Implements `ports.Journal`."""

    def __init__(self, audit: Recorder) -> None:
        self._audit = audit

    async def note(self, action: Action, *, user: Who | None, detail: dict[str, Any] | None = None) -> None:
        if user is None:
            await self._audit.record(action, after=detail)
            return
        actor = Actor("user", user.id, user.role)
        await self._audit.record(action, Subject("user", user.id), after=detail, actor=actor)

    async def refused(self, user: Who | None, name: str, detail: dict[str, Any]) -> None:
        subject = Subject("user", user.id if user else name[:200])
        await self._audit.record(Action.SESSION_REFUSED, subject, after=detail, actor=Actor("anonymous"))

"""The face of the audit log for other areas.

A service takes a `Recorder` and says what was done, in the transaction that did it where it can:

    await self._store.revoke_key(key_id, then=self._audit.within(Action.KEY_REVOKED, Subject("key", key_id)))
    await self._audit.record(Action.CACHE_PURGED, after={"entries": count})

Who did it, from which address and in which request is known from `infra.acting`. A new action gets a line in
`audit/domain/actions.py` and its words in `web/src/i18n/*/settingsPages/auditActions.ts`.
"""

from huahua.audit.domain.actions import Action
from huahua.audit.domain.entry import Actor, Subject
from huahua.audit.errors import AuditBroken, AuditError, AuditUnavailable
from huahua.audit.ports import InTransaction, Recorder, Unrecorded
from huahua.audit.service.record import AuditLog
from huahua.audit.store import AuditStore

__all__ = [
    "Action",
    "Actor",
    "AuditBroken",
    "AuditError",
    "AuditLog",
    "AuditStore",
    "AuditUnavailable",
    "InTransaction",
    "Recorder",
    "Subject",
    "Unrecorded",
]

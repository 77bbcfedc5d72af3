"""The audit log, put together: which adapter stands behind which port."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from huahua.accounts.names import UserNames
from huahua.audit.anchor import AnchorFile
from huahua.audit.api import Action, AuditLog, AuditStore
from huahua.audit.service.keeper import AuditKeeper
from huahua.audit.service.key_uses import KeyUses
from huahua.audit.service.retention import Retention
from huahua.audit.service.search import AuditSearch
from huahua.audit.service.verify import AuditVerifier
from huahua.boot.settings import Settings
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer
from huahua.infra.vault import Vault
from huahua.kit.clock import utc_now

ANCHOR = "audit.anchor"
"""In the data folder."""


class KeyOwner(Protocol):
    """What the gateway's callers and the identities of `/api` have in common."""

    @property
    def user_id(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def key_id(self) -> str | None: ...


@dataclass(slots=True)
class Auditing:
    log: AuditLog
    search: AuditSearch
    verifier: AuditVerifier
    uses: KeyUses
    keeper: AuditKeeper

    def on_key_use(self, owner: KeyOwner, address: str | None, program: str) -> None:
        """An API key, or a client's access token, was used."""
        if owner.key_id is not None:
            self.uses.seen(owner.key_id, owner.user_id, owner.role, address, program)


def build_auditing(settings: Settings, db: Database, sealer: Sealer, vault: Vault) -> Auditing:
    store, seal = AuditStore(db), sealer.keyed_hash
    log = AuditLog(store, seal)
    verifier = AuditVerifier(store, seal, AnchorFile(settings.data_dir / ANCHOR))
    uses = KeyUses(store, log, clock=utc_now)
    retention = Retention(
        store,
        seal,
        lambda told: log.statement(Action.AUDIT_PRUNED, told),
        days=settings.audit.days,
        clock=utc_now,
    )
    return Auditing(
        log,
        AuditSearch(store, UserNames(db, vault), log),
        verifier,
        uses,
        AuditKeeper(log, uses, verifier, retention),
    )

"""How much room a person's plan gives their pictures."""

from __future__ import annotations

from huahua.billing.plans.store import PlanStore
from huahua.kit.units import MEBIBYTE


class PlanStorage:
    """Implements `painting.ports.Allowance`. A renewal that is not paid includes nothing."""

    def __init__(self, store: PlanStore) -> None:
        self._store = store

    async def storage_bytes(self, user_id: str) -> int | None:
        found = await self._store.open_of(user_id)
        if found is None or found.state != "active" or found.terms.storage_mb is None:
            return None
        return found.terms.storage_mb * MEBIBYTE

"""What operators do with wallets by hand. Each change stands in the audit log, in the same transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from huahua.audit.api import Action, Recorder, Subject
from huahua.billing.errors import InvalidAmount, OwnerNotFound
from huahua.billing.ledger.domain import ADJUSTMENTS, PROMOTIONS, Owner
from huahua.billing.ledger.ledger import Ledger
from huahua.billing.ledger.store import Transaction, Wallet
from huahua.infra.db import Database

IsThere = Callable[[Owner], Awaitable[bool]]
"""Whether there is such a user or team."""


class WalletDesk:
    def __init__(self, database: Database, ledger: Ledger, recorder: Recorder, is_there: IsThere) -> None:
        self._database = database
        self._ledger = ledger
        self._recorder = recorder
        self._is_there = is_there

    async def wallet_of(self, owner: Owner) -> Wallet:
        """Made on first use. Raises OwnerNotFound."""
        if not await self._is_there(owner):
            raise OwnerNotFound(owner.id)
        return await self._ledger.wallet_of(owner)

    async def adjust(
        self,
        wallet_id: str,
        micros: int,
        key: str,
        memo: str,
        actor_id: str,
        *,
        expires_at: datetime | None = None,
        priority: int | None = None,
    ) -> Transaction:
        """Money in, or out where `micros` is below 0; a grant with `expires_at` or `priority`. The same `key` once.

        Raises WalletNotFound, InvalidAmount, InsufficientFunds, SourceTaken.
        """
        is_grant = expires_at is not None or priority is not None
        if is_grant and micros < 0:
            raise InvalidAmount("only what is given can expire or have a priority")
        source = f"adjust:{wallet_id}:{key}"
        async with self._database.write() as connection:
            await self._ledger.lock(wallet_id, connection)
            known = await self._ledger.by_source(source, connection=connection)
            if micros > 0:
                done = await self._ledger.credit(
                    wallet_id,
                    micros,
                    source,
                    PROMOTIONS if is_grant else ADJUSTMENTS,
                    memo,
                    connection=connection,
                    expires_at=expires_at,
                    priority=priority,
                    kind="grant" if is_grant else "adjustment",
                    actor_id=actor_id,
                )
            else:
                done = await self._ledger.debit(
                    wallet_id,
                    -micros,
                    source,
                    ADJUSTMENTS,
                    memo,
                    connection=connection,
                    kind="adjustment",
                    actor_id=actor_id,
                )
            if known is None:
                after = {"amount_micros": micros, "memo": memo, "transaction_id": done.id}
                await self._recorder.record(
                    Action.WALLET_ADJUSTED, Subject("wallet", wallet_id), after=after, connection=connection
                )
        return done

    async def set_credit_limit(self, wallet_id: str, micros: int) -> Wallet:
        """Raises WalletNotFound, InvalidAmount."""
        async with self._database.write() as connection:
            before = await self._ledger.lock(wallet_id, connection)
            await self._ledger.set_credit_limit(wallet_id, micros, connection=connection)
            await self._recorder.record(
                Action.WALLET_LIMIT_CHANGED,
                Subject("wallet", wallet_id),
                before={"credit_limit_micros": before.position.credit_limit_micros},
                after={"credit_limit_micros": micros},
                connection=connection,
            )
        return await self._ledger.wallet(wallet_id)

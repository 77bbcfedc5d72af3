"""The payments' port `Funding`, bound to the ledger."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.billing.api import InsufficientFunds, Ledger, Owner
from huahua.billing.payments.api import WalletTooLow


class LedgerFunding:
    """Implements `billing.payments.ports.Funding`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @property
    def currency(self) -> str:
        return self._ledger.currency

    async def wallet_of(self, user_id: str) -> str:
        return (await self._ledger.wallet_of(Owner("user", user_id))).id

    async def credit(
        self,
        wallet_id: str,
        micros: int,
        *,
        source: str,
        account: str,
        memo: str,
        connection: AsyncConnection,
    ) -> None:
        await self._ledger.credit(wallet_id, micros, source, account, memo, connection=connection)

    async def debit(
        self,
        wallet_id: str,
        micros: int,
        *,
        source: str,
        account: str,
        memo: str,
        connection: AsyncConnection,
    ) -> None:
        try:
            await self._ledger.debit(wallet_id, micros, source, account, memo, connection=connection)
        except InsufficientFunds as fault:
            raise WalletTooLow(wallet_id) from fault

"""The payments' port `Funding`, bound to the ledger."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.billing.api import InsufficientFunds, Ledger, Owner
from huahua.billing.payments.api import TeamNotFound, WalletTooLow


class LedgerFunding:
    """Implements `billing.payments.ports.Funding`."""

    def __init__(self, ledger: Ledger, is_member: Callable[[str, str], Awaitable[bool]]) -> None:
        """`is_member` says whether a user is in a team."""
        self._ledger = ledger
        self._is_member = is_member

    @property
    def currency(self) -> str:
        return self._ledger.currency

    async def wallet_of(self, user_id: str, team_id: str | None = None) -> str:
        if team_id is not None and not await self._is_member(user_id, team_id):
            raise TeamNotFound(team_id)
        owner = Owner("user", user_id) if team_id is None else Owner("team", team_id)
        return (await self._ledger.wallet_of(owner)).id

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

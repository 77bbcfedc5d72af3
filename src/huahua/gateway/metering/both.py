"""Two purses at once: a wallet that pays, and a cap on what may be spent. A call needs both, or gets neither."""

from __future__ import annotations

from dataclasses import replace

from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.money import Balance
from huahua.gateway.ports import Hold, Purse


class BothHold:
    """Port `Hold`."""

    __slots__ = ("_cap", "_payer", "lease_id", "wallet_id")

    def __init__(self, payer: Hold, cap: Hold) -> None:
        self.wallet_id = payer.wallet_id
        self.lease_id = payer.lease_id
        self._payer = payer
        self._cap = cap

    def settle(self, cost_micros: int) -> None:
        self._payer.settle(cost_micros)
        self._cap.settle(cost_micros)

    def release(self) -> None:
        self._payer.release()
        self._cap.release()


class BothPurses:
    """Port `Purse`. `payer`'s holds name the wallet, and its currency counts."""

    def __init__(self, payer: Purse, cap: Purse) -> None:
        self._payer = payer
        self._cap = cap

    def converted(self, micros: int, currency: str) -> int:
        return self._payer.converted(micros, currency)

    def hold(self, caller: Caller, estimate_micros: int) -> BothHold | None:
        payer = self._payer.hold(caller, estimate_micros)
        if payer is None:
            return None
        try:
            cap = self._cap.hold(caller, estimate_micros)
        except BaseException:
            payer.release()
            raise
        if cap is None:
            payer.release()
            return None
        return BothHold(payer, cap)

    async def acquire(self, caller: Caller, estimate_micros: int) -> BothHold:
        payer = self._payer.hold(caller, estimate_micros) or await self._payer.acquire(
            caller, estimate_micros
        )
        try:
            cap = self._cap.hold(caller, estimate_micros) or await self._cap.acquire(caller, estimate_micros)
        except BaseException:
            payer.release()
            raise
        return BothHold(payer, cap)

    async def balance(self, user_id: str) -> Balance | None:
        """What is left of the wallet or of the cap, whichever is less, with the cap's limit and period."""
        payer, cap = await self._payer.balance(user_id), await self._cap.balance(user_id)
        if payer is None or cap is None:
            return payer or cap
        return replace(
            payer,
            left_micros=min(payer.left_micros, cap.left_micros),
            limit_micros=cap.limit_micros,
            period=cap.period,
        )

"""A purse without a bottom: nobody is limited in what may be spent."""

from __future__ import annotations

from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.money import Balance


class NoHold:
    wallet_id = None
    lease_id = None

    def settle(self, cost_micros: int) -> None:
        return

    def release(self) -> None:
        return


NO_HOLD = NoHold()


class NoPurse:
    """Port `Purse`."""

    def converted(self, micros: int, currency: str) -> int:
        return micros

    def hold(self, caller: Caller, estimate_micros: int) -> NoHold:
        return NO_HOLD

    async def acquire(self, caller: Caller, estimate_micros: int) -> NoHold:
        return NO_HOLD

    async def balance(self, user_id: str) -> Balance | None:
        return None

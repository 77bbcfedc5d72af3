"""What becomes of a caller who waited for an equal call that failed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from huahua.gateway.errors import GatewayError, UpstreamError, UpstreamRefused, UpstreamTimeout

Result = TypeVar("Result")

MAX_TAKEOVERS = 2
"""How often one caller tries again after the upstream of an equal call, for which it waited, had failed."""


class EqualCallFailed(Exception):
    """The call of somebody else, which was followed, failed with `fault`."""

    def __init__(self, fault: GatewayError) -> None:
        super().__init__(fault.message)
        self.fault = fault


async def following(work: Awaitable[Result], deadline_s: float | None = None) -> Result:
    """`work` is another caller's call, which is followed for `deadline_s` seconds. Raises UpstreamTimeout after
    that; UpstreamRefused, which is said of the request itself and would be said again; and EqualCallFailed for any
    other error of the gateway."""
    try:
        async with asyncio.timeout(deadline_s):
            return await work
    except TimeoutError as fault:
        raise UpstreamTimeout(f"There was no reply within {deadline_s:g} s.") from fault
    except UpstreamRefused:
        raise
    except GatewayError as fault:
        raise EqualCallFailed(fault) from fault


async def with_takeover(once: Callable[[], Awaitable[Result]]) -> Result:
    """Try again when the call that was followed failed: one of those who waited then makes the call, the others
    wait for that. What another's upstream says counts against `MAX_TAKEOVERS`; another's own limits do not."""
    left = MAX_TAKEOVERS
    while True:
        try:
            return await once()
        except EqualCallFailed as failed:
            if isinstance(failed.fault, UpstreamError):
                if not left:
                    raise failed.fault from None
                left -= 1

"""Paintings that a vendor does in the background: waiting for them, and taking them back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from huahua.gateway.errors import (
    AddressNotAllowed,
    GatewayError,
    UpstreamCredential,
    UpstreamError,
    UpstreamRefused,
    UpstreamTimeout,
)

Found = TypeVar("Found")
Pause = Callable[[float], Awaitable[None]]
"""`asyncio.sleep`, but in tests, which do not wait."""

POLL_S = 1.0
MAX_FAILED_POLLS = 5
"""A painting that is paid for is not given up because one question about it failed."""
_FAREWELL_S = 5.0
_HOPELESS = (UpstreamRefused, UpstreamCredential, AddressNotAllowed)
_farewells: set[asyncio.Task[Any]] = set()


async def poll(
    look: Callable[[], Awaitable[Found | None]],
    *,
    who: str,
    limit_s: float,
    pause: Pause,
    every_s: float = POLL_S,
) -> Found:
    """What `look` finds at last. Raises UpstreamTimeout after `limit_s`, and what `look` raises."""
    failed = 0
    try:
        async with asyncio.timeout(limit_s):
            while True:
                try:
                    found = await look()
                    failed = 0
                except _HOPELESS:
                    raise
                except UpstreamError:
                    failed += 1
                    if failed >= MAX_FAILED_POLLS:
                        raise
                    found = None
                if found is not None:
                    return found
                await pause(every_s)
    except TimeoutError as fault:
        raise UpstreamTimeout(f"The provider '{who}' did not finish the picture in time.") from fault


@asynccontextmanager
async def taken_back(tell: Callable[[], Awaitable[Any]]) -> AsyncIterator[None]:
    """Tells the vendor to stop when the work inside is cancelled or takes too long, before that goes on outwards."""
    try:
        yield
    except (asyncio.CancelledError, UpstreamTimeout):
        farewell = asyncio.ensure_future(_quietly(tell))
        _farewells.add(farewell)
        farewell.add_done_callback(_farewells.discard)
        with suppress(asyncio.CancelledError):
            await asyncio.shield(farewell)
        raise


async def _quietly(tell: Callable[[], Awaitable[Any]]) -> None:
    with suppress(GatewayError, TimeoutError):
        async with asyncio.timeout(_FAREWELL_S):
            await tell()

"""Paintings that a vendor does in the background: waiting for them, also where one was lost, and taking them back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any, TypeVar

from huahua.gateway.errors import (
    AddressNotAllowed,
    GatewayError,
    UpstreamCredential,
    UpstreamError,
    UpstreamRefused,
    UpstreamTimeout,
)
from huahua.gateway.remote_jobs import remote_jobs

Found = TypeVar("Found")
Pause = Callable[[float], Awaitable[None]]
"""`asyncio.sleep`, but in tests, which do not wait."""

POLL_S = 1.0
MAX_FAILED_POLLS = 5
"""A painting that is paid for is not given up because one question about it failed."""
FETCH_TRIES = 3
"""For the bytes of a picture that is painted."""
_FAREWELL_S = 5.0
_HOPELESS = (UpstreamRefused, UpstreamCredential, AddressNotAllowed)


class TookTooLong(UpstreamTimeout):
    """The vendor answers, and its painting is not finished in the time that it may take."""


class JobOver(Exception):
    """The vendor says that the job failed; `fault` is what that means to the caller. It is not asked about any more."""

    def __init__(self, fault: GatewayError) -> None:
        super().__init__(str(fault))
        self.fault = fault
        fault.settled = True


_farewells: set[asyncio.Task[Any]] = set()


async def background(
    key: str,
    begin: Callable[[], Awaitable[tuple[str, Found | None]]],
    look: Callable[[str], Awaitable[Found | None]],
    cancel: Callable[[str], Awaitable[Any]],
    *,
    who: str,
    limit_s: float,
    pause: Pause,
) -> Found:
    """What a vendor's job makes. One that was begun before (`remote_jobs`) is waited for; `begin` gives the id of a new
    one, and what it made where that is there at once.

    Raises what `begin` and `look` raise, saying whether the job goes on (`goes_on`), and TookTooLong.
    """
    jobs = remote_jobs()
    job = jobs.begun(key)
    if job is None:
        job, found = await begin()
        await jobs.note(key, job or None)
        if found is not None:
            return found

    async def take_back() -> None:
        await cancel(job)
        await jobs.note(key, None)

    try:
        async with taken_back(take_back):
            return await poll(lambda: look(job), who=who, limit_s=limit_s, pause=pause)
    except JobOver as over:
        await jobs.note(key, None)
        raise over.fault from None
    except UpstreamRefused:
        await jobs.note(key, None)
        raise
    except UpstreamError as fault:
        raise going_on(fault, key) from None


def going_on(fault: UpstreamError, key: str) -> UpstreamError:
    """The fault of a job that was not taken back: it is still at work, and found again where it was noted."""
    if fault.settled is not True or not isinstance(fault, TookTooLong):
        fault.settled = False
        fault.goes_on = remote_jobs().begun(key) is not None
    return fault


async def poll(
    look: Callable[[], Awaitable[Found | None]],
    *,
    who: str,
    limit_s: float,
    pause: Pause,
    every_s: float = POLL_S,
) -> Found:
    """What `look` finds at last. Raises TookTooLong after `limit_s`, and what `look` raises; JobOver at once."""
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
        raise TookTooLong(f"The provider '{who}' did not finish the picture in time.") from fault


async def fetched(fetch: Callable[[], Awaitable[Found]], pause: Pause) -> Found:
    """The bytes of a picture that is painted, and perhaps paid for: asked for again before they are given up. Raises
    UpstreamError."""
    for tried in count(1):
        try:
            return await fetch()
        except UpstreamError as fault:
            fault.settled = False
            if tried >= FETCH_TRIES or isinstance(fault, AddressNotAllowed):
                raise
        await pause(POLL_S)
    raise AssertionError


@asynccontextmanager
async def taken_back(
    tell: Callable[[], Awaitable[Any]], lost: Callable[[GatewayError], bool] | None = None
) -> AsyncIterator[None]:
    """Tells the vendor to stop when the work inside is cancelled or takes too long, before that goes on outwards; also
    after faults that are `lost`. Where the vendor says yes the fault is `settled`: nothing is painted any more."""
    try:
        yield
    except (asyncio.CancelledError, UpstreamError) as fault:
        left = isinstance(fault, asyncio.CancelledError | TookTooLong)
        if not left and not (isinstance(fault, UpstreamError) and lost is not None and lost(fault)):
            raise
        farewell = asyncio.ensure_future(_accepted(tell))
        _farewells.add(farewell)
        farewell.add_done_callback(_farewells.discard)
        with suppress(asyncio.CancelledError):
            accepted = await asyncio.shield(farewell)
            if isinstance(fault, UpstreamError):
                fault.settled = accepted
        raise


async def _accepted(tell: Callable[[], Awaitable[Any]]) -> bool:
    try:
        async with asyncio.timeout(_FAREWELL_S):
            await tell()
    except (GatewayError, TimeoutError):
        return False
    return True

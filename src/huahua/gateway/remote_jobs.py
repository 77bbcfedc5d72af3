"""Paintings that vendors do in the background, remembered by who asked for them.

Who paints durably keeps what was begun (`RemoteJobs`), and brings it along when it asks again: the vendor's painting is
then waited for where it was lost, and not begun, and billed, a second time. Painters are asked in their own terms,
which do not know of it; they look here, as in `resilience.current`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class RemoteJobs(Protocol):
    """Of one picture. `key` says where and as which part of the call a job was begun, `job` is the vendor's id."""

    def begun(self, key: str) -> str | None:
        """The job that goes on there."""
        ...

    def is_at(self, place: str) -> bool:
        """Whether a job goes on under a key that begins with this provider and model."""
        ...

    async def note(self, key: str, job: str | None) -> None:
        """Durable before this returns: a job was begun, or is over (None)."""
        ...


class NoJobs:
    """Nobody will ask again."""

    def begun(self, key: str) -> str | None:
        return None

    def is_at(self, place: str) -> bool:
        return False

    async def note(self, key: str, job: str | None) -> None:
        return


_current: ContextVar[RemoteJobs] = ContextVar("remote_jobs", default=NoJobs())  # noqa: B039 - it holds nothing


@contextmanager
def noted_in(jobs: RemoteJobs | None) -> Iterator[None]:
    """What painters begin inside is noted there."""
    if jobs is None:
        yield
        return
    token = _current.set(jobs)
    try:
        yield
    finally:
        _current.reset(token)


def remote_jobs() -> RemoteJobs:
    return _current.get()

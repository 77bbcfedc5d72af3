"""Vendors' jobs that a run began, kept in its log: a run that is begun again, here or elsewhere, waits for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from huahua.jobs.api import RunContext

EVENT = "remote"
"""`{index, key, job}`: for this picture a vendor's job was begun, or is over (null)."""


@dataclass(frozen=True, slots=True)
class PictureJobs:
    """Implements `gateway.api.RemoteJobs` for one picture of a run."""

    context: RunContext
    index: int
    known: dict[str, str]

    def begun(self, key: str) -> str | None:
        return self.known.get(key)

    def is_at(self, place: str) -> bool:
        return any(f"{key}/".startswith(f"{place}/") for key in self.known)

    async def note(self, key: str, job: str | None) -> None:
        if job is None and self.known.pop(key, None) is None:
            return
        if job is not None:
            self.known[key] = job
        await self.context.emit(EVENT, {"index": self.index, "key": key, "job": job})
        await self.context.flush()


def begun_in(told: Iterable[Mapping[str, Any]]) -> dict[int, dict[str, str]]:
    """The jobs that go on by now, by picture, of the events so far."""
    found: dict[int, dict[str, str]] = {}
    for data in told:
        of_picture = found.setdefault(int(data["index"]), {})
        if data["job"] is None:
            of_picture.pop(str(data["key"]), None)
        else:
            of_picture[str(data["key"])] = str(data["job"])
    return found

"""The doctor: checks what HuaHua stands on and says what to do about what fails.

A check is a function that returns a `Finding`; a check that raises is a failure of its own and never hides
the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

CHECK_TIMEOUT_S = 20.0


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` is empty when all is well."""

    status: Status
    detail: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    title: str
    run: Callable[[], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class Result:
    id: str
    title: str
    status: Status
    detail: str
    advice: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


async def examine(checks: Sequence[Check]) -> list[Result]:
    """Run every check, together, each within `CHECK_TIMEOUT_S`."""
    return list(await asyncio.gather(*(_run(check) for check in checks)))


async def _run(check: Check) -> Result:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            finding = await check.run()
    except TimeoutError:
        finding = Finding(
            Status.FAILED, f"no answer within {CHECK_TIMEOUT_S:g} s", "Look at the server's log."
        )
    except Exception as fault:  # noqa: BLE001 - whatever a check meets is what it reports
        finding = Finding(Status.FAILED, f"{type(fault).__name__}: {fault}", "Look at the server's log.")
    return Result(check.id, check.title, finding.status, finding.detail, finding.advice)

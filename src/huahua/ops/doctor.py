"""The doctor: checks what HuaHua stands on and says what to do about what fails.

A check is a function that returns a `Finding`; a check that raises is a failure of its own and never hides
the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from typing_extensions import TypedDict

CHECK_TIMEOUT_S = 20.0
_SEE_LOG = "Look at the server's log."


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: `detail` and `advice` in English for the command line and for reports, `code` and
    `params` (already in the unit that is shown) for the page, which has sentences of its own in each language.

    `advice` is empty when all is well.
    """

    status: Status
    code: str
    detail: str
    advice: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    title: str
    run: Callable[[], Awaitable[Finding]]


class CheckResult(TypedDict):
    id: str
    title: str
    status: Status
    code: str
    params: dict[str, str]
    detail: str
    advice: str


@dataclass(frozen=True, slots=True)
class Result:
    id: str
    title: str
    finding: Finding

    @property
    def status(self) -> Status:
        return self.finding.status

    def to_json(self) -> CheckResult:
        found = self.finding
        return {
            "id": self.id,
            "title": self.title,
            "status": found.status,
            "code": found.code,
            "params": dict(found.params),
            "detail": found.detail,
            "advice": found.advice,
        }


async def examine(checks: Sequence[Check]) -> list[Result]:
    """Run every check, together, each within `CHECK_TIMEOUT_S`."""
    return list(await asyncio.gather(*(_run(check) for check in checks)))


async def _run(check: Check) -> Result:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            finding = await check.run()
    except TimeoutError:
        seconds = f"{CHECK_TIMEOUT_S:g}"
        finding = Finding(
            Status.FAILED, "check_timeout", f"no answer within {seconds} s", _SEE_LOG, {"seconds": seconds}
        )
    except Exception as fault:  # noqa: BLE001 - whatever a check meets is what it reports
        reason = f"{type(fault).__name__}: {fault}"
        finding = Finding(Status.FAILED, "check_crashed", reason, _SEE_LOG, {"reason": reason})
    return Result(check.id, check.title, finding)

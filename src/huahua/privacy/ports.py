"""What privacy needs from others: a store, and models that judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from huahua.audit.api import InTransaction
from huahua.privacy.findings import Decision, Finding
from huahua.privacy.policy import MaskingPolicy, Person
from huahua.privacy.rules.lists import Judge, RuleList, Tier


@dataclass(frozen=True, slots=True)
class Saved:
    """What the page made. `stamp` changes with every change."""

    policies: tuple[MaskingPolicy, ...]
    lists: tuple[RuleList, ...]
    stamp: str | None


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """None: any. `open` is what nobody has decided on yet."""

    tier: Tier | None = None
    rule: str | None = None
    user_id: str | None = None
    open: bool | None = None


class PrivacyStore(Protocol):
    async def load(self) -> Saved: ...

    async def stamp(self) -> str | None: ...

    async def save_policy(self, policy: MaskingPolicy, position: int, then: InTransaction) -> None: ...

    async def delete_policy(self, name: str, then: InTransaction) -> None: ...

    async def save_list(self, rules: RuleList, then: InTransaction) -> None: ...

    async def delete_list(self, name: str, then: InTransaction) -> None: ...

    async def add_findings(self, found: Sequence[Finding]) -> None:
        """What was found before with the same person counts once more."""
        ...

    async def find(self, wanted: FindingFilter, before: str | None, limit: int) -> list[Finding]:
        """The newest first."""
        ...

    async def finding(self, finding_id: str) -> Finding | None: ...

    async def decide(
        self, finding_id: str, decision: Decision, by: str, at: datetime, note: str, then: InTransaction
    ) -> bool:
        """False where there is no such finding."""
        ...

    async def sweep(self, oldest: datetime) -> int:
        """Forget findings whose like was last seen before `oldest`."""
        ...


class JudgeAway(Exception):
    """The model that judges could not be asked."""


class Judges(Protocol):
    async def judge(self, judge: Judge, text: str, person: Person, request_id: str) -> str | None:
        """Why the text is not allowed; None where it is. Raises JudgeAway."""
        ...


class NoJudges:
    async def judge(self, judge: Judge, text: str, person: Person, request_id: str) -> str | None:
        raise JudgeAway("no models can be asked here")

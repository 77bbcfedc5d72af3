"""Runs and their events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from huahua.kit.clock import iso
from huahua.kit.precedence import Priority


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The process that ran it died and the kind of run cannot simply be done again."""

    @property
    def is_terminal(self) -> bool:
        return self not in {RunStatus.QUEUED, RunStatus.RUNNING}


PATIENCE = {Priority.STANDARD: timedelta(seconds=30), Priority.BATCH: timedelta(minutes=2)}
"""A lane whose runs of a priority waited so long, and of which none began meanwhile, takes one of them next."""


class OnLoss(StrEnum):
    """What happens to a run whose process died."""

    REQUEUE = "requeue"
    INTERRUPT = "interrupt"


MAX_ATTEMPTS = 3
"""A requeued run that lost its process this often has probably killed it; it fails then."""


MAX_SEQ = 2**31 - 2
"""What the database can count to, less one for the event after."""


@dataclass(frozen=True, slots=True)
class RunEvent:
    """One line of a run's log; `seq` counts from 1 without gaps.

    A queue place travels as an event too, but is not stored: it repeats the last stored `seq`.
    """

    seq: int
    type: str
    data: dict[str, Any]
    at: datetime

    @property
    def is_terminal(self) -> bool:
        return self.type in TERMINAL_TYPES

    def to_json(self) -> dict[str, Any]:
        return {"seq": self.seq, "type": self.type, "data": self.data, "at": iso(self.at)}


TERMINAL_TYPES = {f"run.{status}": status for status in RunStatus if status.is_terminal}
DELTA_TYPES = frozenset({"text.delta", "reasoning.delta"})
"""Events whose `data.text` may be joined with that of the next event of the same type."""


@dataclass(frozen=True, slots=True)
class Run:
    id: str
    kind: str
    lane: str
    user_id: str
    status: RunStatus
    request: dict[str, Any]
    created_at: datetime
    conversation_id: str | None = None
    result: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    attempts: int = 0
    executor_id: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    priority: Priority = Priority.INTERACTIVE
    retried_by: str | None = None
    """The run that was begun in its place, the newest where that was tried again, too."""


@dataclass(frozen=True, slots=True)
class NewRun:
    """What a caller asks for; `run_id` may be chosen by the caller so that other rows can refer to it."""

    run_id: str
    kind: str
    user_id: str
    request: dict[str, Any] = field(default_factory=dict)
    conversation_id: str | None = None
    priority: Priority = Priority.INTERACTIVE

    def queued(self, lane: str, now: datetime) -> Run:
        """As it stands in its queue."""
        return Run(
            self.run_id,
            self.kind,
            lane,
            self.user_id,
            RunStatus.QUEUED,
            self.request,
            now,
            self.conversation_id,
            priority=self.priority,
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queued run, as far as its place goes."""

    id: str
    priority: Priority
    created_at: datetime


def in_order(waiting: Sequence[Waiting], last_begun: Mapping[Priority, datetime], now: datetime) -> list[str]:
    """Ids in the order in which they are likely to go. `waiting` is by priority, and by turns within each; `last_begun`
    is when the lane last took one of each priority."""
    overdue = []
    for priority, patience in PATIENCE.items():
        of_it = [run for run in waiting if run.priority is priority]
        since = now - patience
        if any(run.created_at <= since for run in of_it) and last_begun.get(priority, since) <= since:
            overdue.append(of_it[0].id)
    return [*overdue, *(run.id for run in waiting if run.id not in overdue)]


@dataclass(frozen=True, slots=True)
class Executor:
    """A process that does runs, and when it last said that it lives."""

    id: str
    host: str
    pid: int
    beat_at: datetime

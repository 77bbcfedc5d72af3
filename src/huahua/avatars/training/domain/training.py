"""Trainings and the styles that they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from huahua.avatars.training.domain.plan import TrainingPlan


class State(StrEnum):
    QUEUED = "queued"
    TRAINING = "training"
    PAUSING = "pausing"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_going(self) -> bool:
        return self in {State.QUEUED, State.TRAINING, State.PAUSING}

    @property
    def may_resume(self) -> bool:
        """What failed may go on from its last checkpoint too."""
        return self in {State.PAUSED, State.FAILED}


@dataclass(frozen=True, slots=True)
class Training:
    """`run_id` is the run that does it now or did it last; `step` and `loss` are of the last checkpoint."""

    id: str
    user_id: str
    version_id: str
    run_id: str
    state: State
    name: str
    trigger: str
    base: str
    licence: str
    plan: TrainingPlan
    step: int
    loss: float | None
    error: str | None
    style_id: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Style:
    """An adapter for paintings. `origin` is trained or imported; a trained one names its data-set version. `revision`
    counts how often it was taught, `digest` is the SHA-256 of its file. A `team_id` lets that team paint with it.
    `family` is the kind of network that it fits (`kit.adapter_families`): empty where its file does not say, None where
    nobody has looked yet."""

    id: str
    user_id: str
    name: str
    trigger: str
    licence: str
    base: str
    origin: str
    rank: int
    bytes: int
    training_id: str | None
    version_id: str | None
    has_preview: bool
    created_at: datetime
    revision: int = 1
    digest: str = ""
    team_id: str | None = None
    family: str | None = None

    @property
    def version(self) -> str:
        """Two files never have the same one."""
        return f"{self.revision}-{self.digest[:12]}"


def with_trigger(trigger: str, caption: str) -> str:
    """The words that a picture is learned under."""
    return ", ".join(part for part in (trigger.strip(), caption.strip()) if part)

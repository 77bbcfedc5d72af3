"""An avatar in the making: a tree of steps, runs of candidates, the one that was chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from huahua.avatars.domain.spec import AvatarSpec

MAX_WORDS_CHARS = 2_000
MAX_NAME_CHARS = 80
MAX_SEED = 2**31 - 1
MAX_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that a step changes. `engine` is a painting model, None for the vector avatar; `drawing` the id of a
    drawing style that was picked by hand; `locked` names fields that words must not change. `adapter` is a trained
    style for the painting model."""

    spec: AvatarSpec
    words: str = ""
    seed: int = 0
    engine: str | None = None
    drawing: str | None = None
    locked: tuple[str, ...] = ()
    adapter: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """`number` rises with time within a project; `parent` is the step it was made from, None for a beginning."""

    number: int
    parent: int | None
    look: Look
    at: datetime


@dataclass(frozen=True, slots=True)
class Candidates:
    """A run that made pictures of a step."""

    run_id: str
    step: int
    engine: str | None
    count: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    user_id: str
    name: str
    head: int
    chosen_id: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Pick:
    """Which of the pictures `shown` somebody took, and what they had asked for: what a re-ranking learns from."""

    id: str
    user_id: str
    project_id: str
    picture_id: str
    run_id: str | None
    spec: AvatarSpec
    shown: tuple[str, ...]
    at: datetime


Seen = Literal["seen", "missed", "unsure"]


@dataclass(frozen=True, slots=True)
class Scored:
    """How well a picture fits its spec. `score` is for comparing pictures of one run only, None where nothing is known;
    `checks` tells of each field of the spec whether it is seen in the picture."""

    picture_id: str
    score: float | None
    checks: dict[str, Seen] = field(default_factory=dict)


def ranked(scored: list[Scored]) -> list[tuple[Scored, int | None]]:
    """Best first, each with its place from 1. Without a score there is no place; such pictures keep their order."""
    known = sorted((each for each in scored if each.score is not None), key=_by_score)
    places: list[tuple[Scored, int | None]] = []
    for index, each in enumerate(known):
        same = index > 0 and known[index - 1].score == each.score
        places.append((each, places[-1][1] if same else index + 1))
    return places + [(each, None) for each in scored if each.score is None]


def _by_score(each: Scored) -> float:
    return -(each.score or 0.0)


def said_checks(spec: AvatarSpec, unmet: set[str], names: dict[tuple[str, str], set[str]]) -> dict[str, Seen]:
    """For a drawing that tells what it could not show: `names` holds the words for each (field, value)."""
    checks: dict[str, Seen] = {}
    for name, value in spec.said().items():
        values = value if isinstance(value, list) else [value]
        missed = any(unmet & (names.get((name, one), set()) | {one}) for one in values)
        checks[name] = "missed" if missed else "seen"
    return checks


Json = dict[str, Any]

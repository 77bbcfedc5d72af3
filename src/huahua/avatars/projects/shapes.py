"""JSON of `/api/avatars/projects`. `spec` holds the fields of an `AvatarSpec` of which something is said."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from huahua.kit import shapes


class AvatarStep(TypedDict):
    """One change; `parent` is the step it was made from. `engine` is a painting model, null: the vector avatar;
    `adapter` is a trained style for it."""

    number: int
    parent: int | None
    spec: dict[str, Any]
    words: str
    seed: int
    engine: str | None
    adapter: str | None
    drawing: str | None
    locked: list[str]
    at: str


class AvatarCandidates(TypedDict):
    """A run of kind `painting` that made pictures of a step."""

    run_id: str
    step: int
    engine: str | None
    count: int
    at: str


class AvatarProjectHead(TypedDict):
    """`head` is the number of the step at which the project stands."""

    id: str
    name: str
    head: int
    chosen_id: str | None
    created_at: str
    updated_at: str


class AvatarProjectCard(AvatarProjectHead):
    step: AvatarStep | None
    chosen: shapes.Picture | None


class AvatarProject(AvatarProjectHead):
    steps: list[AvatarStep]
    candidates: list[AvatarCandidates]


class AvatarAppended(TypedDict):
    step: AvatarStep
    dropped: list[int]


class AvatarCandidate(TypedDict):
    """`place` 1 is the best; two may share one. `checks` tells of each field of the spec whether it is seen."""

    picture: shapes.Picture
    place: int | None
    checks: dict[str, Literal["seen", "missed", "unsure"]]


class AvatarRanking(AvatarCandidates):
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    error: shapes.Failure | None
    items: list[AvatarCandidate]


class AvatarPick(TypedDict):
    id: str
    project_id: str
    picture_id: str
    run_id: str | None
    shown: list[str]
    at: str

"""Ports of avatar projects: where they are kept, who makes candidates, who judges them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from huahua.avatars.domain.project import Candidates, Look, Pick, Project, Scored, Step
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.ports import AvatarWish


class ProjectRepository(Protocol):
    """Every method sees only the user's own projects."""

    async def add(self, project: Project, first: Step, limit: int) -> bool:
        """False where the user already has `limit` projects."""
        ...

    async def get(self, user_id: str, project_id: str) -> Project | None: ...

    async def page(
        self, user_id: str, before: tuple[datetime, str] | None, limit: int
    ) -> list[tuple[Project, Step | None]]:
        """The last changed first, each with the step that it stands at."""
        ...

    async def steps(self, project_id: str) -> list[Step]: ...

    async def step(self, project_id: str, number: int) -> Step | None: ...

    async def append(
        self, user_id: str, project_id: str, parent: int | None, look: Look, now: datetime
    ) -> tuple[Step, list[int]] | None:
        """The new step, at which the project stands now, and the numbers of those that had to go for it.

        A parent that is gone makes a new beginning. None where there is no such project.
        """
        ...

    async def change(
        self,
        user_id: str,
        project_id: str,
        now: datetime,
        *,
        name: str | None = None,
        head: int | None = None,
        chosen_id: str | None = None,
    ) -> bool: ...

    async def delete(self, user_id: str, project_id: str) -> bool: ...

    async def add_candidates(self, project_id: str, made: Candidates, keep: int) -> None:
        """At most `keep` runs stay, the newest."""
        ...

    async def candidates(self, project_id: str) -> list[Candidates]: ...

    async def add_pick(self, pick: Pick) -> None: ...

    async def picks(self, user_id: str, limit: int) -> list[Pick]:
        """The newest first."""
        ...


class Maker(Protocol):
    """`avatars.service.AvatarService`."""

    async def begin(self, user_id: str, role: str, wish: AvatarWish) -> str: ...


class CandidatePictures(Protocol):
    """Bound to painting."""

    async def of_runs(self, user_id: str, run_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """`PictureSlot`s by run; a run that is gone is left out."""
        ...

    async def owned(self, user_id: str, picture_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """`Picture`s by id; those of others are left out."""
        ...


class CandidateJudge(Protocol):
    """Says how well pictures fit a spec; their order is the order in which to show them."""

    async def judge(
        self, user_id: str, spec: AvatarSpec, pictures: Sequence[dict[str, Any]]
    ) -> list[Scored]: ...

"""`/api/avatars/projects`: avatars in the making, their steps, candidates and picks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from huahua.avatars.domain.options import DEFAULT_SIZE
from huahua.avatars.domain.project import Candidates, Look, Pick, Project, Step
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.errors import AvatarError
from huahua.avatars.projects import shapes
from huahua.avatars.projects.service import AvatarProjects, Card, Opened, Ranking
from huahua.infra.identity import User
from huahua.infra.problems import Problem
from huahua.kit.clock import iso
from huahua.kit.pages import BadCursor
from huahua.kit.shapes import Page

DEFAULT_LIMIT, MAX_LIMIT = 40, 100
Id = Annotated[str, Field(max_length=80)]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""Of a step."""


class LookBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    spec: AvatarSpec = Field(default_factory=AvatarSpec)
    words: str = ""
    seed: int = 0
    engine: Annotated[str, Field(max_length=200)] | None = None
    drawing: Annotated[str, Field(max_length=80)] | None = None
    locked: Annotated[list[str], Field(max_length=40)] = Field(default_factory=list)
    adapter: Annotated[str, Field(min_length=1, max_length=80)] | None = None

    def look(self) -> Look:
        locked = tuple(dict.fromkeys(self.locked))
        return Look(self.spec, self.words, self.seed, self.engine, self.drawing, locked, self.adapter)


class AvatarProjectBody(LookBody):
    name: str = ""


class AvatarStepBody(LookBody):
    parent: Number | None = None


class AvatarChangeBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    head: Number | None = None


class AvatarCandidatesBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    step: Number
    count: int = 4
    size: int = DEFAULT_SIZE
    brand_id: Id | None = None


class AvatarPickBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    picture_id: Id
    run_id: Id | None = None
    shown: Annotated[list[Id], Field(max_length=64)] = Field(default_factory=list)


def project_routes(service: AvatarProjects) -> APIRouter:
    router = APIRouter(prefix="/api/avatars/projects", tags=["avatars"])

    @router.get("", response_model=Page[shapes.AvatarProjectCard])
    async def show_all(
        user: User,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    ) -> dict[str, Any]:
        """One's avatar projects, the last changed first."""
        with problems():
            page = await service.page(user.user_id, cursor, limit)
        return {"items": [_card(card) for card in page.items], "next_cursor": page.next_cursor}

    @router.post("", status_code=201, response_model=shapes.AvatarProject)
    async def create(body: AvatarProjectBody, user: User) -> dict[str, Any]:
        with problems():
            return _opened(await service.create(user.user_id, body.name, body.look()))

    @router.get("/{avatar_id}", response_model=shapes.AvatarProject)
    async def show(avatar_id: str, user: User) -> dict[str, Any]:
        """A project with its tree of steps and its last runs of candidates."""
        with problems():
            return _opened(await service.open(user.user_id, avatar_id))

    @router.patch("/{avatar_id}", response_model=shapes.AvatarProjectHead)
    async def change(avatar_id: str, body: AvatarChangeBody, user: User) -> dict[str, Any]:
        """Name it anew, or go to another of its steps (undo, redo)."""
        with problems():
            return _project(await service.change(user.user_id, avatar_id, body.name, body.head))

    @router.delete("/{avatar_id}", status_code=204)
    async def delete(avatar_id: str, user: User) -> Response:
        """Its pictures stay in the gallery."""
        with problems():
            await service.delete(user.user_id, avatar_id)
        return Response(status_code=204)

    @router.post("/{avatar_id}/steps", status_code=201, response_model=shapes.AvatarAppended)
    async def append(avatar_id: str, body: AvatarStepBody, user: User) -> dict[str, Any]:
        """A step made from `parent`; the project stands at it then. `dropped` are old steps that went for it."""
        with problems():
            step, dropped = await service.append(user.user_id, avatar_id, body.parent, body.look())
        return {"step": _step(step), "dropped": dropped}

    _candidate_routes(router, service)
    return router


def _candidate_routes(router: APIRouter, service: AvatarProjects) -> None:
    @router.post("/{avatar_id}/candidates", status_code=202, response_model=shapes.AvatarCandidates)
    async def make(avatar_id: str, body: AvatarCandidatesBody, user: User) -> dict[str, Any]:
        """Starts a run that makes pictures of a step."""
        with problems():
            made = await service.make(
                user.user_id, user.role, avatar_id, body.step, body.count, body.size, body.brand_id
            )
        return _candidates(made)

    @router.get("/{avatar_id}/candidates/{run_id}", response_model=shapes.AvatarRanking)
    async def ranking(avatar_id: str, run_id: str, user: User) -> dict[str, Any]:
        """The pictures of a run that are there, best first. `place` is null where nothing tells them apart."""
        with problems():
            return _ranking(await service.ranking(user.user_id, avatar_id, run_id))

    @router.post("/{avatar_id}/picks", status_code=201, response_model=shapes.AvatarPick)
    async def pick(avatar_id: str, body: AvatarPickBody, user: User) -> dict[str, Any]:
        """Take one of the pictures that were shown; what people take teaches the order of later candidates."""
        with problems():
            taken = await service.pick(
                user.user_id, avatar_id, body.picture_id, body.run_id, tuple(body.shown)
            )
        return _pick(taken)


def _project(project: Project) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": project.name,
        "head": project.head,
        "chosen_id": project.chosen_id,
        "created_at": iso(project.created_at),
        "updated_at": iso(project.updated_at),
    }


def _step(step: Step) -> dict[str, Any]:
    look = step.look
    return {
        "number": step.number,
        "parent": step.parent,
        "spec": look.spec.said(),
        "words": look.words,
        "seed": look.seed,
        "engine": look.engine,
        "adapter": look.adapter,
        "drawing": look.drawing,
        "locked": list(look.locked),
        "at": iso(step.at),
    }


def _candidates(made: Candidates) -> dict[str, Any]:
    return {
        "run_id": made.run_id,
        "step": made.step,
        "engine": made.engine,
        "count": made.count,
        "at": iso(made.at),
    }


def _card(card: Card) -> dict[str, Any]:
    step = None if card.step is None else _step(card.step)
    return _project(card.project) | {"step": step, "chosen": card.chosen}


def _opened(opened: Opened) -> dict[str, Any]:
    return _project(opened.project) | {
        "steps": [_step(step) for step in opened.steps],
        "candidates": [_candidates(made) for made in opened.candidates],
    }


def _ranking(ranking: Ranking) -> dict[str, Any]:
    items = [
        {"picture": picture, "place": place, "checks": checks} for picture, place, checks in ranking.items
    ]
    return _candidates(ranking.made) | {
        "status": ranking.slot["status"],
        "error": ranking.slot["error"],
        "items": items,
    }


def _pick(pick: Pick) -> dict[str, Any]:
    return {
        "id": pick.id,
        "project_id": pick.project_id,
        "picture_id": pick.picture_id,
        "run_id": pick.run_id,
        "shown": list(pick.shown),
        "at": iso(pick.at),
    }


@contextmanager
def problems() -> Iterator[None]:
    """Raises Problem in place of AvatarError and BadCursor."""
    try:
        yield
    except AvatarError as fault:
        raise Problem(fault.status, fault.code, fault.message, param=fault.param) from fault
    except BadCursor as fault:
        raise Problem(422, "bad_cursor", "The cursor is not one that this server made.") from fault

"""Use cases of avatar projects: steps that can be undone, candidates, the one that is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huahua.avatars.domain.project import (
    MAX_CANDIDATES,
    MAX_NAME_CHARS,
    MAX_SEED,
    MAX_WORDS_CHARS,
    Candidates,
    Look,
    Pick,
    Project,
    Seen,
    Step,
    ranked,
)
from huahua.avatars.domain.spec import FIELDS
from huahua.avatars.errors import InvalidAvatar, ProjectNotFound, TooManyProjects
from huahua.avatars.ports import AvatarWish
from huahua.avatars.projects.ports import CandidateJudge, CandidatePictures, Maker, ProjectRepository
from huahua.kit.clock import Clock, iso
from huahua.kit.pages import Page, decode_moment, encode_cursor
from huahua.kit.text import shown_name

MAX_PROJECTS = 500
KEPT_RUNS = 50
"""Runs of candidates that one project remembers; their pictures stay in the gallery."""
SHOWN_RUNS = 12


@dataclass(frozen=True, slots=True)
class Card:
    """A project in the list."""

    project: Project
    step: Step | None
    chosen: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Opened:
    project: Project
    steps: list[Step]
    candidates: list[Candidates]


@dataclass(frozen=True, slots=True)
class Ranking:
    """`slot` is the run's `PictureSlot`; `items` its pictures, best first: (picture, place, checks)."""

    made: Candidates
    slot: dict[str, Any]
    items: list[tuple[dict[str, Any], int | None, dict[str, Seen]]]


class AvatarProjects:
    def __init__(
        self,
        store: ProjectRepository,
        maker: Maker,
        pictures: CandidatePictures,
        judge: CandidateJudge,
        clock: Clock,
        new_id: Callable[[str], str],
    ) -> None:
        self._store = store
        self._maker = maker
        self._pictures = pictures
        self._judge = judge
        self._clock = clock
        self._new_id = new_id

    # --- projects ---------------------------------------------------------------------------------

    async def page(self, user_id: str, cursor: str | None, limit: int) -> Page[Card]:
        """The last changed first. Raises BadCursor."""
        found = await self._store.page(user_id, _before(cursor), limit + 1)
        chosen_ids = [each.chosen_id for each, _ in found[:limit] if each.chosen_id]
        chosen = await self._pictures.owned(user_id, chosen_ids) if chosen_ids else {}
        cards = [Card(each, step, chosen.get(each.chosen_id or "")) for each, step in found[:limit]]
        last = found[limit - 1][0] if len(found) > limit else None
        return Page(cards, encode_cursor(iso(last.updated_at), last.id) if last else None)

    async def create(self, user_id: str, name: str, look: Look) -> Opened:
        """Raises InvalidAvatar or TooManyProjects."""
        name = _named(name)
        _check(look)
        now = self._clock()
        project = Project(self._new_id("apr"), user_id, name, 1, None, now, now)
        first = Step(1, None, look, now)
        if not await self._store.add(project, first, MAX_PROJECTS):
            raise TooManyProjects(
                f"You have {MAX_PROJECTS} avatar projects; delete some that you do not need."
            )
        return Opened(project, [first], [])

    async def open(self, user_id: str, project_id: str) -> Opened:
        """Raises ProjectNotFound."""
        project = await self._get(user_id, project_id)
        made = await self._store.candidates(project_id)
        return Opened(project, await self._store.steps(project_id), made[-SHOWN_RUNS:])

    async def change(self, user_id: str, project_id: str, name: str | None, head: int | None) -> Project:
        """Name it anew, or stand at another step: undo and redo. Raises ProjectNotFound, InvalidAvatar."""
        if name is not None:
            name = _named(name)
        if head is not None:
            await self._get(user_id, project_id)
            await self._step(project_id, head)
        if not await self._store.change(user_id, project_id, self._clock(), name=name, head=head):
            raise ProjectNotFound
        return await self._get(user_id, project_id)

    async def delete(self, user_id: str, project_id: str) -> None:
        """Its pictures stay in the gallery. Raises ProjectNotFound."""
        if not await self._store.delete(user_id, project_id):
            raise ProjectNotFound

    async def append(
        self, user_id: str, project_id: str, parent: int | None, look: Look
    ) -> tuple[Step, list[int]]:
        """A step made from `parent`, wherever the project stands meanwhile, so that two tabs make two branches and
        neither loses anything. With it, the numbers of old steps that went. Raises ProjectNotFound, InvalidAvatar.
        """
        _check(look)
        added = await self._store.append(user_id, project_id, parent, look, self._clock())
        if added is None:
            raise ProjectNotFound
        return added

    # --- candidates -------------------------------------------------------------------------------

    async def make(
        self,
        user_id: str,
        role: str,
        project_id: str,
        step: int,
        count: int,
        size: int,
        brand_id: str | None = None,
    ) -> Candidates:
        """Queue pictures of a step. Raises ProjectNotFound, InvalidAvatar, AvatarRefused."""
        if not 1 <= count <= MAX_CANDIDATES:
            raise InvalidAvatar(f"'count' is 1 to {MAX_CANDIDATES}.", param="count")
        await self._get(user_id, project_id)
        look = (await self._step(project_id, step)).look
        run_id = await self._maker.begin(user_id, role, _wish(look, count, size, brand_id))
        made = Candidates(run_id, step, look.engine, count, self._clock())
        await self._store.add_candidates(project_id, made, KEPT_RUNS)
        return made

    async def ranking(self, user_id: str, project_id: str, run_id: str) -> Ranking:
        """How far a run of candidates is, and its pictures, best first. Raises ProjectNotFound."""
        await self._get(user_id, project_id)
        made = next(
            (each for each in await self._store.candidates(project_id) if each.run_id == run_id), None
        )
        slot = (await self._pictures.of_runs(user_id, [run_id])).get(run_id)
        if made is None or slot is None:
            raise ProjectNotFound("These candidates are not there any more.")
        step = await self._store.step(project_id, made.step)
        pictures = {picture["id"]: picture for picture in slot["pictures"]}
        if step is None:
            return Ranking(made, slot, [(picture, None, {}) for picture in pictures.values()])
        judged = await self._judge.judge(user_id, step.look.spec, list(pictures.values()))
        items = [(pictures[each.picture_id], place, dict(each.checks)) for each, place in ranked(judged)]
        return Ranking(made, slot, items)

    async def pick(
        self, user_id: str, project_id: str, picture_id: str, run_id: str | None, shown: tuple[str, ...]
    ) -> Pick:
        """Take one of the pictures that were shown. Raises ProjectNotFound for a picture of somebody else too."""
        project = await self._get(user_id, project_id)
        own = await self._pictures.owned(user_id, [picture_id, *shown])
        if picture_id not in own:
            raise ProjectNotFound("This picture is not there any more.", param="picture_id")
        made = [each for each in await self._store.candidates(project_id) if each.run_id == run_id]
        number = made[0].step if made else project.head
        look = (await self._step(project_id, number)).look
        seen = tuple(dict.fromkeys(each for each in (*shown, picture_id) if each in own))
        run = made[0].run_id if made else None
        now = self._clock()
        pick = Pick(self._new_id("pick"), user_id, project_id, picture_id, run, look.spec, seen, now)
        await self._store.add_pick(pick)
        await self._store.change(user_id, project_id, now, chosen_id=picture_id)
        return pick

    async def _get(self, user_id: str, project_id: str) -> Project:
        project = await self._store.get(user_id, project_id)
        if project is None:
            raise ProjectNotFound
        return project

    async def _step(self, project_id: str, number: int) -> Step:
        step = await self._store.step(project_id, number)
        if step is None:
            raise ProjectNotFound("This step is not there any more.", param="step")
        return step


def _wish(look: Look, count: int, size: int, brand_id: str | None) -> AvatarWish:
    return AvatarWish(
        text=look.words,
        style=look.drawing if look.engine is None else None,
        count=count,
        size=size,
        seed=look.seed,
        spec=look.spec,
        engine=look.engine,
        adapter=look.adapter if look.engine is not None else None,
        brand_id=brand_id,
    )


def _check(look: Look) -> None:
    """Raises InvalidAvatar."""
    if len(look.words) > MAX_WORDS_CHARS:
        raise InvalidAvatar(f"The description has more than {MAX_WORDS_CHARS} characters.", param="words")
    if not 0 <= look.seed <= MAX_SEED:
        raise InvalidAvatar(f"'seed' is 0 to {MAX_SEED}.", param="seed")
    unknown = [name for name in look.locked if name not in FIELDS]
    if unknown:
        raise InvalidAvatar(f"There is no field '{unknown[0][:40]}' to lock.", param="locked")


def _named(name: str) -> str:
    """Raises InvalidAvatar."""
    plain = shown_name(name)
    if len(plain) > MAX_NAME_CHARS:
        raise InvalidAvatar(f"A name has at most {MAX_NAME_CHARS} characters.", param="name")
    return plain


def _before(cursor: str | None) -> tuple[datetime, str] | None:
    return None if cursor is None else decode_moment(cursor)

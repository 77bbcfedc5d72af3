"""The port `CandidateJudge`: what a candidate shows of its spec, and what its owner liked before."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import structlog

from huahua.avatars.domain.looks import Features
from huahua.avatars.domain.preferring import Choice, Qualities, Taste, qualities_of, taste_of
from huahua.avatars.domain.project import Pick, Scored
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.projects.ports import CandidateJudge
from huahua.avatars.scoring.eye import eye
from huahua.infra.workers import WorkerError, WorkerPool

log = structlog.get_logger(__name__)

MAX_KEPT = 4_000
"""Pictures whose features are kept in memory, 3 kB each."""
MAX_TASTES = 10_000
MAX_PICKS = 24
"""The newest picks say what somebody likes now."""
_TASK = "huahua.avatars.scoring.eye:features"


class PictureFiles(Protocol):
    """Bound to painting."""

    async def medium(self, user_id: str, picture_id: str) -> bytes | None:
        """The picture of at most 512 px; None where it is gone or somebody else's."""
        ...


class Picks(Protocol):
    async def picks(self, user_id: str, limit: int) -> list[Pick]: ...


class EyeJudge:
    """A drawing says itself what it shows; at a painting the eye looks. Picks of the same person move the order."""

    def __init__(
        self, drawings: CandidateJudge, pictures: PictureFiles, picks: Picks, workers: WorkerPool
    ) -> None:
        self._drawings = drawings
        self._pictures = pictures
        self._picks = picks
        self._workers = workers
        self._kept: OrderedDict[str, Features] = OrderedDict()
        self._tastes: dict[str, tuple[str, Taste]] = {}
        """By user, with the newest pick that it knows."""

    async def judge(self, user_id: str, spec: AvatarSpec, pictures: Sequence[dict[str, Any]]) -> list[Scored]:
        told = await self._drawings.judge(user_id, spec, pictures)
        ids = [picture["id"] for picture in pictures]
        found = await asyncio.gather(*(self._features(user_id, each) for each in ids))
        seen = dict(zip(ids, found, strict=True))
        taste = await self._taste(user_id)
        return [
            self._one(spec, each, picture, seen[each.picture_id], taste)
            for each, picture in zip(told, pictures, strict=True)
        ]

    def _one(
        self, spec: AvatarSpec, told: Scored, picture: dict[str, Any], features: Features | None, taste: Taste
    ) -> Scored:
        if features is None:
            return told
        look = eye().look(spec, features)
        scored = told
        if picture["origin"] != "avatar":
            scored = replace(told, checks=look.checks)
        return replace(scored, score=taste.score(_qualities(scored, look.score, features)))

    async def _taste(self, user_id: str) -> Taste:
        """Learnt anew when there is another pick."""
        picks = await self._picks.picks(user_id, MAX_PICKS)
        newest = picks[0].id if picks else ""
        kept = self._tastes.get(user_id)
        if kept is not None and kept[0] == newest:
            return kept[1]
        choices = [choice for pick in picks if (choice := await self._choice(user_id, pick)) is not None]
        taste = taste_of(choices)
        if len(self._tastes) >= MAX_TASTES:
            self._tastes.clear()
        self._tastes[user_id] = newest, taste
        return taste

    async def _choice(self, user_id: str, pick: Pick) -> Choice | None:
        """None where the pictures are gone."""
        known: dict[str, Qualities] = {}
        for picture_id in dict.fromkeys((pick.picture_id, *pick.shown)):
            features = await self._features(user_id, picture_id)
            if features is not None:
                known[picture_id] = qualities_of(features, eye().look(pick.spec, features).score)
        taken = known.pop(pick.picture_id, None)
        return Choice(taken, list(known.values())) if taken is not None and known else None

    async def _features(self, user_id: str, picture_id: str) -> Features | None:
        """A picture never changes, so its features are worked out once. All that is asked for here is the user's."""
        kept = self._kept.get(picture_id)
        if kept is not None:
            self._kept.move_to_end(picture_id)
            return kept
        data = await self._pictures.medium(user_id, picture_id)
        if data is None:
            return None
        try:
            found = await self._workers.run(_TASK, {"data": data}, quick=True)
        except WorkerError as fault:
            log.warning("candidate_not_seen", picture_id=picture_id, reason=str(fault)[:200])
            return None
        features = self._kept[picture_id] = np.array(found, dtype=np.float32)
        while len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return features


def _qualities(told: Scored, seen: float | None, features: Features) -> Qualities:
    """A drawing's own word counts as much as what is seen: it knows what it drew."""
    own = None if told.score is None else 2 * told.score - 1
    fit = seen if own is None else own + (seen or 0.0) / 4
    return qualities_of(features, fit)

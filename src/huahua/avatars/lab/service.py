"""Measuring as a durable run: features of every picture in workers, then KID or FID between the two sets.

The features are the product's own (`domain/looks.py`): good for telling whether one setting of a model comes nearer to
a set than another, and not to be compared with published figures, which are of Inception's features.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Literal

import numpy as np

from huahua.avatars.domain.distances import (
    MAX_FOR_KID,
    MIN_FOR_FID,
    MIN_FOR_KID,
    Features,
    TooFewPictures,
    fid,
    kid,
)
from huahua.avatars.domain.looks import VERSION
from huahua.avatars.errors import InvalidAvatar, TooManyMeasures
from huahua.avatars.lab.ports import LabPictures, PictureSet
from huahua.infra.workers import WorkerError, WorkerPool
from huahua.jobs.api import Lane, NewRun, OnLoss, RunContext, RunFailure, RunKind, RunService

KIND, LANE = "lab", "lab"
Measure = Literal["kid", "fid"]
MAX_FOR_FID = 10_000
MAX_WAITING = 4
"""Measurements of one user that run or wait: each may look at twenty thousand pictures."""
TELL_EVERY = 16
"""Pictures between two events."""
_AT_ONCE = 2
_TASK = "huahua.avatars.scoring.eye:features"


class Lab:
    def __init__(
        self, runs: RunService, pictures: LabPictures, workers: WorkerPool, new_id: Callable[[str], str]
    ) -> None:
        self._runs = runs
        self._pictures = pictures
        self._workers = workers
        self._new_id = new_id

    def register(self) -> None:
        """Before `runs.start()`. A measurement survives its process: it begins again."""
        self._runs.add_lane(Lane(LANE, 1))
        self._runs.register(RunKind(KIND, self._handle, LANE, OnLoss.REQUEUE))

    async def begin(self, user_id: str, first: PictureSet, second: PictureSet, measure: Measure) -> str:
        """The run's id. Raises TooManyMeasures, and InvalidAvatar where a set is too small, before anything is
        computed."""
        waiting = [run for run in await self._runs.active(user_id) if run.kind == KIND]
        if len(waiting) >= MAX_WAITING:
            raise TooManyMeasures(
                f"You have {len(waiting)} measurements waiting; wait for them, or cancel some."
            )
        least, most = _bounds(measure)
        for name, wanted in (("first", first), ("second", second)):
            count = len(await self._pictures.ids(user_id, wanted, least))
            if count < least:
                raise InvalidAvatar(
                    f"{measure.upper()} takes at least {least} pictures on each side; the {name} set has {count}.",
                    param=name,
                    code="too_few_pictures",
                )
        request = {"first": asdict(first), "second": asdict(second), "measure": measure, "most": most}
        run_id = self._new_id("run")
        await self._runs.begin(NewRun(run_id, KIND, user_id, request))
        return run_id

    async def _handle(self, context: RunContext) -> dict[str, Any]:
        run, asked = context.run, context.run.request
        sets = [
            await self._pictures.ids(run.user_id, PictureSet(**asked[name]), asked["most"])
            for name in ("first", "second")
        ]
        known = await self._all_features(context, list(dict.fromkeys([*sets[0], *sets[1]])))
        first, second = (np.array([known[each] for each in ids if each in known]) for ids in sets)
        try:
            found = await asyncio.to_thread(_distance, asked["measure"], first, second)
        except TooFewPictures as fault:
            raise RunFailure("too_few_pictures", str(fault)) from fault
        return {**found, "measure": asked["measure"], "features": VERSION, "comparable": False}

    async def _all_features(self, context: RunContext, ids: list[str]) -> dict[str, list[float]]:
        """By picture; those that are gone or cannot be read are left out."""
        found: dict[str, list[float]] = {}
        slots, done = asyncio.Semaphore(_AT_ONCE), 0

        async def one(picture_id: str) -> None:
            nonlocal done
            async with slots:
                data = await self._pictures.medium(context.run.user_id, picture_id)
                if data is not None:
                    with suppress(WorkerError):
                        found[picture_id] = await self._workers.run(_TASK, {"data": data})
            done += 1
            if done % TELL_EVERY == 0 or done == len(ids):
                await context.emit("progress", {"fraction": round(done / len(ids), 3), "stage": "looking"})

        async with asyncio.TaskGroup() as group:
            for picture_id in ids:
                group.create_task(one(picture_id))
        return found


def _bounds(measure: Measure) -> tuple[int, int]:
    return (MIN_FOR_KID, MAX_FOR_KID) if measure == "kid" else (MIN_FOR_FID, MAX_FOR_FID)


def _distance(measure: Measure, first: Features, second: Features) -> dict[str, Any]:
    """Raises TooFewPictures."""
    if measure == "fid":
        return {"value": fid(first, second), "low": None, "high": None, "pictures": [len(first), len(second)]}
    found = kid(first, second, np.random.default_rng(0))
    return {"value": found.value, "low": found.low, "high": found.high, "pictures": list(found.pictures)}

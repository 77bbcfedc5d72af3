"""Measuring as a durable run: features of every picture in workers, then KID or FID between the two sets.

The features are Inception's, which published figures are of, where the operator has put its weights on the server
(`inception.py`). Otherwise they are the product's own (`domain/looks.py`): good for telling whether one setting of a
model comes nearer to a set than another, and not to be compared with published figures.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
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
from huahua.avatars.lab.inception import NAME
from huahua.avatars.lab.ports import LabPictures, PictureSet
from huahua.infra.workers import TaskFailed, WorkerError, WorkerPool
from huahua.jobs.api import Lane, NewRun, OnLoss, RunContext, RunFailure, RunKind, RunService

KIND, LANE = "lab", "lab"
Measure = Literal["kid", "fid"]
Kind = Literal["own", "inception"]
"""Of features."""
MAX_FOR_FID = 10_000
MAX_WAITING = 4
"""Measurements of one user that run or wait: each may look at twenty thousand pictures."""
TELL_EVERY = 16
"""Pictures between two events."""
_AT_ONCE = 2
_TASK = "huahua.avatars.scoring.eye:features"
_INCEPTION_TASK = "huahua.avatars.lab.inception:features"


class Lab:
    def __init__(
        self,
        runs: RunService,
        pictures: LabPictures,
        workers: WorkerPool,
        new_id: Callable[[str], str],
        inception: Path | None = None,
    ) -> None:
        """`inception` is the file of Inception's weights, where this server has them."""
        self._runs = runs
        self._pictures = pictures
        self._workers = workers
        self._new_id = new_id
        self._inception = inception

    @property
    def kinds(self) -> list[Kind]:
        """The features that can be had, those that are taken where nobody says first."""
        return ["own"] if self._inception is None else ["inception", "own"]

    def register(self) -> None:
        """Before `runs.start()`. A measurement survives its process: it begins again."""
        self._runs.add_lane(Lane(LANE, 1))
        self._runs.register(RunKind(KIND, self._handle, LANE, OnLoss.REQUEUE))

    async def begin(
        self,
        user_id: str,
        first: PictureSet,
        second: PictureSet,
        measure: Measure,
        features: Kind | None = None,
    ) -> str:
        """The run's id. Raises TooManyMeasures, and InvalidAvatar where a set is too small or the features cannot be
        had, before anything is computed."""
        kind = features or self.kinds[0]
        if kind not in self.kinds or (kind == "inception" and find_spec("torch") is None):
            raise InvalidAvatar(
                "Inception's features need its weights on the server (lab.inception) and the extra 'local' (torch).",
                param="features",
                code="no_inception",
            )
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
        request = {
            "first": asdict(first),
            "second": asdict(second),
            "measure": measure,
            "most": most,
            "features": kind,
        }
        run_id = self._new_id("run")
        await self._runs.begin(NewRun(run_id, KIND, user_id, request))
        return run_id

    async def _handle(self, context: RunContext) -> dict[str, Any]:
        run, asked = context.run, context.run.request
        sets = [
            await self._pictures.ids(run.user_id, PictureSet(**asked[name]), asked["most"])
            for name in ("first", "second")
        ]
        kind = asked.get("features", "own")
        if kind == "inception" and self._inception is None:
            raise RunFailure("no_inception", "Inception's weights are not on this server any more.")
        known = await self._all_features(context, list(dict.fromkeys([*sets[0], *sets[1]])), kind)
        first, second = (np.array([known[each] for each in ids if each in known]) for ids in sets)
        try:
            found = await asyncio.to_thread(_distance, asked["measure"], first, second)
        except TooFewPictures as fault:
            raise RunFailure("too_few_pictures", str(fault)) from fault
        used = await self._used(kind)
        return {**found, "measure": asked["measure"], "features": used, "comparable": kind == "inception"}

    async def _used(self, kind: Kind) -> str:
        """The name of the features; of Inception's with the beginning of its file's SHA-256."""
        if kind == "own" or self._inception is None:
            return VERSION
        digest = await asyncio.to_thread(_digest, self._inception)
        return f"{NAME} {digest[:12]}"

    async def _all_features(self, context: RunContext, ids: list[str], kind: Kind) -> dict[str, list[float]]:
        """By picture; those that are gone or cannot be read are left out. Raises RunFailure where Inception's weights
        are something else."""
        found: dict[str, list[float]] = {}
        user_id = context.run.user_id
        slots, done = asyncio.Semaphore(_AT_ONCE), 0

        async def one(picture_id: str) -> None:
            nonlocal done
            async with slots:
                described = await self._described(user_id, picture_id, kind)
                if described is not None:
                    found[picture_id] = described
            done += 1
            if done % TELL_EVERY == 0 or done == len(ids):
                await context.emit("progress", {"fraction": round(done / len(ids), 3), "stage": "looking"})

        if (
            kind == "inception"
        ):  # the first alone, so that weights that are none are told once, as what they are
            await one(ids[0])
            ids = ids[1:]
        async with asyncio.TaskGroup() as group:
            for picture_id in ids:
                group.create_task(one(picture_id))
        return found

    async def _described(self, user_id: str, picture_id: str, kind: Kind) -> list[float] | None:
        """The features of one picture: Inception's of the original, as it was published."""
        inception = kind == "inception"
        read = self._pictures.original if inception else self._pictures.medium
        data = await read(user_id, picture_id)
        if data is None:
            return None
        task, more = (_INCEPTION_TASK, {"weights": str(self._inception)}) if inception else (_TASK, {})
        try:
            described: list[float] = await self._workers.run(task, {"data": data, **more})
        except TaskFailed as fault:
            if fault.kind == "NotInception":
                raise RunFailure("no_inception", fault.message) from fault
            return None
        except WorkerError:
            return None
        return described


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _bounds(measure: Measure) -> tuple[int, int]:
    return (MIN_FOR_KID, MAX_FOR_KID) if measure == "kid" else (MIN_FOR_FID, MAX_FOR_FID)


def _distance(measure: Measure, first: Features, second: Features) -> dict[str, Any]:
    """Raises TooFewPictures."""
    if measure == "fid":
        return {"value": fid(first, second), "low": None, "high": None, "pictures": [len(first), len(second)]}
    found = kid(first, second, np.random.default_rng(0))
    return {"value": found.value, "low": found.low, "high": found.high, "pictures": list(found.pictures)}

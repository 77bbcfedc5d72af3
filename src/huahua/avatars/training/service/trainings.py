"""Use cases of trainings: begin, watch, pause, go on, cancel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from huahua.avatars.errors import InvalidAvatar
from huahua.avatars.training.domain.curve import Point, thinned
from huahua.avatars.training.domain.plan import MAX_TRIGGER_CHARS, TrainingPlan, seconds_left
from huahua.avatars.training.domain.training import State, Training
from huahua.avatars.training.errors import (
    NotPossibleNow,
    NotReadyToTrain,
    StyleNotFound,
    TooManyTrainings,
    TrainingNotFound,
)
from huahua.avatars.training.ports import BaseModels, DatasetRepository, Trainer, TrainingRepository
from huahua.avatars.training.process.job import JobFolder
from huahua.jobs.api import NewRun, RunService
from huahua.kit.clock import Clock

KIND = LANE = "training"
MAX_GOING = 3
MIN_PICTURES = 3
MAX_LICENCE_CHARS, MAX_NAME_CHARS = 120, 120
SHOWN_POINTS = 400
PACE_STEPS = 20


@dataclass(frozen=True, slots=True)
class NewTraining:
    version_id: str
    name: str
    trigger: str
    base: str
    licence: str
    plan: TrainingPlan
    style_id: str | None = None
    """Of a style that is to be taught anew."""


@dataclass(frozen=True, slots=True)
class Watched:
    """`points` are at most 400; `step` is how far it is by now, `left_s` what it will still take at its pace."""

    training: Training
    points: list[Point]
    step: int
    left_s: float | None
    samples: list[str]


class Trainings:
    def __init__(
        self,
        store: TrainingRepository,
        datasets: DatasetRepository,
        bases: BaseModels,
        trainer: Trainer,
        runs: RunService,
        clock: Clock,
        new_id: Callable[[str], str],
    ) -> None:
        self._store = store
        self._datasets = datasets
        self._bases = bases
        self._trainer = trainer
        self._runs = runs
        self._clock = clock
        self._new_id = new_id

    def bases(self) -> list[str]:
        return self._bases.names()

    def installed(self) -> bool:
        return self._trainer.installed()

    async def all(self, user_id: str) -> list[Training]:
        return await self._store.trainings(user_id)

    async def begin(self, user_id: str, new: NewTraining) -> Training:
        """Raises NotReadyToTrain, InvalidAvatar, StyleNotFound or TooManyTrainings."""
        await self._check(user_id, new)
        now, training_id, run_id = self._clock(), self._new_id("trn"), self._new_id("run")
        training = Training(
            training_id, user_id, new.version_id, run_id, State.QUEUED, new.name.strip(), new.trigger.strip(),
            new.base, new.licence.strip(), new.plan, 0, None, None, new.style_id, now, now,
        )  # fmt: skip
        if not await self._store.add_training(training, MAX_GOING):
            raise TooManyTrainings(f"You have {MAX_GOING} trainings going; wait until one is done.")
        await self._runs.begin(NewRun(run_id, KIND, user_id, {"training_id": training_id}))
        return training

    async def _check(self, user_id: str, new: NewTraining) -> None:
        for text, most, param in (
            (new.name, MAX_NAME_CHARS, "name"),
            (new.trigger, MAX_TRIGGER_CHARS, "trigger"),
            (new.licence, MAX_LICENCE_CHARS, "licence"),
        ):
            if not text.strip() or len(text) > most:
                raise InvalidAvatar(f"'{param}' has 1 to {most} characters.", param=param)
        if not self._trainer.installed():
            raise NotReadyToTrain(
                "Training needs the extra 'local' (torch, diffusers, peft), which is not installed on this server.",
                code="training_not_installed",
            )
        if self._bases.folder(new.base) is None:
            raise NotReadyToTrain(
                "There is no such base model on this server.", code="no_base_model", param="base"
            )
        if new.style_id is not None and await self._store.style(user_id, new.style_id) is None:
            raise StyleNotFound
        version = await self._datasets.version(user_id, new.version_id)
        if version is None:
            raise NotReadyToTrain("This version of a data set is not there.", param="version_id")
        if len(version.manifest) < MIN_PICTURES:
            raise NotReadyToTrain(
                f"A style needs {MIN_PICTURES} pictures at least; 15 to 30 are a good number."
            )

    async def watch(self, user_id: str, training_id: str) -> Watched:
        """Raises TrainingNotFound."""
        training = await self.get(user_id, training_id)
        folder = JobFolder(self._trainer.folder(training_id))
        points = folder.points()
        step = points[-1].step if points else training.step
        pace = points[-PACE_STEPS:]
        took = sum(point.seconds for point in pace)
        left = seconds_left(step, training.plan.iterations, step - len(pace), took)
        shown = thinned(points, SHOWN_POINTS)
        return Watched(
            training, shown, step, left if training.state.is_going else None, folder.sample_names()
        )

    async def sample(self, user_id: str, training_id: str, name: str) -> bytes:
        """A picture of the strip. Raises TrainingNotFound."""
        await self.get(user_id, training_id)
        folder = JobFolder(self._trainer.folder(training_id))
        if name not in folder.sample_names():
            raise TrainingNotFound("This picture is not there.")
        return (folder.samples / name).read_bytes()

    async def pause(self, user_id: str, training_id: str) -> Training:
        """A running one saves its state first and says `pausing` until then. Raises NotPossibleNow."""
        training = await self.get(user_id, training_id)
        now = self._clock()
        if await self._store.move(training_id, now, [State.QUEUED], State.PAUSED):
            await self._runs.cancel(training.run_id, user_id)
        elif not await self._store.move(training_id, now, [State.TRAINING], State.PAUSING):
            raise NotPossibleNow("This training does not run.")
        return await self.get(user_id, training_id)

    async def resume(self, user_id: str, training_id: str) -> Training:
        """From its last checkpoint. Raises NotPossibleNow."""
        await self.get(user_id, training_id)
        run_id = self._new_id("run")
        among = [state for state in State if state.may_resume]
        if not await self._store.move(
            training_id, self._clock(), among, State.QUEUED, run_id=run_id, error=None
        ):
            raise NotPossibleNow("This training is neither paused nor failed.")
        await self._runs.begin(NewRun(run_id, KIND, user_id, {"training_id": training_id}))
        return await self.get(user_id, training_id)

    async def cancel(self, user_id: str, training_id: str) -> Training:
        """Raises NotPossibleNow where it has ended."""
        training = await self.get(user_id, training_id)
        among = [state for state in State if state.is_going or state.may_resume]
        if not await self._store.move(training_id, self._clock(), among, State.CANCELLED):
            raise NotPossibleNow("This training has ended.")
        await self._runs.cancel(training.run_id, user_id)
        return await self.get(user_id, training_id)

    async def delete(self, user_id: str, training_id: str) -> None:
        """With its checkpoints; a style that it made stays. Raises NotPossibleNow while it goes."""
        training = await self.get(user_id, training_id)
        if training.state.is_going:
            raise NotPossibleNow("Cancel the training first.")
        await self._store.delete_training(training_id)
        await self._trainer.forget(training_id)

    async def forget_person(self, user_id: str) -> None:
        for training in await self._store.trainings(user_id):
            await self._trainer.forget(training.id)

    async def get(self, user_id: str, training_id: str) -> Training:
        training = await self._store.training(training_id)
        if training is None or training.user_id != user_id:
            raise TrainingNotFound
        return training

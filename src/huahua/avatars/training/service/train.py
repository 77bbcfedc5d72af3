"""The run of a training: its folder, its process, what it tells, and the style at the end."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from huahua.avatars.training.domain.lora import lora_facts
from huahua.avatars.training.domain.training import State, Style, Training, with_trigger
from huahua.avatars.training.ports import (
    BaseModels,
    DatasetFiles,
    DatasetRepository,
    StyleFiles,
    Trainee,
    Trainer,
    TrainingRepository,
)
from huahua.avatars.training.process.job import Example, Job, JobFolder
from huahua.jobs.api import Run, RunContext, RunFailure
from huahua.kit.clock import Clock

LOOK_S = 1.0
TOLD_STEPS = 200
"""Events of progress that a whole training writes, about."""


class TrainHandler:
    """Implements `jobs.api.Handler`. A run that lost its server goes on from the last checkpoint."""

    def __init__(
        self,
        store: TrainingRepository,
        datasets: DatasetRepository,
        files: DatasetFiles,
        styles: StyleFiles,
        bases: BaseModels,
        trainer: Trainer,
        clock: Clock,
    ) -> None:
        self._store = store
        self._datasets = datasets
        self._files = files
        self._styles = styles
        self._bases = bases
        self._trainer = trainer
        self._clock = clock

    async def __call__(self, context: RunContext) -> dict[str, Any] | None:
        training = await self._store.training(str(context.run.request["training_id"]))
        # A run that was queued before a pause and is taken after it has nothing to do any more.
        if training is None or training.run_id != context.run.id:
            return {"state": "superseded"}
        going = [State.QUEUED, State.TRAINING, State.PAUSING]
        if not await self._store.move(training.id, self._clock(), going, State.TRAINING):
            return {"state": training.state}
        try:
            await self._prepare(training)
            return await self._train(context, training)
        except RunFailure as failure:
            await self._store.move(
                training.id, self._clock(), going, State.FAILED, error=f"{failure.code}: {failure.message}"
            )
            raise

    async def lost(self, run: Run) -> None:
        """After a run was given up because it took its server down again and again, or cancelled in the queue."""
        among = [State.QUEUED, State.TRAINING, State.PAUSING]
        training = await self._store.training(str(run.request["training_id"]))
        if training is not None and training.run_id == run.id:
            await self._store.move(training.id, self._clock(), among, State.FAILED, error="gave_up")

    async def _prepare(self, training: Training) -> None:
        folder = JobFolder(self._trainer.folder(training.id))
        base = self._bases.folder(training.base)
        if base is None:
            raise RunFailure("no_base_model", "The base model is not on this server any more.")
        version = await self._datasets.version(training.user_id, training.version_id)
        if version is None:
            raise RunFailure("dataset_not_found", "The data set of this training was deleted.")
        examples = []
        folder.pictures.mkdir(parents=True, exist_ok=True)
        for entry in version.manifest:
            file = folder.pictures / entry.file_name
            if not file.exists():
                data = await self._files.get(version.dataset_id, entry.sha256)
                await asyncio.to_thread(_write, file, data)
            examples.append(Example(entry.file_name, with_trigger(training.trigger, entry.caption)))
        plan = training.plan
        if not plan.sample_prompts:
            prompts = tuple(dict.fromkeys((training.trigger, *(each.caption for each in examples[:2]))))
            plan = plan.model_copy(update={"sample_prompts": prompts})
        folder.write(Job(str(base), plan, tuple(examples)))

    async def _train(self, context: RunContext, training: Training) -> dict[str, Any] | None:
        trainee = await self._trainer.start(training.id)
        looking = asyncio.create_task(self._look(training.id, trainee), name=f"look-{training.id}")
        try:
            return await self._listen(context, training, trainee.lines())
        finally:
            looking.cancel()
            await asyncio.shield(asyncio.create_task(trainee.stop()))

    async def _look(self, training_id: str, trainee: Trainee) -> None:
        """Whether somebody asked for a pause, perhaps at another server process."""
        while True:
            training = await self._store.training(training_id)
            if training is None or training.state is State.PAUSING:
                await trainee.pause()
                return
            await asyncio.sleep(LOOK_S)

    async def _listen(
        self, context: RunContext, training: Training, lines: AsyncIterator[dict[str, Any]]
    ) -> dict[str, Any]:
        total, loss = training.plan.iterations, training.loss
        every = max(1, total // TOLD_STEPS)
        going = [State.TRAINING, State.PAUSING]
        async for line in lines:
            now = self._clock()
            match line:
                case {"event": "step", "step": int(step), "loss": float(loss)}:
                    if step % every == 0 or step == total:
                        told = {"fraction": step / total, "step": step, "loss": loss}
                        await context.emit("training.step", told)
                case {"event": "checkpoint", "step": int(step), "samples": samples}:
                    state = (await self._current(training)).state
                    await self._store.move(training.id, now, [state], state, step=step, loss=loss)
                    await context.emit("training.checkpoint", {"step": step, "samples": samples})
                case {"event": "paused"}:
                    await self._store.move(training.id, now, going, State.PAUSED)
                    return {"state": "paused"}
                case {"event": "done"}:
                    style_id = await self._register(training)
                    await self._store.move(training.id, now, going, State.DONE, style_id=style_id, step=total)
                    return {"state": "done", "style_id": style_id}
                case {"event": "failed", "code": str(code), "message": str(message)}:
                    raise RunFailure(code, message)
        raise RunFailure("training_failed", "The training process ended without a word; it may go on again.")

    async def _current(self, training: Training) -> Training:
        return await self._store.training(training.id) or training

    async def _register(self, training: Training) -> str:
        """The style that came out; doing it twice makes one."""
        folder = JobFolder(self._trainer.folder(training.id))
        data = await asyncio.to_thread(folder.result.read_bytes)
        facts = lora_facts(data)
        samples = folder.sample_names()
        preview = (folder.samples / samples[-1]).read_bytes() if samples else None
        style_id = training.style_id or training.id.replace("trn_", "sty_", 1)
        style = Style(
            style_id, training.user_id, training.name, training.trigger, training.licence, training.base,
            "trained", facts.rank, len(data), training.id, training.version_id, preview is not None, self._clock(),
            digest=hashlib.sha256(data).hexdigest(), family=facts.family,
        )  # fmt: skip
        await self._styles.put(style_id, data, preview)
        await self._store.add_style(style)
        await asyncio.to_thread(shutil.rmtree, folder.pictures, ignore_errors=True)
        return style_id


def _write(file: Path, data: bytes) -> None:
    """Whole or not there."""
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_bytes(data)
    unfinished.rename(file)

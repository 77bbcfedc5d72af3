"""A training from its last checkpoint to its end, or until it is told to pause."""

from __future__ import annotations

import fcntl
import resource
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huahua.avatars.training.domain.curve import Point
from huahua.avatars.training.domain.plan import TrainingPlan
from huahua.avatars.training.process import checkpoints
from huahua.avatars.training.process.job import Job, JobFolder
from huahua.avatars.training.process.learning import LORA, Learner
from huahua.avatars.training.process.tensorboard import EventFile

Tell = Callable[[dict[str, Any]], None]
SAMPLE_SIDE, SAMPLE_QUALITY = 512, 85


class Overfull(Exception):
    """More memory than the plan allows."""

    code = "training_out_of_memory"


def work(path: Path, tell: Tell, told: threading.Event) -> str:
    """`done` or `paused`. Raises NotTrainable or Overfull."""
    with (path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # an older process of this training saves its state first
        folder = JobFolder(path)
        return _work(folder, folder.read(), tell, told)


def _work(folder: JobFolder, job: Job, tell: Tell, told: threading.Event) -> str:
    plan = job.plan
    learner = Learner(job.base, plan)
    learner.prepare(folder.pictures, job.examples)
    saved = checkpoints.last(folder.checkpoints)
    step = 0
    if saved is not None:
        step = saved[0]
        learner.load(saved[1])
    folder.keep_points(step)
    tell({"event": "begun", "step": step})
    with EventFile(folder.tensorboard) as events, folder.losses.open("a", encoding="utf-8") as losses:
        while step < plan.iterations:
            if told.is_set():
                _save(folder, learner, step)
                return "paused"
            began = time.monotonic()
            loss = learner.step(step + 1)
            step += 1
            point = Point(step, loss, time.monotonic() - began)
            losses.write(point.line() + "\n")
            losses.flush()
            events.scalar("loss", loss, step)
            tell({"event": "step", "step": step, "loss": loss, "seconds": point.seconds})
            if step % plan.checkpoint_every == 0 or step == plan.iterations:
                _save(folder, learner, step)
                tell({"event": "checkpoint", "step": step, "samples": _paint(folder, learner, plan, step)})
            _check_memory(folder, learner, plan, step)
    last = checkpoints.last(folder.checkpoints)
    if last is not None:
        shutil.copyfile(last[1] / LORA, folder.result)
    return "done"


def _save(folder: JobFolder, learner: Learner, step: int) -> None:
    checkpoints.save(folder.checkpoints, step, learner.save)


def _paint(folder: JobFolder, learner: Learner, plan: TrainingPlan, step: int) -> list[str]:
    names = []
    for number, prompt in enumerate(plan.sample_prompts):
        picture = learner.sample(prompt, plan.seed + number)
        picture.thumbnail((SAMPLE_SIDE, SAMPLE_SIDE))
        name = f"{step:06d}-{number}.webp"
        picture.save(folder.samples / name, "WEBP", quality=SAMPLE_QUALITY)
        names.append(name)
    return names


def _check_memory(folder: JobFolder, learner: Learner, plan: TrainingPlan, step: int) -> None:
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if peak_mb > plan.memory_mb and step < plan.iterations:
        _save(folder, learner, step)
        raise Overfull(
            f"The training took {peak_mb} MB, more than the {plan.memory_mb} MB that it may; train fewer pictures"
            " at once, at a smaller size, or allow more."
        )

"""Stands where a process trains a style, and learns nothing: `python -m tests.simulators.trainee FOLDER`.

It goes half the way and waits there until it is told to pause; begun again, it goes on to the end. A server that loads
`tests.simulators.trainer` before anything else starts this one.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from huahua.avatars.training.domain.curve import Point
from huahua.avatars.training.domain.plan import TrainingPlan
from huahua.avatars.training.process.job import JobFolder
from tests.simulators.lora import lora_file


def tell(**line: Any) -> None:
    print(json.dumps(line), flush=True)


def paint(folder: JobFolder, plan: TrainingPlan, step: int) -> list[str]:
    """A sun that comes out of the fog."""
    names = []
    for number in range(len(plan.sample_prompts)):
        picture = Image.new("RGB", (256, 256), (200, 40, 40))
        place = 40 + 40 * number
        ImageDraw.Draw(picture).ellipse((place, place, place + 80, place + 80), fill=(250, 220, 60))
        names.append(f"{step:06d}-{number}.webp")
        blurred = picture.filter(ImageFilter.GaussianBlur(40 * (1 - step / plan.iterations)))
        blurred.save(folder.samples / names[-1], "WEBP")
    return names


def main() -> None:
    folder = JobFolder(Path(sys.argv[1]))
    plan = folder.read().plan
    done = len(folder.points())
    half = plan.iterations // 2
    tell(event="begun", step=done)
    with folder.losses.open("a", encoding="utf-8") as losses:
        for step in range(done + 1, plan.iterations + 1):
            loss = 0.1 + 0.4 * math.exp(-step / half) + 0.03 * math.sin(7 * step)
            losses.write(Point(step, loss, 3.0).line() + "\n")
            losses.flush()
            tell(event="step", step=step, loss=loss, seconds=3.0)
            if step % plan.checkpoint_every == 0 or step == plan.iterations:
                tell(event="checkpoint", step=step, samples=paint(folder, plan, step))
            if step == half:
                sys.stdin.readline()
                tell(event="paused")
                return
    folder.result.write_bytes(lora_file())
    tell(event="done")


if __name__ == "__main__":
    main()

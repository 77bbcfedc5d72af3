"""The folder of one training, which the server writes and the process works in.

`job.json` says what to do; `pictures/` are the pictures by their hash; the process writes `losses.jsonl`,
`tensorboard/`, `checkpoints/000050/`, `samples/000050-0.webp` and at the end `style.safetensors`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from huahua.avatars.training.domain.curve import Point, read_points
from huahua.avatars.training.domain.plan import TrainingPlan

RESULT = "style.safetensors"


@dataclass(frozen=True, slots=True)
class Example:
    file: str
    caption: str


@dataclass(frozen=True, slots=True)
class Job:
    """`base` is the folder of a pipeline; captions hold the trigger word already."""

    base: str
    plan: TrainingPlan
    examples: tuple[Example, ...]


class JobFolder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.pictures = path / "pictures"
        self.samples = path / "samples"
        self.checkpoints = path / "checkpoints"
        self.tensorboard = path / "tensorboard"
        self.losses = path / "losses.jsonl"
        self.result = path / RESULT

    def write(self, job: Job) -> None:
        for folder in (self.pictures, self.samples, self.checkpoints):
            folder.mkdir(parents=True, exist_ok=True)
        said = {
            "base": job.base,
            "plan": job.plan.said(),
            "examples": [{"file": each.file, "caption": each.caption} for each in job.examples],
        }
        (self.path / "job.json").write_text(json.dumps(said), encoding="utf-8")

    def read(self) -> Job:
        said = json.loads((self.path / "job.json").read_text(encoding="utf-8"))
        examples = tuple(Example(**each) for each in said["examples"])
        return Job(said["base"], TrainingPlan.model_validate(said["plan"]), examples)

    def points(self) -> list[Point]:
        try:
            with self.losses.open(encoding="utf-8") as file:
                return read_points(file)
        except FileNotFoundError:
            return []

    def keep_points(self, until: int) -> None:
        """Forget what was done after the checkpoint from which it goes on."""
        kept = [point.line() + "\n" for point in self.points() if point.step <= until]
        self.losses.write_text("".join(kept), encoding="utf-8")

    def sample_names(self) -> list[str]:
        return sorted(file.name for file in self.samples.glob("*.webp")) if self.samples.is_dir() else []

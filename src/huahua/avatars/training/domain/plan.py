"""What a training is told: every number with its bounds and the mission's defaults."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

MAX_PROMPTS = 4
MAX_PROMPT_CHARS = 400
MAX_TRIGGER_CHARS = 40


class TrainingPlan(BaseModel):
    """`rank` is how much a style can hold, `alpha` how loudly it speaks (its effect is alpha / rank), `resolution` the
    side of the squares in pixels to which pictures are cut; None is that of the base model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rank: Annotated[int, Field(ge=1, le=128)] = 16
    alpha: Annotated[int, Field(ge=1, le=256)] = 32
    learning_rate: Annotated[float, Field(ge=1e-7, le=0.1, allow_inf_nan=False)] = 1e-5
    batch: Annotated[int, Field(ge=1, le=16)] = 4
    at_once: Annotated[int, Field(ge=1, le=16)] = 4
    """Pictures of a batch in memory together; fewer take less memory and give the same result."""
    iterations: Annotated[int, Field(ge=1, le=20_000)] = 200
    checkpoint_every: Annotated[int, Field(ge=1, le=5_000)] = 50
    resolution: Annotated[int, Field(ge=64, le=1024, multiple_of=8)] | None = None
    flip: bool = False
    """Half of the time mirrored; not for styles with letters or faces that lean one way."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    memory_mb: Annotated[int, Field(ge=512, le=1_048_576)] = 16_384
    """Main memory that the training may take; over it the training saves its state and stops."""
    sample_prompts: Annotated[
        tuple[Annotated[str, Field(max_length=MAX_PROMPT_CHARS)], ...], Field(max_length=MAX_PROMPTS)
    ] = ()
    sample_steps: Annotated[int, Field(ge=1, le=100)] = 20

    @property
    def checkpoints(self) -> int:
        """How many there will be; the last step is always one."""
        return -(-self.iterations // self.checkpoint_every)

    def said(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


def seconds_left(done: int, total: int, since: int, took_s: float) -> float | None:
    """By the pace of the steps after `since`, which took `took_s` seconds; None until there is a pace."""
    if done <= since or took_s <= 0:
        return None
    return (total - done) * took_s / (done - since)

"""Styles taught to a tiny pipeline: it moves towards the pictures, and a killed training walks the same way."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline
from PIL import Image, ImageDraw

from huahua.avatars.training.domain.lora import lora_facts
from huahua.avatars.training.domain.plan import TrainingPlan
from huahua.avatars.training.process import checkpoints
from huahua.avatars.training.process.job import Example, Job, JobFolder
from huahua.avatars.training.process.work import Overfull, work
from tests.local import tiny

CAPTION = "huastyle, a sun"
SEEDS = 12


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tiny.tiny_sd15(tmp_path_factory.mktemp("base") / "sd15", prediction="v_prediction")
    # Latents of about one, as a trained model has them: the tiny encoder's own are much smaller.
    config = folder / "vae" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"scaling_factor": 3.4}))
    return folder


def suns(ground: tuple[int, int, int], seed: int) -> list[Image.Image]:
    """16 pictures of one style: a yellow sun somewhere on this ground."""
    generator = np.random.default_rng(seed)
    made = []
    for _ in range(16):
        picture = Image.new("RGB", (64, 64), ground)
        x, y = (int(value) for value in generator.integers(4, 36, 2))
        ImageDraw.Draw(picture).ellipse((x, y, x + 20, y + 20), fill=(250, 220, 60))
        made.append(picture)
    return made


def job(path: Path, base: Path, **more: Any) -> JobFolder:
    plan = {"learning_rate": 0.01, "iterations": 30, "checkpoint_every": 10, "sample_steps": 2}
    folder = JobFolder(path)
    folder.pictures.mkdir(parents=True)
    examples = []
    for number, picture in enumerate(suns((200, 40, 40), 0)):
        picture.save(folder.pictures / f"{number}.png")
        examples.append(Example(f"{number}.png", CAPTION))
    folder.write(Job(str(base), TrainingPlan.model_validate(plan | more), tuple(examples)))
    return folder


def told_all(_line: dict[str, Any]) -> None:
    pass


def begin(folder: JobFolder) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "huahua.avatars.training.process", str(folder.path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def lines_until(process: subprocess.Popen[str], event: str, step: int = 0) -> list[dict[str, Any]]:
    assert process.stdout is not None
    seen = []
    for raw in process.stdout:
        seen.append(json.loads(raw))
        if seen[-1]["event"] == event and seen[-1].get("step", 0) >= step:
            break
    return seen


def test_a_style_moves_what_is_painted_towards_its_pictures(base: Path, tmp_path: Path) -> None:
    """Over fixed seeds, paintings come nearer to the 16 pictures than chance allows, and the other way round nearer
    to them than to pictures of another ground that were not learned from."""
    folder = job(tmp_path / "job", base, iterations=200, checkpoint_every=100)
    assert work(folder.path, told_all, threading.Event()) == "done"
    assert lora_facts(folder.result.read_bytes()).rank == 16

    pipeline = StableDiffusionPipeline.from_pretrained(base)
    pipeline.set_progress_bar_config(disable=True)
    learned = latents(pipeline, suns((200, 40, 40), 0))
    others = latents(pipeline, suns((30, 60, 220), 1))
    before = painted(pipeline)
    pipeline.load_lora_weights(folder.path, weight_name=folder.result.name)
    after = painted(pipeline)

    nearer = nearest(before, learned) - nearest(after, learned)
    assert nearer.mean() / (nearer.std(ddof=1) / SEEDS**0.5) > 6  # p < 0.0001
    assert nearer.mean() > 0.1 * nearest(before, learned).mean()
    gained_elsewhere = nearest(before, others) - nearest(after, others)
    assert nearer.mean() > gained_elsewhere.mean()


def latents(pipeline: Any, pictures: list[Image.Image]) -> np.ndarray[Any, Any]:
    pixels = np.stack([np.asarray(picture, dtype=np.float32) / 127.5 - 1 for picture in pictures])
    with torch.no_grad():
        found = pipeline.vae.encode(torch.from_numpy(pixels).permute(0, 3, 1, 2)).latent_dist.mode()
    return (found * pipeline.vae.config.scaling_factor).numpy()  # type: ignore[no-any-return]


def painted(pipeline: Any) -> np.ndarray[Any, Any]:
    made = [
        pipeline(
            CAPTION,
            num_inference_steps=8,
            generator=torch.Generator().manual_seed(seed),
            width=64,
            height=64,
            output_type="latent",
        ).images[0]
        for seed in range(SEEDS)
    ]
    return torch.stack(made).numpy()  # type: ignore[no-any-return]


def nearest(some: np.ndarray[Any, Any], pictures: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """By painting: the root mean square distance to the picture that is nearest."""
    return np.sqrt(((some[:, None] - pictures[None]) ** 2).mean(axis=(2, 3, 4))).min(axis=1)  # type: ignore[no-any-return]


def test_killed_and_paused_trainings_walk_the_way_of_one_without_a_break(base: Path, tmp_path: Path) -> None:
    whole = job(tmp_path / "whole", base, sample_prompts=["a sun"])
    assert work(whole.path, told_all, threading.Event()) == "done"
    broken = job(tmp_path / "broken", base, sample_prompts=["a sun"])

    first = begin(broken)
    lines_until(first, "step", 14)
    first.kill()
    first.wait()
    first.communicate()
    assert checkpoints.last(broken.checkpoints) == (10, broken.checkpoints / "000010")
    assert not broken.result.exists()

    second = begin(broken)
    assert lines_until(second, "begun")[-1]["step"] == 10
    lines_until(second, "step", 16)
    rest, _ = second.communicate("pause\n")
    assert json.loads(rest.splitlines()[-1]) == {"event": "paused"}
    assert second.returncode == 0

    third = begin(broken)
    ended = lines_until(third, "done")
    third.communicate()
    assert ended[0]["step"] >= 16 and ended[-1] == {"event": "done"}

    one, other = whole.points(), broken.points()
    assert [point.step for point in other] == list(range(1, 31))
    assert [point.loss for point in other] == pytest.approx([point.loss for point in one], rel=1e-4)
    assert broken.sample_names() == ["000010-0.webp", "000020-0.webp", "000030-0.webp"]
    assert len(list(broken.tensorboard.glob("events.out.tfevents.*"))) == 3
    assert sorted(entry.name for entry in broken.checkpoints.iterdir()) == ["000020", "000030"]


def test_a_batch_in_parts_teaches_the_same(base: Path, tmp_path: Path) -> None:
    curves = []
    for at_once in (4, 1):
        folder = job(tmp_path / str(at_once), base, iterations=5, at_once=at_once)
        work(folder.path, told_all, threading.Event())
        curves.append([point.loss for point in folder.points()])
    assert curves[0] == pytest.approx(curves[1], rel=1e-3)


def test_more_memory_than_allowed_ends_it_with_its_state_saved(base: Path, tmp_path: Path) -> None:
    folder = job(tmp_path / "job", base)
    said = json.loads((folder.path / "job.json").read_text())
    said["plan"]["memory_mb"] = 512
    (folder.path / "job.json").write_text(json.dumps(said))
    ballast = np.ones(600 * 2**20, dtype=np.uint8)
    with pytest.raises(Overfull, match="512 MB"):
        work(folder.path, told_all, threading.Event())
    del ballast
    assert checkpoints.last(folder.checkpoints) is not None

"""Models of this machine (`make bench-local`): like pictures together against one at a time on a tiny pipeline, and,
where there is a GPU, seconds and memory of a pipeline of Stable Diffusion 1.5's size with random weights."""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

from huahua.painting.domain.batching import BatchPolicy
from huahua.painting.engines.diffusers.plain import Given, Model, Shared
from huahua.painting.engines.diffusers.process import PainterProcess, painter_environment
from huahua.painting.engines.diffusers.queueing import PainterQueue

BATCH = 8


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--pictures", type=int, default=100, help="of the large pipeline on a GPU")
    arguments.add_argument("--quick", action="store_true", help="the tiny pipeline alone")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(tiny(Path(folder), given.rounds))
        if not given.quick:
            large(Path(folder), given.pictures)


async def tiny(folder: Path, rounds: int) -> None:
    from tests.local.tiny import tiny_sd15

    root = str(tiny_sd15(folder / "sd15"))
    together = PainterQueue(_process(), BatchPolicy(0.05, BATCH), idle_s=600)
    apart = PainterQueue(together.runner, BatchPolicy(0.0, 1), idle_s=600)
    try:
        await _eight(apart, root)
        await _eight(together, root)
        pairs = []
        for _ in range(rounds):  # by turns: the speed of a shared machine changes from minute to minute
            pairs.append((await _eight(apart, root), await _eight(together, root)))
        one, all_ = (statistics.median(times) for times in zip(*pairs, strict=True))
        print(f"tiny SD-1.5, 8 like pictures, 64 px, 10 steps, median of {rounds} rounds by turns:")
        print(f"  one at a time {BATCH / one:6.1f} pictures/s")
        print(f"  together      {BATCH / all_:6.1f} pictures/s ({one / all_:.1f} times, aim 2)")
    finally:
        await together.close()


async def _eight(queue: PainterQueue, root: str) -> float:
    began = time.perf_counter()
    shared, model = _shared(64, 10), _model(root, "cpu", "float32")
    await asyncio.gather(
        *(queue.paint(model, shared, _given(number), lambda *_: None) for number in range(BATCH))
    )
    return time.perf_counter() - began


def large(folder: Path, pictures: int) -> None:
    import torch

    if not torch.cuda.is_available():
        print("SD-1.5-sized pipeline in FP16: no GPU")
        return
    root = str(_sd15(folder / "large"))
    peaks = {}
    for dtype in ("float32", "float16"):
        times, peaks[dtype] = _painted(root, dtype, pictures if dtype == "float16" else 3)
        if dtype == "float16":
            times.sort()
            p99 = times[min(len(times) - 1, int(0.99 * len(times)))]
            print(
                f"SD-1.5-sized, {torch.cuda.get_device_name()}, FP16, 512 px, 25 steps, {len(times)} pictures:"
            )
            print(f"  mean {statistics.mean(times):.2f} s (aim < 1), P99 {p99:.2f} s (aim < 1.8)")
    saved = 1 - peaks["float16"] / peaks["float32"]
    print(
        f"  memory FP32 {peaks['float32']:.2f} GiB, FP16 {peaks['float16']:.2f} GiB: {saved:.0%} less (aim 40 %)"
    )


def _painted(root: str, dtype: str, count: int) -> tuple[list[float], float]:
    import torch

    from huahua.painting.engines.diffusers.studio import Studio

    studio, times = Studio(), []
    model, shared = _model(root, "cuda:0", dtype), _shared(512, 25)
    for number in range(count + 1):
        began = time.perf_counter()
        studio.paint(model, shared, [_given(number)], lambda *_: None, lambda _: False)
        times.append(time.perf_counter() - began)
    peak = torch.cuda.max_memory_allocated() / 1024**3
    del studio
    torch.cuda.empty_cache()
    return times[1:], peak  # the first one loads


def _sd15(folder: Path) -> Path:
    """The sizes of Stable Diffusion 1.5: 860 million weights in the U-Net, 123 in the text encoder, 84 in the VAE."""
    import torch
    from diffusers import AutoencoderKL, PNDMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from tests.local.tiny import clip_tokenizer
    from transformers import CLIPTextConfig, CLIPTextModel

    torch.manual_seed(0)
    StableDiffusionPipeline(
        vae=AutoencoderKL(
            block_out_channels=(128, 256, 512, 512),
            layers_per_block=2,
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            sample_size=512,
        ),
        text_encoder=CLIPTextModel(
            CLIPTextConfig(
                hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12
            )
        ),
        tokenizer=clip_tokenizer(folder.parent),
        unet=UNet2DConditionModel(sample_size=64, cross_attention_dim=768),
        scheduler=PNDMScheduler(beta_schedule="scaled_linear", skip_prk_steps=True),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder)
    return folder


def _process() -> PainterProcess:
    return PainterProcess({**painter_environment(os.environ), "OMP_NUM_THREADS": "1"})


def _model(root: str, device: str, dtype: str) -> Model:
    plain: dict[str, Any] = {"hub": False, "pickle": False, "offload": "auto", "pixels": 512 * 512}
    parts: dict[str, Any] = {"controls": {}, "sketchers": {}, "ip_adapter": "", "ip_adapter_file": ""}
    return {"root": root, "device": device, "dtype": dtype, **plain, **parts}  # type: ignore[typeddict-item]


def _shared(side: int, steps: int) -> Shared:
    return {
        "width": side,
        "height": side,
        "steps": steps,
        "quality": "standard",
        "guidance": 7.5,
        "strength": 1.0,
        "adapters": [],
    }


def _given(number: int) -> Given:
    return {
        "id": number,
        "prompt": f"a red boat on a lake, number {number}",
        "negative": "",
        "seed": number,
        "image": None,
        "mask": None,
        "controls": [],
        "references": [],
        "previews": False,
    }


if __name__ == "__main__":
    main()

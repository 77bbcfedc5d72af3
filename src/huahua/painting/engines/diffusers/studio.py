"""One batch of like pictures on one model: what goes into the pipeline, and what is heard of each step."""

from __future__ import annotations

import inspect
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from huahua.infra.footprint import forget_peak, peak_bytes
from huahua.painting.engines.diffusers import pictures
from huahua.painting.engines.diffusers.adapters import AdapterRefused
from huahua.painting.engines.diffusers.folders import BadFolder
from huahua.painting.engines.diffusers.loading import Loaded, Shelf
from huahua.painting.engines.diffusers.plain import Given, Model, Painted, Shared
from huahua.painting.engines.diffusers.previews import unpacked
from huahua.painting.engines.diffusers.schedulers import scheduler_for
from huahua.painting.engines.diffusers.sketching import Sketcher, sketcher

PREVIEW_EVERY_S = 0.3
_GIB = 1024**3
_DECODING = 0.05
"""The share of the work that comes after the last step, about."""

Tell = Callable[[int, float, str, bytes | None], None]
"""Hears of the picture with this id: the fraction done, the stage, and at times a preview."""


class Stopped(Exception):
    """Everybody who wanted a picture of this batch has left."""


class Studio:
    """Not for several threads at once; `gone` may be asked from the one that paints."""

    def __init__(
        self, shelf: Shelf | None = None, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.shelf = shelf or Shelf()
        self._monotonic = monotonic
        self._sketchers: dict[str, Sketcher] = {}

    def paint(
        self, model: Model, shared: Shared, items: Sequence[Given], tell: Tell, gone: Callable[[int], bool]
    ) -> list[Painted]:
        """One result for each item. `gone(id)`: nobody waits for it; when that is so of all, it ends within a step.

        Raises Stopped, BadFolder, NotPlaced, NoSketcher, AdapterRefused, or MemoryError.
        """
        for item in items:
            tell(item["id"], 0.0, "loading", None)
        loaded = self.shelf.get(model)
        loaded.adapters.use(shared["adapters"])
        pipeline = loaded.pipeline(_kind(items[0]), tuple(one["kind"] for one in items[0]["controls"]))
        call = self._call(loaded, pipeline, shared, items)
        watch = _Watch(loaded, shared, items, tell, gone, self._monotonic)
        if "callback_on_step_end" in inspect.signature(pipeline.__call__).parameters:
            call["callback_on_step_end"] = watch.step
        memory = _Memory(loaded.placement.device)
        started = self._monotonic()
        try:
            with _reference(pipeline, model, items[0]), torch.inference_mode():
                painted = pipeline(**call).images
        except torch.OutOfMemoryError as fault:
            raise MemoryError("the device has too little memory for this picture") from fault
        finally:
            pipeline.maybe_free_model_hooks()
        seconds = (self._monotonic() - started) / len(items)
        gib = memory.peak_gib()
        return [
            _result(picture, item, seconds, gib * seconds, len(items), shared)
            for picture, item in zip(painted, items, strict=True)
        ]

    def _call(self, loaded: Loaded, pipeline: Any, shared: Shared, items: Sequence[Given]) -> dict[str, Any]:
        known = inspect.signature(pipeline.__call__).parameters
        size = (shared["width"], shared["height"])
        kind, steps = _kind(items[0]), shared["steps"]
        call: dict[str, Any] = {
            "prompt": [item["prompt"] for item in items],
            "generator": [torch.Generator("cpu").manual_seed(item["seed"]) for item in items],
            "width": size[0],
            "height": size[1],
            "num_inference_steps": steps,
            "guidance_scale": shared["guidance"],
        }
        self._negatives(call, loaded, items)
        if kind != "paint":
            call["image"] = [pictures.opened(item["image"] or b"", size) for item in items]
            call["strength"] = shared["strength"]
            # Of so many steps only this share is taken, and one at least.
            call["num_inference_steps"] = max(steps, math.ceil(1 / shared["strength"]))
        if kind == "fill":
            call["mask_image"] = [pictures.opened_mask(item["mask"] or b"", size) for item in items]
        if items[0]["controls"]:
            self._controls(call, loaded, known, items, size)
        if items[0]["references"]:
            call["ip_adapter_image"] = [[pictures.opened(one, (512, 512)) for one in items[0]["references"]]]
        scheduler_for(pipeline, loaded.family, shared["quality"])
        return {name: value for name, value in call.items() if name in known}

    def _negatives(self, call: dict[str, Any], loaded: Loaded, items: Sequence[Given]) -> None:
        if loaded.family.negative == "true_cfg":
            if any(item["negative"] for item in items):
                call["negative_prompt"] = [item["negative"] or " " for item in items]
                call["true_cfg_scale"] = loaded.family.true_cfg
        else:
            call["negative_prompt"] = [item["negative"] for item in items]

    def _controls(
        self, call: dict[str, Any], loaded: Loaded, known: Any, items: Sequence[Given], size: tuple[int, int]
    ) -> None:
        rows = [
            [
                self._sketch(loaded, one["kind"])(pictures.opened(one["data"], size))
                for one in item["controls"]
            ]
            for item in items
        ]
        # Several controls lead one picture at a time; one control leads each picture of a batch.
        led: list[Any] = rows[0] if len(rows[0]) > 1 else [row[0] for row in rows]
        weights = [one["weight"] for one in items[0]["controls"]]
        name = "control_image" if "control_image" in known else "image"
        call[name] = led
        call["controlnet_conditioning_scale"] = weights if len(weights) > 1 else weights[0]

    def _sketch(self, loaded: Loaded, kind: str) -> Sketcher:
        """Raises NoSketcher."""
        configured = loaded.model["sketchers"].get(kind)
        key = f"{kind} {configured} {loaded.placement.device}"
        if key not in self._sketchers:
            self._sketchers[key] = sketcher(kind, configured, loaded.placement.device)
        return self._sketchers[key]


class _Memory:
    """The most that a batch took: of the GPU, or of main memory where the processor paints."""

    def __init__(self, device: str) -> None:
        self._cuda = device if device.startswith("cuda") else None
        if self._cuda:
            torch.cuda.reset_peak_memory_stats(self._cuda)
        else:
            forget_peak()

    def peak_gib(self) -> float:
        return (torch.cuda.max_memory_allocated(self._cuda) if self._cuda else peak_bytes()) / _GIB


class _Watch:
    """Hears of each step of a batch."""

    def __init__(
        self,
        loaded: Loaded,
        shared: Shared,
        items: Sequence[Given],
        tell: Tell,
        gone: Callable[[int], bool],
        monotonic: Callable[[], float],
    ) -> None:
        self._loaded = loaded
        self._shared = shared
        self._items = items
        self._tell = tell
        self._gone = gone
        self._monotonic = monotonic
        self._shown = -math.inf

    def step(self, pipeline: Any, number: int, _time: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        if all(self._gone(item["id"]) for item in self._items):
            raise Stopped
        total = max(number + 1, int(pipeline.num_timesteps))
        fraction = (number + 1) / total * (1 - _DECODING)
        now = self._monotonic()
        show = now - self._shown >= PREVIEW_EVERY_S and number + 1 < total
        shots = self._previews(pipeline, tensors) if show else [None] * len(self._items)
        if show:
            self._shown = now
        for item, shot in zip(self._items, shots, strict=True):
            if not self._gone(item["id"]):
                self._tell(item["id"], fraction, "painting", shot)
        return {}

    def _previews(self, pipeline: Any, tensors: dict[str, Any]) -> list[bytes | None]:
        colours = self._loaded.colours
        if colours is None or not any(item["previews"] for item in self._items):
            return [None] * len(self._items)
        try:
            latents = unpacked(pipeline, tensors["latents"], self._shared["width"], self._shared["height"])
            return [
                colours.jpeg(one) if item["previews"] else None
                for one, item in zip(latents, self._items, strict=True)
            ]
        except Exception:  # noqa: BLE001 - previews are a courtesy; latents of another shape have none
            self._loaded.colours = None
            return [None] * len(self._items)


def _kind(item: Given) -> str:
    if item["image"] is None:
        return "paint"
    return "edit" if item["mask"] is None else "fill"


def _result(
    picture: Any, item: Given, seconds: float, gib_seconds: float, batch: int, shared: Shared
) -> Painted:
    size = (shared["width"], shared["height"])
    if item["image"] is not None and item["mask"] is not None:
        source, mask = pictures.opened(item["image"], size), pictures.opened_mask(item["mask"], size)
        picture = pictures.kept_outside(picture, source, mask)
    return {
        "data": pictures.png(picture),
        "width": picture.width,
        "height": picture.height,
        "seconds": seconds,
        "gib_seconds": gib_seconds,
        "batch": batch,
    }


class _reference:
    """The IP-Adapter, for as long as a picture to be like is there: with it a network wants one for every picture."""

    def __init__(self, pipeline: Any, model: Model, item: Given) -> None:
        self._pipeline = pipeline
        self._model = model
        self._wanted = bool(item["references"])

    def __enter__(self) -> None:
        if not self._wanted:
            return
        if not hasattr(self._pipeline, "load_ip_adapter"):
            raise AdapterRefused("This kind of model takes no pictures to be like.")
        folder = self._model["ip_adapter"]
        if not self._model["hub"] and not list((Path(folder) / "image_encoder").glob("*.safetensors")):
            raise BadFolder(f"{folder} has no image_encoder with weights in safetensors.")
        self._pipeline.load_ip_adapter(
            folder,
            subfolder="",
            weight_name=self._model["ip_adapter_file"],
            image_encoder_folder="image_encoder",
            local_files_only=not self._model["hub"],
        )
        self._pipeline.set_ip_adapter_scale(0.6)

    def __exit__(self, *_: object) -> None:
        if self._wanted and hasattr(self._pipeline, "unload_ip_adapter"):
            self._pipeline.unload_ip_adapter()

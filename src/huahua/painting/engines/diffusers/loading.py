"""Pipelines out of folders: safetensors, classes of diffusers and transformers alone, never code that comes along."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import torch

from huahua.painting.domain.placement import NotPlaced, Placement, Wish, place
from huahua.painting.engines.diffusers.adapters import Adapters
from huahua.painting.engines.diffusers.families import Family, family_of
from huahua.painting.engines.diffusers.folders import BadFolder, PipelineFacts, read_facts
from huahua.painting.engines.diffusers.machine import machine
from huahua.painting.engines.diffusers.plain import Model
from huahua.painting.engines.diffusers.previews import LatentColours

_HUB_FILES = ["*.json", "*.safetensors", "*.txt", "*.model"]
_OTHER_FORM = re.compile(r"Img2Img|Inpaint")
"""A folder whose pipeline is not the one that paints from words."""
_TEXT_PARTS = ("text_encoder", "tokenizer")


class Loaded:
    """One model in memory, with the pipelines that share its weights."""

    def __init__(self, base: Any, facts: PipelineFacts, placement: Placement, model: Model) -> None:
        self.base = base
        self.facts = facts
        self.family: Family = family_of(facts.class_name)
        self.placement = placement
        self.model = model
        self.adapters = Adapters(base)
        self.colours: LatentColours | None = None
        self._pipelines: dict[tuple[str, tuple[str, ...]], Any] = {}
        self._controlnets: dict[str, Any] = {}
        self._hooked: Any = None

    def pipeline(self, kind: str, controls: tuple[str, ...]) -> Any:
        """`kind` is paint, edit or fill; ready on its device. Raises BadFolder for a ControlNet that is none."""
        key = (kind, controls)
        if key not in self._pipelines:
            self._pipelines[key] = self._derived(kind, controls)
        pipeline = self._pipelines[key]
        self._settle(pipeline)
        return pipeline

    def _derived(self, kind: str, controls: tuple[str, ...]) -> Any:
        maker = {
            "paint": diffusers.AutoPipelineForText2Image,
            "edit": diffusers.AutoPipelineForImage2Image,
            "fill": diffusers.AutoPipelineForInpainting,
        }[kind]
        more: dict[str, Any] = {}
        if controls:
            networks = [self._controlnet(name) for name in controls]
            more["controlnet"] = networks[0] if len(networks) == 1 else networks
        try:
            as_it_is = kind == "paint" and not controls and not _OTHER_FORM.search(self.facts.class_name)
            pipeline = self.base if as_it_is else maker.from_pipe(self.base, **more)
        except ValueError as fault:
            raise BadFolder(f"{self.facts.class_name} has no form for this ({kind}).") from fault
        pipeline.set_progress_bar_config(disable=True)
        return pipeline

    def _controlnet(self, name: str) -> Any:
        if name not in self._controlnets:
            network = getattr(diffusers, self.family.control).from_pretrained(
                self.model["controls"][name],
                dtype=_torch_dtype(self.placement.dtype, self.family),
                use_safetensors=not self.model["pickle"],
                local_files_only=not self.model["hub"],
            )
            if self.placement.offload == "none":
                network.to(self.placement.device)
            self._controlnets[name] = network
        return self._controlnets[name]

    def _settle(self, pipeline: Any) -> None:
        """Hooks that move parts between memories belong to one pipeline at a time."""
        if self.placement.offload == "none" or self._hooked is pipeline:
            return
        if self.placement.offload == "model":
            pipeline.enable_model_cpu_offload(device=self.placement.device)
        else:
            pipeline.enable_sequential_cpu_offload(device=self.placement.device)
        self._hooked = pipeline


def load(model: Model) -> Loaded:
    """Raises BadFolder or NotPlaced."""
    folder = _folder(model)
    facts = read_facts(folder, pickle=model["pickle"])
    kind: Any = getattr(diffusers, facts.class_name, None)
    if not isinstance(kind, type) or not issubclass(kind, diffusers.DiffusionPipeline):
        raise BadFolder(f"{facts.class_name} is no pipeline that this version of diffusers has.")
    family = family_of(facts.class_name)
    wish = Wish(model["device"], model["dtype"], model["offload"])
    placement = place(wish, machine(), facts.weights, model["pixels"], bfloat16=family.bfloat16)
    base = _open(kind, folder, facts, placement, family, model["pickle"])
    loaded = Loaded(base, facts, placement, model)
    vae: Any = getattr(base, "vae", None)
    if placement.offload == "none":
        base.to(placement.device)
    loaded.colours = _colours(vae, placement)
    if placement.slicing:
        base.enable_attention_slicing()
    if placement.tiling and hasattr(vae, "enable_tiling"):
        vae.enable_tiling()
    return loaded


def _folder(model: Model) -> Path:
    if not model["hub"]:
        return Path(model["root"])
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model["root"], allow_patterns=_HUB_FILES))
    except Exception as fault:
        raise BadFolder(f"'{model['root']}' did not come from the hub: {type(fault).__name__}.") from fault


def _open(
    kind: Any, folder: Path, facts: PipelineFacts, placement: Placement, family: Family, pickle: bool
) -> Any:
    expected = list(kind._get_signature_keys(kind)[0])
    # A text encoder that was left out to save memory (the T5 of Stable Diffusion 3.5) is None, not an error.
    absent = {name: None for name in expected if name not in facts.parts and name.startswith(_TEXT_PARTS)}
    more: dict[str, Any] = {**absent, **_quantized(placement, facts)}
    try:
        return kind.from_pretrained(
            folder,
            dtype=_torch_dtype(placement.dtype, family),
            use_safetensors=not pickle,
            local_files_only=True,
            trust_remote_code=False,
            **more,
        )
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, AttributeError, ImportError) as fault:
        raise BadFolder(f"{folder.name} cannot be opened: {str(fault)[:300]}") from fault


def _quantized(placement: Placement, facts: PipelineFacts) -> dict[str, Any]:
    if placement.dtype != "int8":
        return {}
    from diffusers.quantizers import PipelineQuantizationConfig

    parts = [name for name in ("unet", "transformer") if name in facts.parts]
    if placement.quantizer == "bitsandbytes":
        config = PipelineQuantizationConfig(
            quant_backend="bitsandbytes_8bit",
            quant_kwargs={"load_in_8bit": True},
            components_to_quantize=parts,
        )
    else:
        from diffusers import TorchAoConfig
        from torchao.quantization import Int8WeightOnlyConfig

        config = PipelineQuantizationConfig(
            quant_mapping={part: TorchAoConfig(Int8WeightOnlyConfig()) for part in parts}
        )
    return {"quantization_config": config}


def _torch_dtype(name: str, family: Family) -> torch.dtype:
    if name == "int8":
        name = "bfloat16" if family.bfloat16 else "float16"
    dtype: torch.dtype = getattr(torch, name)
    return dtype


def _colours(vae: Any, placement: Placement) -> LatentColours | None:
    """None for a VAE of a shape that nobody here knows: then there are no previews."""
    if vae is None:
        return None
    try:
        vae.to(placement.device)
        colours = LatentColours.fit(vae)
        if placement.offload != "none":
            vae.to("cpu")
        return colours
    except Exception:  # noqa: BLE001 - previews are a courtesy
        return None


class Shelf:
    """Models in memory: as many as fit, the one that rested longest leaves first."""

    def __init__(self, max_models: int = 4, opened: Callable[[Model], Loaded] = load) -> None:
        self._max = max_models
        self._opened = opened
        self._models: dict[str, Loaded] = {}

    def get(self, model: Model) -> Loaded:
        """Raises BadFolder or NotPlaced."""
        key = repr(sorted(model.items()))
        found = self._models.pop(key, None)
        if found is None:
            found = self._new(model)
        self._models[key] = found
        return found

    def _new(self, model: Model) -> Loaded:
        while len(self._models) >= self._max or (self._models and not _fits(model)):
            self._models.pop(next(iter(self._models)))
            _free()
        return self._opened(model)

    def said(self) -> list[str]:
        """Where each model runs, and why, in words."""
        return [f"{Path(one.model['root']).name}: {one.placement.why}" for one in self._models.values()]


def _fits(model: Model) -> bool:
    """Whether it has room beside the others without any offload."""
    if model["hub"]:
        return False
    try:
        facts = read_facts(Path(model["root"]), pickle=model["pickle"])
        family = family_of(facts.class_name)
        wish = Wish(model["device"], model["dtype"], "auto")
        here = machine()
        placed = place(wish, here, facts.weights, model["pixels"], bfloat16=family.bfloat16)
    except (BadFolder, NotPlaced):
        return True  # it will not be loaded at all
    device = next(one for one in here.devices if one.id == placed.device)
    bytes_each = {"float32": 4, "int8": 1}.get(placed.dtype, 2)
    return placed.offload == "none" and sum(facts.weights.values()) * bytes_each * 1.2 < device.free


def _free() -> None:
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()

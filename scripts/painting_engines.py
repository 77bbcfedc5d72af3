"""Writes the table of `docs/reference/painting-engines.md` from what the providers declare. `tests` hold it true."""

from __future__ import annotations

import sys
from pathlib import Path

from huahua.avatars.engines.engine import AvatarEngine
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.local_models import READY, LocalModels
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.providers.builtin.provider import BuiltinProvider
from huahua.gateway.providers.factory import provider_factory
from huahua.infra.http import Outbound
from huahua.painting.engines.diffusers.capabilities import capabilities_of
from huahua.painting.engines.diffusers.folders import PipelineFacts
from huahua.painting.engines.local import PainterEngine

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "painting-engines.md"
START, END = "<!-- table -->\n", "<!-- end of table -->\n"
ROWS = (
    ("builtin", None, "painter", "Built-in painter"),
    ("builtin", None, "avatar", "Built-in avatars"),
    ("openai", "openai", "gpt-image-1", "OpenAI `gpt-image-*`"),
    ("openai", "openai", "dall-e-3", "OpenAI `dall-e-3`"),
    ("openai", "openai", "dall-e-2", "OpenAI `dall-e-2`"),
    ("gemini", "gemini", "gemini-3.1-flash-image", "Gemini images"),
    ("gemini", "gemini", "imagen-4.0-generate-001", "Imagen"),
    ("openai", "dashscope", "wan2.5-t2i-preview", "DashScope `wan*-t2i`, `wanx*-t2i`"),
    ("openai", "dashscope", "wan2.5-i2i-preview", "DashScope `wan2.5-i2i`"),
    ("openai", "dashscope", "wan2.6-image", "DashScope `wan2.6-image`"),
    ("openai", "dashscope", "wanx2.1-imageedit", "DashScope `wanx2.1-imageedit`"),
    ("openai", "dashscope", "qwen-image-plus", "DashScope `qwen-image`"),
    ("openai", "dashscope", "qwen-image-edit-plus", "DashScope `qwen-image-edit`"),
    ("openai", "zhipu", "cogview-4", "Zhipu CogView"),
    ("openai", "ark", "doubao-seedream-4-0-250828", "Doubao Seedream 4 and newer"),
    ("openai", "siliconflow", "Kwai-Kolors/Kolors", "SiliconFlow Kolors"),
    ("openai", "siliconflow", "Qwen/Qwen-Image-Edit", "SiliconFlow Qwen-Image-Edit"),
    ("openai", "xai", "grok-imagine-image-2.0", "xAI Grok Imagine"),
    ("stability", "stability", "core", "Stability `core`"),
    ("stability", "stability", "ultra", "Stability `ultra`, `sd3.5-*`"),
    ("replicate", "replicate", "acme/sdxl", "Replicate, like Stable Diffusion"),
    ("replicate", "replicate", "black-forest-labs/flux-schnell", "Replicate FLUX"),
    ("replicate", "replicate", "google/nano-banana", "Replicate Seedream, FLUX 2, Nano Banana"),
    ("replicate", "replicate", "nightmareai/real-esrgan", "Replicate upscalers"),
    ("replicate", "replicate", "lucataco/remove-bg", "Replicate background removal"),
    ("a1111", "a1111", "dream", "Stable Diffusion web UI, Forge"),
    ("comfyui", "comfyui", "dream.safetensors", "ComfyUI, shipped workflows"),
)
LOCAL = (
    ("StableDiffusionXLPipeline", "Diffusers: Stable Diffusion 1.5, XL"),
    ("StableDiffusion3Pipeline", "Diffusers: Stable Diffusion 3.5"),
    ("FluxPipeline", "Diffusers: FLUX"),
    ("QwenImagePipeline", "Diffusers: Qwen-Image"),
)
"""With everything set up that the family can use."""
HEADS = (
    *("engine", "sizes", "at once", "seed", "quality", "edit", "mask", "strength", "references"),
    *("controls", "styles (LoRA)", "other operations", "previews"),
)


def table() -> str:
    """Markdown, one row for each kind of model."""
    engines = [PainterEngine(None), AvatarEngine(None)]  # type: ignore[arg-type]
    make = provider_factory(Outbound(), BuiltinProvider(engines))
    lines = [f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    for kind, preset, model, title in ROWS:
        provider = make(ProviderConfig(name=kind, kind=kind, preset=preset, base_url="http://127.0.0.1"))
        able = provider.capabilities(model)
        assert able is not None, title
        lines.append(f"| {title} | {' | '.join(_cells(able))} |")
    lines += [f"| {title} | {' | '.join(_cells(_local(name)))} |" for name, title in LOCAL]
    return "\n".join(lines) + "\n"


def _local(class_name: str) -> ImageCapabilities:
    parts = dict.fromkeys(("canny", "line", "depth", "pose"), "folder")
    models = LocalModels("models", controls=parts, sketchers=dict.fromkeys(parts, READY), ip_adapter="folder")
    return capabilities_of(PipelineFacts(class_name, {}, {}), models)


def page(text: str) -> str:
    """The page's text with the table as it is now."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}{table()}{END}{after}"


def _cells(able: ImageCapabilities) -> list[str]:
    others = sorted(operation.replace("_", " ") for operation in able.operations if operation != "paint")
    return [
        _sizes(able),
        str(able.max_count),
        _yes(able.seed),
        _yes(able.quality),
        "only" if able.needs_source else _yes(able.edit),
        _yes(able.mask),
        _yes(able.strength),
        str(able.max_references or "–"),
        ", ".join(sorted(able.controls)) or "–",
        _yes(able.adapters),
        ", ".join(others) or "–",
        _yes(able.previews),
    ]


def _sizes(able: ImageCapabilities) -> str:
    if able.ratios:
        return f"{len(able.ratios)} shapes" if len(able.ratios) > 1 else "square"
    if able.sizes:
        return f"{len(able.sizes)} sizes"
    return f"{able.min_side}–{able.max_side} px" if able.max_side < ImageCapabilities().max_side else "any"


def _yes(value: bool) -> str:
    return "yes" if value else "–"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
    sys.stdout.write(f"wrote {PAGE}\n")

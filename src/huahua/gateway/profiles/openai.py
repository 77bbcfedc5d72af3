"""Where OpenAI-compatible vendors part from OpenAI.

A vendor that is not named here is taken at its word: `OPEN` sends what the protocol says. Each entry
follows the vendor's own reference (the pages are linked from `presets.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from re import Pattern


@dataclass(frozen=True, slots=True)
class ImageProfile:
    """How pictures are asked for. A field that is None is not known to the vendor."""

    path: str = "/images/generations"
    edit_path: str | None = "/images/edits"
    """Multipart edits; None where the picture goes into the generation's `image` field or nowhere."""
    image_field: str | None = None
    size_field: str | None = "size"
    count_field: str | None = "n"
    """Where None, several pictures are several calls."""
    max_count: int = 10
    response_format: bool = True
    """Whether `response_format: b64_json` may be sent; links in replies are followed either way."""
    no_response_format: Pattern[str] | None = None
    """Models that refuse the field although the vendor knows it."""
    seed: bool = False
    negative: bool = False
    styles: frozenset[str] = frozenset()
    """Values of `style` that the vendor knows; other styles become words of the prompt."""
    steps_field: str | None = None
    """Takes the number of diffusion steps."""
    quality: dict[str, str] | None = None
    """Values of `quality` by our level low, medium and high."""
    reply_field: str = "data"


@dataclass(frozen=True, slots=True)
class OpenAIProfile:
    stream_usage: bool = True
    """Ask for usage at the end of a stream (`stream_options.include_usage`)."""
    completion_limit: Pattern[str] | None = None
    """Models that want `max_completion_tokens` and refuse `max_tokens`."""
    old_limit: bool = False
    """Knows only `max_tokens`."""
    models_path: str | None = "/models"
    images: ImageProfile | None = field(default_factory=ImageProfile)


OPEN = OpenAIProfile(images=ImageProfile(seed=True, negative=True, steps_field="steps"))

_NO_IMAGES: ImageProfile | None = None
_EVERY_MODEL = re.compile("")

PROFILES: dict[str, OpenAIProfile] = {
    "openai": OpenAIProfile(
        completion_limit=re.compile(r"(?:o\d|gpt-[5-9])"),
        images=ImageProfile(
            no_response_format=re.compile(r"gpt-image|chatgpt-image"),
            styles=frozenset({"vivid", "natural"}),
            quality={"low": "low", "medium": "medium", "high": "high"},
        ),
    ),
    "deepseek": OpenAIProfile(old_limit=True, images=_NO_IMAGES),
    "dashscope": OpenAIProfile(completion_limit=_EVERY_MODEL, images=_NO_IMAGES),
    "zhipu": OpenAIProfile(
        stream_usage=False,
        old_limit=True,
        images=ImageProfile(
            edit_path=None,
            count_field=None,
            response_format=False,
            quality={"low": "standard", "medium": "standard", "high": "hd"},
        ),
    ),
    "moonshot": OpenAIProfile(old_limit=True, images=_NO_IMAGES),
    "ark": OpenAIProfile(
        images=ImageProfile(edit_path=None, image_field="image", count_field=None, seed=True),
    ),
    "qianfan": OpenAIProfile(images=ImageProfile(edit_path=None, response_format=False, seed=True)),
    "hunyuan": OpenAIProfile(stream_usage=False, old_limit=True, models_path=None, images=_NO_IMAGES),
    "minimax": OpenAIProfile(completion_limit=_EVERY_MODEL, images=_NO_IMAGES),
    "siliconflow": OpenAIProfile(
        old_limit=True,
        images=ImageProfile(
            edit_path=None,
            image_field="image",
            size_field="image_size",
            count_field="batch_size",
            max_count=4,
            response_format=False,
            seed=True,
            negative=True,
            steps_field="num_inference_steps",
            reply_field="images",
        ),
    ),
    "openrouter": OpenAIProfile(images=_NO_IMAGES),
    "mistral": OpenAIProfile(stream_usage=False, old_limit=True, images=_NO_IMAGES),
    "groq": OpenAIProfile(images=_NO_IMAGES),
    "xai": OpenAIProfile(images=ImageProfile(edit_path=None, size_field=None)),
    "ollama": OpenAIProfile(old_limit=True, images=_NO_IMAGES),
    "vllm": OpenAIProfile(),
    "lmstudio": OpenAIProfile(old_limit=True, images=_NO_IMAGES),
    "llamacpp": OpenAIProfile(old_limit=True, images=_NO_IMAGES),
}


def profile_of(preset: str | None) -> OpenAIProfile:
    """The profile of a preset; `OPEN` for a vendor that nobody described."""
    return PROFILES.get(preset or "", OPEN)

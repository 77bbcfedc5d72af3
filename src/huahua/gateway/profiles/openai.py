"""Where OpenAI-compatible vendors part from OpenAI.

A vendor that is not named here is taken at its word: `OPEN` sends what the protocol says. Each entry
follows the vendor's own reference (the pages are linked from `presets.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from re import Pattern

from huahua.gateway.profiles.sizes import Listed, Ratios, SizeRules, Within


@dataclass(frozen=True, slots=True)
class ImageProfile:
    """How pictures are asked for. A field that is None is not known to the vendor."""

    path: str = "/images/generations"
    edit_path: str | None = "/images/edits"
    """Multipart edits; None where the picture goes into the generation's `image` field or nowhere."""
    image_field: str | None = None
    size_field: str | None = "size"
    sizes: SizeRules = ()
    """What sizes there are; a model that no rule names takes any."""
    ratio_field: str | None = None
    """Where the vendor is told a shape instead of a size, one of `ratios`."""
    ratios: Ratios | None = None
    count_field: str | None = "n"
    """Where None, several pictures are several calls."""
    max_count: int = 10
    edits: Pattern[str] | None = None
    """Models that edit, where not all do."""
    needs_source: Pattern[str] | None = None
    """Models that only edit."""
    many_images: Pattern[str] | None = None
    """Models that take pictures to be like beside the one that they edit."""
    max_images: int = 16
    """How many they take together."""
    response_format: bool = True
    """Whether `response_format: b64_json` may be sent; links in replies are followed either way."""
    no_response_format: Pattern[str] | None = None
    """Models that refuse the field although the vendor knows it."""
    seed: bool = False
    seeds: Pattern[str] | None = None
    """Models that take a seed, where not all do."""
    negative: bool = False
    styles: frozenset[str] = frozenset()
    """Values of `style` that the vendor knows; other styles become words of the prompt."""
    steps_field: str | None = None
    """Takes the number of diffusion steps."""
    quality: dict[str, str] | None = None
    """Values of `quality` by our level low, medium and high."""
    quality_of: tuple[tuple[Pattern[str], dict[str, str] | None], ...] = ()
    """Models that have others, or none."""
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
    completions: Pattern[str] | None = None
    """Models that take `/completions`; for the others its callers get a chat completion in that shape."""
    cache_markers: bool = False
    """Knows Anthropic's `cache_control` inside messages and tools."""
    foreign_fields: bool = True
    """Takes other vendors' fields in messages (`reasoning_content`, …), or at least looks past them."""
    images: ImageProfile | None = field(default_factory=ImageProfile)


OPEN = OpenAIProfile(images=ImageProfile(seed=True, negative=True, steps_field="steps"))

_NO_IMAGES: ImageProfile | None = None
_EVERY_MODEL = re.compile("")

_OPENAI_SIZES: SizeRules = (
    (re.compile(r"chatgpt-image|gpt-image-1"), Listed(((1024, 1024), (1536, 1024), (1024, 1536)))),
    (
        re.compile(r"gpt-image"),
        Within(step=16, max_side=3840, min_pixels=655_360, max_pixels=8_294_400, max_ratio=3),
    ),
    (re.compile(r"dall-e-3"), Listed(((1024, 1024), (1792, 1024), (1024, 1792)))),
    (re.compile(r"dall-e-2"), Listed(((256, 256), (512, 512), (1024, 1024)))),
)
_COGVIEW_LIST = Listed(
    ((1024, 1024), (768, 1344), (864, 1152), (1344, 768), (1152, 864), (1440, 720), (720, 1440))
)
_ZHIPU_SIZES: SizeRules = (
    (re.compile(r"glm-image"), Within(step=32, min_side=1024, max_side=2048, max_pixels=2**22)),
    (
        re.compile(r"cogview-4|cogview-3-flash"),
        Within(step=16, min_side=512, max_side=2048, max_pixels=2**21),
    ),
    (re.compile(r"cogview"), _COGVIEW_LIST),
)
_ARK_SIZES: SizeRules = (
    (re.compile(r"seededit"), None),
    (re.compile(r"seedream-3"), Within(min_side=512, max_side=2048)),
    (re.compile(r"seedream-4[-.]0"), Within(min_pixels=1280 * 720, max_pixels=4096 * 4096)),
    # Newer ones, and endpoints (`ep-…`) that do not tell what is behind them.
    (_EVERY_MODEL, Within(min_pixels=2560 * 1440, max_pixels=10_404_496)),
)
_QIANFAN_SIZES: SizeRules = (
    (
        _EVERY_MODEL,
        Listed(
            (
                *((512, 512), (768, 768), (1024, 1024), (1536, 1536), (2048, 2048)),
                *((1024, 768), (2048, 1536), (768, 1024), (1536, 2048)),
                *((640, 360), (1024, 576), (2048, 1152), (360, 640), (576, 1024), (1152, 2048)),
            )
        ),
    ),
)
_SILICONFLOW_SIZES: SizeRules = (
    (re.compile(r"Qwen-Image-Edit"), None),
    (
        re.compile(r"Qwen-Image"),
        Listed(
            (
                *((1328, 1328), (1664, 928), (928, 1664), (1472, 1140), (1140, 1472)),
                *((1584, 1056), (1056, 1584)),
            )
        ),
    ),
    (
        re.compile(r"Kolors"),
        Listed(
            (
                *((1024, 1024), (960, 1280), (768, 1024), (720, 1440), (720, 1280)),
                *((1280, 960), (1024, 768), (1440, 720), (1280, 720)),
            )
        ),
    ),
)
_GROK_RATIOS = Ratios(
    (
        *("1:1", "3:4", "4:3", "9:16", "16:9", "2:3", "3:2"),
        *("9:19.5", "19.5:9", "9:20", "20:9", "1:2", "2:1"),
    )
)
_OPENAI_PAINTERS = re.compile(r"gpt-image|dall-e-[23]")
_OPENAI_EDITORS = re.compile(r"gpt-image|chatgpt-image|dall-e-2")
_OPENAI_MANY = re.compile(r"gpt-image|chatgpt-image")
_OPENAI_QUALITY = {"low": "low", "medium": "medium", "high": "high"}
_DALL_E_QUALITY: tuple[tuple[Pattern[str], dict[str, str] | None], ...] = (
    (re.compile(r"dall-e-3"), {"low": "standard", "medium": "standard", "high": "hd"}),
    (re.compile(r"dall-e-2"), None),
)

PROFILES: dict[str, OpenAIProfile] = {
    "openai": OpenAIProfile(
        foreign_fields=False,
        completion_limit=re.compile(r"(?:o\d|gpt-[5-9])"),
        completions=re.compile(r"gpt-3\.5-turbo-instruct|(?:davinci|babbage)-002"),
        images=ImageProfile(
            sizes=_OPENAI_SIZES,
            no_response_format=re.compile(r"gpt-image|chatgpt-image"),
            styles=frozenset({"vivid", "natural"}),
            quality=_OPENAI_QUALITY,
            quality_of=_DALL_E_QUALITY,
            edits=_OPENAI_EDITORS,
            many_images=_OPENAI_MANY,
        ),
    ),
    "azure": OpenAIProfile(
        foreign_fields=False,
        completion_limit=re.compile(r"(?:o\d|gpt-[5-9])"),
        completions=re.compile(r"gpt-3\.5-turbo-instruct|(?:davinci|babbage)-002"),
        images=ImageProfile(
            sizes=_OPENAI_SIZES,
            response_format=False,
            quality=_OPENAI_QUALITY,
            quality_of=_DALL_E_QUALITY,
            many_images=_OPENAI_MANY,
        ),
    ),
    "deepseek": OpenAIProfile(old_limit=True, images=_NO_IMAGES),
    "dashscope": OpenAIProfile(cache_markers=True, completion_limit=_EVERY_MODEL, images=_NO_IMAGES),
    "zhipu": OpenAIProfile(
        stream_usage=False,
        old_limit=True,
        images=ImageProfile(
            sizes=_ZHIPU_SIZES,
            edit_path=None,
            count_field=None,
            response_format=False,
            quality={"low": "standard", "medium": "standard", "high": "hd"},
        ),
    ),
    "moonshot": OpenAIProfile(old_limit=True, images=_NO_IMAGES),
    "ark": OpenAIProfile(
        images=ImageProfile(
            sizes=_ARK_SIZES,
            edit_path=None,
            image_field="image",
            count_field=None,
            seed=True,
            seeds=re.compile(r"seedream-3|seededit"),
            edits=re.compile(r"seededit|seedream-(?:[4-9]|\d\d)|^ep-"),
            needs_source=re.compile(r"seededit"),
            many_images=re.compile(r"seedream-(?:[4-9]|\d\d)|^ep-"),
            max_images=10,
        ),
    ),
    "qianfan": OpenAIProfile(
        images=ImageProfile(sizes=_QIANFAN_SIZES, edit_path=None, response_format=False, seed=True)
    ),
    "hunyuan": OpenAIProfile(stream_usage=False, old_limit=True, models_path=None, images=_NO_IMAGES),
    "minimax": OpenAIProfile(completion_limit=_EVERY_MODEL, images=_NO_IMAGES),
    "siliconflow": OpenAIProfile(
        old_limit=True,
        images=ImageProfile(
            edit_path=None,
            image_field="image",
            edits=re.compile(r"Kolors|Edit|Kontext"),
            needs_source=re.compile(r"Edit"),
            size_field="image_size",
            sizes=_SILICONFLOW_SIZES,
            count_field="batch_size",
            max_count=4,
            response_format=False,
            seed=True,
            negative=True,
            steps_field="num_inference_steps",
            reply_field="images",
        ),
    ),
    "openrouter": OpenAIProfile(completions=_EVERY_MODEL, cache_markers=True, images=_NO_IMAGES),
    "mistral": OpenAIProfile(stream_usage=False, old_limit=True, images=_NO_IMAGES),
    "groq": OpenAIProfile(images=_NO_IMAGES),
    "xai": OpenAIProfile(
        images=ImageProfile(edit_path=None, size_field=None, ratio_field="aspect_ratio", ratios=_GROK_RATIOS)
    ),
    "ollama": OpenAIProfile(completions=_EVERY_MODEL, old_limit=True, images=_NO_IMAGES),
    "vllm": OpenAIProfile(completions=_EVERY_MODEL),
    "lmstudio": OpenAIProfile(completions=_EVERY_MODEL, old_limit=True, images=_NO_IMAGES),
    "llamacpp": OpenAIProfile(completions=_EVERY_MODEL, old_limit=True, images=_NO_IMAGES),
}


def profile_of(preset: str | None) -> OpenAIProfile:
    """The profile of a preset; `OPEN` for a vendor that nobody described."""
    return PROFILES.get(preset or "", OPEN)


def images_of(preset: str | None, model: str) -> ImageProfile | None:
    """How `model` is asked for pictures; None where the vendor has none. A relay that nobody described
    offers OpenAI's own painters under their own names, with OpenAI's own rules."""
    profile = profile_of(preset)
    if profile is OPEN and _OPENAI_PAINTERS.search(model):
        return PROFILES["openai"].images
    return profile.images

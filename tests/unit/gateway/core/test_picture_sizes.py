"""Which size a vendor is asked for instead of the one that was wished."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import ImageRequest
from huahua.gateway.profiles.gemini import ratios_of
from huahua.gateway.profiles.openai import PROFILES, images_of
from huahua.gateway.profiles.sizes import Listed, Sizes, nearest_size
from huahua.gateway.wire import openai_images as images

SQUARE, WIDE, TALL, PHOTO = (1024, 1024), (1360, 768), (768, 1360), (1184, 880)


def sent(preset: str | None, model: str, size: tuple[int, int], **changes: Any) -> dict[str, Any]:
    profile = images_of(preset, model)
    assert profile is not None
    request = ImageRequest("a boat", width=size[0], height=size[1], **changes)
    body: dict[str, Any] = json.loads(images.encode(model, request, 1, profile).body)
    return {name: body[name] for name in ("size", "image_size", "aspect_ratio") if name in body}


@pytest.mark.parametrize(
    ("preset", "model", "size", "expected"),
    [
        ("openai", "gpt-image-1", SQUARE, {"size": "1024x1024"}),
        ("openai", "gpt-image-1", WIDE, {"size": "1536x1024"}),
        ("openai", "gpt-image-1-mini", TALL, {"size": "1024x1536"}),
        ("openai", "gpt-image-1.5", PHOTO, {"size": "1536x1024"}),
        ("openai", "chatgpt-image-latest", WIDE, {"size": "1536x1024"}),
        ("openai", "gpt-image-2", WIDE, {"size": "1360x768"}),
        ("openai", "gpt-image-2", (512, 512), {"size": "816x816"}),
        ("openai", "gpt-image-2", (2048, 512), {"size": "1776x592"}),
        ("openai", "dall-e-3", WIDE, {"size": "1792x1024"}),
        ("openai", "dall-e-3", TALL, {"size": "1024x1792"}),
        ("openai", "dall-e-2", WIDE, {"size": "1024x1024"}),
        ("openai", "dall-e-2", (300, 300), {"size": "256x256"}),
        ("openai", "a-model-of-tomorrow", WIDE, {"size": "1360x768"}),
        ("zhipu", "cogview-4", WIDE, {"size": "1360x768"}),
        ("zhipu", "cogview-4-250304", (400, 300), {"size": "688x512"}),
        ("zhipu", "cogview-3-plus", WIDE, {"size": "1344x768"}),
        ("zhipu", "glm-image", WIDE, {"size": "1824x1024"}),
        ("ark", "doubao-seedream-3-0-t2i-250415", WIDE, {"size": "1360x768"}),
        ("ark", "doubao-seedream-4-0-250828", WIDE, {"size": "1360x768"}),
        ("ark", "doubao-seedream-4-0-250828", (512, 512), {"size": "960x960"}),
        ("ark", "doubao-seedream-4-5-251128", SQUARE, {"size": "1920x1920"}),
        ("ark", "ep-20260101-abcde", SQUARE, {"size": "1920x1920"}),
        ("ark", "doubao-seededit-3-0-i2i-250628", SQUARE, {}),
        ("qianfan", "irag-1.0", WIDE, {"size": "1024x576"}),
        ("qianfan", "irag-1.0", SQUARE, {"size": "1024x1024"}),
        ("siliconflow", "Kwai-Kolors/Kolors", WIDE, {"image_size": "1280x720"}),
        ("siliconflow", "Kwai-Kolors/Kolors", TALL, {"image_size": "720x1280"}),
        ("siliconflow", "Qwen/Qwen-Image", WIDE, {"image_size": "1664x928"}),
        ("siliconflow", "Qwen/Qwen-Image-Edit-2509", WIDE, {}),
        ("siliconflow", "black-forest-labs/FLUX.1-dev", WIDE, {"image_size": "1360x768"}),
        ("xai", "grok-imagine-image-2.0", WIDE, {"aspect_ratio": "16:9"}),
        ("xai", "grok-imagine-image-2.0", (590, 1280), {"aspect_ratio": "9:19.5"}),
        (None, "stable-diffusion", WIDE, {"size": "1360x768"}),
        (None, "openai/gpt-image-1", WIDE, {"size": "1536x1024"}),
    ],
)
def test_the_nearest_size_that_the_vendor_paints(
    preset: str | None, model: str, size: tuple[int, int], expected: dict[str, str]
) -> None:
    assert sent(preset, model, size) == expected


def test_a_caller_who_names_a_size_of_the_vendor_gets_that_very_size() -> None:
    assert sent("openai", "gpt-image-1", (1000, 900), exact_size=True) == {"size": "1000x900"}
    assert sent("ark", "doubao-seededit-3-0-i2i", (640, 640), exact_size=True) == {"size": "640x640"}


def test_a_relay_is_asked_for_openais_own_painters_as_openai_is() -> None:
    profile = images_of(None, "gpt-image-1")
    assert profile is not None
    request = ImageRequest("a cat", width=64, height=64, seed=4, negative="dogs")
    assert json.loads(images.encode("gpt-image-1", request, 1, profile).body) == {
        "model": "gpt-image-1",
        "prompt": "a cat\nAvoid: dogs.",
        "n": 1,
        "size": "1024x1024",
    }


@pytest.mark.parametrize(
    ("model", "size", "expected"),
    [
        ("gemini-2.5-flash-image", WIDE, "16:9"),
        ("gemini-2.5-flash-image", (512, 2048), "9:16"),
        ("gemini-3.1-flash-image", (512, 2048), "1:4"),
        ("gemini-3-pro-image", (1600, 700), "21:9"),
        ("imagen-4.0-generate-001", (1254, 836), "4:3"),
    ],
)
def test_google_is_told_the_nearest_shape(model: str, size: tuple[int, int], expected: str) -> None:
    assert ratios_of(model).nearest(*size) == expected


EVERY_RULE = [
    sizes
    for profile in PROFILES.values()
    if profile.images is not None
    for _pattern, sizes in profile.images.sizes
    if sizes is not None
]
SIDES = st.integers(64, 4096)


@given(sizes=st.sampled_from(EVERY_RULE), width=SIDES, height=SIDES)
def test_what_is_asked_for_is_always_allowed_and_keeps_its_direction(
    sizes: Sizes, width: int, height: int
) -> None:
    found = sizes.nearest(width, height)
    if isinstance(sizes, Listed):
        assert found in sizes.sizes
    else:
        assert sizes.allows(*found), found
    assert (found[0] - found[1]) * (width - height) >= 0
    assert sizes.nearest(*found) == found


@given(width=SIDES, height=SIDES)
def test_a_size_stays_where_nothing_is_known_of_the_model(width: int, height: int) -> None:
    assert nearest_size((), "any", width, height) == (width, height)

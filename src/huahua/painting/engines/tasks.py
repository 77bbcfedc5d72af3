"""What a worker process paints: plain values in, plain values out (see `infra.workers`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PIL import Image

from huahua.painting.domain.styles import said, style_id
from huahua.painting.domain.text import CONTINUED, is_chinese
from huahua.painting.engines.builtin import (
    STYLES,
    Illustration,
    cut_out,
    encode,
    enlarged,
    enrich,
    illustrate,
    read_recipe,
    retouch,
    revise,
)

DEFAULT_SIDE = 1024

Progress = Callable[[float, str], None]
Answer = dict[str, Any]


def paint(
    words: str,
    seed: int | None,
    width: int | None,
    height: int | None,
    style: str | None,
    negative: str,
    progress: Progress | None = None,
) -> Answer:
    """`{data, width, height, seed, unmet, recipe}`."""
    medium, words = _medium(style, words)
    painted = illustrate(
        words,
        seed=seed or 0,
        width=width or DEFAULT_SIDE,
        height=height or DEFAULT_SIDE,
        style=medium,
        negative=negative,
        progress=progress,
    )
    return _answer(painted)


def edit(
    words: str,
    seed: int | None,
    width: int | None,
    height: int | None,
    style: str | None,
    negative: str,
    source: bytes,
    mask: bytes | None,
    progress: Progress | None = None,
) -> Answer:
    """As `paint`, or `{refused}`. A picture of this painter is composed anew from its recipe, so that what
    is not named stays; other pictures, and masked parts, are changed in their pixels."""
    if words == CONTINUED:  # the picture goes on by itself: its edges are continued before it comes here
        words = ""
    wished = said(style, chinese=is_chinese(words)) if style else ""
    for more in (wished, _without(negative, words)):
        words = _joined(words, more) if words and more else words or more
    recipe = read_recipe(source) if mask is None else None
    try:
        if recipe is None or recipe.get("kind") == "retouch":
            painted = retouch(source, words, mask=mask, seed=seed or 0, progress=progress)
        else:
            painted = revise(recipe, words, seed=seed, width=width, height=height, progress=progress)
    except ValueError as fault:
        return {"refused": f"The painter cannot change this picture: {fault}."}
    return _answer(painted)


def upscale(source: bytes, scale: int, progress: Progress | None = None) -> Answer:
    """As `paint`, or `{refused}`: the picture larger, by resampling."""
    try:
        larger = enlarged(source, scale)
    except ValueError as fault:
        return {"refused": f"The painter cannot enlarge this picture: {fault}."}
    if progress is not None:
        progress(0.7, "texture")
    return _worked(larger, "upscale", {"method": "Lanczos, unsharp mask", "scale": scale})


def remove_background(source: bytes, progress: Progress | None = None) -> Answer:
    """As `paint`, or `{refused}`: the picture's subject alone."""
    try:
        cut, method = cut_out(source, read_recipe(source))
    except ValueError as fault:
        return {"refused": f"The painter cannot cut this picture out: {fault}."}
    if progress is not None:
        progress(0.7, "texture")
    return _worked(cut, "remove_background", {"method": method})


def _worked(image: Image.Image, kind: str, more: dict[str, Any]) -> Answer:
    recipe = {"engine": "builtin/painter", "kind": kind, "width": image.width, "height": image.height, **more}
    return {
        "data": encode(image, None),
        "width": image.width,
        "height": image.height,
        "seed": None,
        "unmet": [],
        "recipe": recipe,
    }


def _without(negative: str, words: str) -> str:
    if not negative:
        return ""
    return f"不要{negative}" if is_chinese(words) else f"without {negative}"


def _joined(words: str, more: str) -> str:
    return f"{words}{'，' if is_chinese(words) else ', '}{more}"


def _medium(style: str | None, words: str) -> tuple[str | None, str]:
    """A style by its id; any other name of one is read with the words, and unmet there if nobody knows it."""
    if style is None:
        return None, words
    known = style_id(style)
    by_id = {style_id(medium): medium for medium in STYLES}
    if known in by_id:
        return by_id[known], words
    return None, _joined(words, said(style, chinese=is_chinese(words)))


def _answer(painted: Illustration) -> Answer:
    return {
        "data": painted.png,
        "width": painted.width,
        "height": painted.height,
        "seed": painted.seed,
        "unmet": list(painted.unmet),
        "recipe": painted.recipe,
    }


def enriched(prompt: str, style: str | None, seed: int, locked: list[str]) -> str:
    """The prompt made richer in its own language, with the wished style among its words."""
    chinese = is_chinese(prompt)
    wished = _joined(prompt, said(style, chinese=chinese)) if style else prompt
    return enrich(wished, language="zh" if chinese else "en", seed=seed, locked=locked)

"""Vector avatars: the same style, options and seed give the same drawing, byte for byte.

Plain values in and out, so that it runs in a worker process or right here (about a millisecond).
"""

from __future__ import annotations

import json
from typing import Any

import resvg_py
from dicebear import Avatar, CircularColorReferenceError, ValidationError

from huahua.avatars.domain.matching import Match, match_spec, match_text
from huahua.avatars.domain.options import ABOUT_THE_CALL, check_options, check_size
from huahua.avatars.domain.rastering import unclipped
from huahua.avatars.domain.safety import check_svg
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.domain.spec_input import parse_spec
from huahua.avatars.domain.wording import Locale
from huahua.avatars.engines.library import descriptor_of, load_style
from huahua.avatars.errors import InvalidAvatar
from huahua.kit.png import NotPng, read_texts, with_texts

KEYWORD = "huahua-avatar"
"""The PNG text that holds `{style, options, seed}` as JSON."""
_WITH_LETTERS = frozenset({"initials", "initial-face"})
"""Styles that write text and therefore need the system's fonts."""


def draw_svg(style: str, options: dict[str, Any], seed: str, size: int) -> str:
    """An SVG document without scripts or outside references. Raises InvalidAvatar."""
    check_options(options, descriptor_of(style), style)
    try:
        avatar = Avatar(load_style(style), {**options, "seed": seed, "size": check_size(size)})
    except ValidationError as fault:
        names = {str(detail.get("instancePath", "")).strip("/").split("/")[0] for detail in fault.details}
        raise InvalidAvatar(
            f"These options are not right: {', '.join(sorted(names))}.", param="options"
        ) from fault
    except CircularColorReferenceError as fault:
        raise InvalidAvatar(f"The colours refer to each other: {fault}.", param="options") from fault
    return check_svg(str(avatar))


def draw_png(style: str, options: dict[str, Any], seed: str, size: int) -> bytes:
    """The drawing in pixels, with its recipe in the file. Raises InvalidAvatar."""
    svg = unclipped(draw_svg(style, options, seed, size))
    png = resvg_py.svg_to_bytes(
        svg_string=svg, width=size, height=size, skip_system_fonts=style not in _WITH_LETTERS
    )
    recipe = {"style": style, "options": options, "seed": seed}
    return with_texts(bytes(png), {KEYWORD: json.dumps(recipe, ensure_ascii=False, sort_keys=True)})


def read_recipe(png: bytes) -> dict[str, Any] | None:
    """What `draw_png` wrote into a file, None where it wrote nothing."""
    try:
        recipe = json.loads(read_texts(png).get(KEYWORD, "null"))
    except (NotPng, ValueError):
        return None
    match recipe:
        case {"style": str(), "options": dict(), "seed": str()}:
            return dict(recipe)
    return None


def read_words(text: str, style: str | None) -> Match:
    """A description as a style and options that the style has. Raises InvalidAvatar."""
    return match_text(text, style, descriptor_of)


def read_spec(spec: AvatarSpec, style: str | None, locale: Locale = "en") -> Match:
    """A spec as the style that shows most of it, and options. Raises InvalidAvatar."""
    return match_spec(spec, style, descriptor_of, locale)


def paint(
    text: str,
    style: str | None,
    options: dict[str, Any],
    seed: int | None,
    size: int,
    source: bytes | None = None,
    parameters: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A task for a worker: `{data, unmet, style, options, seed}`, or `{refused, param}`.

    `source` is an earlier avatar: what `text` does not name stays as it is there. Of `parameters` those
    count that are options of the style, and `spec` (an `AvatarSpec` as JSON), which says more exactly than `text`
    what is wished for.
    """
    try:
        return _paint(text, style, options, parameters or {}, seed, size, source)
    except InvalidAvatar as fault:
        return {"refused": fault.message, "param": fault.param}


def _paint(
    text: str,
    style: str | None,
    options: dict[str, Any],
    parameters: dict[str, Any],
    seed: int | None,
    size: int,
    source: bytes | None,
) -> dict[str, Any]:
    before = read_recipe(source) if source is not None else None
    if source is not None and before is None:
        raise InvalidAvatar("This picture is not an avatar of this engine, so it cannot change it.")
    chosen_seed = str(seed or 0)
    if before is not None:
        style = style or before["style"]
        chosen_seed = before["seed"] if seed is None else chosen_seed
    reading = _read(text, style, parameters.get("spec"), whole=before is None)
    known = descriptor_of(reading.style).keys() - ABOUT_THE_CALL
    loose = {key: value for key, value in parameters.items() if key in known}
    chosen = {**reading.options, **loose, **options}
    if before is not None and before["style"] == reading.style:
        chosen = {**before["options"], **chosen}
    return {
        "data": draw_png(reading.style, chosen, chosen_seed, size),
        "unmet": list(reading.unmet),
        "style": reading.style,
        "options": chosen,
        "seed": chosen_seed,
    }


def _read(text: str, style: str | None, spec: Any, *, whole: bool) -> Match:
    if spec is None:
        return match_text(text, style, descriptor_of, whole=whole)
    locale: Locale = "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else "en"
    return read_spec(parse_spec(spec), style, locale)

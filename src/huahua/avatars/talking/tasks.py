"""Tasks of workers: a talking avatar as a file, a voice as timing. Plain values in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from huahua.avatars.domain.branding import BrandColours, brand_options
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.domain.variants import DEFAULT_STYLE
from huahua.avatars.engines import dicebear
from huahua.avatars.engines.library import descriptor_of
from huahua.avatars.errors import AvatarError, InvalidAvatar
from huahua.avatars.talking.face import Face
from huahua.avatars.talking.frames import TooMuch, moving_picture, sprite_sheet
from huahua.avatars.talking.lottie import lottie
from huahua.avatars.talking.moving_svg import moving_svg
from huahua.avatars.talking.timeline import Timeline, timeline_of
from huahua.avatars.talking.voice import beats_of, loudness_of

MIN_SIZE, MAX_SIZE = 64, 512
_WRITERS: dict[str, Callable[[Face, Timeline, int], str | bytes]] = {
    "svg": moving_svg,
    "apng": lambda face, timeline, size: moving_picture(face, timeline, size, "apng"),
    "webp": lambda face, timeline, size: moving_picture(face, timeline, size, "webp"),
    "lottie": lottie,
    "sprites": sprite_sheet,
}


def talk(
    style: str,
    options: dict[str, Any],
    seed: str,
    spec: dict[str, Any] | None,
    text: str | None,
    visemes: list[list[Any]] | None,
    seconds: float | None,
    size: int,
    form: str,
    brand: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """`{data, ms, restyled}`, or `{refused, param}`. A spec whose style has no mouth is drawn in the usual style.
    `brand` is `{background, clothing, name, version}`."""
    try:
        if not MIN_SIZE <= size <= MAX_SIZE:
            raise InvalidAvatar(f"'size' is {MIN_SIZE} to {MAX_SIZE} pixels.", param="size")
        given = None if visemes is None else [(str(name), int(at), int(ms)) for name, at, ms in visemes]
        timeline = timeline_of(text, given, seconds)
        face, restyled = _face(style, options, seed, spec, brand)
        written = _WRITERS[form](face, timeline, size)
    except InvalidAvatar as fault:
        return {"refused": fault.message, "param": fault.param}
    except TooMuch as fault:
        return {"refused": str(fault), "param": "size"}
    return {
        "data": written.encode() if isinstance(written, str) else written,
        "ms": timeline.ms,
        "restyled": restyled,
    }


def _face(
    style: str, options: dict[str, Any], seed: str, spec: dict[str, Any] | None, brand: dict[str, Any] | None
) -> tuple[Face, bool]:
    def drawn(style: str, options: dict[str, Any]) -> Face:
        if brand is not None:
            colours = BrandColours(brand["background"], brand["clothing"])
            options = options | brand_options(options, descriptor_of(style), colours)
        face = Face(dicebear.draw_svg(style, options, seed, MAX_SIZE))
        if brand is not None:
            face.brand = {"name": brand["name"], "version": brand["version"]}
        return face

    try:
        return drawn(style, options), False
    except InvalidAvatar:
        if spec is None:
            raise
    match = dicebear.read_spec(AvatarSpec.model_validate(spec), DEFAULT_STYLE)
    return drawn(match.style, match.options), True


def timing(text: str | None, visemes: list[list[Any]] | None, seconds: float | None) -> dict[str, Any]:
    """`{ms, cues, blinks}`, or `{refused, param}`."""
    given = None if visemes is None else [(str(name), int(at), int(ms)) for name, at, ms in visemes]
    try:
        timeline = timeline_of(text, given, seconds)
    except InvalidAvatar as fault:
        return {"refused": fault.message, "param": fault.param}
    cues = [{"viseme": cue.viseme, "at_ms": cue.at_ms, "ms": cue.ms} for cue in timeline.cues]
    return {"ms": timeline.ms, "cues": cues, "blinks": list(timeline.blinks)}


def voice(data: bytes, text: str | None) -> dict[str, Any]:
    """`{ms, cues, blinks}` of a WAV, or `{refused}`."""
    try:
        heard = loudness_of(data)
        beats = beats_of(heard, text)
    except AvatarError as fault:
        return {"refused": fault.message}
    if not beats:
        return {"refused": "There is nothing to hear in this file."}
    return timing(None, [list(beat) for beat in beats], heard.ms / 1000)

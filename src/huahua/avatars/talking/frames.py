"""A talking avatar in pixels: animated PNG and WebP, and a sheet of all its states with their times."""

from __future__ import annotations

import io
import json
import math
import zipfile
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from huahua.avatars.talking.face import Face, pixels
from huahua.avatars.talking.moving_svg import SWAY
from huahua.avatars.talking.timeline import BLINK_MS, Timeline
from huahua.avatars.talking.visemes import Viseme

MIN_FRAME_MS = 40
"""Shorter pieces are joined with the one before: players show no frame for less than a few hundredths of a second."""
BRAND = "huahua-brand"
"""The PNG text that holds name and version of the brand that an avatar wears."""
BRAND_NAMESPACE = "urn:huahua:brand:1"
"""Of the field `Brand` of the XMP packet that holds the same in WebP, which has no texts."""
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    f'<rdf:Description rdf:about="" xmlns:huahua="{BRAND_NAMESPACE}">'
    "<huahua:Brand>{brand}</huahua:Brand></rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="r"?>'
)
SWAY_STEPS = 2
SWAY_EVERY = 4
"""The sway changes so many times in its course."""
MAX_FILE_BYTES = 24 * 2**20


class TooMuch(ValueError):
    """The file would be larger than `MAX_FILE_BYTES`."""


@dataclass(frozen=True, slots=True)
class State:
    mouth: Viseme
    shut: bool
    lower: int = 0
    """0 to SWAY_STEPS."""

    @property
    def name(self) -> str:
        return f"{self.mouth}{'-blink' if self.shut else ''}"


Span = tuple[State, int]
"""A state and how long it is shown, in milliseconds."""


def spans(timeline: Timeline, *, sway: bool = True) -> list[Span]:
    """The states one after the other; their lengths add up to exactly `timeline.ms`."""
    marks = {0, *(cue.at_ms for cue in timeline.cues)}
    marks |= {at for start in timeline.blinks for at in (start, start + BLINK_MS)}
    if sway:
        step = timeline.sway_ms / SWAY_EVERY
        marks |= {round(number * step) for number in range(round(timeline.ms / step))}
    starts: list[int] = []
    for mark in sorted(mark for mark in marks if mark < timeline.ms):
        if not starts or mark - starts[-1] >= MIN_FRAME_MS:
            starts.append(mark)
    ends = [*starts[1:], timeline.ms]
    merged: list[Span] = []
    for start, end in zip(starts, ends, strict=True):
        state = _state(timeline, (start + min(end, start + MIN_FRAME_MS)) / 2, sway)
        if merged and merged[-1][0] == state:
            merged[-1] = (state, merged[-1][1] + end - start)
        else:
            merged.append((state, end - start))
    return merged


def _state(timeline: Timeline, at_ms: float, sway: bool) -> State:
    lower = 0
    if sway:
        lower = round((1 - math.cos(2 * math.pi * at_ms / timeline.sway_ms)) / 2 * SWAY_STEPS)
    return State(timeline.mouth_at(at_ms), timeline.blinking_at(at_ms), lower)


def render(face: Face, states: list[State], size: int) -> dict[State, Image.Image]:
    return {
        state: pixels(face.still(state.mouth, state.shut, state.lower * SWAY / SWAY_STEPS), size)
        for state in dict.fromkeys(states)
    }


def moving_picture(face: Face, timeline: Timeline, size: int, form: str) -> bytes:
    """`form` is apng or webp; plays for ever. Raises TooMuch."""
    parts = spans(timeline)
    drawn = render(face, [state for state, _ in parts], size)
    frames = [drawn[state] for state, _ in parts]
    lengths = [length for _, length in parts]
    if len(frames) == 1:  # one frame would be written as a plain picture, without a length
        frames, lengths = frames * 2, [lengths[0] // 2, lengths[0] - lengths[0] // 2]
    out = io.BytesIO()
    shared: dict[str, Any] = {"save_all": True, "append_images": frames[1:], "duration": lengths, "loop": 0}
    if form == "apng":
        texts = PngInfo()
        if face.brand is not None:
            texts.add_itxt(BRAND, _told(face.brand))
        frames[0].save(out, "PNG", disposal=0, blend=0, pnginfo=texts, **shared)
    else:
        packet = "" if face.brand is None else _PACKET.format(brand=escape(_told(face.brand)))
        frames[0].save(out, "WEBP", quality=82, method=3, xmp=packet.encode(), **shared)
    return _bounded(out.getvalue())


def _told(brand: dict[str, Any]) -> str:
    return json.dumps(brand, ensure_ascii=False)


def sprite_sheet(face: Face, timeline: Timeline, size: int) -> bytes:
    """A ZIP of `sprites.png` and `sprites.json`: `frames` by name with `{x, y, w, h}`, `timeline` of
    `{frame, at_ms, ms}` in order, `meta`. The figure does not sway, which a player can do better."""
    parts = spans(timeline, sway=False)
    drawn = render(face, [State("sil", False), State("sil", True), *(state for state, _ in parts)], size)
    across = math.ceil(math.sqrt(len(drawn)))
    down = math.ceil(len(drawn) / across)
    sheet = Image.new("RGBA", (across * size, down * size))
    places: dict[str, dict[str, int]] = {}
    for number, (state, picture) in enumerate(drawn.items()):
        x, y = number % across * size, number // across * size
        sheet.paste(picture, (x, y))
        places[state.name] = {"x": x, "y": y, "w": size, "h": size}
    entries: list[dict[str, Any]] = []
    at = 0
    for state, length in parts:
        entries.append({"frame": state.name, "at_ms": at, "ms": length})
        at += length
    meta = {
        "image": "sprites.png",
        "size": {"w": sheet.width, "h": sheet.height},
        "ms": timeline.ms,
        "loop": True,
    }
    if face.brand is not None:
        meta["brand"] = face.brand
    return _bounded(_packed(sheet, {"frames": places, "timeline": entries, "meta": meta}))


def _packed(sheet: Image.Image, told: dict[str, Any]) -> bytes:
    png, out = io.BytesIO(), io.BytesIO()
    sheet.save(png, "PNG")
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("sprites.png"), png.getvalue())
        archive.writestr(
            zipfile.ZipInfo("sprites.json"), json.dumps(told, indent=1), compress_type=zipfile.ZIP_DEFLATED
        )
    return out.getvalue()


def _bounded(data: bytes) -> bytes:
    if len(data) > MAX_FILE_BYTES:
        raise TooMuch(
            f"The file would be larger than {MAX_FILE_BYTES // 2**20} MB; make it smaller or shorter."
        )
    return data

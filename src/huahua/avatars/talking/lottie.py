"""A talking avatar as Lottie JSON: the face as embedded pictures, the mouth as a vector shape that turns from one
viseme into the next (https://lottie.github.io/lottie-spec/).
"""

from __future__ import annotations

import base64
import io
import json
from typing import Any

from huahua.avatars.talking.face import Face, pixels
from huahua.avatars.talking.mouths import INSIDE, TEETH, TONGUE, Outline, Point, lips, teeth, tongue
from huahua.avatars.talking.moving_svg import SWAY
from huahua.avatars.talking.timeline import BLINK_MS, Cue, Timeline

RATE = 1000
"""Frames in a second: one is a millisecond, so that every time is exact. Players draw as often as they can."""
TURN_MS = 60
"""How long a shape takes to become the next."""
Json = dict[str, Any]


def lottie(face: Face, timeline: Timeline, size: int) -> str:
    assets = [
        _asset(face, f"{'rest' if rest else 'bare'}{'-blink' if shut else ''}", rest, shut, size)
        for rest in (True, False)
        for shut in (False, True)
    ]
    layers = [_sway(face, timeline, size)]
    layers += _mouths(face, timeline, size)
    layers += _pictures(timeline)
    for number, layer in enumerate(layers, 1):
        layer["ind"] = number
    told: Json = {
        "v": "5.9.0",
        "nm": "HuaHua talking avatar",
        "fr": RATE,
        "ip": 0,
        "op": timeline.ms,
        "w": size,
        "h": size,
        "ddd": 0,
        "assets": assets,
        "layers": layers,
        "markers": [{"cm": cue.viseme, "tm": cue.at_ms, "dr": cue.ms} for cue in timeline.cues],
    }
    if face.brand is not None:
        told["meta"] = {"brand": face.brand}
    return json.dumps(told, separators=(",", ":"))


def _asset(face: Face, name: str, rest: bool, shut: bool, size: int) -> Json:
    out = io.BytesIO()
    pixels(face.still("sil" if rest else None, shut), size).save(out, "PNG")
    data = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    return {"id": name, "w": size, "h": size, "u": "", "p": data, "e": 1}


def _sway(face: Face, timeline: Timeline, size: int) -> Json:
    """A layer of nothing that the others hang on; it breathes."""
    frames: list[Json] = []
    for number in range(round(timeline.ms / timeline.sway_ms)):
        for share, lower in ((0.0, 0.0), (0.5, SWAY * size)):
            frame: Json = {"t": round((number + share) * timeline.sway_ms), "s": [0, lower, 0]}
            frames.append(frame | {"i": {"x": 0.5, "y": 1}, "o": {"x": 0.5, "y": 0}})
    frames.append({"t": timeline.ms, "s": [0, 0, 0]})
    layer = _layer(3, "sway", 0, timeline.ms)
    layer["ks"]["p"] = {"a": 1, "k": frames}
    return layer


def _pictures(timeline: Timeline) -> list[Json]:
    """Which of the four pictures is seen when; one layer for each piece."""
    marks = {0, *(cue.at_ms for cue in timeline.cues)}
    marks |= {at for start in timeline.blinks for at in (start, start + BLINK_MS)}
    pieces: list[tuple[str, int, int]] = []
    starts = sorted(mark for mark in marks if mark < timeline.ms)
    for start, end in zip(starts, [*starts[1:], timeline.ms], strict=True):
        rest = timeline.mouth_at(start) == "sil"
        name = f"{'rest' if rest else 'bare'}{'-blink' if timeline.blinking_at(start) else ''}"
        if pieces and pieces[-1][0] == name:
            pieces[-1] = (name, pieces[-1][1], end)
        else:
            pieces.append((name, start, end))
    return [_layer(2, name, start, end) | {"refId": name, "parent": 1} for name, start, end in pieces]


def _mouths(face: Face, timeline: Timeline, size: int) -> list[Json]:
    """One layer of shapes for each stretch of speech."""
    stretches: list[list[Cue]] = []
    speaking = False
    for cue in timeline.cues:
        if cue.mouth == "sil":
            speaking = False
            continue
        if not speaking:
            stretches.append([])
        stretches[-1].append(cue)
        speaking = True
    return [_stretch(face, cues, size) for cues in stretches]


def _stretch(face: Face, cues: list[Cue], size: int) -> Json:
    spot, scale = face.mouth, size / face.canvas

    def shape(outline: Outline) -> Json:
        matrix = face.mouth_at[:2, :2] * scale
        at = face.mouth_at[:2, 2] * scale
        return {
            "c": True,
            "v": [[round(float(n), 2) for n in matrix @ point + at] for point in outline.points],
            "i": [[round(float(n), 2) for n in matrix @ point] for point in outline.before],
            "o": [[round(float(n), 2) for n in matrix @ point] for point in outline.after],
        }

    def group(name: str, outlines: list[Outline], colour: str) -> Json:
        frames: list[Json] = []
        for cue, outline in zip(cues, outlines, strict=True):
            turn = min(TURN_MS, cue.ms // 2)
            frame: Json = {"s": [shape(outline)], "i": {"x": 0.6, "y": 1}, "o": {"x": 0.4, "y": 0}}
            frames += [frame | {"t": cue.at_ms + (turn if frames else 0)}]
            frames += [frame | {"t": cue.at_ms + cue.ms}] if cue.ms > turn else []
        path = {"ty": "sh", "nm": name, "ks": {"a": 1, "k": frames}}
        if len(frames) == 1:
            path["ks"] = {"a": 0, "k": frames[0]["s"][0]}
        fill = {"ty": "fl", "c": {"a": 0, "k": [*_rgb(colour), 1]}, "o": {"a": 0, "k": 100}, "r": 1}
        return {"ty": "gr", "nm": name, "it": [path, fill, {"ty": "tr", **_still()}]}

    def unseen(cue: Cue) -> Outline:
        centre: Point = spot.centre
        return Outline((centre,) * 4, ((0.0, 0.0),) * 4, ((0.0, 0.0),) * 4)

    layer = _layer(4, "mouth", cues[0].at_ms, cues[-1].at_ms + cues[-1].ms) | {"parent": 1}
    layer["shapes"] = [
        group("teeth", [teeth(cue.mouth, spot.centre, spot.width) or unseen(cue) for cue in cues], TEETH),
        group("tongue", [tongue(cue.mouth, spot.centre, spot.width) or unseen(cue) for cue in cues], TONGUE),
        group("lips", [lips(cue.mouth, spot.centre, spot.width) for cue in cues], INSIDE),
    ]
    return layer


def _layer(kind: int, name: str, start: int, end: int) -> Json:
    """`kind` is 2 for a picture, 3 for nothing, 4 for shapes."""
    return {"ty": kind, "nm": name, "ip": start, "op": end, "st": 0, "sr": 1, "bm": 0, "ks": _still()}


def _still() -> Json:
    return {
        "a": {"a": 0, "k": [0, 0, 0]},
        "p": {"a": 0, "k": [0, 0, 0]},
        "s": {"a": 0, "k": [100, 100, 100]},
        "r": {"a": 0, "k": 0},
        "o": {"a": 0, "k": 100},
    }


def _rgb(colour: str) -> list[float]:
    return [round(int(colour[at : at + 2], 16) / 255, 4) for at in (1, 3, 5)]

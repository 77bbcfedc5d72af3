"""A talking avatar as one SVG that moves by its own style sheet: no script, and still for who wants no motion."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from huahua.avatars.domain.safety import check_svg
from huahua.avatars.talking.face import SHUT, SVG, Face, text_of
from huahua.avatars.talking.timeline import BLINK_MS, Timeline
from huahua.avatars.talking.visemes import Viseme

SWAY = 0.012
"""How far the figure sinks when it breathes, as a share of the canvas."""


def moving_svg(face: Face, timeline: Timeline, size: int) -> str:
    """Plays `timeline` for ever. Raises UnsafeDrawing."""
    mouths = timeline.mouths()
    root = face.talking(mouths)
    root.set("width", str(size))
    root.set("height", str(size))
    style = ET.Element(f"{{{SVG}}}style")
    style.text = _sheet(face, timeline, mouths)
    root.insert(0, style)
    if face.brand is not None:
        told = ET.Element(f"{{{SVG}}}metadata")
        told.text = json.dumps({"brand": face.brand}, ensure_ascii=False)
        root.insert(0, told)
    return check_svg(text_of(root))


def _sheet(face: Face, timeline: Timeline, mouths: Sequence[Viseme]) -> str:
    length = f"{timeline.ms}ms"
    rules = [f".m-{name}{{visibility:hidden}}" for name in mouths if name != "sil"]
    moving = [
        f".m-{name}{{animation:k-{name} {length} step-end infinite}}{_shown(name, timeline)}"
        for name in mouths
    ]
    moving.append(
        f".i{{animation:sway {timeline.sway_ms:.3f}ms ease-in-out infinite}}"
        f"@keyframes sway{{50%{{transform:translateY({SWAY * face.canvas:.3f}px)}}}}"
    )
    if face.eyes is not None and timeline.blinks:
        x, y = face.eyes.centre
        moving.append(
            f".e{{transform-origin:{x:.2f}px {y:.2f}px;animation:blink {length} step-end infinite}}"
        )
        moving.append(_blinking(timeline))
    return f"{''.join(rules)}@media (prefers-reduced-motion:no-preference){{{''.join(moving)}}}"


def _shown(name: Viseme, timeline: Timeline) -> str:
    """Keyframes that show one mouth in its cues and hide it in all others; with `step-end` each one holds."""
    frames: list[str] = []
    before: bool | None = None
    for cue in timeline.cues:
        seen = cue.mouth == name
        if seen is not before:
            frames.append(f"{_percent(cue.at_ms, timeline)}{{visibility:{'visible' if seen else 'hidden'}}}")
        before = seen
    frames.append(f"100%{{visibility:{'visible' if before else 'hidden'}}}")
    return f"@keyframes k-{name}{{{''.join(frames)}}}"


def _blinking(timeline: Timeline) -> str:
    frames = ["0%{transform:none}"]
    for start in timeline.blinks:
        frames.append(f"{_percent(start, timeline)}{{transform:scaleY({SHUT})}}")
        frames.append(f"{_percent(start + BLINK_MS, timeline)}{{transform:none}}")
    return f"@keyframes blink{{{''.join(frames)}}}"


def _percent(at_ms: int, timeline: Timeline) -> str:
    return f"{at_ms * 100 / timeline.ms:.5f}%"

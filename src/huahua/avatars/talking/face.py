"""A vector avatar taken apart: where its mouth and eyes are, and how it looks with another mouth or shut eyes.

DiceBear draws a part as `<use href="#mouth-smile-1a2b"/>` of a group in `<defs>`; parts may stand inside of others.
"""

from __future__ import annotations

import copy
import io
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import resvg_py
from PIL import Image

from huahua.avatars.errors import InvalidAvatar
from huahua.avatars.talking.mouths import Point, drawn
from huahua.avatars.talking.visemes import Viseme

SVG = "http://www.w3.org/2000/svg"
_USE, _G, _DEFS, _RECT = (f"{{{SVG}}}{name}" for name in ("use", "g", "defs", "rect"))
MOUTHS, EYES = ("mouth-",), ("eyes-",)
SHUT = 0.1
"""What is left of the eyes' height when they are shut."""
PROBE_PX = 768
LEAST_WIDTH, MOST_WIDTH = 0.1, 0.24
"""Bounds of the mouth's width as shares of the canvas."""

ET.register_namespace("", SVG)
for _prefix, _uri in (
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
):
    ET.register_namespace(_prefix, _uri)


@dataclass(frozen=True, slots=True)
class Spot:
    """A part's centre and width in its own coordinates."""

    centre: Point
    width: float


class Face:
    """One avatar's drawing. Methods give new documents and leave this one as it is."""

    def __init__(self, svg: str) -> None:
        """Raises InvalidAvatar for a drawing in which no mouth can be found."""
        self.brand: dict[str, Any] | None = None
        """Name and version of the brand that it wears, which files tell."""
        self._root = ET.fromstring(svg)  # noqa: S314 - drawn and checked by this program itself
        self.canvas = float(self._root.attrib["viewBox"].split()[2])
        _inline(self._root, (*MOUTHS, *EYES))
        mouth = self._part(MOUTHS)
        if mouth is None:
            raise InvalidAvatar(
                "Avatars of this style have no mouth that could move; choose another style.", param="style"
            )
        self.mouth = self._spot(mouth, LEAST_WIDTH)
        eyes = self._part(EYES)
        self.eyes = None if eyes is None else self._spot(eyes, 0)
        self.mouth_at = _matrix_to(self._root, mouth)

    def talking(self, visemes: Sequence[Viseme]) -> ET.Element:
        """With one group per viseme in the mouth's place (class `m-aa` …), the eyes in a group `e` that can be shut,
        and everything but the background in a group `i`."""
        root = copy.deepcopy(self._root)
        mouth = next(_uses(root, MOUTHS))
        parent = _parent(root, mouth)
        place = list(parent).index(mouth)
        parent.remove(mouth)
        for number, viseme in enumerate(visemes):
            group = ET.Element(_G, {"class": f"m-{viseme}"})
            group.extend([mouth] if viseme == "sil" else self._mouth(mouth, viseme))
            parent.insert(place + number, group)
        for eyes in list(_uses(root, EYES)):
            _wrap(root, eyes, {"class": "e"})
        _wrap_figure(root)
        return root

    def still(self, viseme: Viseme | None, shut: bool, lower: float = 0.0) -> str:
        """One moment: `viseme` None leaves the mouth out, `lower` moves the figure down by that share of the canvas."""
        root = self.talking([viseme] if viseme else [])
        for group in root.iter(_G):
            if group.get("class") == "e" and shut and self.eyes is not None:
                y = self.eyes.centre[1]
                group.set("transform", f"translate(0 {y:.2f}) scale(1 {SHUT}) translate(0 {-y:.2f})")
            if group.get("class") == "i" and lower:
                group.set("transform", f"translate(0 {lower * self.canvas:.3f})")
        return text_of(root)

    def _mouth(self, mouth: ET.Element, viseme: Viseme) -> list[ET.Element]:
        group = ET.Element(_G, {"transform": mouth.get("transform", "")})
        for path, colour in drawn(viseme, self.mouth.centre, self.mouth.width):
            ET.SubElement(group, f"{{{SVG}}}path", {"d": path, "fill": colour})
        return [group]

    def _part(self, names: tuple[str, ...]) -> ET.Element | None:
        return next(_uses(self._root, names), None)

    def _spot(self, part: ET.Element, least: float) -> Spot:
        """Where a part's pixels are, found by drawing it alone."""
        root = ET.Element(f"{{{SVG}}}svg")
        side = self.canvas
        root.set("viewBox", f"{-side} {-side} {3 * side} {3 * side}")
        root.extend(copy.deepcopy(each) for each in self._root.iter(_DEFS))
        alone = copy.deepcopy(part)
        alone.attrib.pop("transform", None)
        root.append(alone)
        alpha = np.asarray(pixels(text_of(root), PROBE_PX).getchannel("A"))
        rows, columns = np.nonzero(alpha > 16)
        if not rows.size:
            return Spot((0.0, 0.0), side * max(least, LEAST_WIDTH))
        scale = 3 * side / PROBE_PX
        left, right = columns.min() * scale - side, (columns.max() + 1) * scale - side
        top, bottom = rows.min() * scale - side, (rows.max() + 1) * scale - side
        width = float(right - left)
        if least:
            width = min(max(width, side * least), side * MOST_WIDTH)
        return Spot((float(left + right) / 2, float(top + bottom) / 2), width)


def text_of(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode")


def pixels(svg: str, size: int) -> Image.Image:
    """RGBA, `size` by `size`."""
    png = resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(png))).convert("RGBA")


def _href(element: ET.Element) -> str:
    return element.get("href", "").removeprefix("#")


def _uses(root: ET.Element, names: tuple[str, ...]) -> Iterator[ET.Element]:
    return (each for each in root.iter(_USE) if _href(each).startswith(names))


def _matrix_to(root: ET.Element, element: ET.Element) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The 3 by 3 matrix from an element's coordinates to the canvas."""
    matrix = np.eye(3)
    while element is not root:
        matrix = _matrix(element.get("transform", "")) @ matrix
        element = _parent(root, element)
    return matrix


def _matrix(transform: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Of translate, scale, rotate and matrix, which is what DiceBear writes."""
    whole = np.eye(3)
    for name, inside in re.findall(r"(\w+)\(([^)]*)\)", transform):
        n = [float(each) for each in re.split(r"[\s,]+", inside.strip())]
        if name == "translate":
            part = [[1, 0, n[0]], [0, 1, n[1] if len(n) > 1 else 0], [0, 0, 1]]
        elif name == "scale":
            part = [[n[0], 0, 0], [0, n[1] if len(n) > 1 else n[0], 0], [0, 0, 1]]
        elif name == "rotate":
            sine, cosine = math.sin(math.radians(n[0])), math.cos(math.radians(n[0]))
            x, y = n[1:3] if len(n) > 2 else (0.0, 0.0)
            part = [
                [cosine, -sine, x - cosine * x + sine * y],
                [sine, cosine, y - sine * x - cosine * y],
                [0, 0, 1],
            ]
        elif name == "matrix":
            part = [[n[0], n[2], n[4]], [n[1], n[3], n[5]], [0, 0, 1]]
        else:
            continue
        whole = whole @ np.array(part, dtype=float)
    return whole


def _inline(root: ET.Element, names: tuple[str, ...]) -> None:
    """Groups of `<defs>` that hold such parts are put where they are used: clones of `<use>` cannot be animated alike
    in every browser."""
    for _ in range(8):
        holders = {
            group.get("id"): group
            for defs in root.iter(_DEFS)
            for group in defs
            if not str(group.get("id")).startswith(names) and any(_uses(group, names))
        }
        found = [use for use in root.iter(_USE) if _href(use) in holders]
        if not found:
            return
        for use in found:
            group = copy.deepcopy(holders[_href(use)])
            group.attrib.pop("id", None)
            outer = ET.Element(_G, {key: value for key, value in use.attrib.items() if key != "href"})
            outer.append(group)
            parent = _parent(root, use)
            parent.insert(list(parent).index(use), outer)
            parent.remove(use)
        for defs in root.iter(_DEFS):
            for group in [
                each for each in defs if each.get("id") in holders and not _used(root, each.get("id"))
            ]:
                defs.remove(group)


def _used(root: ET.Element, name: str | None) -> bool:
    return any(_href(use) == name for use in root.iter(_USE))


def _parent(root: ET.Element, child: ET.Element) -> ET.Element:
    return next(each for each in root.iter() if any(one is child for one in each))


def _wrap(root: ET.Element, element: ET.Element, attributes: dict[str, str]) -> None:
    """The element's own transform goes to the outside, so that a transform of the group works in its coordinates."""
    parent = _parent(root, element)
    outer = ET.Element(_G, {key: element.attrib.pop(key) for key in ["transform"] if key in element.attrib})
    inner = ET.SubElement(outer, _G, attributes)
    parent.insert(list(parent).index(element), outer)
    parent.remove(element)
    inner.append(element)


def _wrap_figure(root: ET.Element) -> None:
    """Everything that is drawn, but for the background."""
    holder = next((each for each in root if each.tag == _G), root)
    if holder.tag != _G:
        return
    figure = ET.Element(_G, {"class": "i"})
    for child in list(holder):
        if child.tag == _RECT and not len(figure):
            continue
        holder.remove(child)
        figure.append(child)
    holder.append(figure)

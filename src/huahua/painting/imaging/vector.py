"""SVG drawings of strangers: what may be drawn of them, checked before a renderer sees anything.

Only shapes are taken. Everything that could run, fetch, or hide a picture in the picture is refused by name, and so is
what costs far more to draw than to send: elements that are drawn through others (`use`, patterns, masks) count as
often as they are drawn. SVG 2: https://www.w3.org/TR/SVG2/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from huahua.kit.strict_xml import NotWellFormed, walk

SVG = "http://www.w3.org/2000/svg"
MAX_BYTES = 512 * 1024
MAX_ELEMENTS = 5_000
MAX_DRAWN = 20_000
"""Elements, each as often as it is drawn."""
MAX_DEPTH = 64
MAX_ATTRIBUTE_CHARS = 128 * 1024
MAX_ASPECT = 20.0
"""Longer by shorter side."""

_GRADIENTS = frozenset({"linearGradient", "radialGradient"})
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_TAKEN = (
    _SHAPES
    | _GRADIENTS
    | {"svg", "g", "defs", "title", "desc", "metadata", "style", "use", "symbol", "stop"}
    | {"mask", "clipPath", "pattern", "marker"}
)
_FLATTEN = frozenset({"text", "tspan", "textPath", "tref", "image", "feImage", "filter", "font", "glyph"})
"""Harmless in themselves, and drawn differently or not at all elsewhere: whoever drew them can make shapes of them."""
_URL = re.compile(r"url\(\s*(['\"]?)([^)'\"]*)\1\s*\)", re.IGNORECASE)
_ACTIVE = re.compile(r"@import|@font-face|expression\s*\(|javascript:|data:|-moz-binding|\\", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px|pt|pc|mm|cm|in|em)?\s*")


class Unfit(Exception):
    """`code` is svg_unsafe, svg_not_shapes, svg_too_complex or bad_picture; the text says what and what to do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(slots=True)
class _Element:
    name: str
    id: str | None
    links: tuple[str, ...]
    """Ids that it draws by."""
    children: list[_Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plain:
    """A drawing that may be drawn; `aspect` is its width by its height."""

    text: str
    aspect: float


def checked(data: bytes) -> Plain:
    """Raises Unfit."""
    if len(data) > MAX_BYTES:
        raise Unfit(
            code="svg_too_complex", detail=f"An SVG logo has at most {MAX_BYTES // 1024} KB; make it simpler."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unfit(code="bad_picture", detail="The SVG file is not UTF-8; save it anew.") from fault
    reader = _Reader()
    reader.read(text)
    _check_weight(reader)
    return Plain(text, _aspect(reader.size))


class _Reader:
    def __init__(self) -> None:
        self.root: _Element | None = None
        self.by_id: dict[str, _Element] = {}
        self.size: dict[str, str] = {}
        """Attributes of the root."""
        self.painted_with: list[str] = []
        """Ids that style sheets name."""
        self._stack: list[_Element | None] = []
        """None for what is of another namespace: no renderer draws it."""
        self._count = 0

    def read(self, text: str) -> None:
        try:
            walk(text, start=self._start, end=self._end, words=self._text, refuse=_refuse, spaces=True)
        except NotWellFormed as fault:
            raise Unfit(code="bad_picture", detail="The SVG file is damaged and cannot be read.") from fault

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        space, _, name = full.rpartition(" ")
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._stack) >= MAX_DEPTH:
            raise Unfit(
                code="svg_too_complex",
                detail="This SVG has too many parts, or too deep ones; make it simpler.",
            )
        if space != SVG:
            if self.root is None or name.casefold() in {"script", "html", "iframe", "object", "embed"}:
                raise Unfit(code="svg_unsafe", detail=f"An SVG logo may not hold <{name}>.")
            self._stack.append(None)
            return
        if name in _FLATTEN or name.startswith("fe"):
            raise Unfit(
                code="svg_not_shapes",
                detail=f"An SVG logo may hold shapes only, not <{name}>: turn letters into outlines, and leave "
                "pictures and effects out.",
            )
        if name not in _TAKEN:
            raise Unfit(code="svg_unsafe", detail=f"An SVG logo may not hold <{name}>.")
        element = _Element(name, attributes.get("id"), tuple(_links(name, attributes)))
        if self.root is None:
            if name != "svg":
                raise Unfit(code="bad_picture", detail="The SVG file is damaged and cannot be read.")
            self.root, self.size = element, attributes
        above = next((each for each in reversed(self._stack) if each is not None), None)
        if above is not None:
            above.children.append(element)
        if element.id is not None:
            self.by_id.setdefault(element.id, element)
        self._stack.append(element)

    def _end(self, _full: str) -> None:
        self._stack.pop()

    def _text(self, text: str) -> None:
        inside = self._stack[-1] if self._stack else None
        if inside is not None and inside.name == "style":
            self.painted_with += _inside(text)


def _refuse(what: str) -> NoReturn:
    does = "declare entities" if what == "entity" else f"hold {what}"
    raise Unfit(code="svg_unsafe", detail=f"An SVG logo may not {does}.")


def _links(name: str, attributes: dict[str, str]) -> Iterator[str]:
    """Ids that an element draws by. Raises Unfit for what points outside."""
    for full, value in attributes.items():
        key = full.rpartition(" ")[2].casefold()
        if key.startswith("on") or key == "base":
            raise Unfit(code="svg_unsafe", detail=f"An SVG logo may not hold the attribute {key}.")
        if len(value) > MAX_ATTRIBUTE_CHARS:
            raise Unfit(code="svg_too_complex", detail="This SVG has too long a path; make it simpler.")
        if key in {"href", "src"}:
            if not value.strip().startswith("#"):
                raise Unfit(code="svg_unsafe", detail="An SVG logo may not point to other files or pages.")
            yield value.strip()[1:]
        elif key not in {"id", "class", "d", "points"}:
            yield from _inside(value)


def _inside(text: str) -> list[str]:
    """Ids that a value or a style sheet names. Raises Unfit for what points outside."""
    if _ACTIVE.search(text):
        raise Unfit(code="svg_unsafe", detail="An SVG logo may not point to other files or pages.")
    found = [match[2].strip() for match in _URL.finditer(text)]
    if len(found) != text.casefold().count("url(") or not all(each.startswith("#") for each in found):
        raise Unfit(code="svg_unsafe", detail="An SVG logo may not point to other files or pages.")
    return [each[1:] for each in found]


def _check_weight(reader: _Reader) -> None:
    """Raises Unfit where more would be drawn than `MAX_DRAWN` elements, or something through itself."""
    for name in reader.painted_with:
        target = reader.by_id.get(name)
        if target is not None and target.name not in _GRADIENTS:
            raise Unfit(
                code="svg_too_complex",
                detail="A style sheet in an SVG logo may paint with colours and gradients.",
            )
    if reader.root is None:
        raise Unfit(code="bad_picture", detail="The SVG file is damaged and cannot be read.")
    weights: dict[int, int] = {}
    way: set[int] = set()

    def weight(element: _Element) -> int:
        """Bounded in depth: by the nesting of the file, and by one step for each link on the way."""
        known = weights.get(id(element))
        if known is not None:
            return known
        if id(element) in way or len(way) > 4 * MAX_DEPTH:
            raise Unfit(
                code="svg_too_complex",
                detail="Parts of this SVG are drawn through themselves; make it simpler.",
            )
        way.add(id(element))
        targets = [reader.by_id[link] for link in element.links if link in reader.by_id]
        total = 1 + sum(map(weight, element.children)) + sum(map(weight, targets))
        way.remove(id(element))
        if total > MAX_DRAWN:
            raise Unfit(code="svg_too_complex", detail="This SVG draws too much; make it simpler.")
        weights[id(element)] = total
        return total

    weight(reader.root)


def _aspect(attributes: dict[str, str]) -> float:
    """Of the root's width and height, or else of its view box."""
    sides = [_NUMBER.fullmatch(attributes.get(name, "")) for name in ("width", "height")]
    if sides[0] and sides[1] and sides[0][2] == sides[1][2]:
        width, height = float(sides[0][1]), float(sides[1][1])
    else:
        try:
            box = [float(each) for each in attributes.get("viewBox", "").replace(",", " ").split()]
            _, _, width, height = box
        except ValueError as fault:
            raise Unfit(
                code="bad_picture",
                detail="The SVG file says neither its size nor its view box; save it anew.",
            ) from fault
    if not (width > 0 and height > 0 and 1 / MAX_ASPECT <= width / height <= MAX_ASPECT):
        raise Unfit(
            code="bad_picture", detail=f"A logo may be {MAX_ASPECT:.0f} times as long as it is wide at most."
        )
    return width / height

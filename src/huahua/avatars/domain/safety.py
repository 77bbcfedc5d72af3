"""SVG that may be shown to anybody: drawing elements only, references only inside the document.

The drawings come from a library, and texts of users go into them; this holds even if one of both errs.
"""

from __future__ import annotations

import re
from typing import NoReturn

from huahua.avatars.errors import UnsafeDrawing
from huahua.kit.strict_xml import NotWellFormed, walk

_ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "title", "desc", "metadata", "style", "path", "rect", "circle", "ellipse"),
        *("line", "polyline", "polygon", "text", "tspan", "use", "symbol", "mask", "clipPath", "pattern"),
        *("linearGradient", "radialGradient", "stop", "filter", "marker", "animate", "animateTransform"),
    }
)
_METADATA = (
    "http://purl.org/dc/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdf:",
    "dc:",
    "dcterms:",
    "xsi:",
)
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:|-moz-binding", re.IGNORECASE)


def check_svg(svg: str) -> str:
    """The same document. Raises UnsafeDrawing."""
    stack: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        stack.append(name)
        if name not in _ELEMENTS and not name.startswith(("fe", *_METADATA)):
            raise UnsafeDrawing(f"an avatar may not hold <{name}>")
        for key, value in attributes.items():
            inside = value.startswith("#") or not key.endswith("href")
            if key.lower().startswith("on") or not inside or _OUTSIDE.search(value):
                raise UnsafeDrawing(f"an avatar may not hold {key}={value[:40]}")

    def end(_name: str) -> None:
        stack.pop()

    def words(data: str) -> None:
        if stack and stack[-1] == "style" and _OUTSIDE.search(data):
            raise UnsafeDrawing("an avatar's style sheet may not point outside")

    def refuse(what: str) -> NoReturn:
        raise UnsafeDrawing(f"an avatar may not hold {what}")

    try:
        walk(svg, start=start, end=end, words=words, refuse=refuse)
    except NotWellFormed as fault:
        raise UnsafeDrawing("an avatar is not well-formed XML") from fault
    return svg

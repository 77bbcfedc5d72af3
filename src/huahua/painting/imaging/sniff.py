"""Telling SVG documents, which are never taken, from files that are no picture at all."""

from __future__ import annotations

import re

_SVG = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]", re.DOTALL | re.IGNORECASE
)
HEAD_BYTES = 1024


def is_svg(data: bytes) -> bool:
    """Whether this looks like an SVG document, which may carry scripts and is therefore never taken."""
    return _SVG.match(data[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")) is not None

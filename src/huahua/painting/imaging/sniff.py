"""Telling SVG documents, which are taken as logos alone, from files that are no picture at all."""

from __future__ import annotations

import re

_SVG = re.compile(
    rb"(?>\s*(?:<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|<\?.*?\?>))*+\s*<(?:\w+:)?svg[\s>]",
    re.DOTALL | re.IGNORECASE,
)
"""Atomic: what stands before the first element is read once, so that no file makes it try again for ever."""
HEAD_BYTES = 4096


def is_svg(data: bytes) -> bool:
    """Whether this looks like an SVG document, which may carry scripts and is therefore taken by `vector` alone."""
    return _SVG.match(data[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")) is not None

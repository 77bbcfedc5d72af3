"""A gradient down a rectangle (the sky, the ground, a wall) as bands of plain colour.

For the renderer a gradient costs some fifty times a plain fill, and these rectangles are the largest shapes of a
picture. There are two bands for each of the 256 levels of a channel, so that nobody sees them; but media that place
strokes or pieces by small differences would place them otherwise, and are drawn with gradients.
"""

from itertools import pairwise

from ..colour import mix
from .shapes import Gradient, Shape, Stop

MIN_SCALE = 0.5
"""Pixels for one unit below which bands would be thinner than pixels, and gradients cost little."""
PER_LEVEL = 2


def banded(shape: Shape, height: float, scale: float) -> list[str] | None:
    """The paths of a solid rectangle that is filled by a gradient downwards, on a canvas of this height with so many
    pixels for one unit. None where a gradient is as good."""
    fill = shape.fill
    if not isinstance(fill, Gradient) or fill.kind != "down" or scale < MIN_SCALE:
        return None
    xs, ys = [round(x, 1) for x, _ in shape.points], [round(y, 1) for _, y in shape.points]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    count = PER_LEVEL * sum(_levels(a, b) for a, b in pairwise(fill.stops))
    count = min(count, round((bottom - top) * scale))
    if count < 2:
        return None
    each = (bottom - top) / count
    # Between rows of pixels, so that no pixel is smoothed against what lies behind two bands.
    edges = [top, *(round((top + number * each) * scale) / scale for number in range(1, count)), bottom]
    paths = []
    for above, below in pairwise(edges):
        if above < below and below > 0 and above < height:
            colour = colour_at(fill.stops, ((above + below) / 2 - top) / (bottom - top))
            box = f"M{left:.1f} {above:.4f}H{right:.1f}V{below:.4f}H{left:.1f}Z"
            paths.append(f'<path d="{box}" fill="{colour}"/>')
    return paths


def colour_at(stops: tuple[Stop, ...], place: float) -> str:
    """The colour of an opaque gradient at a place from 0 to 1."""
    before = stops[0]
    for stop in stops:
        if place < stop[0]:
            span = stop[0] - before[0]
            return mix(before[1], stop[1], (place - before[0]) / span) if span > 0 else stop[1]
        before = stop
    return before[1]


def _levels(first: Stop, second: Stop) -> int:
    """Steps of 255 from one colour to the other in the channel that changes most."""
    pairs = ((int(first[1][at : at + 2], 16), int(second[1][at : at + 2], 16)) for at in (1, 3, 5))
    return max(abs(b - a) for a, b in pairs)

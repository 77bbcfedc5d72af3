"""Shapes to SVG text, in the ways that media need: painted, outlined, neon, or as a map of depths."""

from collections.abc import Iterable, Sequence

from ..colour import hsl, luma, mix
from .bands import banded
from .shapes import Gradient, Paint, Shape, bounds

_VECTORS = {
    "down": 'x1="0" y1="0" x2="0" y2="1"',
    "across": 'x1="0" y1="0" x2="1" y2="0"',
    "tilt": 'x1=".25" y1="0" x2=".6" y2="1"',
}


_UNSEEN = 9
"""Levels of 255 between the ends of a gradient below which it is drawn plain."""


class _Definitions:
    """Gradients used in one drawing, each written once."""

    def __init__(self) -> None:
        self.ids: dict[Gradient, str] = {}
        self.text: list[str] = []

    def reference(self, paint: Paint) -> str:
        if isinstance(paint, str):
            return paint
        name = self.ids.get(paint)
        if name is None:
            plain = _nearly_flat(paint)
            if plain:
                return plain
            name = self.ids[paint] = f"g{len(self.ids)}"
            stops = "".join(
                f'<stop offset="{at:g}" stop-color="{colour}"'
                + (f' stop-opacity="{alpha:.3g}"' if alpha < 1 else "")
                + "/>"
                for at, colour, alpha in paint.stops
            )
            if paint.kind == "round":
                self.text.append(f'<radialGradient id="{name}">{stops}</radialGradient>')
            else:
                self.text.append(
                    f'<linearGradient id="{name}" {_VECTORS[paint.kind]}>{stops}</linearGradient>'
                )
        return f"url(#{name})"


def _nearly_flat(paint: Gradient) -> str | None:
    """The middle colour of an opaque gradient that nobody sees: gradients cost a renderer fifty times a plain fill."""
    if any(alpha < 1 for _, _, alpha in paint.stops):
        return None
    channels = [[int(colour[at : at + 2], 16) for _, colour, _ in paint.stops] for at in (1, 3, 5)]
    if max(max(values) - min(values) for values in channels) > _UNSEEN:
        return None
    first, last = paint.stops[0][1], paint.stops[-1][1]
    return mix(first, last, 0.5)


def uncovered(shapes: Sequence[Shape], size: tuple[float, float], pad: float = 0.0) -> list[Shape]:
    """The shapes without those that lie wholly under a later opaque rectangle (``pad`` is a contour's width)."""
    width, height = size
    covers: list[tuple[float, float, float, float]] = []
    kept: list[Shape] = []
    for shape in reversed(shapes):
        left, top, right, bottom = bounds([shape])
        reach = pad + shape.width / 2
        left, top = max(0.0, left - reach), max(0.0, top - reach)
        right, bottom = min(width, right + reach), min(height, bottom + reach)
        if any(a <= left and b <= top and right <= c and bottom <= d for a, b, c, d in covers):
            continue
        kept.append(shape)
        if _solid_rectangle(shape) and (right - left) * (bottom - top) > 0.1 * width * height:
            a, b, c, d = bounds([shape])
            edge = 0.5  # its own edge is blended with what is below
            covers.append(
                (a + edge if a > 0 else 0.0, b + edge if b > 0 else 0.0,
                 c - edge if c < width else width, d - edge if d < height else height)
            )  # fmt: skip
    kept.reverse()
    return kept


def _solid_rectangle(shape: Shape) -> bool:
    if shape.curved or not shape.closed or len(shape.points) != 4 or shape.alpha < 1 or shape.fill is None:
        return False
    if isinstance(shape.fill, Gradient) and any(alpha < 1 for _, _, alpha in shape.fill.stops):
        return False
    return len({x for x, _ in shape.points}) == 2 and len({y for _, y in shape.points}) == 2


def _bands(shape: Shape, size: tuple[float, float], scale: float) -> list[str] | None:
    fill = shape.fill
    if not scale or not isinstance(fill, Gradient) or shape.stroke or not _solid_rectangle(shape):
        return None
    if _nearly_flat(fill):
        return None
    return banded(shape, size[1], scale)


def path(shape: Shape) -> str:
    """The ``d`` attribute of a shape, to a tenth of a unit."""
    numbers = [f"{x:.1f} {y:.1f}" for x, y in shape.points]
    command = "C" if shape.curved else "L"
    return f"M{numbers[0]}{command}{' '.join(numbers[1:])}" + ("Z" if shape.closed else "")


def _document(body: Iterable[str], definitions: _Definitions, size: tuple[float, float]) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height:.1f}" '
        f'preserveAspectRatio="none"><defs>{"".join(definitions.text)}</defs>{"".join(body)}</svg>'
    )


def painted(
    shapes: Sequence[Shape],
    size: tuple[float, float],
    outline: str | None = None,
    pen: float = 0.0,
    *,
    nearer: float = 0.0,
    scale: float = 0.0,
) -> str:
    """Filled shapes; with ``outline`` every solid shape also gets a contour ``pen`` units wide. With ``scale``,
    the pixels of one unit, gradients of large rectangles are bands of plain colour, see ``bands``."""
    definitions = _Definitions()
    body: list[str] = []
    for shape in uncovered(shapes, size, pen):
        bands = _bands(shape, size, scale)
        body.extend(bands or ())
        parts = [f'<path d="{path(shape)}"']
        fill = None if bands else shape.fill
        parts.append(f' fill="{definitions.reference(fill)}"' if fill else ' fill="none"')
        if shape.stroke:
            parts.append(f' stroke="{shape.stroke}" stroke-width="{shape.width:.2f}" stroke-linecap="round"')
            parts.append(' stroke-linejoin="round"')
        elif outline and not shape.soft and shape.closed and shape.depth >= nearer:
            width = pen * (0.45 + 0.55 * shape.depth)
            parts.append(f' stroke="{outline}" stroke-width="{width:.2f}" stroke-linejoin="round"')
        elif bands:
            continue
        if shape.alpha < 1:
            # One paint alone needs no layer of its own, which costs a renderer much.
            both = shape.fill and " stroke=" in "".join(parts)
            name = "opacity" if both else "fill-opacity" if shape.fill else "stroke-opacity"
            parts.append(f' {name}="{shape.alpha:.3g}"')
        body.append("".join(parts) + "/>")
    return _document(body, definitions, size)


def _small(shape: Shape) -> bool:
    """The light in an eye, not a cloud."""
    left, top, right, bottom = bounds([shape])
    return right - left < 45 and bottom - top < 45


def outlined(shapes: Sequence[Shape], size: tuple[float, float], paper: str, ink: str, pen: float) -> str:
    """Contours on paper; what the user gave a colour keeps it, shading is left out."""
    definitions = _Definitions()
    body = [f'<rect width="{size[0]:.1f}" height="{size[1]:.1f}" fill="{paper}"/>']
    for shape in shapes:
        if (
            shape.soft
            and shape.lit
            and shape.closed
            and shape.fill == "#ffffff"
            and shape.alpha == 1
            and _small(shape)
        ):
            body.append(f'<path d="{path(shape)}" fill="{paper}"/>')
        if shape.soft and not shape.accent:
            continue
        width = pen * (0.4 + 0.6 * shape.depth)
        if shape.closed:
            colour = shape.main_colour() or paper
            dark = luma(colour) < 0.2 and not shape.accent
            fill = colour if shape.accent else ink if dark else paper
            body.append(
                f'<path d="{path(shape)}" fill="{fill}" stroke="{ink}" stroke-width="{width:.2f}" '
                'stroke-linejoin="round"/>'
            )
        elif shape.stroke:
            colour = shape.stroke if shape.accent else ink
            heavy = min(max(width * 0.8, shape.width * 0.6), width * 1.8) if not shape.accent else shape.width
            body.append(
                f'<path d="{path(shape)}" fill="none" stroke="{colour}" stroke-width="{heavy:.2f}" '
                'stroke-linecap="round" stroke-linejoin="round"/>'
            )
    return _document(body, definitions, size)


def neon(shapes: Sequence[Shape], size: tuple[float, float], dark: str, pen: float) -> str:
    """Bright tubes on the dark: each solid shape is nearly black with a contour in its own, vivid hue."""
    definitions = _Definitions()
    body = [f'<rect width="{size[0]:.1f}" height="{size[1]:.1f}" fill="{dark}"/>']
    for shape in shapes:
        colour = shape.main_colour()
        if colour is None or (shape.soft and not shape.lit):
            continue
        if shape.lit and luma(colour) < 0.3:
            body.append(
                f'<path d="{path(shape)}" fill="{dark}" stroke="#fff6e0" stroke-width="{pen * 0.5:.2f}"/>'
            )
            continue
        bright = hsl(colour, saturation=2.2, light=max(0.0, 0.62 - luma(colour)))
        width = pen * (0.5 + 0.5 * shape.depth)
        if shape.closed:
            inside = dark if not shape.lit else bright if shape.curved else mix(bright, dark, 0.62)
            opacity = 0.35 * shape.alpha if shape.soft else 1.0
            edge = (
                "" if shape.soft else f' stroke="{bright}" stroke-width="{width:.2f}" stroke-linejoin="round"'
            )
            name = "opacity" if edge else "fill-opacity"
            body.append(f'<path d="{path(shape)}" fill="{inside}" {name}="{opacity:.3g}"{edge}/>')
        else:
            thick = max(width, shape.width * 0.5)
            body.append(
                f'<path d="{path(shape)}" fill="none" stroke="{bright}" stroke-width="{thick:.2f}" '
                f'stroke-linecap="round" stroke-opacity="{max(0.5, shape.alpha):.3g}"/>'
            )
    return _document(body, definitions, size)


def figures(shapes: Sequence[Shape], size: tuple[float, float]) -> str:
    """Named things white on black."""
    body = ['<rect width="100%" height="100%" fill="#000"/>']
    for shape in shapes:
        if not shape.figure or shape.soft or shape.alpha < 0.5:
            continue
        if shape.closed and shape.fill:
            body.append(f'<path d="{path(shape)}" fill="#fff"/>')
        elif shape.stroke:
            body.append(
                f'<path d="{path(shape)}" fill="none" stroke="#fff" stroke-width="{shape.width:.2f}" '
                'stroke-linecap="round"/>'
            )
    return _document(body, _Definitions(), size)


def depths(shapes: Sequence[Shape], size: tuple[float, float]) -> str:
    """Each solid shape in the grey of its depth (0 black, far; 1 white, near)."""
    body = ['<rect width="100%" height="100%" fill="#000"/>']
    for shape in shapes:
        if shape.soft or shape.alpha < 0.5:
            continue
        level = round(255 * min(1.0, max(0.0, shape.depth)))
        grey = f"#{level:02x}{level:02x}{level:02x}"
        if shape.closed and shape.fill:
            body.append(f'<path d="{path(shape)}" fill="{grey}"/>')
        elif shape.stroke:
            body.append(
                f'<path d="{path(shape)}" fill="none" stroke="{grey}" stroke-width="{shape.width:.2f}" '
                'stroke-linecap="round"/>'
            )
    return _document(body, _Definitions(), size)

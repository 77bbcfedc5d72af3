"""Parts that many creatures share: eyes, cheeks, noses, whiskers."""

from ..colour import darken, lighten
from ..drawing.pen import Pen

INK = "#2b2230"


def eye(p: Pen, x: float, y: float, size: float, colour: str = INK) -> None:
    """A friendly round eye with a light in it."""
    p.oval(x, y, size * 0.86, size, colour, lit=True)
    p.oval(x - size * 0.26, y - size * 0.36, size * 0.34, size * 0.38, "#ffffff", soft=True, lit=True)
    p.oval(
        x + size * 0.28, y + size * 0.36, size * 0.16, size * 0.18, "#ffffff", alpha=0.75, soft=True, lit=True
    )


def eyes(p: Pen, y: float, apart: float, size: float, colour: str = INK) -> None:
    """Two eyes around the middle; closed arcs when asleep."""
    for side in (-1, 1):
        if p.pose == "sleep":
            p.line(
                [(side * apart - size, y), (side * apart, y + size * 0.7), (side * apart + size, y)],
                size * 0.4,
                INK,
            )
        else:
            eye(p, side * apart, y, size, colour)


def cheeks(p: Pen, y: float, apart: float, size: float, colour: str = "#f49a94") -> None:
    """A soft blush on both sides."""
    for side in (-1, 1):
        p.oval(
            side * apart, y, size, size * 0.62, p.glow((colour, 0.75), (colour, 0.0), lit=False), soft=True
        )


def smile(p: Pen, x: float, y: float, size: float, colour: str = INK) -> None:
    """The little w under a nose."""
    for side in (-1, 1):
        p.line(
            [(x, y), (x + side * size * 0.45, y + size * 0.42), (x + side * size, y + size * 0.12)],
            size * 0.2,
            colour,
        )


def whiskers(p: Pen, y: float, start: float, end: float, colour: str = "#6b5a58") -> None:
    """Two on each side."""
    for side in (-1, 1):
        for tilt in (-0.035, 0.02):
            p.line([(side * start, y + tilt * 0.3), (side * end, y + tilt)], 0.007, colour, soft=True)


def shadow(p: Pen, wide: float, colour: str = "#1f2a3a") -> None:
    """The soft shadow on the ground that makes a thing stand."""
    p.oval(
        0,
        0.005,
        wide,
        wide * 0.13,
        p.glow((colour, 0.36), (colour, 0.2), (colour, 0.0), lit=False),
        soft=True,
    )


def tones(fur: str) -> tuple[str, str]:
    """A lighter and a darker companion of a fur colour."""
    return lighten(fur, 0.55), darken(fur, 0.28)


def rod(p: Pen) -> None:
    """A fishing rod held at the origin, its line and float to the right."""
    p.line([(-0.06, 0.06), (0.22, -0.3), (0.52, -0.46)], 0.02, "#8a6238")
    p.line([(0.52, -0.46), (0.54, -0.1), (0.55, 0.2)], 0.007, "#f3efe6", soft=True)
    p.oval(0.55, 0.21, 0.026, 0.032, "#e8493f")

"""Media of strokes: oil laid on with brushes, wax crayon, pencil."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ..colour import hsl
from ..randomness import grain
from .medium import Medium, Pixels, Sheet, picture, pixels
from .texture import blurred, edges, fractal, luminance, paper, speckle, warped


def _directions(grey: Pixels, seed: int, width: int, height: int) -> Pixels:
    """Direction of strokes, along the edges of what is painted; free sweeps where it is plain."""
    gy, gx = np.gradient(grey)
    along = np.arctan2(gx, -gy)
    strength = np.clip(np.hypot(gx, gy) * 26, 0, 1)
    sweep = fractal(seed, "sweep", width, height, 0.3 * min(width, height), 2) * 2.2
    wild: Pixels = (along * strength + sweep * (1 - strength)).astype(np.float32)
    return wild


def _lay(
    sheet: Sheet,
    canvas: Image.Image,
    relief: Image.Image,
    source: Pixels,
    angles: Pixels,
    name: str,
    length: float,
    thick: float,
    step: float,
    detail: Pixels | None,
) -> None:
    """One layer of strokes on a jittered grid; ``detail`` limits it to where there is something fine."""
    height, width = source.shape[:2]
    random = grain(sheet.seed, "strokes", name)
    xs, ys = np.meshgrid(np.arange(step / 2, width + step, step), np.arange(step / 2, height + step, step))
    xs = np.clip(xs.ravel() + random.uniform(-0.6, 0.6, xs.size) * step, 0, width - 1)
    ys = np.clip(ys.ravel() + random.uniform(-0.6, 0.6, ys.size) * step, 0, height - 1)
    columns, rows = xs.astype(np.intp), ys.astype(np.intp)
    if detail is not None:
        keep = detail[rows, columns] > 0.05
        xs, ys, columns, rows = xs[keep], ys[keep], columns[keep], rows[keep]
    order = random.permutation(xs.size)
    colours = np.clip(
        source[rows, columns] * 255 * (1 + random.uniform(-0.055, 0.055, (xs.size, 1))), 0, 255
    ).astype(np.uint8)
    turns = angles[rows, columns] + random.uniform(-0.18, 0.18, xs.size)
    reach = length * random.uniform(0.65, 1.25, xs.size) / 2
    heights = random.integers(70, 200, xs.size)
    paint, bumps = ImageDraw.Draw(canvas), ImageDraw.Draw(relief)
    for index in order.tolist():
        x, y, turn = float(xs[index]), float(ys[index]), float(turns[index])
        dx, dy = math.cos(turn) * float(reach[index]), math.sin(turn) * float(reach[index])
        nx, ny = -math.sin(turn) * thick / 2, math.cos(turn) * thick / 2
        shape = [
            (x - dx * 1.12, y - dy * 1.12),
            (x - dx * 0.8 + nx, y - dy * 0.8 + ny),
            (x + dx * 0.9 + nx, y + dy * 0.9 + ny),
            (x + dx * 1.1, y + dy * 1.1),
            (x + dx * 0.8 - nx, y + dy * 0.8 - ny),
            (x - dx * 0.9 - nx, y - dy * 0.9 - ny),
        ]
        colour = colours[index]
        paint.polygon(shape, fill=(int(colour[0]), int(colour[1]), int(colour[2])))
        level = int(heights[index])
        bumps.polygon(shape, fill=level)
        bumps.line(
            [(x - dx, y - dy), (x + dx, y + dy)], fill=min(255, level + 34), width=max(1, int(thick / 3))
        )


def _oil(sheet: Sheet) -> Image.Image:
    """Three layers of strokes, broad to fine, lit as relief, on canvas."""
    base = sheet.painted()
    width, height, scale = sheet.width, sheet.height, sheet.scale
    values = pixels(base)
    grey = blurred(luminance(values), 3 * scale)
    angles = _directions(grey, sheet.seed, width, height)
    fine = blurred(np.clip(edges(luminance(values)) * 5, 0, 1), 4 * scale)
    canvas = base.filter(ImageFilter.GaussianBlur(5 * scale))
    relief = Image.new("L", (width, height), 110)
    broad = pixels(canvas)
    _lay(sheet, canvas, relief, broad, angles, "broad", 58 * scale, 15 * scale, 17 * scale, None)
    _lay(sheet, canvas, relief, values, angles, "middle", 26 * scale, 6.5 * scale, 8.5 * scale, fine)
    _lay(
        sheet,
        canvas,
        relief,
        values,
        angles,
        "fine",
        9 * scale,
        2.8 * scale,
        4.2 * scale,
        np.clip(fine - 0.06, 0, 1),
    )
    near = np.clip(blurred(np.clip(edges(luminance(values)) * 7, 0, 1), 2.4 * scale) * 4.0, 0.12, 0.85)[
        ..., None
    ]
    painted_values = pixels(canvas) * (1 - near) + values * near
    bumps = pixels(relief.filter(ImageFilter.GaussianBlur(0.9 * scale)))
    light = np.zeros_like(bumps)
    light[1:, 1:] = bumps[1:, 1:] - bumps[:-1, :-1]
    weave = (
        np.sin(np.arange(width, dtype=np.float32) * 1.3 / scale)[None, :]
        * np.sin(np.arange(height, dtype=np.float32) * 1.3 / scale)[:, None]
    )
    shade = 1 + np.clip(light, -0.25, 0.25) * 0.62 + 0.012 * weave
    return picture(painted_values * shade[..., None])


def _rich(colour: str) -> str:
    return hsl(colour, saturation=1.18, light=-0.012)


def _crayon(sheet: Sheet) -> Image.Image:
    """Wax on toothed paper: strokes at one slant, the paper's grain showing through, hand-drawn contours."""
    base = sheet.painted("#5a4038", 4.0)
    width, height, scale = sheet.width, sheet.height, sheet.scale
    shake = fractal(sheet.seed, "shake", width, height, 30 * scale, 2)
    values = warped(pixels(base), shake * 12 * scale, shake[::-1] * 12 * scale)
    rows = np.arange(height, dtype=np.float32)[:, None]
    columns = np.arange(width, dtype=np.float32)[None, :]
    slant = np.sin((rows * 0.8 + columns * 0.55 + shake * 9 * scale) / (2.6 * scale))
    tooth = paper(sheet.seed, width, height, scale) * 1.6 + 0.3 * speckle(sheet.seed, "wax", width, height)
    press = np.clip(
        0.84 + 0.1 * slant + 0.36 * tooth + 0.6 * fractal(sheet.seed, "press", width, height, 90 * scale, 2),
        0.14,
        1,
    )
    sheet_colour = np.array([0.985, 0.972, 0.94], dtype=np.float32)
    return picture(sheet_colour - (sheet_colour - values) * press[..., None])


def _pencil(sheet: Sheet) -> Image.Image:
    """Graphite: contours, and hatching whose density follows the tones."""
    width, height, scale = sheet.width, sheet.height, sheet.scale
    tones = luminance(pixels(sheet.painted()))
    lines = pixels(sheet.outlined("#ffffff", "#3c3c40", 2.3))
    shake = fractal(sheet.seed, "shake", width, height, 60 * scale, 3)
    lines = warped(lines, shake * 8 * scale, shake[::-1] * 8 * scale)
    rows = np.arange(height, dtype=np.float32)[:, None]
    columns = np.arange(width, dtype=np.float32)[None, :]
    wobble = shake * 13 * scale
    first = 0.5 + 0.5 * np.sin((rows + columns * 0.9 + wobble) / (1.75 * scale))
    second = 0.5 + 0.5 * np.sin((rows - columns * 0.75 + wobble) / (1.9 * scale))
    dark = np.clip(1.0 - tones, 0, 1) ** 0.85
    hatch = (
        np.clip(dark * 1.2 - first * 0.5, 0, 1) * 0.62
        + np.clip(dark * 1.3 - 0.45 - second * 0.4, 0, 1) * 0.6
        + dark * 0.15
    )
    tooth = (
        1 + 0.8 * paper(sheet.seed, width, height, scale) + 0.2 * speckle(sheet.seed, "lead", width, height)
    )
    marks = np.clip(hatch * tooth, 0, 0.92)[..., None]
    lead, sheet_colour = (
        np.array([0.2, 0.2, 0.22], dtype=np.float32),
        np.array([0.975, 0.968, 0.945], dtype=np.float32),
    )
    shaded = sheet_colour * (1 - marks) + lead * marks
    grip = np.clip(0.9 + 0.35 * tooth[..., None] - 0.35, 0.5, 1)
    return picture(shaded * (1 - (1 - lines) * grip))


OIL = Medium("oil", _oil, grade=_rich, shading=0.16)
CRAYON = Medium("crayon", _crayon, grade=_rich, shading=0.0)
PENCIL = Medium("pencil", _pencil, shading=0.2)

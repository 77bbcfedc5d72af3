"""Media of water and ink on paper: watercolour, ink wash, fine-line gongbi on silk."""

from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from ..colour import hsl, hue, luma, mix, rgb, saturation, text
from .medium import Medium, Pixels, Sheet, joined, picture, pixels, planes, rendered
from .texture import blurred, brightness, edges, fractal, luminance, paper, softened, speckle, warp

_PAPER = np.array([0.985, 0.97, 0.935], dtype=np.float32)


def _bleeding(sheet: Sheet, reach: float) -> Any:
    """Edges that wander as wet paint does: from where each pixel is fetched, see `warp`."""
    width, height, scale = sheet.width, sheet.height, sheet.scale
    coarse = fractal(sheet.seed, "bleed", width, height, 34 * scale, 3)
    fine = fractal(sheet.seed, "fringe", width, height, 9 * scale, 2)
    dx = (coarse * 16 + fine * 6) * scale * reach
    dy = (coarse[::-1, ::-1] * 16 + fine[::-1] * 6) * scale * reach
    return warp(dx, dy)


def _deckle(sheet: Sheet, margin: float) -> Pixels:
    """1 inside the painted area, 0 on the border of bare paper, with an uneven edge (height × width)."""
    width, height, scale = sheet.width, sheet.height, sheet.scale
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    inside = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)) / scale
    rough = fractal(sheet.seed, "deckle", width, height, 46 * scale, 4)
    mask: Pixels = np.clip((inside - margin + rough * 44) / 5, 0, 1)
    return mask


def _watercolour(sheet: Sheet) -> Image.Image:
    """Transparent colour: pigment gathers at edges, granulates in the paper's tooth, blooms where it was wet.

    A wash is a filter (Beer and Lambert): where it is ``amount`` times as thick, light passes to that power. Named
    things are painted on dry paper, so that they stay crisp, with a rim of spared paper around them.
    """
    base = sheet.painted(banded=True)
    width, height, scale = sheet.width, sheet.height, sheet.scale
    soft = [softened(channel, 9 * scale) for channel in base.split()]
    bleeding = _bleeding(sheet, 1.0)
    sharp = [pixels(np.asarray(channel).take(bleeding)) for channel in base.split()]
    figure, halo = _figures(sheet)
    kept = 0.7 * figure
    wet = np.clip(fractal(sheet.seed, "wet", width, height, 240 * scale, 2) * 2.2 + 0.28, 0, 0.85)
    wet = wet * 0.55 * (1 - 0.92 * figure)
    rim = np.clip(edges(blurred(brightness(sharp), 1.4 * scale)) * 2.6, 0, 0.3)
    wash = fractal(sheet.seed, "wash", width, height, 130 * scale, 4)
    tooth = paper(sheet.seed, width, height, scale)
    calm = 1 - 0.6 * figure
    amount = 0.92 + (0.72 * wash + 0.8 * np.clip(tooth, -0.2, 0.2)) * calm
    amount += 0.02 * speckle(sheet.seed, "granules", width, height)
    amount = amount * (1 - 0.62 * halo) + 0.16 * figure
    mask = _deckle(sheet, 26)
    border = np.clip(1 - np.abs(mask - 0.5) * 2, 0, 1) * 0.1
    relief = 1 + 0.25 * np.clip(tooth, -0.25, 0.25)
    dry, bare = 1 - wet, 1 - kept
    done = []
    for clear, bled, blurry, white in zip(planes(base), sharp, soft, _PAPER, strict=True):
        values = (clear * kept + bled * bare) * dry + pixels(blurry) * wet
        light = np.exp(np.log(np.maximum(values, 0.015)) * amount)
        density = 1 - light
        density += rim * (0.5 * density + 0.1)
        density = density * mask + border * density
        tint = white * relief
        done.append(tint - density * tint)
    return joined(done)


def _figures(sheet: Sheet) -> tuple[Pixels, Pixels]:
    """Where the named things are, and a rim of spared paper around them (each height × width)."""
    size, scale = (sheet.width, sheet.height), sheet.scale
    small = (max(1, sheet.width // 2), max(1, sheet.height // 2))
    mask = sheet.figures(small)
    wide = mask.filter(ImageFilter.GaussianBlur(5.5 * scale)).resize(size, Image.Resampling.BILINEAR)
    near = mask.filter(ImageFilter.GaussianBlur(1.2 * scale)).resize(size, Image.Resampling.BILINEAR)
    figure = pixels(near)
    return figure, np.clip(pixels(wide) * 2.1, 0, 1) * (1 - figure)


def _translucent(colour: str) -> str:
    return mix(hsl(colour, saturation=1.12), "#fffdf6", 0.16)


_RICE = np.array([0.957, 0.938, 0.89], dtype=np.float32)
_INK = np.array([0.09, 0.095, 0.115], dtype=np.float32)


def _inked(colour: str) -> str:
    """Ink tones; only strong reds, and a breath of other hues, survive as colour."""
    grey = luma(colour)
    tone = min(1.0, max(0.0, (grey - 0.14) * 1.3)) ** 1.12
    base = text(*(0.08 + (0.97 - 0.08) * tone,) * 3)
    strong, turn = saturation(colour), hue(colour)
    if strong > 0.32 and (turn < 0.05 or turn > 0.93):
        return mix(base, "#c03a2e", 0.72)
    return mix(base, mix(colour, base, 0.3), min(0.3, strong * 0.42))


# The strokes of 话 (right, read first) and 画 (left) in a box of 60 units.
_HUA_TALK = (
    "M35 11L38 15M33 22H38V45L42 41"  # speech: dot, turning stroke with its flick
    "M53 12Q48 16 42 17M41 24H55M48 16V33M43 34H54V47H43Z"  # tongue: slant, bar, stem, mouth
)
_HUA_PAINT = "M8 12H28M12 19H24V37H12ZM12 28H24M18 19V37M8 22V46H28M28 22V46"


def _seal(sheet: Sheet, values: Pixels) -> None:
    """A small red seal that reads 话画 from the right, in the lower corner away from the middle."""
    side = max(10, int(66 * sheet.scale))
    if min(sheet.width, sheet.height) < 5 * side:
        return
    x, y = sheet.width - int(side * 1.85), sheet.height - int(side * 1.9)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60"><rect width="60" height="60" fill="#fff"/>'
        f'<rect x="3" y="3" width="54" height="54" rx="7" fill="#000"/><g stroke="#fff" stroke-width="2.5" fill="none" '
        f'stroke-linecap="round" stroke-linejoin="round"><path d="{_HUA_TALK}"/><path d="{_HUA_PAINT}"/></g></svg>'
    )
    stamp = pixels(rendered(svg, (side, side)).convert("RGB"))[..., :1]
    worn = np.clip(0.82 + 1.1 * fractal(sheet.seed, "seal", side, side, 6, 2)[..., None], 0, 1)
    cover = (1 - stamp) * worn
    red = np.array([0.74, 0.16, 0.13], dtype=np.float32)
    patch = values[y : y + side, x : x + side]
    values[y : y + side, x : x + side] = patch * (1 - cover) + red * cover


def _ink_wash(sheet: Sheet) -> Image.Image:
    """Diluted ink that spreads in rice paper, darker where a stroke ends, with a seal."""
    night = sheet.time == "night"
    base = sheet.painted("#26262b", 3.0, nearer=0.6)
    width, height, scale = sheet.width, sheet.height, sheet.scale
    soft = pixels(base.filter(ImageFilter.GaussianBlur(12 * scale)))
    sharp = pixels(np.asarray(base).reshape(-1, 3)[_bleeding(sheet, 0.62)])
    wet = np.clip(fractal(sheet.seed, "wet", width, height, 200 * scale, 3) * 2.4 + 0.36, 0, 0.8)[..., None]
    values = sharp * (1 - wet * 0.42) + soft * (wet * 0.42)
    dark = 1 - luminance(values)
    rim = np.clip(edges(blurred(dark, 1.6 * scale)) * 3, 0, 0.22)
    wash = fractal(sheet.seed, "wash", width, height, 110 * scale, 4)
    fibre = fractal(sheet.seed, "fibre", width, height, 6 * scale, 2)
    density = (1 - values) * (1.0 + 0.62 * wash + 0.2 * fibre)[..., None] + rim[..., None] * 0.5
    y = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    fade = 1 - 0.5 * np.exp(-((y - 0.98) ** 2) / 0.012) if not night else np.ones_like(y)
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :, None]
    fade = fade * (1 - 0.55 * np.clip(np.abs(x) + 0.24 * wash[..., None] - 0.86, 0, 0.14) / 0.14)
    density *= fade
    tint = _RICE * (1 + 0.05 * fibre[..., None])
    result = tint * (1 - np.clip(density, 0, 1)) + _INK * np.clip(density, 0, 1) * 0.6
    _seal(sheet, result)
    return picture(result)


def _silken(colour: str) -> str:
    """Mineral pigments on aged silk."""
    return mix(hsl(colour, saturation=0.86), "#e2cfa6", 0.24)


def _gongbi(sheet: Sheet) -> Image.Image:
    base = sheet.painted("#4a3428", 2.1)
    width, height, scale = sheet.width, sheet.height, sheet.scale
    values = pixels(base)
    weave_x = np.sin(np.arange(width, dtype=np.float32) * (1.9 / max(0.5, scale)))[None, :]
    weave_y = np.sin(np.arange(height, dtype=np.float32) * (1.9 / max(0.5, scale)))[:, None]
    age = fractal(sheet.seed, "age", width, height, 190 * scale, 3)
    silk = 1 + 0.018 * (weave_x + weave_y) + 0.11 * age + 0.012 * speckle(sheet.seed, "silk", width, height)
    values = values * silk[..., None]
    values = values * np.array([1.0, 0.985, 0.94], dtype=np.float32)
    _seal(sheet, values)
    return picture(values)


def ink_paper() -> tuple[float, float, float]:
    """Colour of the rice paper, for tests."""
    return rgb("#f4efe3")


WATERCOLOR = Medium("watercolor", _watercolour, grade=_translucent, shading=0.2, moonlit=0.72)
INK = Medium("ink", _ink_wash, grade=_inked, shading=0.26, plain=True, air=1.0, misty=True, night=0.2)
GONGBI = Medium(
    "gongbi", _gongbi, grade=_silken, shading=0.18, plain=True, misty=True, night=0.75, moonlit=0.6
)

"""Media made of pieces: cut paper, low polygons, stained glass, mosaic."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from ..colour import hsl
from ..randomness import grain
from .medium import Medium, Pixels, Sheet, picture, pixels
from .texture import blurred, edges, fractal, luminance, paper, speckle

Labels = NDArray[np.int32]


def _papercut(sheet: Sheet) -> Image.Image:
    """Sheets of coloured paper, each casting a shadow on those behind it."""
    width, height, scale = sheet.width, sheet.height, sheet.scale
    values = pixels(sheet.painted())
    half = (max(1, width // 2), max(1, height // 2))
    levels = np.asarray(sheet.depths(half), dtype=np.int16)
    cuts = sorted({int(value) for value in np.unique(levels)})
    cuts = cuts[:: max(1, len(cuts) // 11)]
    dark = np.zeros(levels.shape, dtype=np.float32)
    shift = max(1, int(5 * scale))
    for cut in cuts[1:]:
        mask = Image.fromarray(((levels >= cut) * 255).astype(np.uint8)).filter(
            ImageFilter.GaussianBlur(4.5 * scale)
        )
        shadow = np.roll(np.asarray(mask, dtype=np.float32) / 255, (shift, shift), axis=(0, 1))
        dark = np.maximum(dark, shadow * (levels < cut))
    shade = (
        np.asarray(
            Image.fromarray((dark * 255).astype(np.uint8)).resize((width, height), Image.Resampling.BILINEAR),
            dtype=np.float32,
        )
        / 255
    )
    grey = luminance(values)
    lit = np.zeros_like(grey)
    lit[2:, 2:] = np.clip(grey[2:, 2:] - grey[:-2, :-2], -0.08, 0.08)
    relief = paper(sheet.seed, width, height, scale)
    values = values * (1 - 0.46 * shade + 1.1 * lit * 0.35 + 0.32 * relief)[..., None]
    return picture(values + (0.008 * speckle(sheet.seed, "fibre", width, height))[..., None])


def _cells(points: NDArray[np.float32], width: int, height: int) -> Labels:
    """Index of the nearest point for every pixel, by jump flooding (Rong & Tan 2006)."""
    labels = np.full((height, width), -1, dtype=np.int32)
    columns = np.clip(points[:, 0].astype(np.intp), 0, width - 1)
    rows = np.clip(points[:, 1].astype(np.intp), 0, height - 1)
    labels[rows, columns] = np.arange(len(points), dtype=np.int32)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    px, py = np.append(points[:, 0], 1e6).astype(np.float32), np.append(points[:, 1], 1e6).astype(np.float32)
    best = (xs - px[labels]) ** 2 + (ys - py[labels]) ** 2
    step = 16
    while step >= 1:
        for dy in (-step, 0, step):
            for dx in (-step, 0, step):
                if dx == 0 and dy == 0:
                    continue
                y0, y1, x0, x1 = max(0, dy), min(height, height + dy), max(0, dx), min(width, width + dx)
                if y0 >= y1 or x0 >= x1:
                    continue
                other = labels[y0 - dy : y1 - dy, x0 - dx : x1 - dx]
                here = (slice(y0, y1), slice(x0, x1))
                distance = (xs[here] - px[other]) ** 2 + (ys[here] - py[other]) ** 2
                closer = distance < best[here]
                best[here] = np.where(closer, distance, best[here])
                labels[here] = np.where(closer, other, labels[here])
        step //= 2
    return np.maximum(labels, 0)


def _points(sheet: Sheet, grey: Pixels, count: int, sharpness: float) -> NDArray[np.float32]:
    """Points that crowd where the picture has edges, one per cell of a grid plus extra by weight."""
    height, width = grey.shape
    random = grain(sheet.seed, "points")
    weight = blurred(np.clip(edges(grey) * 6, 0, 1), 1.2) ** 0.8
    step = max(3.0, (width * height / (count * 0.24)) ** 0.5)
    xs, ys = np.meshgrid(np.arange(step / 2, width, step), np.arange(step / 2, height, step))
    even = np.stack([xs.ravel(), ys.ravel()], axis=1) + random.uniform(-0.42, 0.42, (xs.size, 2)) * step
    flat = np.cumsum((weight * sharpness + 0.008).ravel().astype(np.float64))
    picks = np.searchsorted(flat, random.random(int(count * 0.76)) * flat[-1])
    drawn = np.stack([picks % width, picks // width], axis=1) + random.uniform(-0.5, 0.5, (len(picks), 2))
    frame = [(x, y) for x in np.linspace(0, width - 1, 12) for y in (0, height - 1)]
    frame += [(x, y) for y in np.linspace(0, height - 1, 12) for x in (0, width - 1)]
    points = np.concatenate([even, drawn, np.array(frame)])
    limits = np.array([width - 1, height - 1])
    return np.unique(np.clip(np.round(points), 0, limits), axis=0).astype(np.float32)


def _lowpoly(sheet: Sheet) -> Image.Image:
    """Triangles between points (the dual of their nearest-point cells), each of one colour."""
    width, height = sheet.width, sheet.height
    factor = min(1.0, 460 / min(width, height))
    small = (max(8, round(width * factor)), max(8, round(height * factor)))
    source = sheet.painted(size=small)
    values = pixels(source)
    points = _points(sheet, luminance(values), int(3300 * (small[0] * small[1]) / 211600) + 60, 2.2)
    labels = _cells(points, *small)
    corners = np.stack([labels[:-1, :-1], labels[:-1, 1:], labels[1:, 1:], labels[1:, :-1]], axis=-1).reshape(
        -1, 4
    )
    mixed = corners[(corners[:, 0] != corners[:, 2]) | (corners[:, 1] != corners[:, 3])]
    triangles = np.concatenate([mixed[:, (0, 1, 2)], mixed[:, (0, 2, 3)]])
    triangles = np.sort(triangles, axis=1)
    apart = (triangles[:, 0] != triangles[:, 1]) & (triangles[:, 1] != triangles[:, 2])
    triangles = np.unique(triangles[apart], axis=0)
    centre = points[triangles].mean(axis=1)
    columns = np.clip(centre[:, 0].astype(np.intp), 0, small[0] - 1)
    rows = np.clip(centre[:, 1].astype(np.intp), 0, small[1] - 1)
    slope = grain(sheet.seed, "facets").uniform(-0.045, 0.045, (len(triangles), 1))
    colours = np.clip((values[rows, columns] * (1 + slope)) * 255, 0, 255).astype(np.uint8)
    size = (width * 2, height * 2) if max(width, height) <= 1280 else (width, height)
    picture_out = source.resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture_out)
    grown = points * np.array([size[0] / (small[0] - 1), size[1] / (small[1] - 1)], dtype=np.float32)
    for triangle, colour in zip(grown[triangles].tolist(), colours.tolist(), strict=True):
        draw.polygon([tuple(corner) for corner in triangle], fill=(colour[0], colour[1], colour[2]))
    return (
        picture_out.resize((width, height), Image.Resampling.BOX) if size != (width, height) else picture_out
    )


def _tiles(sheet: Sheet, count: int, sharpness: float) -> tuple[Pixels, Labels]:
    """Mean colour per cell, and the cells, at about half size."""
    factor = min(1.0, 512 / min(sheet.width, sheet.height))
    small = (max(8, round(sheet.width * factor)), max(8, round(sheet.height * factor)))
    values = pixels(sheet.painted(size=small))
    points = _points(sheet, luminance(values), int(count * small[0] * small[1] / 262144) + 40, sharpness)
    labels = _cells(points, *small)
    flat = labels.ravel()
    sizes = np.maximum(1, np.bincount(flat, minlength=len(points)))
    means = np.stack(
        [
            np.bincount(flat, weights=values[..., channel].ravel(), minlength=len(points)) / sizes
            for channel in range(3)
        ],
        axis=1,
    )
    return means.astype(np.float32), labels


def _joints(labels: Labels, size: tuple[int, int], wide: float) -> Pixels:
    """1 on the borders between cells, smooth, at full size."""
    border = np.zeros(labels.shape, dtype=np.float32)
    border[:, 1:] = labels[:, 1:] != labels[:, :-1]
    border[1:] = np.maximum(border[1:], labels[1:] != labels[:-1])
    image = Image.fromarray((border * 255).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    return np.clip(
        np.asarray(image.filter(ImageFilter.GaussianBlur(wide)), dtype=np.float32) / 255 * 2.6 - 0.35, 0, 1
    )


def _full(values: Pixels, size: tuple[int, int]) -> Pixels:
    return pixels(picture(values).resize(size, Image.Resampling.BICUBIC))


def _stained(sheet: Sheet) -> Image.Image:
    """Glowing glass: lead follows the things' contours, and cuts what is plain into large pieces."""
    size = (sheet.width, sheet.height)
    factor = min(1.0, 420 / min(size))
    small = (max(8, round(size[0] * factor)), max(8, round(size[1] * factor)))
    random = grain(sheet.seed, "glass")
    step = min(small) / 9
    xs, ys = np.meshgrid(np.arange(step / 2, small[0], step), np.arange(step / 2, small[1], step))
    points = np.stack([xs.ravel(), ys.ravel()], axis=1) + random.uniform(-0.45, 0.45, (xs.size, 2)) * step
    labels = _cells(np.clip(points, 0, np.array(small) - 1).astype(np.float32), *small)
    values = pixels(sheet.painted("#14131a", 6.5, nearer=0.1))
    values = np.clip((values - 0.5) * 1.25 + 0.56, 0, 1)
    tint = random.uniform(0.78, 1.2, len(points)).astype(np.float32)[labels]
    tint = np.asarray(Image.fromarray(tint).resize(size, Image.Resampling.NEAREST), dtype=np.float32)
    near = np.asarray(sheet.depths(small).resize(size), dtype=np.float32) / 255
    plain = np.clip((0.72 - near) * 6, 0, 1)
    lead = _joints(labels, size, 1.5 * sheet.scale) * plain
    swirl = fractal(sheet.seed, "swirl", *size, 46 * sheet.scale, 3)
    values = values * ((1 + (tint - 1) * (0.35 + 0.65 * plain)) * (1 + 0.34 * swirl))[..., None]
    shine = (np.roll(lead, 2, axis=0) * 0.2 * (1 - lead))[..., None]
    return picture(
        values * (1 - lead)[..., None]
        + lead[..., None] * np.array([0.08, 0.08, 0.1], dtype=np.float32)
        + shine
    )


def _mosaic(sheet: Sheet) -> Image.Image:
    """Small stones set in pale mortar."""
    means, labels = _tiles(sheet, 9000, 1.6)
    size = (sheet.width, sheet.height)
    stones = means * grain(sheet.seed, "stones").uniform(0.88, 1.1, (len(means), 1)).astype(np.float32)
    values = _full(stones[labels], size)
    mortar = _joints(labels, size, 0.7 * sheet.scale)[..., None] * 0.62
    bevel = np.zeros_like(mortar)
    bevel[1:, 1:] = mortar[1:, 1:] - mortar[:-1, :-1]
    relief = paper(sheet.seed, *size, sheet.scale)
    values = values * (1 + 0.3 * relief)[..., None] - bevel * 0.35
    return picture(
        values * (1 - mortar * 0.85) + mortar * 0.85 * np.array([0.5, 0.47, 0.45], dtype=np.float32)
    )


def _crisp(colour: str) -> str:
    return hsl(colour, saturation=1.15)


PAPERCUT = Medium("papercut", _papercut, grade=_crisp, shading=0.03, plain=True, air=0.9)
LOWPOLY = Medium("lowpoly", _lowpoly, grade=_crisp, shading=0.16)
STAINED = Medium("stained", _stained, grade=_crisp, shading=0.1)
MOSAIC = Medium("mosaic", _mosaic, grade=_crisp, shading=0.1)

"""Telling a subject from its background without a model: what is connected with the border and coloured like it.

What has one of the border's colours and hangs together with the border goes away (the idea of a first round of GrabCut,
Rother et al. 2004, with means in place of mixtures and a flood in place of a graph cut). Good for avatars, logos and
drawings on a plain or smooth ground; a busy one mostly stays. A picture that has transparency already says itself what
its subject is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

WORK_SIDE = 320
"""The longer side in pixels of the picture in which the ground is looked for."""
GROUPS = 4
"""Colours by which the border is described."""
NEAR = 34.0
"""Distance in levels of 0 to 255 up to which a colour is one of the border's."""
LEAST_SHARE, MOST_SHARE = 0.004, 0.96
"""What a subject covers of a picture; outside of this nothing was found."""

Mask = NDArray[np.bool_]


def cut_out(picture: Image.Image) -> Image.Image:
    """The picture (RGBA) with its background transparent. One whose background cannot be told stays as it is."""
    if _has_transparency(picture):
        return picture
    subject = by_border(picture.convert("RGB"))
    if not stands_out(subject):
        return picture
    cut = picture.copy()
    cut.putalpha(subject)
    return cut


def subject_box(picture: Image.Image) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the subject in pixels; of the whole picture where none stands out."""
    whole = 0.0, 0.0, float(picture.width), float(picture.height)
    if _has_transparency(picture):
        subject = picture.getchannel("A")
    else:
        subject = by_border(picture.convert("RGB"))
        if not stands_out(subject):
            return whole
    seen = np.asarray(subject) > 127
    if not seen.any():
        return whole
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)


def by_border(shown: Image.Image) -> Image.Image:
    """What does not belong to the border of a picture (RGB), white on black."""
    small = shown.copy()
    small.thumbnail((WORK_SIDE, WORK_SIDE), Image.Resampling.BOX)
    values = np.asarray(small, dtype=np.float32)
    edge = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
    centres = _groups(edge)
    distance = np.min(np.linalg.norm(values[:, :, None, :] - centres[None, None], axis=3), axis=2)
    ground = _flooded(distance < NEAR)
    subject = Image.fromarray(np.where(ground, 0, 255).astype(np.uint8))
    subject = subject.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.GaussianBlur(0.6))
    return subject.resize(shown.size, Image.Resampling.BICUBIC)


def _groups(colours: NDArray[np.float32]) -> NDArray[np.float32]:
    """A few colours around which these gather (Lloyd's k-means, begun at evenly spread lightness)."""
    order = np.argsort(colours.sum(axis=1))
    centres = colours[order[np.linspace(0, len(order) - 1, GROUPS).astype(int)]]
    for _ in range(8):
        nearest = np.argmin(np.linalg.norm(colours[:, None] - centres[None], axis=2), axis=1)
        centres = np.stack(
            [
                colours[nearest == group].mean(axis=0) if np.any(nearest == group) else centres[group]
                for group in range(GROUPS)
            ]
        )
    return np.asarray(centres, dtype=np.float32)


def _flooded(open_part: Mask) -> Mask:
    """What of `open_part` hangs together with the border, by its four neighbours."""
    wet = np.zeros_like(open_part)
    wet[0], wet[-1], wet[:, 0], wet[:, -1] = open_part[0], open_part[-1], open_part[:, 0], open_part[:, -1]
    while True:
        spread = wet.copy()
        spread[1:] |= wet[:-1]
        spread[:-1] |= wet[1:]
        spread[:, 1:] |= wet[:, :-1]
        spread[:, :-1] |= wet[:, 1:]
        spread &= open_part
        if np.array_equal(spread, wet):
            return wet
        wet = spread


def stands_out(subject: Image.Image) -> bool:
    share = float(np.asarray(subject, dtype=np.float32).mean()) / 255
    return LEAST_SHARE <= share <= MOST_SHARE


def _has_transparency(picture: Image.Image) -> bool:
    return bool(np.asarray(picture.getchannel("A")).min() < 255)

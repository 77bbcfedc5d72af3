"""What can be seen in a picture of 64 × 64 pixels, as numbers: where which colour is, where edges run, how much of each
colour there is. Pure.

Edges as in Dalal and Triggs, 'Histograms of oriented gradients', CVPR 2005, in cells of 8 pixels without blocks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SIDE = 64
VERSION = "huahua-looks-1"
"""Features of different versions are not to be compared."""
_GRID, _CELLS, _ORIENTATIONS, _LEVELS = 8, 8, 6, 4

Pixels = NDArray[np.uint8]
"""SIDE × SIDE × 3, sRGB; what is transparent is to be put on white before."""
Features = NDArray[np.float32]

COUNT = _GRID * _GRID * 3 + _CELLS * _CELLS * _ORIENTATIONS + _LEVELS**3


def features_of(pixels: Pixels) -> Features:
    """`COUNT` numbers, about 0 to 1. Raises ValueError for another shape."""
    if pixels.shape != (SIDE, SIDE, 3):
        raise ValueError(f"features are of {SIDE} × {SIDE} × 3 values, not of {pixels.shape}")
    colours = pixels.astype(np.float32) / np.float32(255)
    return np.concatenate([_places(colours), _edges(colours), _shares(pixels)])


def _places(colours: Features) -> Features:
    cell = SIDE // _GRID
    means: Features = colours.reshape(_GRID, cell, _GRID, cell, 3).mean(axis=(1, 3)).ravel()
    return means


def _edges(colours: Features) -> Features:
    """The gradient's length by direction (of 180°) in each cell; of the channel where it is steepest."""
    down, across = np.gradient(colours, axis=(0, 1))
    lengths = np.sqrt(down**2 + across**2)
    channel = lengths.argmax(axis=2)[..., None]
    length = np.take_along_axis(lengths, channel, 2)[..., 0]
    angle = np.arctan2(np.take_along_axis(down, channel, 2), np.take_along_axis(across, channel, 2))[..., 0]
    bins = ((angle % np.pi) / np.pi * _ORIENTATIONS).astype(int) % _ORIENTATIONS
    cell = SIDE // _CELLS
    rows, columns = np.indices((SIDE, SIDE)) // cell
    flat = ((rows * _CELLS + columns) * _ORIENTATIONS + bins).ravel()
    sums = np.bincount(flat, weights=length.ravel(), minlength=_CELLS * _CELLS * _ORIENTATIONS)
    return np.sqrt(sums / (cell * cell)).astype(np.float32)


def _shares(pixels: Pixels) -> Features:
    levels = (pixels // (256 // _LEVELS)).astype(int)
    flat = (levels[..., 0] * _LEVELS + levels[..., 1]) * _LEVELS + levels[..., 2]
    counts = np.bincount(flat.ravel(), minlength=_LEVELS**3)
    return np.sqrt(counts / (SIDE * SIDE)).astype(np.float32)

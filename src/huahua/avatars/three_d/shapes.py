"""Geometry of simple bodies as triangles, by numpy alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Mesh:
    """`points` is n by 3 in metres, y up and z towards the viewer; `triangles` m by 3, counter-clockwise seen from
    outside."""

    points: Floats
    triangles: NDArray[np.uint32]

    def moved(self, offset: Vector) -> Mesh:
        return replace(self, points=self.points + np.array(offset))

    def scaled(self, factors: Vector) -> Mesh:
        return replace(self, points=self.points * np.array(factors))

    def turned(self, axis: int, degrees: float) -> Mesh:
        angle = np.radians(degrees)
        sine, cosine = np.sin(angle), np.cos(angle)
        one, other = [(1, 2), (2, 0), (0, 1)][axis]
        matrix = np.eye(3)
        matrix[one, one] = matrix[other, other] = cosine
        matrix[one, other], matrix[other, one] = -sine, sine
        return replace(self, points=self.points @ matrix.T)

    def bent(self, how: Callable[[Floats], Floats]) -> Mesh:
        return replace(self, points=how(self.points.copy()))

    def normals(self) -> Floats:
        """One per point, of length 1; points in one place share theirs, so that seams do not show."""
        a, b, c = (self.points[self.triangles[:, corner]] for corner in range(3))
        faces = np.cross(b - a, c - a)
        _, same = np.unique(self.points.round(6), axis=0, return_inverse=True)
        same = same.reshape(-1)
        sums = np.zeros((int(same.max()) + 1, 3))
        for corner in range(3):
            np.add.at(sums, same[self.triangles[:, corner]], faces)
        found = sums[same]
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.where(lengths > 1e-12, found / np.maximum(lengths, 1e-12), np.array([0.0, 0.0, 1.0]))


def joined(meshes: Sequence[Mesh]) -> Mesh:
    offsets = np.cumsum([0, *(len(mesh.points) for mesh in meshes[:-1])])
    triangles = [mesh.triangles + np.uint32(offset) for mesh, offset in zip(meshes, offsets, strict=True)]
    return Mesh(np.concatenate([mesh.points for mesh in meshes]), np.concatenate(triangles).astype(np.uint32))


def ball(rings: int = 14, around: int = 20, top: float = 0.0, bottom: float = 180.0) -> Mesh:
    """A sphere of radius 1, or the part of it between two angles from its north pole (y)."""
    polar = np.radians(np.linspace(top, bottom, rings + 1))
    turn = np.linspace(0, 2 * np.pi, around + 1)
    rows, columns = np.meshgrid(polar, turn, indexing="ij")
    points = np.stack([np.sin(rows) * np.sin(columns), np.cos(rows), np.sin(rows) * np.cos(columns)], axis=-1)
    return Mesh(points.reshape(-1, 3), _grid(rings, around))


def lathe(profile: Sequence[tuple[float, float]], around: int = 20) -> Mesh:
    """A profile of (radius, height) from top to bottom, turned about y."""
    turn = np.linspace(0, 2 * np.pi, around + 1)
    radius, height = np.array(profile).T
    points = np.stack(
        [
            np.outer(radius, np.sin(turn)),
            np.repeat(height[:, None], around + 1, axis=1),
            np.outer(radius, np.cos(turn)),
        ],
        axis=-1,
    )
    return Mesh(points.reshape(-1, 3), _grid(len(profile) - 1, around))


def ring(radius: float, thick: float, around: int = 20, across: int = 6) -> Mesh:
    """A torus in the plane of x and y."""
    long, short = np.linspace(0, 2 * np.pi, around + 1), np.linspace(0, 2 * np.pi, across + 1)
    rows, columns = np.meshgrid(long, short, indexing="ij")
    reach = radius + thick * np.cos(columns)
    points = np.stack([reach * np.cos(rows), reach * np.sin(rows), thick * np.sin(columns)], axis=-1)
    return _outwards(Mesh(points.reshape(-1, 3), _grid(around, across)), radius)


def box(size: Vector) -> Mesh:
    """About the origin, with points of its own for each side, so that edges are sharp."""
    corners, triangles = [], []
    for axis in range(3):
        for side in (-1.0, 1.0):
            one, other = (axis + 1) % 3, (axis + 2) % 3
            for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
                corner = [0.0, 0.0, 0.0]
                corner[axis], corner[one], corner[other] = side, a * side, float(b)
                corners.append(corner)
            first = len(corners) - 4
            triangles += [(first, first + 1, first + 2), (first, first + 2, first + 3)]
    return Mesh(np.array(corners) * np.array(size) / 2, np.array(triangles, np.uint32))


def _grid(rows: int, columns: int) -> NDArray[np.uint32]:
    """Triangles of a grid of (rows + 1) by (columns + 1) points that is seen with rows going down, columns right."""
    first = (np.arange(rows)[:, None] * (columns + 1) + np.arange(columns)[None, :]).reshape(-1)
    below, right = first + columns + 1, first + 1
    upper = np.stack([first, below, right], axis=1)
    lower = np.stack([right, below, below + 1], axis=1)
    return np.concatenate([upper, lower]).astype(np.uint32)


def _outwards(mesh: Mesh, radius: float) -> Mesh:
    """A torus whose triangles may look inwards, turned round if they do."""
    a, b, c = (mesh.points[mesh.triangles[:, corner]] for corner in range(3))
    middle = (a + b + c) / 3
    flat = middle * np.array([1.0, 1.0, 0.0])
    spine = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9) * radius
    looks = np.einsum("ij,ij->i", np.cross(b - a, c - a), middle - spine).sum()
    return mesh if looks > 0 else replace(mesh, triangles=mesh.triangles[:, ::-1].copy())

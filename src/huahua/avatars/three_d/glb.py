"""Binary glTF 2.0, written without a library (https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html)."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huahua.avatars.three_d.shapes import Floats, Mesh

MAGIC, VERSION = 0x46546C67, 2
JSON_CHUNK, BIN_CHUNK = 0x4E4F534A, 0x004E4942
_FLOAT, _UNSIGNED_INT = 5126, 5125
_VERTICES, _INDICES = 34962, 34963


@dataclass(frozen=True, slots=True)
class Part:
    """A body of one colour. `colour` is sRGB as six hex digits; `targets` move its points (n by 3 offsets) by name."""

    name: str
    mesh: Mesh
    colour: str
    rough: float = 0.9
    targets: Mapping[str, Floats] = field(default_factory=dict)
    both_sides: bool = False


class _Writer:
    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []

    def add(self, values: NDArray[Any], kind: str, target: int | None, *, bounds: bool = False) -> int:
        """The number of the accessor."""
        values = values.astype("<u4" if kind == "SCALAR" else "<f4")
        raw = values.tobytes()
        view: dict[str, Any] = {"buffer": 0, "byteOffset": len(self.data), "byteLength": len(raw)}
        self.views.append(view if target is None else view | {"target": target})
        self.data += raw + b"\0" * (-len(raw) % 4)
        accessor: dict[str, Any] = {
            "bufferView": len(self.views) - 1,
            "componentType": _UNSIGNED_INT if kind == "SCALAR" else _FLOAT,
            "count": len(values),
            "type": kind,
        }
        if bounds:
            accessor |= {"min": values.min(axis=0).tolist(), "max": values.max(axis=0).tolist()}
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def write_glb(parts: Sequence[Part], morphs: Sequence[str], name: str, extras: Mapping[str, Any]) -> bytes:
    """One mesh of many primitives. Every primitive has every morph target of `morphs`, as glTF asks for; those that do
    not move a part share one accessor of zeros per part."""
    writer = _Writer()
    materials: list[dict[str, Any]] = []
    primitives: list[dict[str, Any]] = []
    for part in parts:
        primitives.append(_primitive(writer, part, morphs, len(materials)))
        materials.append(_material(part))
    mesh = {
        "name": name,
        "primitives": primitives,
        "weights": [0.0] * len(morphs),
        "extras": {"targetNames": list(morphs)},
    }
    told = {
        "asset": {"version": "2.0", "generator": "HuaHua", "extras": dict(extras)},
        "scene": 0,
        "scenes": [{"name": name, "nodes": [0]}],
        "nodes": [{"name": name, "mesh": 0}],
        "meshes": [mesh],
        "materials": materials,
        "accessors": writer.accessors,
        "bufferViews": writer.views,
        "buffers": [{"byteLength": len(writer.data)}],
    }
    return packed(told, bytes(writer.data))


def packed(told: Mapping[str, Any], data: bytes) -> bytes:
    """The header and both chunks."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    data += b"\0" * (-len(data) % 4)
    chunks = (
        struct.pack("<II", len(text), JSON_CHUNK) + text + struct.pack("<II", len(data), BIN_CHUNK) + data
    )
    return struct.pack("<III", MAGIC, VERSION, 12 + len(chunks)) + chunks


def _primitive(writer: _Writer, part: Part, morphs: Sequence[str], material: int) -> dict[str, Any]:
    mesh = part.mesh
    attributes = {
        "POSITION": writer.add(mesh.points, "VEC3", _VERTICES, bounds=True),
        "NORMAL": writer.add(mesh.normals(), "VEC3", _VERTICES),
    }
    indices = writer.add(mesh.triangles.reshape(-1), "SCALAR", _INDICES)
    targets: list[dict[str, int]] = []
    still: int | None = None
    for name in morphs:
        moved = part.targets.get(name)
        if moved is None and still is None:
            still = writer.add(np.zeros_like(mesh.points), "VEC3", _VERTICES, bounds=True)
        at = still if moved is None else writer.add(moved, "VEC3", _VERTICES, bounds=True)
        assert at is not None
        targets.append({"POSITION": at})
    return {
        "attributes": attributes,
        "indices": indices,
        "material": material,
        "mode": 4,
        "targets": targets,
        "extras": {"part": part.name},
    }


def _material(part: Part) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": part.name,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*linear(part.colour), 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": part.rough,
        },
    }
    return found | {"doubleSided": True} if part.both_sides else found


def linear(colour: str) -> list[float]:
    """sRGB as glTF wants its factors (https://www.w3.org/Graphics/Color/sRGB)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    return [round(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4, 5) for c in shares]

"""The files of a pack of painted pictures. A task of workers: plain values.

A painting has no parts that could be compared. Whether a repainted face belongs to the same picture is told by what
lies around it: there, in pictures of a few pixels, the two must hardly differ. That is no proof, and the manifest says
how it was looked at.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image

from huahua.avatars.packs.brand import GROUND, PackBrand, colour_of
from huahua.avatars.packs.masks import MaskShape, masked
from huahua.avatars.packs.sheet import CELL, sheet_of, write

ORIGINAL = "original"
"""The face as it was painted."""
PAINTED = "painted"
"""The background as it was painted."""
LOOKED_AT, NEAR = 48, 22.0
"""Pixels a side in which pictures are compared, and how many levels of 0 to 255 they may differ in the mean."""


def pack_painted(
    faces: dict[str, dict[str, bytes | None]],
    sizes: list[int],
    shapes: list[MaskShape],
    backgrounds: list[str],
    about: dict[str, Any],
    brand: dict[str, Any] | None = None,
    logo: bytes | None = None,
) -> dict[str, Any]:
    """`faces` are `{name: {whole, cut}}`, PNG, the original first. `{data, files, outliers, alike, uncut}`: where no
    subject stands out (`uncut`), only the background that was painted is in the pack."""
    worn = PackBrand.of(brand, logo)
    pictures = {name: _read(face["whole"]) for name, face in faces.items()}
    cuts = {name: _read(face["cut"]) for name, face in faces.items() if face["cut"] is not None}
    uncut = [name for name, cut in cuts.items() if cut.getchannel("A").getextrema()[0] == 255]
    first = pictures[ORIGINAL]
    changes = {name: change_around(first, picture) for name, picture in pictures.items() if name != ORIGINAL}
    outliers = [name for name, change in changes.items() if change > NEAR]
    names: list[dict[str, Any]] = []
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, ground, picture in _grounds(pictures, cuts, uncut, backgrounds, worn):
            for size in sizes:
                small = picture.convert("RGBa").resize((size, size), Image.Resampling.LANCZOS).convert("RGBA")
                for shape in shapes:
                    path = f"png/{ground}/{size}{'' if shape == 'square' else f'-{shape}'}/{name}.png"
                    done = small if worn is None or ground != GROUND else worn.marked(small, shape)
                    write(archive, path, _png(masked(done, shape)))
                    names.append(
                        {"path": path, "expression": name, "background": ground, "size": size, "shape": shape}
                    )
        write(
            archive,
            "contact-sheet.png",
            sheet_of(
                {n: p.resize((CELL, CELL)) for n, p in pictures.items()}, None if worn is None else worn.logo
            ),
        )
        told = {
            "generator": "HuaHua",
            **about,
            "compared": "what lies around the face, in the mean of levels of 0 to 255",
            "expressions": [
                {"name": name, "change": changes.get(name, 0.0), "same_person": name not in outliers}
                for name in pictures
            ],
            "uncut": uncut,
            "files": names,
        }
        if worn is not None:
            told["brand"] = worn.worn.told()
        write(archive, "manifest.json", json.dumps(told, ensure_ascii=False, indent=1).encode())
    return {
        "data": out.getvalue(),
        "files": len(names) + 2,
        "outliers": outliers,
        "alike": [],
        "uncut": bool(uncut),
    }


def change_around(one: Image.Image, other: Image.Image) -> float:
    """How much two pictures differ outside of an oval in their middle, where a face is."""
    way = (np.arange(LOOKED_AT) + 0.5) / LOOKED_AT * 2 - 1
    around = (way[None] / 0.6) ** 2 + (way[:, None] / 0.7) ** 2 > 1
    values = [
        np.asarray(each.convert("RGB").resize((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX), dtype=np.float32)
        for each in (one, other)
    ]
    return round(float(np.abs(values[0] - values[1])[around].mean()), 2)


def _grounds(
    pictures: dict[str, Image.Image],
    cuts: dict[str, Image.Image],
    uncut: list[str],
    backgrounds: list[str],
    brand: PackBrand | None,
) -> Iterator[tuple[str, str, Image.Image]]:
    """Name, background and picture. What could not be cut out is there as it was painted."""
    for name, picture in pictures.items():
        grounds = [PAINTED] if name in uncut else backgrounds
        for ground in grounds:
            if ground == PAINTED:
                yield name, ground, picture
            elif ground == "transparent":
                yield name, ground, cuts[name]
            else:
                behind = Image.new("RGBA", picture.size, f"#{colour_of(ground, brand)}")
                behind.alpha_composite(cuts[name])
                yield name, ground, behind


def _read(data: bytes | None) -> Image.Image:
    return Image.open(io.BytesIO(data or b""), formats=("PNG",)).convert("RGBA")


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()

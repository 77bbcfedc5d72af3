"""The files of a pack, and the check that everybody in it is the same person. A task of workers: plain values.

Two vector drawings show the same person if they differ in nothing but eyes, eyebrows and mouth: these parts are taken
out of both documents, and what is left has to be equal.
"""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping
from typing import Any

from PIL import Image

from huahua.avatars.domain.branding import brand_options
from huahua.avatars.domain.options import ABOUT_THE_CALL
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.engines import dicebear
from huahua.avatars.engines.library import card_of, descriptor_of
from huahua.avatars.packs.brand import GROUND, PackBrand, colour_of
from huahua.avatars.packs.masks import MaskShape, masked
from huahua.avatars.packs.sheet import CELL, sheet_of, write
from huahua.avatars.talking.face import pixels

SIZES = (64, 128, 256, 512, 1024)
EXPRESSIVE = ("mouth", "eyes", "eyebrows", "expression", "mood")
"""Parts, and options that begin so, which an expression may change."""
_IDS = re.compile(r"-[0-9a-f]{8}\b")


def pack(
    style: str,
    options: dict[str, Any],
    seed: str,
    spec: dict[str, Any],
    expressions: list[str],
    sizes: list[int],
    backgrounds: list[str],
    source: str | None = None,
    shapes: list[MaskShape] | None = None,
    brand: dict[str, Any] | None = None,
    logo: bytes | None = None,
) -> dict[str, Any]:
    """`{data, files, outliers, alike}`. An expression that changes more than the face is drawn once more with
    nothing but the mouth changed; `outliers` names those that differ even then, which are in the pack and marked in
    its manifest, `alike` those that the style draws like one before. `brand` is a `WornBrand`, `logo` its PNG."""
    worn = PackBrand.of(brand, logo)
    plain = _only(_dressed(style, options, worn))
    drawn, checks = _faces(style, plain, seed, spec, expressions)
    out = io.BytesIO()
    names: list[dict[str, Any]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for background in backgrounds:
            for expression, chosen in drawn.items():
                svg = _svg(style, chosen, seed, background, worn)
                path = f"svg/{background}/{expression}.svg"
                write(archive, path, svg.encode())
                names.append({"path": path, "expression": expression, "background": background})
                for size in sizes:
                    drawing = pixels(svg, size)
                    for shape in shapes or ["square"]:
                        ending = "" if shape == "square" else f"-{shape}"
                        path = f"png/{background}/{size}{ending}/{expression}.png"
                        done = (
                            drawing if worn is None or background != GROUND else worn.marked(drawing, shape)
                        )
                        write(archive, path, _png(masked(done, shape)))
                        file = {"path": path, "expression": expression, "background": background}
                        names.append({**file, "size": size, "shape": shape})
        write(archive, "contact-sheet.png", contact_sheet(style, drawn, seed, backgrounds[0], worn))
        told = {
            "generator": "HuaHua",
            "spec": spec,
            "style": style,
            "seed": seed,
            "picture_id": source,
            "licence": {key: card_of(style)[key] for key in ("creator", "source", "licence")},
            "expressions": [{"name": name, "options": drawn[name], **checks[name]} for name in drawn],
            "files": names,
        }
        if worn is not None:
            told["brand"] = worn.worn.told()
        write(archive, "manifest.json", json.dumps(told, ensure_ascii=False, indent=1).encode())
    alike = [name for name, check in checks.items() if check["same_as"]]
    outliers = [name for name, check in checks.items() if not check["same_person"]]
    return {"data": out.getvalue(), "files": len(names) + 2, "outliers": outliers, "alike": alike}


def _faces(
    style: str, plain: dict[str, Any], seed: str, spec: dict[str, Any], expressions: list[str]
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Options by expression, and what the check found of each."""
    base = same_person(_svg(style, plain, seed, None))
    drawn: dict[str, dict[str, Any]] = {}
    checks: dict[str, dict[str, Any]] = {}
    looks: dict[str, str] = {}
    for expression in expressions:
        chosen = _with_expression(style, plain, spec, expression)
        same, tries = same_person(_svg(style, chosen, seed, None)) == base, 1
        if not same:
            chosen = {**plain, **{key: value for key, value in chosen.items() if key.startswith("mouth")}}
            same, tries = same_person(_svg(style, chosen, seed, None)) == base, 2
        drawn[expression] = chosen
        look = _svg(style, chosen, seed, None)
        first = looks.setdefault(look, expression)
        checks[expression] = {
            "same_person": same,
            "tries": tries,
            "same_as": None if first == expression else first,
        }
    return drawn, checks


def same_person(svg: str) -> str:
    """What of a drawing does not belong to its expression, without names that a drawing gives by chance."""
    root = ET.fromstring(svg)  # noqa: S314 - drawn and checked by this program itself
    for parent in list(root.iter()):
        for child in list(parent):
            name = child.get("href", "").removeprefix("#") or child.get("id", "")
            if name.split("-")[0] in EXPRESSIVE:
                parent.remove(child)
    return _IDS.sub("", ET.tostring(root, encoding="unicode"))


def _only(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if not name.startswith("background")}


def _with_expression(
    style: str, options: Mapping[str, Any], spec: Mapping[str, Any], expression: str
) -> dict[str, Any]:
    """The options with those of the expression in place of their own."""
    wished = AvatarSpec.model_validate({"expression": expression})
    match = dicebear.read_spec(wished, style)
    kept = {name: value for name, value in options.items() if not name.startswith(EXPRESSIVE)}
    faces = {name: value for name, value in match.options.items() if name.startswith(EXPRESSIVE)}
    glasses = spec.get("glasses") not in (None, "none") and "glasses" in str(options.get("eyesVariant", ""))
    if glasses:  # styles that draw glasses as a kind of eyes
        faces = {name: value for name, value in faces.items() if not name.startswith("eyes")}
        kept |= {name: value for name, value in options.items() if name.startswith("eyes")}
    known = descriptor_of(style).keys() - ABOUT_THE_CALL
    return {name: value for name, value in {**kept, **faces}.items() if name in known}


def _dressed(style: str, options: Mapping[str, Any], brand: PackBrand | None) -> dict[str, Any]:
    """The options with the brand's clothes, where nothing was said of them."""
    if brand is None:
        return dict(options)
    return {**options, **brand_options(options, descriptor_of(style), brand.worn.colours)}


def _svg(
    style: str,
    options: Mapping[str, Any],
    seed: str,
    background: str | None,
    brand: PackBrand | None = None,
) -> str:
    chosen = dict(options)
    if "backgroundColor" in descriptor_of(style):
        # Without any the style would take one of its own.
        colour = "00000000" if background in (None, "transparent") else colour_of(str(background), brand)
        chosen["backgroundColor"] = [colour]
    return dicebear.draw_svg(style, chosen, seed, 512)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def contact_sheet(
    style: str,
    drawn: Mapping[str, Mapping[str, Any]],
    seed: str,
    background: str,
    brand: PackBrand | None = None,
) -> bytes:
    """All expressions with their names on one PNG, and the logo of a brand."""
    return sheet_of(
        {
            name: pixels(_svg(style, options, seed, background, brand), CELL)
            for name, options in drawn.items()
        },
        None if brand is None else brand.logo,
    )

"""Own geometry as valid glTF, and uploaded models that are what they say."""

from __future__ import annotations

import contextlib
import copy
import io
import itertools
import json
import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from huahua.avatars.domain.spec import AvatarSpec, values_of
from huahua.avatars.errors import BadModel
from huahua.avatars.three_d.avatar import MORPHS, avatar_glb
from huahua.avatars.three_d.check import check_model
from huahua.avatars.three_d.glb import packed
from huahua.avatars.three_d.shapes import ball, box, joined, lathe, ring

MIXED = ("hair_style", "clothing", "glasses", "facial_hair", "expression")
SPECS = [
    AvatarSpec.model_validate(dict(zip(MIXED, each, strict=True)))
    for each in zip(
        *(
            itertools.islice(itertools.cycle(values_of(name)), 10)
            for name in MIXED
        ),
        strict=True,
    )
] + [AvatarSpec(accessories=(name,)) for name in values_of("accessories")] + [AvatarSpec()]  # fmt: skip


def told_of(glb: bytes) -> tuple[dict[str, Any], bytes]:
    size = struct.unpack_from("<I", glb, 12)[0]
    return json.loads(glb[20 : 20 + size]), glb[28 + size :]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: json.dumps(spec.said())[:60])
def test_every_spec_is_a_valid_model(spec: AvatarSpec) -> None:
    glb = avatar_glb(spec)
    assert glb == avatar_glb(spec) and len(glb) < 3_000_000
    about = check_model(glb)
    assert (about["vrm"], about["images"]) == (None, 0)
    told, data = told_of(glb)
    mesh = told["meshes"][0]
    assert mesh["extras"]["targetNames"] == list(MORPHS) and len(mesh["weights"]) == len(MORPHS)
    for primitive in mesh["primitives"]:
        assert len(primitive["targets"]) == len(MORPHS)
        points = _read(told, data, primitive["attributes"]["POSITION"])
        normals = _read(told, data, primitive["attributes"]["NORMAL"])
        indices = _read(told, data, primitive["indices"])
        accessor = told["accessors"][primitive["attributes"]["POSITION"]]
        assert np.isfinite(points).all() and np.abs(points).max() < 0.5
        assert np.allclose(points.min(axis=0), accessor["min"], atol=1e-6)
        assert np.allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-3)
        assert indices.max() < len(points)


def _read(told: dict[str, Any], data: bytes, number: int) -> Any:
    accessor = told["accessors"][number]
    view = told["bufferViews"][accessor["bufferView"]]
    kind = "<u4" if accessor["componentType"] == 5125 else "<f4"
    found = np.frombuffer(data, kind, accessor["count"] * (1 if kind == "<u4" else 3), view["byteOffset"])
    return found if kind == "<u4" else found.reshape(-1, 3)


def test_what_a_spec_says_is_in_the_model() -> None:
    told, _ = told_of(avatar_glb(AvatarSpec(glasses="sunglasses", accessories=("hat",), facial_hair="beard")))
    names = {material["name"] for material in told["materials"]}
    assert {"head", "hair", "eyes", "mouth", "torso", "glasses", "lenses", "hat", "beard"} <= names
    plain, _ = told_of(avatar_glb(AvatarSpec(hair_style="bald", glasses="none")))
    assert not {"hair", "glasses"} & {material["name"] for material in plain["materials"]}


def test_an_expression_at_rest_is_not_added_twice() -> None:
    told, data = told_of(avatar_glb(AvatarSpec(expression="happy")))
    mouth = next(each for each in told["meshes"][0]["primitives"] if each["extras"]["part"] == "mouth")
    assert not _read(told, data, mouth["targets"][MORPHS.index("happy")]["POSITION"]).any()
    assert _read(told, data, mouth["targets"][MORPHS.index("viseme_aa")]["POSITION"]).any()


@pytest.mark.parametrize("mesh", [ball(), box((1, 2, 3)), lathe([(0, 1), (1, 0), (0, -1)]), ring(1, 0.2)])
def test_bodies_are_seen_from_outside(mesh: Any) -> None:
    a, b, c = (mesh.points[mesh.triangles[:, corner]] for corner in range(3))
    assert np.einsum("ij,ij->i", a, np.cross(b, c)).sum() > 0, "their volume is positive"
    both = joined([mesh, mesh.moved((5, 0, 0))])
    assert len(both.points) == 2 * len(mesh.points) and both.triangles.max() == len(both.points) - 1


# --- uploads --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def model() -> tuple[dict[str, Any], bytes]:
    return told_of(avatar_glb(AvatarSpec()))


def changed(how: Callable[[dict[str, Any]], object], data: bytes | None = None) -> bytes:
    told, own = model()
    told = copy.deepcopy(told)
    how(told)
    return packed(told, own if data is None else data)


def with_image(raw: bytes, kind: str = "image/png", **more: Any) -> bytes:
    told, own = model()
    told = copy.deepcopy(told)
    padded = raw + b"\0" * (-len(raw) % 4)
    told["bufferViews"].append({"buffer": 0, "byteOffset": len(own), "byteLength": len(raw)})
    told["buffers"][0]["byteLength"] = len(own) + len(padded)
    told["images"] = [{"bufferView": len(told["bufferViews"]) - 1, "mimeType": kind, **more}]
    return packed(told, own + padded)


def png(width: int = 4, height: int = 4, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height)).save(out, form)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG that says it has 60,000 by 60,000 pixels."""
    small = png()
    return small[:16] + struct.pack(">II", 60_000, 60_000) + small[24:]


VRM1 = {
    "meta": {
        "name": "Hana",
        "authors": ["Someone"],
        "licenseUrl": "https://vrm.dev/licenses/1.0/",
        "commercialUsage": "personalNonProfit",
    },
    "expressions": {"preset": {"happy": {}, "aa": {}}},
}
VRM0 = {
    "meta": {"title": "Hana", "author": "Someone", "licenseName": "CC0", "commercialUssageName": "Allow"},
    "blendShapeMaster": {"blendShapeGroups": [{"name": "Joy"}]},
}


def test_a_vrm_tells_its_licence() -> None:
    one = check_model(changed(lambda told: told.update(extensions={"VRMC_vrm": VRM1})))
    assert (one["vrm"], one["title"], one["authors"]) == ("1.0", "Hana", ["Someone"])
    assert one["licence"]["commercialUsage"] == "personalNonProfit" and one["expressions"] == ["aa", "happy"]
    old = check_model(changed(lambda told: told.update(extensions={"VRM": VRM0})))
    assert (old["vrm"], old["licence"]["licenseName"], old["expressions"]) == ("0.x", "CC0", ["Joy"])


@pytest.mark.parametrize(("raw", "kind"), [(png(), "image/png"), (png(form="JPEG"), "image/jpeg")])
def test_pictures_in_a_model_are_taken(raw: bytes, kind: str) -> None:
    assert check_model(with_image(raw, kind))["images"] == 1


GOOD = avatar_glb(AvatarSpec(hair_style="bald"))
HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "another kind": lambda: b"PK\x03\x04" + b"\0" * 100,
    "text glTF": lambda: json.dumps(model()[0]).encode(),
    "cut off": lambda: GOOD[:-40],
    "too long": lambda: GOOD + b"\0\0\0\0",
    "lying length": lambda: GOOD[:8] + struct.pack("<I", 2**32 - 1) + GOOD[12:],
    "lying chunk": lambda: GOOD[:12] + struct.pack("<I", 2**32 - 4) + GOOD[16:],
    "old version": lambda: GOOD[:4] + struct.pack("<I", 1) + GOOD[8:],
    "no JSON": lambda: packed({}, b"")[:20] + b"[[[[" + packed({}, b"")[24:],
    "outside buffer": lambda: changed(lambda told: told["buffers"][0].update(uri="https://evil.example/a.bin")),
    "data buffer": lambda: changed(lambda told: told["buffers"][0].update(uri="data:;base64,AAAA")),
    "outside image": lambda: with_image(png(), uri="http://169.254.169.254/latest"),
    "outside in an extension": lambda: changed(lambda told: told.update(extensions={"X": {"a": [{"uri": "file:///etc/passwd"}]}})),
    "two buffers": lambda: changed(lambda told: told["buffers"].append({"byteLength": 4})),
    "buffer too long": lambda: changed(lambda told: told["buffers"][0].update(byteLength=2**31)),
    "view beyond": lambda: changed(lambda told: told["bufferViews"][0].update(byteLength=2**30)),
    "view negative": lambda: changed(lambda told: told["bufferViews"][0].update(byteOffset=-4)),
    "accessor beyond": lambda: changed(lambda told: told["accessors"][0].update(count=10**6)),
    "accessor far too many": lambda: changed(lambda told: told["accessors"][0].update(count=2**31)),
    "accessor not whole": lambda: changed(lambda told: told["accessors"][0].update(count=1.5)),
    "accessor of booleans": lambda: changed(lambda told: told["accessors"][0].update(count=True)),
    "accessor of no type": lambda: changed(lambda told: told["accessors"][0].update(type="VEC9")),
    "sparse beyond": lambda: changed(
        lambda told: told["accessors"][0].update(
            sparse={"count": 9999, "indices": {"bufferView": 0, "componentType": 5125}, "values": {"bufferView": 0}}
        )
    ),
    "no such accessor": lambda: changed(lambda told: told["meshes"][0]["primitives"][0].update(indices=10**6)),
    "unequal attributes": lambda: changed(
        lambda told: told["meshes"][0]["primitives"][0]["attributes"].update(
            NORMAL=told["meshes"][0]["primitives"][-1]["attributes"]["NORMAL"]
        )
    ),
    "a circle": lambda: changed(lambda told: told["nodes"].append({"children": [1]})),
    "two parents": lambda: changed(lambda told: told.update(nodes=[{"mesh": 0}, {"children": [0]}, {"children": [0]}])),
    "many nodes": lambda: changed(lambda told: told.update(nodes=[{}] * 30_000)),
    "nested": lambda: changed(lambda told: told.update(extras=_nested(60))),
    "nothing to see": lambda: changed(lambda told: told.update(meshes=[], nodes=[])),
    "a list that is none": lambda: changed(lambda told: told.update(meshes={"a": 1})),
    "compressed": lambda: changed(lambda told: told.update(extensionsRequired=["KHR_draco_mesh_compression"])),
    "bomb": lambda: with_image(bomb()),
    "SVG": lambda: with_image(b"<svg onload=alert(1)>    ", "image/svg+xml"),
    "PNG that is none": lambda: with_image(b"GIF89a" + b"\0" * 60),
    "many images": lambda: changed(lambda told: told.update(images=[{"bufferView": 0, "mimeType": "image/png"}] * 100)),
    "VRM without licence": lambda: changed(lambda told: told.update(extensions={"VRM": {"meta": {"title": "x"}}})),
    "VRM 1.0 without licence": lambda: changed(
        lambda told: told.update(extensions={"VRMC_vrm": {"meta": {"name": "x", "authors": ["y"]}}})
    ),
}  # fmt: skip


def _nested(depth: int) -> Any:
    value: Any = {}
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize("name", HOSTILE)
def test_a_model_that_lies_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(BadModel) as refused:
        check_model(HOSTILE[name]())
    assert len(refused.value.message) > 20


@given(st.integers(0, 3_000), st.binary(min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_the_checker(at: int, noise: bytes) -> None:
    broken = GOOD[:at] + noise + GOOD[at + len(noise) :]
    with contextlib.suppress(BadModel):
        assert check_model(broken)["vertices"] > 0


def test_hair_styles_are_all_there() -> None:
    from huahua.avatars.domain.spec import HairStyle
    from huahua.avatars.three_d.hair import hair_of

    assert all(hair_of(AvatarSpec(hair_style=style)) or style == "bald" for style in get_args(HairStyle))

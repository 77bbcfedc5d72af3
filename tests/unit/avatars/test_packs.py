"""Packs: one character with many faces, and the check that it stays the same one."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from PIL import Image

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.engines import dicebear
from huahua.avatars.packs import make
from huahua.avatars.packs.make import pack, same_person

FACES = ["happy", "sad", "angry", "wink"]


@pytest.mark.parametrize("style", ["avataaars", "lorelei", "personas"])
def test_a_pack_has_every_face_in_every_size_on_every_ground(style: str) -> None:
    match = dicebear.read_spec(AvatarSpec(hair_style="bob", glasses="round"), style)
    made = pack(
        style, match.options, "a", {"glasses": "round"}, FACES, [64, 128], ["transparent", "blue"], "img_1"
    )
    archive = zipfile.ZipFile(io.BytesIO(made["data"]))
    assert archive.testzip() is None and made["outliers"] == []
    told = json.loads(archive.read("manifest.json"))
    assert {each["path"] for each in told["files"]} | {"manifest.json", "contact-sheet.png"} == set(
        archive.namelist()
    )
    assert (len(told["files"]), told["seed"], told["picture_id"]) == (4 * 2 * 3, "a", "img_1")
    assert told["licence"]["licence"]["name"] and all(each["same_person"] for each in told["expressions"])
    clear = Image.open(io.BytesIO(archive.read("png/transparent/64/happy.png")))
    solid = Image.open(io.BytesIO(archive.read("png/blue/128/happy.png")))
    assert (clear.size, clear.getpixel((1, 1))[3]) == ((64, 64), 0)
    assert (solid.size, solid.getpixel((1, 1))) == ((128, 128), (0x4A, 0x90, 0xD9, 255))
    looks = {archive.read(f"png/blue/128/{face}.png") for face in FACES}
    assert len(looks) == 4 - len(made["alike"]) >= 2
    assert style != "avataaars" or not made["alike"]
    sheet = Image.open(io.BytesIO(archive.read("contact-sheet.png")))
    assert sheet.width == 4 * make.CELL
    assert (
        made["data"]
        == pack(
            style,
            match.options,
            "a",
            {"glasses": "round"},
            FACES,
            [64, 128],
            ["transparent", "blue"],
            "img_1",
        )["data"]
    )


def test_only_the_face_may_differ() -> None:
    def drawn(**options: object) -> str:
        return same_person(dicebear.draw_svg("avataaars", {"topVariant": "bob", **options}, "a", 128))

    assert drawn(mouthVariant="sad", eyesVariant="cry") == drawn(mouthVariant="smile", eyesVariant="wink")
    assert drawn(mouthVariant="sad") != drawn(mouthVariant="sad", topVariant="bun")
    assert drawn() != drawn(hairColor=["ff0000"])


def test_who_changes_with_a_face_is_tried_again_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = make._with_expression
    monkeypatch.setattr(
        make,
        "_with_expression",
        lambda *told: usual(*told) | ({"topVariant": "bun"} if told[-1] == "sad" else {}),
    )
    match = dicebear.read_spec(AvatarSpec(hair_style="bob"), "avataaars")
    made = pack("avataaars", match.options, "a", {}, ["happy", "sad"], [], ["blue"])
    told = json.loads(zipfile.ZipFile(io.BytesIO(made["data"])).read("manifest.json"))
    assert [each["tries"] for each in told["expressions"]] == [1, 2]
    assert made["outliers"] == [], "the second try changes the mouth alone"

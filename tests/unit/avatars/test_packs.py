"""Packs: one character with many faces, and the check that it stays the same one."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image, ImageDraw

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.engines import dicebear
from huahua.avatars.errors import AvatarRefused, InvalidAvatar
from huahua.avatars.packs import make
from huahua.avatars.packs.make import pack, same_person
from huahua.avatars.packs.painted import pack_painted
from huahua.avatars.packs.painting import PaintedPacks
from huahua.avatars.packs.sheet import CELL

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
    assert sheet.width == 4 * CELL
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


# --- painted pictures -----------------------------------------------------------------------------


def _face(mouth: str, ground: str = "teal", clear: bool = False) -> bytes:
    picture = Image.new("RGBA", (256, 256), (0, 0, 0, 0) if clear else ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 40, 196, 216), fill="bisque")
    draw.rectangle((100, 150, 156, 170), fill=mouth)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


FACE: dict[str, bytes | None] = {"whole": _face("red"), "cut": _face("red", clear=True)}


def _alpha(picture: Image.Image, at: int) -> object:
    return picture.getchannel("A").getpixel((at, at))


def test_a_painted_pack_has_sizes_shapes_and_grounds() -> None:
    sad: dict[str, bytes | None] = {"whole": _face("blue"), "cut": _face("blue", clear=True)}
    made = pack_painted(
        {"original": FACE, "sad": sad, "angry": {"whole": _face("red", "yellow"), "cut": None}},
        [64, 128],
        ["square", "circle"],
        ["painted"],
        {"failed": ["shy"]},
    )
    archive = zipfile.ZipFile(io.BytesIO(made["data"]))
    told = json.loads(archive.read("manifest.json"))
    assert made["outliers"] == ["angry"], "its surroundings are others"
    assert (made["files"], len(told["files"]), told["failed"]) == (14, 12, ["shy"])
    round_ = Image.open(io.BytesIO(archive.read("png/painted/128-circle/sad.png")))
    assert (round_.size, _alpha(round_, 1), _alpha(round_, 64)) == ((128, 128), 0, 255)
    with_blue = pack_painted({"original": FACE}, [64], ["square"], ["transparent", "blue"], {})
    archive = zipfile.ZipFile(io.BytesIO(with_blue["data"]))
    clear = Image.open(io.BytesIO(archive.read("png/transparent/64/original.png")))
    blue = Image.open(io.BytesIO(archive.read("png/blue/64/original.png")))
    assert (_alpha(clear, 1), blue.getpixel((1, 1))) == (0, (0x4A, 0x90, 0xD9, 255))


def test_what_cannot_be_cut_out_stays_as_it_was_painted() -> None:
    whole: bytes | None = _face("red")
    made = pack_painted({"original": {"whole": whole, "cut": whole}}, [64], ["square"], ["blue"], {})
    assert (
        made["uncut"]
        and "png/painted/64/original.png" in zipfile.ZipFile(io.BytesIO(made["data"])).namelist()
    )


@dataclass
class Painter:
    """A model that paints every face but the shy one; nobody else may have it paint."""

    begun: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    async def paints_faces(self, user_id: str, role: str, picture_id: str) -> str | None:
        return "brush" if user_id == "usr_me" else None

    async def repaint(self, user_id: str, role: str, picture_id: str, instruction: str) -> str:
        if "angry" in instruction:
            raise AvatarRefused("The wallet is empty.")
        self.begun.append(instruction)
        return f"run_{len(self.begun)}"

    async def repainted(self, user_id: str, run_id: str) -> str | None:
        return None if run_id == "run_2" else f"img_of_{run_id}"

    async def square(self, user_id: str, picture_id: str, side: int, *, cut_out: bool) -> bytes:
        return _face("blue" if "run" in picture_id else "red", clear=cut_out)

    async def give_up(self, user_id: str, run_id: str) -> None:
        self.given_up.append(run_id)


class Here:
    """Tasks done in this process."""

    async def do(self, name: str, kwargs: dict[str, Any]) -> dict[str, Any]:
        assert name == "packs.painted:pack_painted"
        return pack_painted(**kwargs)


class Context:
    def __init__(self) -> None:
        self.run = SimpleNamespace(user_id="usr_me")
        self.told: list[float] = []

    async def emit(self, kind: str, data: dict[str, Any]) -> None:
        self.told.append(data["fraction"])


async def test_faces_are_painted_by_the_model_and_what_fails_is_named() -> None:
    painter, context = Painter(), Context()
    packs = PaintedPacks(painter, Here())
    with pytest.raises(InvalidAvatar, match="cannot change its expression"):
        await packs.check("usr_other", "user", "img_1", ["sad"])
    await packs.check("usr_other", "user", "img_1", [])
    await packs.check("usr_me", "user", "img_1", ["sad"])
    faces = await packs.begin("usr_me", "user", "img_1", ["sad", "shy"])
    asked = {
        "source": "img_1",
        "faces": faces,
        "sizes": [64],
        "shapes": ["square"],
        "backgrounds": ["transparent"],
    }
    made = await packs.make(context, asked)  # type: ignore[arg-type]
    names = zipfile.ZipFile(io.BytesIO(made["data"])).namelist()
    assert made["failed"] == ["shy"] and "png/transparent/64/sad.png" in names
    assert context.told == sorted(context.told) and "sad" in painter.begun[0]


async def test_where_one_face_is_refused_none_is_painted() -> None:
    painter = Painter()
    with pytest.raises(AvatarRefused):
        await PaintedPacks(painter, Here()).begin("usr_me", "user", "img_1", ["sad", "angry"])
    assert painter.given_up == ["run_1"]

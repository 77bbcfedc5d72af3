"""Data sets, plans, curves, files of styles: the rules without I/O."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
import struct
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from huahua.avatars.training.domain.curve import Point, read_points, thinned
from huahua.avatars.training.domain.dataset import Finding, Item, difference, findings, hash_of, manifest_of
from huahua.avatars.training.domain.lora import MAX_RANK, NotALora, lora_facts
from huahua.avatars.training.domain.plan import TrainingPlan, seconds_left
from huahua.avatars.training.errors import BadTrainingPicture
from huahua.avatars.training.measuring import measure
from huahua.avatars.training.process import checkpoints
from huahua.avatars.training.process.tensorboard import EventFile, crc32c, masked
from huahua.avatars.training.service import archives
from huahua.avatars.training.service.archives import unpacked
from tests.simulators.lora import lora_file

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def item(number: int, **more: Any) -> Item:
    phash = f"{number * 0x0123456789ABCDEF % 2**64:016x}"
    plain = Item(
        f"dpic_{number}", "dset_1", f"{number:064x}", "image/png", 9, 800, 600, 500.0, phash, "a.png", "a boat",
        False, (), NOW,
    )  # fmt: skip
    return replace(plain, **more)


def drawn(seed: int, side: int = 600) -> Image.Image:
    generator = np.random.default_rng(seed)
    picture = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(picture)
    for _ in range(25):
        x, y, size = (float(value) * side for value in generator.random(3))
        colour = tuple(int(value) for value in generator.integers(0, 255, 3))
        draw.rectangle((x, y, x + size / 2, y + size / 2), fill=colour)
    return picture


def measured(picture: Image.Image, kind: str = "PNG", **more: Any) -> dict[str, Any]:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return measure(out.getvalue())


def apart(one: Image.Image, other: Image.Image) -> int:
    bits = [int(measured(each)["phash"], 16) for each in (one, other)]
    return (bits[0] ^ bits[1]).bit_count()


def test_a_picture_is_known_again_smaller_and_as_jpeg_but_not_another() -> None:
    for seed in range(8):
        picture = drawn(seed)
        assert apart(picture, picture.resize((300, 300))) <= 6
        jpeg = int(measured(picture, "JPEG", quality=60)["phash"], 16)
        assert (int(measured(picture)["phash"], 16) ^ jpeg).bit_count() <= 6
        assert apart(picture, drawn(seed + 100)) > 6


def test_a_blurred_picture_is_less_sharp() -> None:
    sharp = drawn(1)
    assert (
        measured(sharp)["sharpness"] > 40 > measured(sharp.filter(ImageFilter.GaussianBlur(8)))["sharpness"]
    )


def test_what_is_noticed_about_pictures() -> None:
    items = [
        item(1),
        item(2, width=300),
        item(3, sharpness=3.0, caption=""),
        item(4, phash=item(1).phash, suggested=True),
    ]
    assert list(findings(items).values()) == [
        [],
        [Finding.SMALL],
        [Finding.BLURRY, Finding.UNLABELLED],
        [Finding.TWICE, Finding.UNLABELLED],
    ]


def test_a_version_does_not_hang_on_the_order_of_uploads_and_takes_no_unconfirmed_words() -> None:
    items = [item(1, tags=("b", "a")), item(2, suggested=True)]
    manifest = manifest_of(items)
    assert hash_of(manifest) == hash_of(manifest_of(items[::-1]))
    assert [entry.caption for entry in manifest] == ["a boat", ""]
    assert hash_of(manifest) != hash_of(manifest_of([item(1), items[1]]))


@given(st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)))
def test_a_difference_leads_from_one_version_to_the_other(
    old: set[int], new: set[int], said: set[int]
) -> None:
    before = manifest_of(item(number) for number in old)
    after = manifest_of(item(number, caption="anew" if number in said else "a boat") for number in new)
    found = difference(before, after)
    walked = {entry.sha256: entry for entry in before if entry not in found.removed}
    walked |= {entry.sha256: entry for entry in found.added}
    walked |= {later.sha256: later for _, later in found.relabelled}
    assert sorted(walked.values(), key=lambda entry: entry.sha256) == list(after)
    assert len(found.added) == len(new - old) and len(found.removed) == len(old - new)
    assert len(found.relabelled) == len(old & new & said)


def test_the_defaults_of_a_training_and_its_bounds() -> None:
    plan = TrainingPlan()
    assert (plan.rank, plan.alpha, plan.learning_rate, plan.batch, plan.iterations) == (16, 32, 1e-5, 4, 200)
    assert plan.checkpoints == 4 and TrainingPlan(iterations=201).checkpoints == 5
    for wrong in ({"rank": 0}, {"learning_rate": float("nan")}, {"resolution": 100}, {"surprise": 1}):
        with pytest.raises(ValueError):
            TrainingPlan.model_validate(wrong)


def test_time_left_by_the_pace() -> None:
    assert seconds_left(50, 200, 40, 5.0) == 75.0
    assert seconds_left(50, 200, 50, 0.0) is None


def test_a_curve_survives_a_cut_line_and_steps_done_twice() -> None:
    lines = [
        Point(1, 0.9, 0.1).line(),
        Point(2, 0.8, 0.1).line(),
        Point(2, 0.7, 0.1).line(),
        '{"step": 3, "lo',
    ]
    assert [(point.step, point.loss) for point in read_points(lines)] == [(1, 0.9), (2, 0.7)]
    long = [Point(step, float(step), 0.1) for step in range(1, 1001)]
    thin = thinned(long, 100)
    assert len(thin) == 100 and thin[-1].step == 1000 and thin[0].loss == 5.5


def test_checkpoints_are_whole_and_two_stay(tmp_path: Path) -> None:
    for step in (10, 20, 30):
        checkpoints.save(tmp_path, step, lambda folder: (folder / "state").touch())
    (tmp_path / "unfinished-40").mkdir()
    assert checkpoints.last(tmp_path) == (30, tmp_path / "000030")
    assert not (tmp_path / "000010").exists()


def test_event_files_have_the_frames_of_tensorboard(tmp_path: Path) -> None:
    assert crc32c(b"123456789") == 0xE3069283  # the check value of CRC-32C
    with EventFile(tmp_path) as events:
        events.scalar("loss", 0.25, 300)
    data = next(tmp_path.iterdir()).read_bytes()
    records = []
    while data:
        length, of_length = struct.unpack("<QI", data[:12])
        record, (of_record,) = data[12 : 12 + length], struct.unpack("<I", data[12 + length : 16 + length])
        assert of_length == masked(data[:8]) and of_record == masked(record)
        records.append(record)
        data = data[16 + length :]
    assert records[0][9:] == b"\x1a\x0dbrain.Event:2"
    value = b"\x0a\x04loss\x15" + struct.pack("<f", 0.25)
    assert records[1][9:] == b"\x10\xac\x02\x2a\x0d\x0a\x0b" + value


def test_a_lora_is_read_by_its_header() -> None:
    facts = lora_facts(lora_file())
    assert (facts.rank, facts.layers) == (2, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 a pickle in a zip",
        lora_file(tail=b"more"),
        lora_file(lambda header: header.pop("unet.to_q.lora_B.weight")),
        lora_file(lambda header: header["unet.to_q.lora_A.weight"].update(shape=[3, 4])),
        lora_file(lambda header: header["unet.to_q.lora_A.weight"].update(data_offsets=[32, 64])),
        lora_file(lambda header: header["unet.to_q.lora_A.weight"].update(dtype="I64")),
        lora_file(lambda header: header["unet.to_q.lora_A.weight"].update(shape=[True, 8])),
        lora_file(lambda header: header.update({"conv.weight": header.pop("unet.to_q.lora_A.weight")})),
        lora_file(lambda header: header.update(__metadata__={"a": 1})),
        (2**62).to_bytes(8, "little") + b"{}",
    ],
)
def test_what_is_no_lora_is_refused(data: bytes) -> None:
    with pytest.raises(NotALora):
        lora_facts(data)


@given(st.binary(max_size=200), st.integers(0, 300))
def test_broken_files_are_refused_and_break_nothing(noise: bytes, at: int) -> None:
    whole = lora_file()
    broken = whole[:at] + noise + whole[at + len(noise) :]
    with contextlib.suppress(NotALora):
        lora_facts(broken)


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_zip_brings_pictures_with_their_words() -> None:
    metadata = json.dumps({"file_name": "b.jpg", "text": "a hill"}).encode() + b"\nnonsense\n"
    found = unpacked(
        zipped(
            {
                "set/a.png": b"A",
                "set/a.txt": b"a boat",
                "b.jpg": b"B",
                "metadata.jsonl": metadata,
                "__MACOSX/a.png": b"x",
                "../../c.webp": b"C",
                "run.py": b"x",
            }
        )
    )
    assert [(each.name, each.data, each.caption) for each in found] == [
        ("a.png", b"A", "a boat"),
        ("b.jpg", b"B", "a hill"),
    ]


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILE_BYTES", 1000)
    with pytest.raises(BadTrainingPicture, match="unpacks to more"):
        unpacked(zipped({"a.png": bytes(5000)}))
    with pytest.raises(BadTrainingPicture, match="damaged"):
        unpacked(b"PK\x03\x04 and no more")


def numbers(dtype: str, raw: bytes) -> bytes:
    """A file whose last tensor ends with this number."""
    size = len(raw)
    shapes = {"unet.to_q.lora_A.weight": [2, 4], "unet.to_q.lora_B.weight": [4, 2]}

    def change(header: dict[str, Any]) -> None:
        for place, name in enumerate(shapes):
            header[name] = {
                "dtype": dtype, "shape": shapes[name], "data_offsets": [8 * size * place, 8 * size * (place + 1)],
            }  # fmt: skip

    whole = lora_file(change)
    header = 8 + int.from_bytes(whole[:8], "little")
    return whole[:header] + bytes(16 * size - size) + raw


@pytest.mark.parametrize(
    ("dtype", "broken", "fine"),
    [
        ("F32", b"\x00\x00\xc0\x7f", b"\x00\x00\x80\x3f"),
        ("F32", b"\x00\x00\x80\xff", b"\xff\xff\x7f\x7f"),
        ("F16", b"\x00\x7e", b"\x00\x3c"),
        ("F16", b"\x00\xfc", b"\xff\x7b"),
        ("BF16", b"\xc0\x7f", b"\x80\x3f"),
        ("BF16", b"\x80\xff", b"\x7f\x7f"),
    ],
)
def test_numbers_that_are_none_are_refused(dtype: str, broken: bytes, fine: bytes) -> None:
    assert lora_facts(numbers(dtype, fine)).rank == 2
    with pytest.raises(NotALora, match="numbers that are none"):
        lora_facts(numbers(dtype, broken))


@pytest.mark.parametrize("rank", [MAX_RANK + 1, 4 * MAX_RANK])
def test_a_huge_rank_is_refused(rank: int) -> None:
    shapes = {"unet.to_q.lora_A.weight": [rank, 1], "unet.to_q.lora_B.weight": [1, rank]}
    with pytest.raises(NotALora, match="rank"):
        lora_facts(lora_file(shapes=shapes))


def test_pickles_are_no_styles() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:  # torch.save
        made.writestr("archive/data.pkl", pickle.dumps({"lora": 1}))
    for data in (archive.getvalue(), pickle.dumps({"lora": 1})):
        with pytest.raises(NotALora):
            lora_facts(data)


@pytest.mark.parametrize("name", ["../../etc/passwd.png", "/etc/cron.d/x.png", "a/../../b.png", "C:\\x.png"])
def test_names_of_a_zip_lead_nowhere(name: str) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr(name, b"picture")
    found = [upload.name for upload in unpacked(data.getvalue())]
    assert (".." in name and not found) or found == [name.rpartition("/")[2]]

"""Words to mouth shapes in time, and files that play them."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import struct
import wave
import zipfile
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from huahua.avatars.domain.safety import check_svg
from huahua.avatars.engines import dicebear
from huahua.avatars.errors import BadVoice, InvalidAvatar
from huahua.avatars.talking.face import Face, pixels
from huahua.avatars.talking.frames import moving_picture, spans, sprite_sheet
from huahua.avatars.talking.lottie import lottie
from huahua.avatars.talking.moving_svg import moving_svg
from huahua.avatars.talking.tasks import talk
from huahua.avatars.talking.timeline import MAX_MS, MIN_MS, timeline_of
from huahua.avatars.talking.visemes import VISEMES, sounds_of
from huahua.avatars.talking.voice import beats_of, loudness_of

TALKING_STYLES = (
    "avataaars",
    "lorelei",
    "pixel-art",
    "personas",
    "voxel-art",
    "bottts",
    "micah",
    "notionists",
)


@lru_cache(maxsize=16)
def face(style: str = "avataaars") -> Face:
    return Face(dicebear.draw_svg(style, {"backgroundColor": ["b6e3f4"]}, "b", 256))


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("妈妈", ["PP", "aa", "PP", "aa"]),
        ("是", ["CH", "SS"]),
        ("你好", ["nn", "I", "kk", "aa", "O"]),
        ("moon", ["PP", "U", "nn"]),
        ("thin", ["TH", "I", "nn"]),
        ("fish", ["FF", "I", "CH"]),
        ("make", ["PP", "aa", "kk"]),
        ("3", ["TH", "RR", "I"]),
        ("😀 ,", ["sil"]),
    ],
)
def test_words_have_the_mouth_shapes_of_their_sounds(text: str, shapes: list[str]) -> None:
    assert [shape for shape, _ in sounds_of(text)] == shapes


def test_a_digit_is_said_in_the_language_of_its_text() -> None:
    assert [shape for shape, _ in sounds_of("三3")] == [shape for shape, _ in sounds_of("三三")]


@given(
    st.text("ab cdehlo.,你好世界！?", min_size=1, max_size=60),
    st.integers(MIN_MS, MAX_MS),
)
@settings(max_examples=60, deadline=None)
def test_a_timeline_has_no_gaps_and_ends_exactly_when_asked(text: str, ms: int) -> None:
    try:
        timeline = timeline_of(text, None, ms / 1000)
    except InvalidAvatar:
        assert not any(shape != "sil" for shape, _ in sounds_of(text))
        return
    assert timeline.ms == ms == timeline.cues[-1].at_ms + timeline.cues[-1].ms
    for one, other in itertools.pairwise(timeline.cues):
        assert one.at_ms + one.ms == other.at_ms
    assert all(cue.ms > 0 and cue.viseme in VISEMES for cue in timeline.cues)
    assert sum(length for _, length in spans(timeline)) == ms
    assert all(0 <= blink < ms for blink in timeline.blinks)


def test_given_visemes_are_kept_as_they_are_and_gaps_become_silence() -> None:
    timeline = timeline_of(None, [("aa", 100, 200), ("o", 400, 150)], 0.8)
    assert [(cue.viseme, cue.at_ms, cue.ms) for cue in timeline.cues] == [
        ("sil", 0, 100),
        ("aa", 100, 200),
        ("sil", 300, 100),
        ("O", 400, 150),
        ("sil", 550, 250),
    ]


@pytest.mark.parametrize(
    ("text", "given", "seconds"),
    [
        (None, None, None),
        ("hi", [("aa", 0, 300)], None),
        ("…", None, None),
        ("hi", None, 31.0),
        ("hi", None, 0.1),
        ("x" * 501, None, None),
        ("你" * 400, None, None),
        (None, [("zz", 0, 300)], None),
        (None, [("aa", 0, 300), ("E", 200, 300)], None),
        (None, [("aa", 29_900, 300)], None),
        (None, [("aa", 0, 900)], 0.5),
        (None, [], None),
    ],
)
def test_what_cannot_be_said_is_refused(
    text: str | None, given: list[tuple[str, int, int]] | None, seconds: float | None
) -> None:
    with pytest.raises(InvalidAvatar):
        timeline_of(text, given, seconds)


@pytest.mark.parametrize("style", TALKING_STYLES)
def test_only_mouth_and_eyes_move_in_every_style(style: str) -> None:
    rest, speaking, blink = (
        np.asarray(pixels(face(style).still(mouth, shut), 128)).astype(int)
        for mouth, shut in (("sil", False), ("aa", False), ("sil", True))
    )
    for other in (speaking, blink):
        changed = np.abs(rest - other).max(axis=2) > 24
        assert 0 < changed.mean() < 0.12


def test_a_style_without_a_mouth_is_refused_but_a_spec_is_drawn_in_another() -> None:
    with pytest.raises(InvalidAvatar, match="no mouth"):
        Face(dicebear.draw_svg("shapes", {}, "a", 64))
    told = {"style": "shapes", "options": {}, "seed": "a", "text": "hi", "visemes": None, "seconds": 0.5}
    assert "no mouth" in talk(**told, spec=None, size=64, form="svg")["refused"]
    made = talk(**told, spec={"style": "abstract", "hair_style": "bob"}, size=64, form="svg")
    assert made["restyled"] and made["ms"] == 500 and made["data"].startswith(b"<svg")


@pytest.mark.parametrize("form", ["apng", "webp"])
@pytest.mark.parametrize("seconds", [0.3, 2.0])
def test_moving_pictures_decode_and_last_exactly(form: str, seconds: float) -> None:
    timeline = timeline_of("你好 hello", None, seconds)
    with Image.open(io.BytesIO(moving_picture(face(), timeline, 96, form))) as moving:
        assert (moving.format, moving.size) == ("PNG" if form == "apng" else "WEBP", (96, 96))
        assert moving.n_frames > 2 and moving.info["loop"] == 0
        lengths, looks = [], set()
        for number in range(moving.n_frames):
            moving.seek(number)
            looks.add(moving.convert("RGBA").tobytes())
            lengths.append(moving.info["duration"])
    assert sum(lengths) == timeline.ms
    assert len(looks) > 2


def test_a_sprite_sheet_has_every_frame_that_its_times_name() -> None:
    timeline = timeline_of("hello world", None, 2.0)
    with zipfile.ZipFile(io.BytesIO(sprite_sheet(face(), timeline, 80))) as archive:
        told = json.loads(archive.read("sprites.json"))
        sheet = Image.open(io.BytesIO(archive.read("sprites.png")))
    assert sheet.size == (told["meta"]["size"]["w"], told["meta"]["size"]["h"])
    boxes = {name: (each["x"], each["y"]) for name, each in told["frames"].items()}
    assert len(set(boxes.values())) == len(boxes) and {"sil", "sil-blink"} <= boxes.keys()
    assert all(x + 80 <= sheet.width and y + 80 <= sheet.height for x, y in boxes.values())
    ends = [each["at_ms"] + each["ms"] for each in told["timeline"]]
    assert ends[-1] == 2000 and [0, *ends[:-1]] == [each["at_ms"] for each in told["timeline"]]
    assert {each["frame"] for each in told["timeline"]} <= boxes.keys()


def test_lottie_holds_what_its_specification_asks_for() -> None:
    timeline = timeline_of("你好，hello!", None, 2.5)
    told = json.loads(lottie(face(), timeline, 128))
    assert (told["fr"], told["ip"], told["op"], told["w"]) == (1000, 0, 2500, 128)
    ids = {asset["id"] for asset in told["assets"]}
    assert all(
        asset["p"].startswith("data:image/png;base64,") and asset["e"] == 1 for asset in told["assets"]
    )
    numbers = [layer["ind"] for layer in told["layers"]]
    assert len(set(numbers)) == len(numbers)
    for layer in told["layers"]:
        assert layer["ty"] in (2, 3, 4) and 0 <= layer["ip"] < layer["op"] <= 2500
        assert layer.get("parent", 1) in numbers
        assert layer["ty"] != 2 or layer["refId"] in ids
    pictures = sorted((layer["ip"], layer["op"]) for layer in told["layers"] if layer["ty"] == 2)
    assert pictures[0][0] == 0 and pictures[-1][1] == 2500
    assert all(one[1] == other[0] for one, other in itertools.pairwise(pictures))
    shapes = [shape for layer in told["layers"] if layer["ty"] == 4 for shape in layer["shapes"]]
    for shape in shapes:
        keys = shape["it"][0]["ks"]
        times = [key["t"] for key in keys["k"]] if keys["a"] else []
        assert times == sorted(set(times)), "keyframes rise"
        for key in keys["k"] if keys["a"] else []:
            assert len(key["s"][0]["v"]) == len(key["s"][0]["i"]) == len(key["s"][0]["o"]) == 4


@pytest.mark.parametrize("style", ["avataaars", "lorelei"])
def test_a_moving_drawing_has_no_script_and_rests_for_who_wants_no_motion(style: str) -> None:
    svg = moving_svg(face(style), timeline_of("hello", None, 1.0), 128)
    assert check_svg(svg) == svg and "<script" not in svg
    rules, moving = svg.split("@media (prefers-reduced-motion:no-preference)", 1)
    assert "animation" not in rules and ".m-aa{visibility:hidden}" in rules.replace(".m-E", ".m-aa")
    assert "1000ms step-end infinite" in moving and len(svg) < 200_000


def wav(samples: np.ndarray, rate: int = 16_000, width: int = 2, channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        sound.writeframes((samples * 32_000).astype("<i2").tobytes() if width == 2 else samples.tobytes())
    return out.getvalue()


def spoken(*parts: tuple[float, float]) -> np.ndarray:
    """A tone: (seconds, loudness) one after the other."""
    return np.concatenate([np.sin(np.arange(int(16_000 * s)) * 0.1) * loud for s, loud in parts])


def test_a_voice_moves_the_mouth_only_while_it_sounds() -> None:
    heard = loudness_of(wav(spoken((0.5, 0), (0.6, 0.9), (0.5, 0), (0.4, 0.3))))
    assert heard.ms == 2000
    for text in (None, "你好世界 hello"):
        beats = beats_of(heard, text)
        assert beats and all(at >= 480 and at + ms <= 2000 for _, at, ms in beats)
        assert not any(at < 1580 and at + ms > 1120 for _, at, ms in beats)
        assert any(at >= 1580 for _, at, _ in beats)
        timeline_of(None, beats, heard.ms / 1000)


def test_loudness_opens_the_mouth() -> None:
    beats = beats_of(loudness_of(wav(spoken((1.0, 0.9), (1.0, 0.3)))), None)
    assert beats[0][0] == "aa" and beats[-1][0] == "I"


HUGE = wav(spoken((0.5, 0.5)))
HOSTILE = {
    "nothing": b"",
    "text": b"<svg onload=alert(1)>",
    "head only": b"RIFF\xff\xff\xff\xffWAVE",
    "cut off": HUGE[:400],
    "lying length": HUGE[:40] + struct.pack("<I", 2**31 - 2) + HUGE[44:],
    "no channels": HUGE[:22] + struct.pack("<H", 0) + HUGE[24:],
    "many channels": HUGE[:22] + struct.pack("<H", 65_535) + HUGE[24:],
    "no rate": HUGE[:24] + struct.pack("<I", 0) + HUGE[28:],
    "odd bits": HUGE[:34] + struct.pack("<H", 7_000) + HUGE[36:],
    "compressed": HUGE[:20] + struct.pack("<H", 85) + HUGE[22:],
    "silence": wav(np.zeros(16_000)),
    "too long": wav(np.zeros(8_000 * 31), rate=8_000),
    "too short": wav(spoken((0.05, 0.5))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_voice_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(BadVoice):
        loudness_of(HOSTILE[name])


@given(st.binary(max_size=200), st.integers(0, 44))
@settings(max_examples=80, deadline=None)
def test_no_bytes_break_the_reader_of_voices(noise: bytes, kept: int) -> None:
    with contextlib.suppress(BadVoice):
        loudness_of(HUGE[:kept] + noise)

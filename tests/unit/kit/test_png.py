"""Texts inside PNG files."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from huahua.kit.png import MAX_TEXT_BYTES, NotPng, read_texts, with_texts


def png(**texts: str) -> bytes:
    info = PngInfo()
    for keyword, text in texts.items():
        info.add_itxt(keyword, text, zip=len(text) > 100)
    out = io.BytesIO()
    Image.new("RGB", (3, 2), (1, 2, 3)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


@given(st.dictionaries(st.sampled_from(["recipe", "XML:com.adobe.xmp", "a b"]), st.text()))
def test_texts_come_back_and_pixels_stay(texts: dict[str, str]) -> None:
    texts = {key: text.encode("utf-8", "ignore").decode() for key, text in texts.items()}
    marked = with_texts(png(other="kept"), texts)
    assert read_texts(marked) == texts | {"other": "kept"}
    picture = Image.open(io.BytesIO(marked))
    picture.verify()
    assert Image.open(io.BytesIO(marked)).getpixel((0, 0)) == (1, 2, 3)


def test_a_text_replaces_the_one_of_its_keyword() -> None:
    assert read_texts(with_texts(png(a="1", b="2"), {"a": "3"})) == {"a": "3", "b": "2"}


def test_texts_that_other_software_wrote_are_read() -> None:
    info = PngInfo()
    info.add_text("latin", "caf\xe9")
    info.add_itxt("packed", "x" * 500, zip=True)
    out = io.BytesIO()
    Image.new("L", (1, 1)).save(out, "PNG", pnginfo=info)
    assert read_texts(out.getvalue()) == {"latin": "caf\xe9", "packed": "x" * 500}


def test_a_packed_bomb_is_left_out() -> None:
    assert "a" not in read_texts(png(a="x" * 5_000_000))


@given(st.binary(max_size=64), st.integers(0, 200))
def test_what_is_no_png_is_refused(junk: bytes, cut: int) -> None:
    for data in (junk, png()[: cut % len(png())], png()[:8] + junk):
        with pytest.raises(NotPng):
            read_texts(data)


def test_a_keyword_has_a_length() -> None:
    with pytest.raises(ValueError, match="79"):
        with_texts(png(), {"k" * 80: "x"})


def test_many_small_texts_that_unpack_to_large_ones_are_too_much_together() -> None:
    large = "x" * (MAX_TEXT_BYTES // 2 + 1)
    texts = read_texts(png(**dict.fromkeys("abcd", large)))
    assert sum(map(len, texts.values())) <= MAX_TEXT_BYTES

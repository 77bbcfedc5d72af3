"""Undoing `content-encoding`, also of what was made to burst."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.infra.http1 import OutboundBroken
from huahua.infra.http_decoding import STEP_BYTES, ContentDecoder, decoder_for


def bare(data: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(data) + squeeze.flush()


CODINGS = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "Deflate ": bare}


def unfold(coding: str, *pieces: bytes) -> bytes:
    decoder = decoder_for(coding)
    assert decoder is not None
    found = b"".join(part for piece in pieces for part in decoder.feed(piece))
    decoder.finish()
    return found


@pytest.mark.parametrize("coding", CODINGS)
@given(data=st.binary(max_size=300), times=st.integers(1, 2000), cuts=st.integers(1, 50))
def test_there_and_back_under_any_cut(coding: str, data: bytes, times: int, cuts: int) -> None:
    raw = CODINGS[coding](data * times)
    assert unfold(coding, *(raw[at : at + cuts] for at in range(0, len(raw), cuts))) == data * times
    assert unfold(coding, raw) == data * times


def test_several_members_of_gzip() -> None:
    assert unfold("gzip", gzip.compress(b"one ") + gzip.compress(b"two")) == b"one two"


@pytest.mark.parametrize("coding", ["", "identity", " Identity "])
def test_nothing_to_undo(coding: str) -> None:
    assert decoder_for(coding) is None


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "compress"])
def test_codings_that_nobody_asked_for(coding: str) -> None:
    with pytest.raises(OutboundBroken):
        decoder_for(coding)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("damage", ["garbage", "cut", "appended"])
def test_damage(coding: str, damage: str) -> None:
    raw = CODINGS[coding](b"some words" * 100)
    raw = {"garbage": b"\xff" * 40, "cut": raw[:-3], "appended": raw + b"junk"}[damage]
    with pytest.raises(OutboundBroken):
        unfold(coding, raw)


def test_a_bomb_unfolds_step_by_step() -> None:
    bomb = zlib.compress(b"\0" * 50_000_000)
    decoder = ContentDecoder("deflate")
    steps = decoder.feed(bomb)
    assert [len(next(steps)) for _ in range(3)] == [STEP_BYTES] * 3

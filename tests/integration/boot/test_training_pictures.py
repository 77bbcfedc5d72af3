"""A picture for a data set, read as the server reads it: in workers."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from huahua.avatars.training.errors import BadTrainingPicture
from huahua.boot.bindings.training_pictures import PooledReader
from huahua.infra.workers import WorkerPool
from huahua.painting.config import PaintingLimits
from huahua.painting.imaging.pool import PooledImaging


@pytest.fixture
async def reader() -> AsyncIterator[PooledReader]:
    workers = WorkerPool()
    yield PooledReader(PooledImaging(workers, PaintingLimits()), workers)
    await workers.close()


async def test_a_picture_is_cleaned_made_small_and_measured(reader: PooledReader) -> None:
    out, texts = io.BytesIO(), PngInfo()
    texts.add_text("Comment", "where I live")
    Image.linear_gradient("L").convert("RGB").resize((640, 480)).save(out, "PNG", pnginfo=texts)
    assert b"where I live" in out.getvalue()
    read = await reader.read(out.getvalue())
    assert (read.width, read.height, read.media_type) == (640, 480, "image/png")
    assert b"where I live" not in read.data
    assert Image.open(io.BytesIO(read.thumb)).size == (256, 192)
    assert read.sharpness >= 0 and len(read.phash) >= 16


async def test_what_is_no_picture_is_refused(reader: PooledReader) -> None:
    with pytest.raises(BadTrainingPicture):
        await reader.read(b"not a picture")

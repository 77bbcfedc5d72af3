"""Training's pictures go the same guarded way as those of the gallery."""

from __future__ import annotations

from huahua.avatars.training.errors import BadTrainingPicture
from huahua.avatars.training.ports import ReadPicture
from huahua.infra.workers import WorkerError, WorkerPool
from huahua.painting.api import PaintingError
from huahua.painting.imaging.pool import TIMEOUT_S, PooledImaging

_MEASURE = "huahua.avatars.training.measuring:measure"


class PooledReader:
    """Implements `avatars.training.ports.PictureReader`."""

    def __init__(self, imaging: PooledImaging, workers: WorkerPool) -> None:
        self._imaging = imaging
        self._workers = workers

    async def read(self, data: bytes) -> ReadPicture:
        try:
            clean = await self._imaging.upload(data)
            views = clean.views or await self._imaging.views(clean.data)
        except PaintingError as fault:
            raise BadTrainingPicture(str(fault)) from fault
        try:
            measured = await self._workers.run(
                _MEASURE, {"data": clean.data}, timeout_s=TIMEOUT_S, quick=True
            )
        except WorkerError as fault:
            raise BadTrainingPicture("The picture could not be read; it may be damaged.") from fault
        return ReadPicture(clean.data, clean.media_type, clean.width, clean.height, views.thumb, **measured)

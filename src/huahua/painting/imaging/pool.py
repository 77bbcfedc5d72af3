"""The port `Imaging` in worker processes, so that a hostile file can at worst end a child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

import structlog

from huahua.infra.workers import TaskOutOfMemory, TaskTimeout, WorkerError, WorkerPool
from huahua.kit.pictures import media_type_of
from huahua.painting.config import PaintingLimits
from huahua.painting.domain.finish import Finish
from huahua.painting.domain.picture import Prepared, Views
from huahua.painting.domain.spec import Extension
from huahua.painting.errors import BadPicture, NotAPicture, PictureTooLarge
from huahua.painting.imaging.sniff import is_svg

log = structlog.get_logger(__name__)

_TASKS = "huahua.painting.imaging.tasks"
TIMEOUT_S = 60.0
EMBLEM_TIMEOUT_S = 10.0


class PooledImaging:
    def __init__(self, workers: WorkerPool, limits: PaintingLimits) -> None:
        self._workers = workers
        self._limits = limits

    async def upload(self, data: bytes) -> Prepared:
        self._check(data)
        return _prepared(await self._run("upload", data=data))

    async def emblem(self, data: bytes, side: int) -> Prepared:
        if not is_svg(data):
            return await self.upload(data)
        try:
            return _prepared(await self._run("emblem", EMBLEM_TIMEOUT_S, data=data, side=side))
        except BadPicture as fault:
            if isinstance(fault.__cause__, TaskTimeout | TaskOutOfMemory):
                raise BadPicture(
                    "This SVG takes too long to draw; make it simpler.", code="svg_too_complex"
                ) from fault
            raise

    async def painted(
        self,
        data: bytes,
        texts: dict[str, str],
        wish: Finish | None = None,
        others: Mapping[str, bytes] | None = None,
    ) -> Prepared:
        more = {} if wish is None else {"wish": wish.model_dump(), "others": dict(others or {})}
        return _prepared(await self._run("painted", data=data, texts=texts, **more))

    async def views(self, data: bytes) -> Views:
        return Views(**await self._run("views", data=data))

    async def mask(self, data: bytes, width: int, height: int) -> bytes:
        self._check(data)
        answer = await self._run("mask", data=data, width=width, height=height)
        mask: bytes = answer["data"]
        return mask

    async def extended(
        self, data: bytes, picture: tuple[int, int], extend: Extension, mask: bytes | None
    ) -> tuple[bytes, bytes]:
        answer = await self._run("extended", data=data, picture=picture, extend=astuple(extend), mask=mask)
        return answer["data"], answer["mask"]

    async def labelled(self, data: bytes, *, chinese: bool) -> bytes:
        answer = await self._run("labelled", data=data, chinese=chinese)
        marked: bytes = answer["data"]
        return marked

    async def texts(self, data: bytes) -> dict[str, str]:
        self._check(data)
        answer = await self._run("texts", data=data)
        found: dict[str, str] = answer["texts"]
        return found

    async def jpeg(self, data: bytes) -> bytes:
        answer = await self._run("jpeg", data=data)
        encoded: bytes = answer["data"]
        return encoded

    async def finish(self, data: bytes, wish: Finish, others: Mapping[str, bytes]) -> bytes:
        answer = await self._run("finish", data=data, wish=wish.model_dump(), others=dict(others))
        made: bytes = answer["data"]
        return made

    def _check(self, data: bytes) -> None:
        """What can be told without decoding."""
        if len(data) > self._limits.max_upload_bytes:
            raise PictureTooLarge(
                f"The picture is larger than {self._limits.max_upload_bytes // 2**20} MB; make it smaller."
            )
        if is_svg(data):
            raise NotAPicture(
                "SVG drawings are not taken, because they can carry programs; send a PNG of it.",
                code="svg_not_taken",
            )
        if media_type_of(data) is None:
            raise NotAPicture("The file is not a PNG, JPEG, WebP or GIF picture.")

    async def _run(self, name: str, timeout_s: float = TIMEOUT_S, /, **kwargs: Any) -> dict[str, Any]:
        kwargs["max_pixels"] = self._limits.max_pixels
        try:
            answer: dict[str, Any] = await self._workers.run(
                f"{_TASKS}:{name}", kwargs, timeout_s=timeout_s, quick=True
            )
        except WorkerError as fault:
            log.warning("picture_not_readable", task=name, reason=str(fault)[:200])
            raise BadPicture("The picture could not be read; it may be damaged.") from fault
        refused = answer.get("refused")
        if refused == "not_a_picture":
            raise NotAPicture(answer["detail"])
        if refused is not None:
            raise BadPicture(answer["detail"], code=refused)
        return answer


def _prepared(answer: dict[str, Any]) -> Prepared:
    views = Views(**{name: answer.pop(name) for name in ("view", "medium", "thumb")})
    return Prepared(**answer, views=views)

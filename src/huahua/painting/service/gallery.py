"""The gallery: look, search, star, delete; and what conversations show of paintings."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from huahua.infra.blobs import BlobMissing, Blobs
from huahua.jobs.api import Feed, Run, RunService, RunStatus
from huahua.kit.clock import Clock, utc_now
from huahua.kit.pages import BadCursor, Page, decode_cursor, encode_cursor
from huahua.painting.domain.picture import VIEW_MEDIA_TYPE, Filter, Picture, Size
from huahua.painting.errors import BadPicture, NotAPicture, PictureFileMissing, PictureNotFound
from huahua.painting.ports import Imaging, PictureRepository
from huahua.painting.service.order import KIND, Order, missing_of
from huahua.painting.service.sharing import Sharing
from huahua.painting.service.views import ViewMaker

_SLOT_STATUS = {
    RunStatus.QUEUED: "queued",
    RunStatus.RUNNING: "running",
    RunStatus.SUCCEEDED: "done",
    RunStatus.FAILED: "failed",
    RunStatus.CANCELLED: "cancelled",
    RunStatus.INTERRUPTED: "failed",
}


MAX_PENDING = 40
"""Paintings that the gallery shows before they are pictures."""
SHOWN_FOR = {
    RunStatus.FAILED: timedelta(days=1),
    RunStatus.INTERRUPTED: timedelta(days=1),
    RunStatus.CANCELLED: timedelta(hours=1),
}
"""How long after its end a painting that made nothing is shown there."""


def _is_pending(run: Run, now: datetime) -> bool:
    if run.retried_by is not None:
        return False
    if not run.status.is_terminal:
        return True
    shown = SHOWN_FOR.get(run.status)
    return shown is not None and run.finished_at is not None and now - run.finished_at < shown


@dataclass(frozen=True, slots=True)
class Gallery:
    store: PictureRepository
    blobs: Blobs
    runs: RunService
    feed: Feed
    imaging: Imaging
    sharing: Sharing
    views: ViewMaker
    clock: Clock = utc_now

    async def page(self, user_id: str, wanted: Filter, cursor: str | None, limit: int) -> Page[Picture]:
        """Newest first. Raises BadCursor."""
        before = decode_cursor(cursor, 1)[0] if cursor else None
        if before is not None and not before.startswith("img_"):
            raise BadCursor(before)
        owner = None
        if wanted.collection_id is not None:
            owner = await self.sharing.owner(user_id, wanted.collection_id)
        if owner is not None and wanted.starred is None and wanted.conversation_id is None:
            found, on = await self.store.page(owner, wanted, before, limit + 1)
            found = [picture.for_others() for picture in found]
        else:
            found, on = await self.store.page(user_id, wanted, before, limit + 1)
        if len(found) > limit:
            on = found[limit - 1].id
        return Page(found[:limit], encode_cursor(on) if on is not None else None)

    async def get(self, user_id: str, picture_id: str) -> Picture:
        """Raises PictureNotFound for another user's picture too."""
        picture = await self.store.get(user_id, picture_id)
        if picture is None:
            raise PictureNotFound(picture_id)
        return picture

    async def seen(self, user_id: str, picture_id: str) -> Picture:
        """One's own, or one that somebody shares. Raises PictureNotFound."""
        return await self.sharing.picture(user_id, picture_id)

    async def star(self, user_id: str, picture_id: str, starred: bool) -> Picture:
        """Raises PictureNotFound."""
        await self.store.star(user_id, picture_id, starred)
        picture = await self.get(user_id, picture_id)
        self.feed.publish(user_id, "pictures", picture_id)
        return picture

    async def delete(self, user_id: str, ids: Sequence[str]) -> int:
        """How many of these were the user's and are gone now; their bytes go with the next sweep."""
        return self._gone(user_id, await self.store.delete(user_id, ids))

    async def content(self, user_id: str, picture_id: str, size: Size) -> tuple[Picture, bytes, str]:
        """The picture, its bytes in a size, and their media type.

        Raises PictureNotFound or PictureFileMissing.
        """
        picture = await self.get(user_id, picture_id)
        return picture, await self.bytes(picture, size), media_type(picture, size)

    async def bytes(self, picture: Picture, size: Size) -> bytes:
        """Raises PictureFileMissing."""
        try:
            return await self.blobs.get(picture.digest, kind=size)
        except BlobMissing as fault:
            if size is Size.ORIGINAL:
                raise PictureFileMissing from fault
        return await self.views.bytes(picture, size)

    async def pending(self, user_id: str, *, guests: bool = False) -> list[dict[str, Any]]:
        """PictureSlots of what is being painted and of what went wrong lately and was not tried again, the newest
        first: of the user, or of the visitors of the user's chat widgets."""
        recent = await self.runs.newest(user_id, KIND, 2 * MAX_PENDING)
        found = {
            run.id: run
            for run in (*recent, *await self.runs.active(user_id))
            if run.kind == KIND and (Order.of(run).guest_of is not None) == guests
        }
        now = self.clock()
        ids = sorted((run.id for run in found.values() if _is_pending(run, now)), reverse=True)[:MAX_PENDING]
        slots = await self.slots(user_id, ids)
        return [slots[run_id] for run_id in ids if run_id in slots]

    # --- for conversations ------------------------------------------------------------------------

    async def slots(self, user_id: str, painting_run_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """PictureSlots by painting run; unknown runs are left out. One that was tried again is shown as what came of
        that, in the same places."""
        found = await self.runs.many(painting_run_ids, user_id)
        runs = {run_id: run for run_id, run in found.items() if run.kind == KIND}
        newer = {run.retried_by for run in runs.values() if run.retried_by is not None}
        again = await self.runs.many(sorted(newer), user_id)
        newest = {run_id: again.get(run.retried_by or "", run) for run_id, run in runs.items()}
        chains = {run_id: [*Order.of(run).earlier, run.id] for run_id, run in newest.items()}
        by_run: dict[str | None, list[Picture]] = {}
        for picture in await self.store.of_runs(
            user_id, sorted({id for ids in chains.values() for id in ids})
        ):
            by_run.setdefault(picture.run_id, []).append(picture)
        return {
            run_id: slot_of(run, [picture for id in chains[run_id] for picture in by_run.get(id, ())])
            | {"painting_run_id": run_id}
            for run_id, run in newest.items()
        }

    async def pictures_of(self, user_id: str, picture_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Pictures by id; those that are gone or another user's are left out."""
        return {picture.id: picture.to_json() for picture in await self.store.many(user_id, picture_ids)}

    async def recent_in_conversation(
        self, user_id: str, conversation_id: str, limit: int
    ) -> list[dict[str, Any]]:
        """The newest pictures made in a conversation, newest first."""
        found = await self.store.made_in(user_id, conversation_id, limit)
        return [picture.to_json() for picture in found]

    async def data_url(self, user_id: str, picture_id: str) -> str | None:
        """The 1024 px view as a `data:` URL for vision models; None when it is gone.

        JPEG, because several vendors and llama.cpp read no WebP.
        """
        try:
            _picture, view, _kind = await self.content(user_id, picture_id, Size.VIEW)
            data = await self.imaging.jpeg(view)
        except (PictureNotFound, PictureFileMissing, BadPicture, NotAPicture):
            return None
        return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"

    async def delete_of_conversation(self, user_id: str, conversation_id: str) -> int:
        """End what is being painted in a conversation and delete what was; uploads are kept."""
        for run in await self.runs.active(user_id, conversation_id):
            if run.kind == KIND:
                await self.runs.cancel(run.id, user_id)
        return self._gone(user_id, await self.store.delete_made_in(user_id, conversation_id))

    def _gone(self, user_id: str, deleted: Sequence[Picture]) -> int:
        for picture in deleted:
            self.feed.publish(user_id, "pictures", picture.id)
        return len(deleted)


def media_type(picture: Picture, size: Size) -> str:
    return picture.media_type if size is Size.ORIGINAL else VIEW_MEDIA_TYPE


def slot_of(run: Run, pictures: Sequence[Picture]) -> dict[str, Any]:
    order = Order.of(run)
    pictures = sorted(pictures, key=lambda picture: picture.position or 0)
    error = run.error
    if error is None and run.result is not None and run.result.get("failed"):
        failure = run.result["failed"][0]
        error = {"code": failure["code"], "message": failure["message"]}
    return {
        "painting_run_id": run.id,
        "latest_run_id": run.id,
        "status": _SLOT_STATUS[run.status],
        "prompt": order.shown_prompt,
        "count": order.spec.count,
        "aspect": _aspect(order),
        "pictures": [picture.to_json() for picture in pictures],
        "places": [picture.position or 0 for picture in pictures],
        "missing": missing_of(run, pictures) if run.status.is_terminal else [],
        "error": error,
    }


def _aspect(order: Order) -> str | None:
    spec = order.spec
    if spec.width is not None and spec.height is not None:
        return f"{spec.width}:{spec.height}"
    return spec.aspect

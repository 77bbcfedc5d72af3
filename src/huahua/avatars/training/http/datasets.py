"""`/api/datasets`: pictures to learn from, their captions, and versions that never change."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from typing import IO, Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from huahua.avatars.projects.http import problems
from huahua.avatars.training import shapes
from huahua.avatars.training.http.multipart import body_of, read_files
from huahua.avatars.training.http.replies import FILE
from huahua.avatars.training.service.archives import Upload, is_zip, unpacked
from huahua.avatars.training.service.datasets import Datasets
from huahua.infra.identity import User

_PIECE = 256 * 1024
_IN_MEMORY = 8 * 1024 * 1024
_PRIVATE = {"cache-control": "private, max-age=31536000, immutable"}


class DatasetBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


class DatasetChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    rights: bool | None = None
    """Whether the owner may use these pictures to train with."""


class LabelBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    caption: str | None = None
    tags: Annotated[list[str], Field(max_length=100)] | None = None


class SuggestBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    model: Annotated[str, Field(max_length=200)]


def dataset_routes(service: Datasets) -> APIRouter:
    router = APIRouter(prefix="/api/datasets", tags=["styles"])

    @router.get("", response_model=shapes.DatasetCards)
    async def show_all(user: User) -> dict[str, Any]:
        """One's data sets, the last changed first."""
        return {
            "items": [shapes.dataset_json(each, count) for each, count in await service.all(user.user_id)]
        }

    @router.post("", status_code=201, response_model=shapes.DatasetCard)
    async def create(body: DatasetBody, user: User) -> dict[str, Any]:
        with problems():
            return shapes.dataset_json(await service.create(user.user_id, body.name), 0)

    @router.get("/{dataset_id}", response_model=shapes.DatasetWhole)
    async def show(dataset_id: str, user: User) -> dict[str, Any]:
        """Its pictures with what was noticed about them, and its versions."""
        return await _opened(service, user.user_id, dataset_id)

    @router.patch("/{dataset_id}", response_model=shapes.DatasetWhole)
    async def change(dataset_id: str, body: DatasetChange, user: User) -> dict[str, Any]:
        with problems():
            await service.change(user.user_id, dataset_id, body.name, body.rights)
        return await _opened(service, user.user_id, dataset_id)

    @router.delete("/{dataset_id}", status_code=204)
    async def delete(dataset_id: str, user: User) -> Response:
        """With its versions; styles that were taught with them stay."""
        with problems():
            await service.delete(user.user_id, dataset_id)
        return Response(status_code=204)

    _picture_routes(router, service)
    _version_routes(router, service)
    return router


def _picture_routes(router: APIRouter, service: Datasets) -> None:
    @router.post(
        "/{dataset_id}/pictures",
        status_code=201,
        response_model=shapes.UploadedPictures,
        openapi_extra=body_of(),
    )
    async def upload(dataset_id: str, request: Request, user: User) -> dict[str, Any]:
        """Pictures, or ZIPs with pictures and captions (`NAME.txt`, or `metadata.jsonl`)."""
        with problems():
            await service.check(user.user_id, dataset_id)
            given = await read_files(request)
            uploads = []
            for name, data in given.files:
                uploads += unpacked(data) if is_zip(data) else [Upload(name, data)]
            added, refused = await service.upload(user.user_id, dataset_id, uploads)
        told = [{"file_name": each.file_name, "reason": each.reason} for each in refused]
        return {"added": len(added), "refused": told}

    @router.get("/{dataset_id}/files/{sha256}", response_class=Response, responses=FILE)
    async def file(
        dataset_id: str, sha256: str, user: User, size: Annotated[str, Query(max_length=20)] = "original"
    ) -> Response:
        """A picture of the set or of one of its versions; `size` is original or thumb."""
        with problems():
            data, media_type = await service.picture(user.user_id, dataset_id, sha256, thumb=size == "thumb")
        return Response(data, media_type=media_type, headers=_PRIVATE)

    @router.patch("/{dataset_id}/pictures/{item_id}", response_model=shapes.DatasetPicture)
    async def label(dataset_id: str, item_id: str, body: LabelBody, user: User) -> dict[str, Any]:
        with problems():
            item = await service.label(user.user_id, dataset_id, item_id, body.caption, body.tags)
        return shapes.item_json(item, [])

    @router.post("/{dataset_id}/pictures/{item_id}/suggest", response_model=shapes.DatasetPicture)
    async def suggest(dataset_id: str, item_id: str, body: SuggestBody, user: User) -> dict[str, Any]:
        """A caption by a model that sees; it counts once the user confirms it."""
        with problems():
            item = await service.suggest(user.user_id, user.role, dataset_id, item_id, body.model)
        return shapes.item_json(item, [])

    @router.delete("/{dataset_id}/pictures/{item_id}", status_code=204)
    async def remove(dataset_id: str, item_id: str, user: User) -> Response:
        """Versions that hold the picture keep it."""
        with problems():
            await service.remove(user.user_id, dataset_id, item_id)
        return Response(status_code=204)


def _version_routes(router: APIRouter, service: Datasets) -> None:
    @router.post("/{dataset_id}/versions", status_code=201, response_model=shapes.DatasetVersion)
    async def freeze(dataset_id: str, user: User) -> dict[str, Any]:
        """The set as it is now, for ever; the newest version again where nothing changed."""
        with problems():
            return shapes.version_json(await service.freeze(user.user_id, dataset_id))

    @router.get("/{dataset_id}/versions/diff", response_model=shapes.VersionDifference)
    async def compare(dataset_id: str, user: User, older: int = 0, newer: int = 0) -> dict[str, Any]:
        with problems():
            found = await service.compare(user.user_id, dataset_id, older, newer)
        relabelled = [{"before": one.said(), "after": other.said()} for one, other in found.relabelled]
        return {
            "added": shapes.entries_json(found.added),
            "removed": shapes.entries_json(found.removed),
            "relabelled": relabelled,
        }

    @router.get("/{dataset_id}/versions/{number}/file", response_class=Response, responses=FILE)
    async def export(dataset_id: str, number: int, user: User) -> Response:
        """A ZIP that Hugging Face's `imagefolder` reads."""
        out = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the reply closes it
        try:
            with problems():
                name = await service.export(user.user_id, dataset_id, number, out)
        except BaseException:
            out.close()
            raise
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_pieces(out), media_type="application/zip", headers=headers)


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


async def _opened(service: Datasets, user_id: str, dataset_id: str) -> dict[str, Any]:
    with problems():
        opened = await service.open(user_id, dataset_id)
    return shapes.dataset_json(opened.dataset, len(opened.items)) | {
        "items": [shapes.item_json(item, opened.findings[item.id]) for item in opened.items],
        "versions": [shapes.version_json(version) for version in opened.versions],
    }

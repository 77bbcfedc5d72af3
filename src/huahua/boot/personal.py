"""What is held of people, over all areas, and what works on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from huahua.accounts import personal as accounts
from huahua.audit import personal as audit
from huahua.avatars import personal as avatars
from huahua.avatars.errors import AvatarFileNotFound
from huahua.billing import personal as billing
from huahua.chat import personal as chat
from huahua.gateway import personal as gateway
from huahua.infra.blobs import BlobMissing
from huahua.infra.leases import Leases
from huahua.infra.personal import Register
from huahua.jobs import personal as jobs
from huahua.kit.clock import utc_now
from huahua.kit.ids import new_id
from huahua.ops.personal import personal as own
from huahua.ops.personal.erasure import Before, Erasures
from huahua.ops.personal.export import Exports, Files
from huahua.ops.personal.retention import Retention
from huahua.ops.personal.rows import PersonRows
from huahua.ops.personal.store import PersonStore
from huahua.painting import personal as painting
from huahua.painting.domain.picture import Filter, Size
from huahua.painting.errors import PictureFileMissing
from huahua.painting.service.archive import file_name
from huahua.privacy import personal as privacy
from huahua.widgets import personal as widgets

if TYPE_CHECKING:
    from huahua.boot.wiring import Services

AREAS = (widgets, chat, avatars, painting, jobs, gateway, billing, privacy, audit, own, accounts)
"""In the order in which rows are deleted: accounts last."""
REGISTER: Register = reduce(add, (area.REGISTER for area in AREAS), Register())
LEASE_LASTING = timedelta(seconds=60)
PAGE = 100


@dataclass(frozen=True, slots=True)
class Personal:
    exports: Exports
    erasures: Erasures
    retention: Retention

    def start(self) -> list[asyncio.Task[None]]:
        return [
            asyncio.create_task(self.erasures.forever(), name="erasures"),
            asyncio.create_task(self.retention.forever(), name="retention"),
        ]


def build_personal(services: Services) -> Personal:
    db, clock = services.db, utc_now
    rows, store = PersonRows(db, services.vaulting.vault), PersonStore(db)
    leases = Leases(db, new_id("exe"), clock, lasting=LEASE_LASTING)
    files: dict[str, Files] = {
        "pictures": _Pictures(services),
        "files": _Uploads(services),
        "avatar_files": _AvatarFiles(services),
        "brands": _Logos(services),
        "profile": _Portrait(services),
    }
    exports = Exports(store, rows, REGISTER, files, services.blobs, services.runs, services.audit, clock)
    exports.register()

    async def sweep() -> None:
        await services.painting.sweeper.sweep()
        await exports.sweep()
        await services.avatar_parts.shelf.sweep()

    before: list[Before] = [
        _Runs(services),
        _Uploads(services).delete,
        exports.forget_person,
        services.people.teams.forget_person,
        *_school(services),
        services.avatar_parts.shelf.forget_person,
        services.portraits.forget_person,
    ]
    kept = services.settings.privacy.retention.periods()
    return Personal(
        exports,
        Erasures(
            store,
            rows,
            REGISTER,
            services.people.accounts,
            before,
            sweep,
            leases,
            services.audit,
            clock,
        ),
        Retention(rows, REGISTER, kept, sweep, leases, services.audit, clock),
    )


def _school(services: Services) -> list[Before]:
    """Files of data sets, trainings and styles; their rows go with all others."""
    school = services.school
    return [school.trainings.forget_person, school.styles.forget_person, school.datasets.forget_person]


@dataclass(frozen=True, slots=True)
class _Pictures:
    services: Services

    async def __call__(self, user_id: str) -> AsyncIterator[tuple[str, bytes]]:
        gallery, cursor = self.services.painting.gallery, None
        while True:
            page = await gallery.page(user_id, Filter(), cursor, PAGE)
            for picture in page.items:
                try:
                    yield file_name(picture), await gallery.bytes(picture, Size.ORIGINAL)
                except PictureFileMissing:
                    continue
            cursor = page.next_cursor
            if cursor is None:
                return


@dataclass(frozen=True, slots=True)
class _Uploads:
    """Files that were given to the programming interface, and what batches wrote."""

    services: Services

    async def __call__(self, user_id: str) -> AsyncIterator[tuple[str, bytes]]:
        async for file_id, name in self._all(user_id):
            pieces = [piece async for piece in self.services.batching.files.contents.stream(file_id)]
            yield f"{file_id}-{name}", b"".join(pieces)

    async def delete(self, user_id: str) -> None:
        async for file_id, _name in self._all(user_id):
            await self.services.batching.files.contents.delete(file_id)

    async def _all(self, user_id: str) -> AsyncIterator[tuple[str, str]]:
        after = None
        while True:
            store = self.services.batching.files.store
            found = await store.files(user_id, None, after, PAGE, newest_first=False)
            for each in found:
                yield each.id, each.filename
            if len(found) < PAGE:
                return
            after = found[-1].id


@dataclass(frozen=True, slots=True)
class _AvatarFiles:
    """Models that were uploaded, and packs that are still there."""

    services: Services

    async def __call__(self, user_id: str) -> AsyncIterator[tuple[str, bytes]]:
        shelf = self.services.avatar_parts.shelf
        for file in await shelf.store.of(user_id):
            try:
                _, pieces = await shelf.open(user_id, file.id, file.kind)
                ending = "zip" if file.kind == "pack" else "glb"
                yield f"{file.id}.{ending}", b"".join([piece async for piece in pieces])
            except (AvatarFileNotFound, BlobMissing):
                continue


@dataclass(frozen=True, slots=True)
class _Logos:
    """Of the brands that somebody made."""

    services: Services

    async def __call__(self, user_id: str) -> AsyncIterator[tuple[str, bytes]]:
        async for brand_id, data in self.services.painting.brands.logos_of(user_id):
            yield f"{brand_id}.png", data


@dataclass(frozen=True, slots=True)
class _Portrait:
    """The picture that somebody is shown by."""

    services: Services

    async def __call__(self, user_id: str) -> AsyncIterator[tuple[str, bytes]]:
        data = await self.services.portraits.bytes_of(user_id)
        if data is not None:
            yield "picture.webp", data


@dataclass(frozen=True, slots=True)
class _Runs:
    """What goes on for somebody ends before their rows go."""

    services: Services

    async def __call__(self, user_id: str) -> None:
        for run in await self.services.runs.active(user_id):
            await self.services.runs.cancel(run.id, user_id)

"""Use cases of data sets: pictures in, captions and tags, versions that never change, export."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import IO

from huahua.avatars.errors import InvalidAvatar
from huahua.avatars.training.domain.dataset import (
    Dataset,
    Difference,
    Finding,
    Item,
    Version,
    difference,
    findings,
    hash_of,
    manifest_of,
)
from huahua.avatars.training.errors import (
    BadTrainingPicture,
    DatasetNotFound,
    NotReadyToTrain,
    TooManyTrainings,
)
from huahua.avatars.training.ports import Captioner, DatasetFiles, DatasetRepository, PictureReader
from huahua.avatars.training.service.archives import Upload
from huahua.kit.clock import Clock
from huahua.kit.text import shown_name

MAX_DATASETS, MAX_PICTURES, MAX_VERSIONS = 50, 500, 100
MAX_NAME_CHARS, MAX_CAPTION_CHARS, MAX_TAGS, MAX_TAG_CHARS = 120, 400, 20, 40


@dataclass(frozen=True, slots=True)
class Opened:
    dataset: Dataset
    items: list[Item]
    findings: dict[str, list[Finding]]
    versions: list[Version]


@dataclass(frozen=True, slots=True)
class Refused:
    file_name: str
    reason: str
    """One sentence; or `same` for a picture that the set has already."""


class Datasets:
    def __init__(
        self,
        store: DatasetRepository,
        files: DatasetFiles,
        reader: PictureReader,
        captioner: Captioner,
        clock: Clock,
        new_id: Callable[[str], str],
    ) -> None:
        self._store = store
        self._files = files
        self._reader = reader
        self._captioner = captioner
        self._clock = clock
        self._new_id = new_id

    async def all(self, user_id: str) -> list[tuple[Dataset, int]]:
        return await self._store.all(user_id)

    async def create(self, user_id: str, name: str) -> Dataset:
        """Raises InvalidAvatar or TooManyTrainings."""
        now = self._clock()
        dataset = Dataset(self._new_id("dset"), user_id, _named(name), None, now, now)
        if not await self._store.add(dataset, MAX_DATASETS):
            raise TooManyTrainings(f"You have {MAX_DATASETS} data sets; delete some that you do not need.")
        return dataset

    async def check(self, user_id: str, dataset_id: str) -> None:
        """Raises DatasetNotFound, before anything is read that is meant for it."""
        await self._get(user_id, dataset_id)

    async def open(self, user_id: str, dataset_id: str) -> Opened:
        """Raises DatasetNotFound."""
        dataset = await self._get(user_id, dataset_id)
        items = await self._store.items(dataset_id)
        return Opened(dataset, items, findings(items), await self._store.versions(dataset_id))

    async def change(self, user_id: str, dataset_id: str, name: str | None, rights: bool | None) -> None:
        await self._get(user_id, dataset_id)
        named = None if name is None else _named(name)
        await self._store.change(dataset_id, self._clock(), name=named, rights=rights)

    async def delete(self, user_id: str, dataset_id: str) -> None:
        """With its versions. Styles that were taught with them stay. Raises DatasetNotFound."""
        await self._get(user_id, dataset_id)
        digests = {item.digest for item in await self._store.items(dataset_id)}
        for version in await self._store.versions(dataset_id):
            digests |= {entry.sha256 for entry in version.manifest}
        await self._store.delete(dataset_id)
        for digest in digests:
            await self._files.delete(dataset_id, digest)

    async def forget_person(self, user_id: str) -> None:
        for dataset, _ in await self._store.all(user_id):
            await self.delete(user_id, dataset.id)

    async def upload(
        self, user_id: str, dataset_id: str, uploads: Sequence[Upload]
    ) -> tuple[list[Item], list[Refused]]:
        """Each on its own: what cannot be used is told and holds up nothing. Raises DatasetNotFound."""
        await self._get(user_id, dataset_id)
        added: list[Item] = []
        refused: list[Refused] = []
        for upload in uploads:
            try:
                read = await self._reader.read(upload.data)
            except BadTrainingPicture as fault:
                refused.append(Refused(upload.name, fault.message))
                continue
            digest = hashlib.sha256(read.data).hexdigest()
            item = Item(
                self._new_id("dpic"),
                dataset_id,
                digest,
                read.media_type,
                len(read.data),
                read.width,
                read.height,
                read.sharpness,
                read.phash,
                upload.name[:MAX_NAME_CHARS],
                upload.caption.strip()[:MAX_CAPTION_CHARS],
                False,
                (),
                self._clock(),
            )
            await self._files.put(dataset_id, digest, read.data, read.thumb)
            if await self._store.add_item(item, MAX_PICTURES):
                added.append(item)
            else:
                refused.append(Refused(upload.name, "same"))
        await self._store.change(dataset_id, self._clock())
        return added, refused

    async def label(
        self, user_id: str, dataset_id: str, item_id: str, caption: str | None, tags: Sequence[str] | None
    ) -> Item:
        """What a user writes is confirmed by that. Raises DatasetNotFound or InvalidAvatar."""
        item = await self._item(user_id, dataset_id, item_id)
        if caption is not None:
            _check(caption, MAX_CAPTION_CHARS, "caption", empty=True)
            item = replace(item, caption=caption.strip(), suggested=False)
        if tags is not None:
            if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG_CHARS for tag in tags):
                raise InvalidAvatar(
                    f"At most {MAX_TAGS} tags of {MAX_TAG_CHARS} characters each.", param="tags"
                )
            item = replace(item, tags=tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip())))
        await self._store.change_item(item)
        return item

    async def suggest(self, user_id: str, role: str, dataset_id: str, item_id: str, model: str) -> Item:
        """A caption by a model that sees; it counts for nothing until the user confirms it."""
        item = await self._item(user_id, dataset_id, item_id)
        data = await self._files.get(dataset_id, item.digest)
        text = await self._captioner.suggest(user_id, role, model, data, item.media_type)
        item = replace(item, caption=" ".join(text.split())[:MAX_CAPTION_CHARS], suggested=True)
        await self._store.change_item(item)
        return item

    async def remove(self, user_id: str, dataset_id: str, item_id: str) -> None:
        """Versions that hold the picture keep it."""
        item = await self._item(user_id, dataset_id, item_id)
        await self._store.delete_item(dataset_id, item_id)
        held = any(
            entry.sha256 == item.digest
            for version in await self._store.versions(dataset_id)
            for entry in version.manifest
        )
        if not held:
            await self._files.delete(dataset_id, item.digest)

    async def picture(self, user_id: str, dataset_id: str, digest: str, *, thumb: bool) -> tuple[bytes, str]:
        """The bytes and their media type, of the set or of one of its versions."""
        await self._get(user_id, dataset_id)
        known = {item.digest: item.media_type for item in await self._store.items(dataset_id)}
        for version in await self._store.versions(dataset_id):
            known |= {entry.sha256: entry.media_type for entry in version.manifest}
        if digest not in known:
            raise DatasetNotFound("This picture is not there.")
        data = await self._files.get(dataset_id, digest, thumb=thumb)
        return data, "image/webp" if thumb else known[digest]

    # --- versions ---------------------------------------------------------------------------------

    async def freeze(self, user_id: str, dataset_id: str) -> Version:
        """The set as it is now, for ever; the newest version again where nothing changed since.

        Raises NotReadyToTrain without the rights tick or without pictures.
        """
        dataset = await self._get(user_id, dataset_id)
        if dataset.rights is None:
            raise NotReadyToTrain(
                "Say first that you may use these pictures to train with.", code="rights_missing"
            )
        manifest = manifest_of(await self._store.items(dataset_id))
        if not manifest:
            raise NotReadyToTrain("There are no pictures in this data set yet.", code="no_pictures")
        known = await self._store.versions(dataset_id)
        if known and known[-1].hash == hash_of(manifest):
            return known[-1]
        if len(known) >= MAX_VERSIONS:
            raise TooManyTrainings(f"A data set has at most {MAX_VERSIONS} versions.")
        number = known[-1].number + 1 if known else 1
        version = Version(
            self._new_id("dver"), dataset_id, number, hash_of(manifest), manifest, self._clock()
        )
        await self._store.add_version(version)
        return version

    async def compare(self, user_id: str, dataset_id: str, older: int, newer: int) -> Difference:
        """Raises DatasetNotFound."""
        found = {each.number: each for each in (await self.open(user_id, dataset_id)).versions}
        if older not in found or newer not in found:
            raise DatasetNotFound("This version is not there.")
        return difference(found[older].manifest, found[newer].manifest)

    async def export(self, user_id: str, dataset_id: str, number: int, out: IO[bytes]) -> str:
        """A ZIP as Hugging Face's `imagefolder` reads it, into `out`; its name. Raises DatasetNotFound."""
        opened = await self.open(user_id, dataset_id)
        version = next((each for each in opened.versions if each.number == number), None)
        if version is None:
            raise DatasetNotFound("This version is not there.")
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            lines = []
            for entry in version.manifest:
                archive.writestr(f"train/{entry.file_name}", await self._files.get(dataset_id, entry.sha256))
                line = {"file_name": entry.file_name, "text": entry.caption, "tags": list(entry.tags)}
                lines.append(json.dumps(line, ensure_ascii=False) + "\n")
            archive.writestr("train/metadata.jsonl", "".join(lines))
            said = {
                "version": version.number,
                "hash": version.hash,
                "pictures": [entry.said() for entry in version.manifest],
            }
            archive.writestr("manifest.json", json.dumps(said, ensure_ascii=False, indent=1))
        return f"{dataset_id}-v{version.number}.zip"

    async def _get(self, user_id: str, dataset_id: str) -> Dataset:
        dataset = await self._store.get(user_id, dataset_id)
        if dataset is None:
            raise DatasetNotFound
        return dataset

    async def _item(self, user_id: str, dataset_id: str, item_id: str) -> Item:
        await self._get(user_id, dataset_id)
        for item in await self._store.items(dataset_id):
            if item.id == item_id:
                return item
        raise DatasetNotFound("This picture is not there.")


def _named(name: str) -> str:
    """Raises InvalidAvatar."""
    _check(plain := shown_name(name), MAX_NAME_CHARS, "name")
    return plain


def _check(text: str, most: int, param: str, *, empty: bool = False) -> None:
    if len(text) > most or (not empty and not text.strip()):
        raise InvalidAvatar(f"'{param}' has 1 to {most} characters.", param=param)

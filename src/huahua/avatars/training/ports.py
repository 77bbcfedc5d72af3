"""Ports of training: rows, files, pictures, captions, base models, and the process that trains."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from huahua.avatars.training.domain.dataset import Dataset, Item, Version
from huahua.avatars.training.domain.training import State, Style, Training


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """A user's picture, cleaned and measured; `thumb` is a WebP of at most 256 px."""

    data: bytes
    media_type: str
    width: int
    height: int
    thumb: bytes
    sharpness: float
    phash: str


class PictureReader(Protocol):
    async def read(self, data: bytes) -> ReadPicture:
        """Raises BadTrainingPicture."""
        ...


class Captioner(Protocol):
    async def suggest(self, user_id: str, role: str, model: str, data: bytes, media_type: str) -> str:
        """One line that says what is on the picture. Raises AvatarError with the gateway's refusal."""
        ...


class BaseModels(Protocol):
    def names(self) -> list[str]: ...

    def folder(self, name: str) -> Path | None: ...


class DatasetRepository(Protocol):
    async def add(self, dataset: Dataset, limit: int) -> bool: ...

    async def all(self, user_id: str) -> list[tuple[Dataset, int]]:
        """With the number of their pictures, the last changed first."""
        ...

    async def get(self, user_id: str, dataset_id: str) -> Dataset | None: ...

    async def change(
        self, dataset_id: str, now: datetime, *, name: str | None = None, rights: bool | None = None
    ) -> None: ...

    async def delete(self, dataset_id: str) -> None: ...

    async def items(self, dataset_id: str) -> list[Item]: ...

    async def add_item(self, item: Item, limit: int) -> bool:
        """False where the data set has this very picture already, or is full."""
        ...

    async def change_item(self, item: Item) -> None: ...

    async def delete_item(self, dataset_id: str, item_id: str) -> None: ...

    async def versions(self, dataset_id: str) -> list[Version]: ...

    async def version(self, user_id: str, version_id: str) -> Version | None: ...

    async def add_version(self, version: Version) -> None: ...


class DatasetFiles(Protocol):
    """Pictures by data set and hash."""

    async def put(self, dataset_id: str, digest: str, data: bytes, thumb: bytes) -> None: ...

    async def get(self, dataset_id: str, digest: str, *, thumb: bool = False) -> bytes:
        """Raises DatasetNotFound."""
        ...

    async def delete(self, dataset_id: str, digest: str) -> None: ...


class TrainingRepository(Protocol):
    async def add_training(self, training: Training, limit: int) -> bool: ...

    async def trainings(self, user_id: str) -> list[Training]: ...

    async def training(self, training_id: str) -> Training | None: ...

    async def move(
        self, training_id: str, now: datetime, among: Sequence[State], to: State, **changes: Any
    ) -> bool:
        """Into another state, only from one of these; with other columns."""
        ...

    async def delete_training(self, training_id: str) -> None: ...

    async def add_style(self, style: Style) -> None:
        """One that is there already gets the new file's facts, and the next revision where the file is another one."""
        ...

    async def styles(self, user_id: str) -> list[Style]: ...

    async def shared_styles(self, team_ids: Sequence[str]) -> list[Style]:
        """Of anybody, with these teams."""
        ...

    async def style(self, user_id: str, style_id: str) -> Style | None: ...

    async def rename_style(self, style: Style) -> None: ...

    async def note_family(self, style_id: str, digest: str, family: str) -> None:
        """What was found in the file of this digest; nothing where the style was taught anew meanwhile."""
        ...

    async def delete_style(self, style_id: str) -> None: ...


class StyleFiles(Protocol):
    """Adapters where painting engines look for them, and previews."""

    async def put(self, style_id: str, data: bytes, preview: bytes | None) -> None: ...

    async def get(self, style_id: str) -> bytes:
        """Raises StyleNotFound."""
        ...

    async def preview(self, style_id: str) -> bytes | None: ...

    async def delete(self, style_id: str) -> None: ...


class Teams(Protocol):
    """Bound to accounts."""

    async def of(self, user_id: str) -> list[str]:
        """Ids of the teams that this person is in."""
        ...

    async def members(self, user_id: str, team_id: str) -> set[str]:
        """Of one of this person's teams."""
        ...


class Trainee(Protocol):
    """A process that trains."""

    def lines(self) -> AsyncIterator[dict[str, Any]]:
        """What it tells, until it ends."""
        ...

    async def pause(self) -> None: ...

    async def stop(self) -> None:
        """Let it save its state, or kill it where it does not in time."""
        ...


class Trainer(Protocol):
    """`folders` of trainings, and processes for them."""

    def installed(self) -> bool: ...

    def folder(self, training_id: str) -> Path: ...

    async def start(self, training_id: str) -> Trainee: ...

    async def forget(self, training_id: str) -> None:
        """Delete its folder."""
        ...

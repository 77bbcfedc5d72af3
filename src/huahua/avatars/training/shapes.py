"""JSON of `/api/datasets`, `/api/trainings` and `/api/styles` (see `kit.shapes`)."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from huahua.avatars.training.domain.dataset import Dataset, Entry, Finding, Item, Version
from huahua.avatars.training.domain.training import Style, Training
from huahua.kit.clock import iso


class DatasetCard(TypedDict):
    """`rights` is when its owner said that the pictures may be learned from."""

    id: str
    name: str
    rights: str | None
    pictures: int
    created_at: str
    updated_at: str


class DatasetCards(TypedDict):
    items: list[DatasetCard]


class DatasetPicture(TypedDict):
    """`findings` are of small, blurry, twice, unlabelled; `suggested` captions wait to be confirmed."""

    id: str
    sha256: str
    width: int
    height: int
    bytes: int
    sharpness: float
    file_name: str
    caption: str
    suggested: bool
    tags: list[str]
    findings: list[str]


class DatasetVersion(TypedDict):
    id: str
    number: int
    hash: str
    pictures: int
    created_at: str


class DatasetWhole(DatasetCard):
    items: list[DatasetPicture]
    versions: list[DatasetVersion]


class RefusedPicture(TypedDict):
    """`reason` is a sentence, or `same` for a picture that is there already."""

    file_name: str
    reason: str


class UploadedPictures(TypedDict):
    added: int
    refused: list[RefusedPicture]


class VersionEntry(TypedDict):
    sha256: str
    media_type: str
    width: int
    height: int
    caption: str
    tags: list[str]


class Relabelled(TypedDict):
    before: VersionEntry
    after: VersionEntry


class VersionDifference(TypedDict):
    added: list[VersionEntry]
    removed: list[VersionEntry]
    relabelled: list[Relabelled]


class TrainingCard(TypedDict):
    id: str
    run_id: str
    version_id: str
    state: str
    name: str
    trigger: str
    base: str
    licence: str
    plan: dict[str, Any]
    step: int
    iterations: int
    loss: float | None
    error: str | None
    style_id: str | None
    created_at: str
    updated_at: str


class TrainingCards(TypedDict):
    items: list[TrainingCard]


class LossPoint(TypedDict):
    step: int
    loss: float


class TrainingWhole(TrainingCard):
    """`points` are at most 400 of the loss curve, `samples` names of pictures: step and prompt."""

    points: list[LossPoint]
    left_s: float | None
    samples: list[str]


class TrainingMeans(TypedDict):
    """What a training can be begun with."""

    installed: bool
    bases: list[str]


class StyleCard(TypedDict):
    """`origin` is trained or imported. `id` goes into `adapters` of a painting. `revision` counts how often it was
    taught, `version` names its file. `team_id` is a team that may paint with it, `mine` whether it is one's own.
    `family` is the kind of network that it fits, as in `adapter_families` of models; empty where that is not known."""

    id: str
    name: str
    trigger: str
    licence: str
    base: str
    origin: str
    rank: int
    bytes: int
    training_id: str | None
    version_id: str | None
    has_preview: bool
    created_at: str
    revision: int
    version: str
    team_id: str | None
    family: str
    mine: bool


class StyleCards(TypedDict):
    items: list[StyleCard]


def dataset_json(dataset: Dataset, pictures: int) -> dict[str, Any]:
    return {
        "id": dataset.id,
        "name": dataset.name,
        "rights": None if dataset.rights is None else iso(dataset.rights),
        "pictures": pictures,
        "created_at": iso(dataset.created_at),
        "updated_at": iso(dataset.updated_at),
    }


def item_json(item: Item, findings: list[Finding]) -> dict[str, Any]:
    return {
        "id": item.id,
        "sha256": item.digest,
        "width": item.width,
        "height": item.height,
        "bytes": item.bytes,
        "sharpness": round(item.sharpness, 1),
        "file_name": item.file_name,
        "caption": item.caption,
        "suggested": item.suggested,
        "tags": list(item.tags),
        "findings": [str(finding) for finding in findings],
    }


def version_json(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "number": version.number,
        "hash": version.hash,
        "pictures": len(version.manifest),
        "created_at": iso(version.created_at),
    }


def entries_json(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    return [entry.said() for entry in entries]


def training_json(training: Training) -> dict[str, Any]:
    names = (
        "id",
        "run_id",
        "version_id",
        "name",
        "trigger",
        "base",
        "licence",
        "step",
        "loss",
        "error",
        "style_id",
    )
    return {name: getattr(training, name) for name in names} | {
        "state": str(training.state),
        "plan": training.plan.said(),
        "iterations": training.plan.iterations,
        "created_at": iso(training.created_at),
        "updated_at": iso(training.updated_at),
    }


def style_json(style: Style, asker_id: str) -> dict[str, Any]:
    names = (
        "id",
        "name",
        "trigger",
        "licence",
        "base",
        "origin",
        "rank",
        "bytes",
        "training_id",
        "version_id",
        "has_preview",
        "revision",
        "version",
        "team_id",
    )
    said = {name: getattr(style, name) for name in names}
    return said | {
        "family": style.family or "",
        "mine": style.user_id == asker_id,
        "created_at": iso(style.created_at),
    }

"""Data sets: pictures with captions, what is noticed about them, and their immutable versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

SMALL_SIDE = 512
"""Pixels; below it a picture has less in it than the usual models learn from."""
BLURRY_BELOW = 40.0
"""Variance of the Laplacian at 512 px."""
TWICE_WITHIN = 6
"""Bits of 64 in which perceptual hashes of the same picture differ at most."""


class Finding(StrEnum):
    SMALL = "small"
    BLURRY = "blurry"
    TWICE = "twice"
    UNLABELLED = "unlabelled"


@dataclass(frozen=True, slots=True)
class Dataset:
    """`rights` is when its owner said that the pictures may be learned from; without it there are no versions."""

    id: str
    user_id: str
    name: str
    rights: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """`phash` is 64 bits in hex, `suggested` whether the caption is a model's and nobody confirmed it yet."""

    id: str
    dataset_id: str
    digest: str
    media_type: str
    bytes: int
    width: int
    height: int
    sharpness: float
    phash: str
    file_name: str
    caption: str
    suggested: bool
    tags: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """`hash` is the SHA-256 of the manifest's canonical JSON."""

    id: str
    dataset_id: str
    number: int
    hash: str
    manifest: tuple[Entry, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One picture of a version."""

    sha256: str
    media_type: str
    width: int
    height: int
    caption: str
    tags: tuple[str, ...]

    def said(self) -> dict[str, Any]:
        return {
            "sha256": self.sha256,
            "media_type": self.media_type,
            "width": self.width,
            "height": self.height,
            "caption": self.caption,
            "tags": list(self.tags),
        }

    @property
    def file_name(self) -> str:
        return f"{self.sha256}.{'jpg' if self.media_type == 'image/jpeg' else 'png'}"


@dataclass(frozen=True, slots=True)
class Difference:
    """From an older version to a newer: pictures that came, that went, and those said anew (before, after)."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    relabelled: tuple[tuple[Entry, Entry], ...]


def findings(items: Sequence[Item]) -> dict[str, list[Finding]]:
    """By item, in the order of `items`; of two alike the later one is `twice`."""
    found: dict[str, list[Finding]] = {}
    seen: list[int] = []
    for item in items:
        about = []
        if min(item.width, item.height) < SMALL_SIDE:
            about.append(Finding.SMALL)
        if item.sharpness < BLURRY_BELOW:
            about.append(Finding.BLURRY)
        bits = int(item.phash, 16)
        if any((bits ^ other).bit_count() <= TWICE_WITHIN for other in seen):
            about.append(Finding.TWICE)
        seen.append(bits)
        if not item.caption or item.suggested:
            about.append(Finding.UNLABELLED)
        found[item.id] = about
    return found


def manifest_of(items: Iterable[Item]) -> tuple[Entry, ...]:
    """In the order of hashes, so that the order of uploads makes no other version. Captions that a model suggested and
    nobody confirmed are left out."""
    entries = (
        Entry(
            item.digest,
            item.media_type,
            item.width,
            item.height,
            "" if item.suggested else item.caption,
            tuple(sorted(set(item.tags))),
        )
        for item in items
    )
    return tuple(sorted(entries, key=lambda entry: entry.sha256))


def hash_of(manifest: Sequence[Entry]) -> str:
    said = json.dumps(
        [entry.said() for entry in manifest], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def difference(older: Sequence[Entry], newer: Sequence[Entry]) -> Difference:
    before, after = ({entry.sha256: entry for entry in manifest} for manifest in (older, newer))
    both = [(before[key], after[key]) for key in after if key in before]
    return Difference(
        tuple(after[key] for key in after if key not in before),
        tuple(before[key] for key in before if key not in after),
        tuple(pair for pair in both if (pair[0].caption, pair[0].tags) != (pair[1].caption, pair[1].tags)),
    )

"""Checkpoints: complete or not there. The last two stay."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

KEPT = 2


def save(folder: Path, step: int, write: Callable[[Path], None]) -> Path:
    """`write` fills an unfinished folder, whose name becomes the step's once everything is on the disk."""
    unfinished = folder / f"unfinished-{step}"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    write(unfinished)
    whole = folder / f"{step:06d}"
    shutil.rmtree(whole, ignore_errors=True)
    unfinished.rename(whole)
    for old in _all(folder)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return whole


def last(folder: Path) -> tuple[int, Path] | None:
    found = _all(folder)
    return (int(found[-1].name), found[-1]) if found else None


def _all(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(entry for entry in folder.iterdir() if entry.is_dir() and entry.name.isdigit())

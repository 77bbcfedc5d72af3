"""Base models: folders with pipelines of diffusers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

_INDEX = "model_index.json"
_TRAINABLE = ("StableDiffusionPipeline", "StableDiffusionXLPipeline")


class FolderBaseModels:
    """Implements the port `BaseModels`: names are those of the folders right below `roots`."""

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = roots

    def names(self) -> list[str]:
        return sorted(self._found())

    def folder(self, name: str) -> Path | None:
        return self._found().get(name)

    def _found(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for root in self._roots:
            for folder in (root, *(root.iterdir() if root.is_dir() else ())):
                if _class_of(folder) in _TRAINABLE:
                    found.setdefault(folder.name, folder)
        return found


def _class_of(folder: Path) -> str:
    try:
        said = json.loads((folder / _INDEX).read_bytes())
        return str(said["_class_name"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""

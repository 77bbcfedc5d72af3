"""Pictures out of a ZIP, with bounds on everything that a ZIP can lie about."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from huahua.avatars.training.errors import BadTrainingPicture

MAX_FILES = 500
MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_ALL_BYTES = 300 * 1024 * 1024
_MAX_TEXT_BYTES = 4_000
_MAX_METADATA_BYTES = 1024 * 1024
_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif"}


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes
    caption: str = ""


def is_zip(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def unpacked(data: bytes) -> list[Upload]:
    """Its pictures, with captions from texts of the same name or from `metadata.jsonl`. Raises BadTrainingPicture."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return list(_uploads(archive))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as fault:
        raise BadTrainingPicture("The ZIP is damaged or encrypted and cannot be read.") from fault


def _uploads(archive: zipfile.ZipFile) -> Iterator[Upload]:
    entries = [entry for entry in archive.infolist() if _is_shown(entry)]
    if len(entries) > 2 * MAX_FILES + 1:
        raise BadTrainingPicture(f"The ZIP holds more than {MAX_FILES} pictures.")
    captions, left = _captions(archive, entries), MAX_ALL_BYTES
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.suffix.lower() not in _PICTURES:
            continue
        data = _read(archive, entry, min(MAX_FILE_BYTES, left))
        left -= len(data)
        yield Upload(path.name, data, captions.get(path.name) or captions.get(path.stem, ""))


def _is_shown(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    return not entry.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts)


def _captions(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, str]:
    captions: dict[str, str] = {}
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.name == "metadata.jsonl":
            for line in _read(archive, entry, _MAX_METADATA_BYTES).decode("utf-8", "replace").splitlines():
                captions |= _caption_of(line)
        elif path.suffix.lower() == ".txt":
            captions[path.stem] = _read(archive, entry, _MAX_TEXT_BYTES).decode("utf-8", "replace")
    return captions


def _caption_of(line: str) -> dict[str, str]:
    try:
        said = json.loads(line)
        return {str(said["file_name"]): str(said["text"])}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """However large the ZIP says it is, no more than `most` bytes are unpacked."""
    with archive.open(entry) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise BadTrainingPicture(
            f"'{PurePosixPath(entry.filename).name[:80]}' unpacks to more than is allowed."
        )
    return data

"""Where usage lines go while the database is away: files of JSON lines, flushed to the disk with each append.

Each process has a file of its own and holds a lock on it as long as it lives. A file whose lock is free was
left by a process that is dead; whoever finds it takes it over. Blocking; used by the writer's thread.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from huahua.gateway.domain.usage import UsageLine

MAX_BYTES = 256 * 1024 * 1024
CHUNK_LINES = 1000
REFUSED = "refused.json"
"""JSON lines too; its ending keeps it from being taken over."""
_decode = msgspec.json.Decoder(UsageLine).decode


class Spill:
    """`folder` is made when it is needed. `size` may be read from any thread."""

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder
        self.size = 0
        """Bytes of this process's own file."""
        self._max_bytes = max_bytes
        self._file: int | None = None
        self._path: Path | None = None
        self._read_to = 0
        self._pending_to = 0

    @property
    def full(self) -> bool:
        """No call may start. The lines of those that run are taken all the same."""
        return self.size >= self._max_bytes

    def append(self, lines: Sequence[UsageLine]) -> None:
        """On disk when it returns. Raises OSError; then none of the lines is there."""
        file = self._own()
        text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        try:
            written = 0
            while written < len(text):
                written += os.pwrite(file, text[written:], self.size + written)
            os.fsync(file)
        except OSError:
            os.ftruncate(file, self.size)
            raise
        self.size += len(text)

    def next_chunk(self) -> list[UsageLine]:
        """Lines of the own file that were not settled yet, at most `CHUNK_LINES`; empty when there is none."""
        if self._file is None or self._read_to >= self.size:
            return []
        lines, self._pending_to = _read(self._file, self._read_to, self.size)
        return lines

    def settle_chunk(self) -> None:
        """The last chunk is in the database. When it was the last of all, the file becomes empty."""
        assert self._file is not None
        self._read_to = self._pending_to
        if self._read_to >= self.size:
            os.ftruncate(self._file, 0)
            os.fsync(self._file)
            self._read_to = self.size = 0

    def close(self) -> None:
        """Lets go of the file, and removes it when it is empty."""
        if self._file is None or self._path is None:
            return
        if self.size == 0:
            self._path.unlink(missing_ok=True)
        os.close(self._file)
        self._file = None

    def adopt(self) -> bool:
        """Take the lines of one dead process's file into the own one. False when there is no such file."""
        for path in sorted(self.folder.glob("*.jsonl")) if self.folder.is_dir() else ():
            if path == self._path:
                continue
            file = _locked(path)
            if file is None:
                continue
            try:
                for lines in _chunks(file):
                    self.append(lines)
                path.unlink()
            finally:
                os.close(file)
            return True
        return False

    def put_aside(self, line: UsageLine) -> None:
        """Keep a line that the database refuses where a person can look at it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / REFUSED).open("ab") as file:
            file.write(msgspec.json.encode(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _own(self) -> int:
        if self._file is None:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self.folder / f"{os.getpid()}-{secrets.token_hex(4)}.jsonl"
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            _sync_folder(self.folder)
            self._file, self._path, self.size, self._read_to = file, path, 0, 0
        return self._file


def _locked(path: Path) -> int | None:
    """The open file, locked by us; None while its process lives or when somebody else has taken it over."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.stat().st_ino == os.fstat(file).st_ino:
            return file
    except OSError:
        pass
    os.close(file)
    return None


def _chunks(file: int) -> Iterator[list[UsageLine]]:
    size, at = os.fstat(file).st_size, 0
    while at < size:
        lines, at = _read(file, at, size)
        yield lines


def _read(file: int, start: int, end: int) -> tuple[list[UsageLine], int]:
    """Lines from `start`, and where they end. What cannot be read is the torn end of an append that nobody was
    told of."""
    lines: list[UsageLine] = []
    with os.fdopen(os.dup(file), "rb") as stream:
        stream.seek(start)
        while start < end and len(lines) < CHUNK_LINES:
            text = stream.readline()
            start += len(text)
            try:
                lines.append(_decode(text))
            except msgspec.DecodeError:
                if not text:
                    break
    return lines, start


def _sync_folder(folder: Path) -> None:
    """So that the file's name outlives a power failure too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

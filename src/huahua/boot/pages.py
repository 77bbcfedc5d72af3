"""The built front end: hashed files for ever, the page itself always fresh, compressed once at build time."""

from __future__ import annotations

import asyncio
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.types import Receive, Scope, Send

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
IMMUTABLE = "public, max-age=31536000, immutable"
FRESH = "no-cache"
_REFERENCE = "/docs.html"
_PLAIN = (b"content-type", b"text/plain; charset=utf-8")
_NOT_BUILT = b"The page is not built, or being built right now: run 'make setup', then restart and reload."


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    media_type: str
    size: int
    etag: str


class Pages:
    """A bare ASGI app that serves the folder; a path that is no file gets the page (its router decides)."""

    def __init__(self, folder: Path) -> None:
        self._files = {_key(path, folder): _describe(path) for path in folder.rglob("*") if path.is_file()}

    @property
    def is_built(self) -> bool:
        return "/index.html" in self._files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _REFERENCE if scope["path"] == "/docs" else scope["path"]
        file = self._files.get(path)
        if file is None and "." not in path.rsplit("/", 1)[-1]:
            path, file = "/index.html", self._files.get("/index.html")
        if not self.is_built:
            await _reply(send, 503, [_PLAIN, (b"retry-after", b"5")], _NOT_BUILT)
            return
        headers = dict(scope["headers"])
        if file is None or scope["method"] not in {"GET", "HEAD"}:
            await _reply(send, 404 if file is None else 405, [_PLAIN], b"Not found")
            return
        reply_headers = [
            (b"content-type", file.media_type.encode()),
            (b"cache-control", (IMMUTABLE if path.startswith("/assets/") else FRESH).encode()),
            (b"etag", file.etag.encode()),
            (b"vary", b"accept-encoding"),
        ]
        if headers.get(b"if-none-match", b"").decode("latin-1") == file.etag:
            await _reply(send, 304, reply_headers, b"")
            return
        sent, encoding = self._best(path, file, headers.get(b"accept-encoding", b"").decode("latin-1"))
        if encoding:
            reply_headers.append((b"content-encoding", encoding.encode()))
        try:
            data = await asyncio.to_thread(sent.path.read_bytes)
        except FileNotFoundError:
            await _reply(send, 503, [_PLAIN, (b"retry-after", b"5")], _NOT_BUILT)
            return
        reply_headers.append((b"content-length", str(len(data)).encode()))
        await _reply(send, 200, reply_headers, data if scope["method"] == "GET" else b"")

    def _best(self, path: str, file: _File, accepted: str) -> tuple[_File, str | None]:
        for encoding, suffix in _ENCODINGS:
            compressed = self._files.get(path + suffix)
            if compressed is not None and encoding in accepted:
                return compressed, encoding
        return file, None


def find_pages() -> Path:
    """The built front end beside the installed package, or in the source tree."""
    package = Path(__file__).resolve().parent.parent
    packaged = package / "web_dist"
    return packaged if packaged.is_dir() else package.parent.parent / "web" / "dist"


def _key(path: Path, folder: Path) -> str:
    return "/" + path.relative_to(folder).as_posix()


def _describe(path: Path) -> _File:
    state = path.stat()
    guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _File(path, guessed, state.st_size, f'"{state.st_mtime_ns:x}-{state.st_size:x}"')


async def _reply(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

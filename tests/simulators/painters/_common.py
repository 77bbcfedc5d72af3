"""What the simulated painters share."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import Collection
from typing import Any

from PIL import Image

from tests.simulators.server import Answer, Received, Simulator


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    return Answer(json.dumps(value).encode(), status=status, headers=headers or {})


def decoded(text: str) -> Image.Image:
    """The picture in base64, with or without a `data:` head; fails for anything else."""
    return Image.open(io.BytesIO(base64.b64decode(text.rpartition(",")[2], validate=True)))


def unknown(body: dict[str, Any], allowed: Collection[str]) -> str | None:
    """The first field that the vendor does not document."""
    return next((name for name in body if name not in allowed), None)


class JobSimulator(Simulator):
    """A vendor that paints in the background. It is done after `looks` questions, or never."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 2
        self.never_done = False
        self.surplus = 0
        """Pictures that it gives beside those that were asked for."""
        self.looked = asyncio.Event()
        self.cancelled: list[str] = []
        self.failure: Any = None
        """What became of the job instead of a picture, in the vendor's own shape."""
        self.link_host: str | None = None
        """Where links of pictures point to instead of this server."""

    def is_done(self) -> bool:
        self.looked.set()
        self.looks -= 1
        return not self.never_done and self.looks <= 0

    def link(self, name: str) -> str:
        return f"{self.link_host or self.address}/files/{name}"

    def error_frames(self, request: Received) -> list[bytes]:
        return []

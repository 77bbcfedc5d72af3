"""Trainings in processes of their own: `python -m huahua.avatars.training.process FOLDER`."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog

_MODULE = "huahua.avatars.training.process"
GRACE_S = 60.0
"""For a process that saves its state."""
_LINE_BYTES = 1024 * 1024

log = structlog.get_logger(__name__)


class ProcessTrainer:
    """Implements the port `Trainer`. Each training has a folder below `root`, which outlives processes."""

    def __init__(self, root: Path, environment: Mapping[str, str], python: str = sys.executable) -> None:
        """`environment` is all that the process sees of the server's, whose secrets are not among it."""
        self._root = root
        self._environment = dict(environment)
        self._python = python

    def installed(self) -> bool:
        return all(find_spec(name) is not None for name in ("torch", "diffusers", "peft"))

    def folder(self, training_id: str) -> Path:
        return self._root / training_id

    async def start(self, training_id: str) -> ProcessTrainee:
        folder = self.folder(training_id)
        with (folder / "process.log").open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                self._python, "-m", _MODULE, str(folder),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env=self._environment,
                limit=_LINE_BYTES,
            )  # fmt: skip
        return ProcessTrainee(process)

    async def forget(self, training_id: str) -> None:
        await asyncio.to_thread(shutil.rmtree, self.folder(training_id), ignore_errors=True)


class ProcessTrainee:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def lines(self) -> AsyncIterator[dict[str, Any]]:
        assert self.process.stdout is not None
        async for raw in self.process.stdout:
            try:
                line = json.loads(raw)
            except ValueError:
                continue  # a library's word on stdout
            if isinstance(line, dict):
                yield line
        await self.process.wait()

    async def pause(self) -> None:
        stdin = self.process.stdin
        if stdin is not None and not stdin.is_closing():
            stdin.write(b"pause\n")

    async def stop(self) -> None:
        if self.process.returncode is not None:
            return
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            async with asyncio.timeout(GRACE_S):
                # What it still tells is read away, or it would wait for a reader for ever.
                async for _ in self.lines():
                    pass
                await self.process.wait()
        except TimeoutError:
            log.warning("training_process_killed", pid=self.process.pid)
            self.process.kill()
            await self.process.wait()

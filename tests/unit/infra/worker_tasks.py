"""Functions that the worker tests run in children."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def echo(**values: Any) -> dict[str, Any]:
    return values


def pid() -> int:
    return os.getpid()


def loaded(name: str) -> bool:
    return name in sys.modules


def about() -> dict[str, Any]:
    return {"nice": os.nice(0), "environment": dict(os.environ)}


def has_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def count(steps: int, progress: Callable[[float, str], None]) -> int:
    for step in range(steps):
        progress((step + 1) / steps, "counting")
    return steps


def fail(message: str) -> None:
    raise ValueError(message)


def crash() -> None:
    os.kill(os.getpid(), 11)


def hog(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def hang(progress: Callable[[float, str], None]) -> None:
    progress(0.0, str(os.getpid()))
    while True:
        time.sleep(1)


def odd() -> object:
    return Path("/")


def boast() -> None:
    """Make this worker say that everything takes a day and a terabyte."""
    worker: Any = sys.modules["__main__"]
    worker.peak_bytes = lambda: 10**12
    started = time.perf_counter()
    worker.time = SimpleNamespace(perf_counter=lambda: started + 86_400)

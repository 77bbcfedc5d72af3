"""The child's side of `infra.workers`: started as a module, it does one task after another.

Frames on the socket are a big-endian 4-byte length and a pickle of plain values (numbers, texts, bytes,
lists, dicts). Reading refuses every pickle that names a class or a function, so that a child which a
hostile picture took over cannot make its parent run anything
(https://docs.python.org/3/library/pickle.html#restricting-globals).

The first frame back is `("ready",)`. Frames to the child: `(function, kwargs, wants_progress)`. Frames back:
`("progress", fraction, stage, preview)`, and last `("done", result, milliseconds, peak of memory in bytes)` or
`("failed", kind, message)`.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import math
import os
import pickle
import socket
import struct
import sys
import time
import warnings
from typing import Any, Protocol

from huahua.infra.footprint import forget_peak, peak_bytes

HEAD = struct.Struct(">I")
MAX_DESCRIPTORS = 65_536
MAX_FRAME_BYTES = 512 * 1024 * 1024


class _Pipe(Protocol):
    def write(self, frame: bytes, /) -> int: ...
    def flush(self) -> None: ...


class _Plain(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        raise pickle.UnpicklingError(f"a frame may hold plain values only, not {module_name}.{global_name}")


def encode_frame(value: Any) -> bytes:
    body = pickle.dumps(value, protocol=5)
    if len(body) > MAX_FRAME_BYTES:
        raise ValueError(f"a frame of {len(body)} bytes is larger than {MAX_FRAME_BYTES}")
    return HEAD.pack(len(body)) + body


def decode_body(body: bytes) -> Any:
    """Raises pickle.UnpicklingError when the frame holds anything but plain values."""
    return _Plain(io.BytesIO(body)).load()


def main(descriptor: int, memory_limit_bytes: int, niceness: int, modules: list[str]) -> None:
    """`modules` are loaded before the first task, which then need not wait for them."""
    close_all_but(descriptor)
    _restrict(memory_limit_bytes, niceness)
    warnings.simplefilter("ignore")  # libraries' opinions of strange files are no news for the server's log
    with socket.socket(fileno=descriptor) as parent, parent.makefile("rwb") as pipe:
        for module in modules:
            with contextlib.suppress(Exception):  # the first task that needs it says what is wrong with it
                importlib.import_module(module)
        _send(pipe, encode_frame(("ready",)))
        while True:
            head = pipe.read(HEAD.size)
            if len(head) < HEAD.size:
                return
            function, kwargs, wants_progress = decode_body(pipe.read(*HEAD.unpack(head)))
            reply = _do(pipe, function, kwargs, wants_progress)
            _send(pipe, reply)


def close_all_but(descriptor: int) -> None:
    """Let go of what the parent had open and uvloop lets through, such as the server's listening socket,
    which would keep the port taken after the server is gone."""
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, MAX_DESCRIPTORS)


def _restrict(memory_limit_bytes: int, niceness: int) -> None:
    """Yield to the server, and never take the machine's memory. Systems without these limits go without."""
    with contextlib.suppress(OSError):
        os.nice(niceness)
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory_limit_bytes, memory_limit_bytes))


def _do(pipe: _Pipe, function: str, kwargs: dict[str, Any], wants_progress: bool) -> bytes:
    def progress(fraction: float, stage: str, preview: bytes | None = None) -> None:
        _send(pipe, encode_frame(("progress", float(fraction), str(stage), preview)))

    module_name, _, name = function.partition(":")
    try:
        call = getattr(importlib.import_module(module_name), name)
        forget_peak()
        begun = time.perf_counter()
        result = call(**kwargs, progress=progress) if wants_progress else call(**kwargs)
        took_ms = math.ceil((time.perf_counter() - begun) * 1000)
        return encode_frame(("done", result, took_ms, peak_bytes()))
    except BrokenPipeError:
        raise
    except Exception as fault:  # noqa: BLE001 - every failure of a task is an answer to the parent
        return encode_frame(("failed", type(fault).__name__, str(fault)))


def _send(pipe: _Pipe, frame: bytes) -> None:
    pipe.write(frame)
    pipe.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])

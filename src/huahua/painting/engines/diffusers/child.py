"""The painter's process: started as a module with the descriptor of a socket, it paints one batch after another.

Frames as in `infra.worker_child`. To here: `("paint", number, model, shared, items)`, `("gone", item)` and
`("look", number)`. Back: `("told", item, fraction, stage, preview)`, `("done", number, result)` and
`("failed", number, kind, message)`. A thread reads, so that whoever leaves is heard of within a step; when the socket
closes, the process ends at once.
"""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import sys
import threading
import traceback
from typing import Any, BinaryIO

from huahua.infra.worker_child import HEAD, close_all_but, decode_body, encode_frame
from huahua.painting.engines.diffusers.plain import Frame

_NICENESS = 5


class Talk:
    """The socket, for two threads."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._writing = threading.Lock()
        self.work: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._gone: set[int] = set()

    def listen(self) -> None:
        """Never returns: with the server gone there is nothing to do."""
        with contextlib.suppress(Exception):
            while len(head := self._pipe.read(HEAD.size)) == HEAD.size:
                frame = decode_body(self._pipe.read(*HEAD.unpack(head)))
                if frame[0] == "gone":
                    self._gone.add(frame[1])
                else:
                    self.work.put(frame)
        os._exit(0)

    def say(self, *frame: Any) -> None:
        with self._writing:
            self._pipe.write(encode_frame(frame))
            self._pipe.flush()

    def told(self, item: int, fraction: float, stage: str, preview: bytes | None) -> None:
        self.say("told", item, fraction, stage, preview)

    def gone(self, item: int) -> bool:
        return item in self._gone

    def forget(self, items: list[int]) -> None:
        self._gone.difference_update(items)


def main(descriptor: int) -> None:
    close_all_but(descriptor)
    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
    with socket.socket(fileno=descriptor) as parent, parent.makefile("rwb", buffering=-1) as pipe:
        talk = Talk(pipe)  # type: ignore[arg-type]  # a pair of buffered ends, as wanted
        threading.Thread(target=talk.listen, daemon=True, name="listen").start()
        _work(talk)


def _work(talk: Talk) -> None:
    studio: Any = None
    while True:
        name, number, *rest = talk.work.get()
        try:
            if studio is None:
                studio = _studio()
            result = _looked(studio) if name == "look" else studio.paint(*rest, talk.told, talk.gone)
            talk.say("done", number, result)
        except Exception as fault:  # noqa: BLE001 - every failure of a batch is an answer
            if type(fault).__module__.startswith("huahua"):
                talk.say("failed", number, type(fault).__name__, str(fault))
            else:
                told = "".join(traceback.format_exception(fault))[-4_000:]
                kind = "MemoryError" if isinstance(fault, MemoryError) else "Fault"
                talk.say("failed", number, kind, told)
        finally:
            if name == "paint":
                talk.forget([item["id"] for item in rest[2]])


def _studio() -> Any:
    """Imports torch and all that stands on it, which takes seconds."""
    import warnings

    warnings.simplefilter("ignore")
    from diffusers.utils import logging as diffusers_logging
    from transformers.utils import logging as transformers_logging

    for library in (diffusers_logging, transformers_logging):
        library.set_verbosity_error()
        library.disable_progress_bar()
    from huahua.painting.engines.diffusers.studio import Studio

    return Studio()


def _looked(studio: Any) -> dict[str, Any]:
    """What the doctor tells: devices, packages and where models run."""
    import dataclasses

    import diffusers
    import torch

    from huahua.painting.engines.diffusers.machine import machine

    here = machine()
    return {
        "torch": str(torch.__version__),
        "diffusers": diffusers.__version__,
        "devices": [dataclasses.asdict(device) for device in here.devices],
        "quantizers": list(here.quantizers),
        "models": studio.shelf.said(),
    }


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        main(int(sys.argv[1]))

"""How the server ends: in order at the first SIGTERM or Ctrl-C, at once at the second.

In order means that open requests may finish for `server.shutdown_s`; streams that can be taken up again
elsewhere end right away (`LEAVING` in `protocol.py`). At once loses nothing either: what `kill -9` would
leave behind is taken up at the next start.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from types import FrameType

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

_POLL_S = 0.2


def end_with_parent() -> None:
    """Have one of several server processes end when their parent does: killed, it could not tell them."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()


class StoppableServer(uvicorn.Server):
    """The one server process. uvicorn's own second Ctrl-C still waits for every open connection."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        super().handle_exit(sig, frame)


class StoppableWorkers(Multiprocess):
    """The parent of several server processes. Ctrl-C in a terminal reaches the children too, so it is the
    parent that counts: uvicorn's waits for them without looking at signals."""

    @property
    def failed_to_start(self) -> bool:
        return any(process.exitcode == STARTUP_FAILURE for process in self.processes)

    def join_all(self) -> None:
        while any(process.process.is_alive() for process in self.processes):
            if self.signal_queue:
                for process in self.processes:
                    process.process.kill()
            for process in self.processes:
                process.process.join(_POLL_S)

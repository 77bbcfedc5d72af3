"""Servers for tests that start in a moment: forked from a process that has loaded HuaHua already.

A server process takes most of its start for loading modules, the same ones every time. Here one process per test worker
loads them once and forks whenever a server is asked for; from the fork on, everything is as after `python -m huahua …`:
its own process with its own environment, working folder, output, signals and exit status. Linux only, where forking is
safe; elsewhere, and for tests that are about the start itself, `RunningServer` executes Python anew.

Where a server is several processes, its parent forks them too instead of starting Python for each. The shapes of all
routes are built before the first fork (see `kept_shapes`). Passwords are hashed with the cheapest parameters here: the
real ones make a tenth of a second's work on purpose. `FIRST` in the environment names a module that the new process
loads before anything else, to change what a test wants changed in it.

Messages are JSON objects, one per packet: `{argv, environ, folder}` with the descriptors of standard input, output and
error goes in, `{pid}` comes back, and `{pid, status}` when it has ended.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from multiprocessing.context import ForkContext, ForkProcess
from pathlib import Path
from typing import IO, Any

AVAILABLE = sys.platform == "linux"
FIRST = "HUAHUA_TEST_FIRST"
_MAX_MESSAGE_BYTES = 1024 * 1024
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_START_TIMEOUT_S = 180
_LOADED = (
    "alembic.command",
    "alembic.ddl.postgresql",
    "alembic.ddl.sqlite",
    "huahua.boot.app",
    "huahua.boot.cli.serve",
    "huahua.boot.lane_protocol",
    "huahua.boot.stopping",
    "huahua.gateway.providers.builtin.assistant.respond",
    "huahua.gateway.providers.builtin.assistant.notes",
    "huahua.gateway.providers.builtin.assistant.titles",
    "psycopg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.protocols.websockets.auto",
    "uvloop",
)
"""Nothing that starts a thread when it is loaded: threads do not survive a fork."""


class Forked:
    """A process that the fork server made; the part of `subprocess.Popen` that `RunningServer` uses."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.stdout: IO[str] | None = None
        self.returncode: int | None = None
        self._ended = threading.Event()

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, negative for the signal that ended it. Raises subprocess.TimeoutExpired."""
        if not self._ended.wait(timeout):
            raise subprocess.TimeoutExpired("huahua", timeout or 0)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, which: int) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, which)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def end(self, status: int) -> None:
        self.returncode = status
        self._ended.set()


class ForkServer:
    """The test worker's side. Any thread may fork."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environ = {key: value for key, value in os.environ.items() if not key.startswith("HUAHUA_")}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        self._turn = threading.Lock()
        self._news = threading.Condition()
        self._born: list[int] = []
        self._ended: dict[int, int] = {}
        self._alive: dict[int, Forked] = {}
        threading.Thread(target=self._listen, name="fork-server", daemon=True).start()
        atexit.register(self.close)

    def start(self, argv: Sequence[str], environ: Mapping[str, str], folder: Path) -> Forked:
        """`huahua argv…` in a new process, standard output and error as text in one pipe."""
        ours, theirs = os.pipe()
        with Path(os.devnull).open() as nothing, os.fdopen(theirs, "w") as output:
            forked = self._fork(argv, environ, folder, [nothing, output, output])
        forked.stdout = os.fdopen(ours, encoding="utf-8")
        return forked

    def run(
        self, argv: Sequence[str], environ: Mapping[str, str], folder: Path, input: str, timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """`huahua argv…` to its end."""
        with ExitStack() as stack:
            files = [stack.enter_context(tempfile.TemporaryFile("w+")) for _ in range(3)]
            files[0].write(input)
            files[0].seek(0)
            status = self._fork(argv, environ, folder, files).wait(timeout)
            for file in files[1:]:
                file.seek(0)
            return subprocess.CompletedProcess(list(argv), status, files[1].read(), files[2].read())

    def _fork(
        self, argv: Sequence[str], environ: Mapping[str, str], folder: Path, files: Sequence[IO[str]]
    ) -> Forked:
        order = {"argv": list(argv), "environ": dict(environ), "folder": str(folder)}
        with self._turn:
            socket.send_fds(self._socket, [json.dumps(order).encode()], [file.fileno() for file in files])
            with self._news:
                if not self._news.wait_for(lambda: self._born, _START_TIMEOUT_S):
                    raise RuntimeError(
                        "the fork server does not answer; its complaints are on standard error"
                    )
                forked = Forked(self._born.pop())
                if forked.pid in self._ended:
                    forked.end(self._ended.pop(forked.pid))
                else:
                    self._alive[forked.pid] = forked
        return forked

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._process.wait(60)

    def _listen(self) -> None:
        while message := self._socket.recv(_MAX_MESSAGE_BYTES):
            news = json.loads(message)
            with self._news:
                if "status" not in news:
                    self._born.append(news["pid"])
                elif forked := self._alive.pop(news["pid"], None):
                    forked.end(news["status"])
                else:
                    self._ended[news["pid"]] = news["status"]
                self._news.notify_all()


@cache
def fork_server() -> ForkServer:
    """The one of this test worker, started at the first call."""
    return ForkServer()


class _Sibling(ForkProcess):
    """One of several server processes. No signal meets it with its parent's handlers, which would not end it."""

    def start(self) -> None:
        assert threading.active_count() == 1, "a thread would be missing after the fork"
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)

    def run(self) -> None:
        for each in _STOPPING:
            signal.signal(each, signal.default_int_handler if each == signal.SIGINT else signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        super().run()


class _Siblings(ForkContext):
    Process = _Sibling  # type: ignore[assignment]


def _serve(link: socket.socket) -> dict[str, Any] | None:
    """In the fork server: fork for every order. Returns the order in the new process, and None at the end."""
    woken, waker = socket.socketpair()
    woken.setblocking(False)
    waker.setblocking(False)
    signal.set_wakeup_fd(waker.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests and their servers
    with selectors.DefaultSelector() as selector:
        selector.register(link, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is woken:
                    with contextlib.suppress(BlockingIOError):
                        woken.recv(4096)
                    _reap(link)
                    continue
                message, descriptors, _, _ = socket.recv_fds(link, _MAX_MESSAGE_BYTES, 3)
                if not message:
                    return None
                pid = os.fork()
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    signal.signal(signal.SIGINT, signal.default_int_handler)
                    woken.close()
                    waker.close()
                    link.close()
                    for number, descriptor in enumerate(descriptors):
                        os.dup2(descriptor, number)
                        os.close(descriptor)
                    order: dict[str, Any] = json.loads(message)
                    return order
                for descriptor in descriptors:
                    os.close(descriptor)
                link.send(json.dumps({"pid": pid}).encode())


def _reap(link: socket.socket) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            with contextlib.suppress(OSError):  # the tests have gone
                link.send(json.dumps({"pid": pid, "status": os.waitstatus_to_exitcode(status)}).encode())


def _make_routes_once() -> None:
    """So that every server finds the shapes of its routes built (see `kept_shapes`)."""
    from huahua.boot.app import new_api
    from huahua.boot.settings import load_settings
    from huahua.boot.wiring import build

    with tempfile.TemporaryDirectory() as folder:
        new_api(build(load_settings({"HUAHUA_DATA_DIR": folder})), asyncio.Event())


def _main(descriptor: int) -> None:
    for module in _LOADED:
        importlib.import_module(module)
    import uvicorn._subprocess

    from huahua.accounts import passwords
    from huahua.boot.cli import main
    from tests.kept_shapes import keep_shapes
    from tests.passwords import CheapHasher

    passwords.PasswordHasher = CheapHasher  # type: ignore[assignment, misc]
    keep_shapes()
    _make_routes_once()
    uvicorn._subprocess.spawn = _Siblings()  # type: ignore[assignment]
    assert threading.active_count() == 1, "a thread would be missing after the fork"
    gc.collect()
    gc.freeze()
    order = _serve(socket.socket(fileno=descriptor))
    if order is None:
        return
    os.environ.clear()
    os.environ.update(order["environ"])
    os.chdir(order["folder"])
    sys.argv = ["huahua", *order["argv"]]
    if first := os.environ.get(FIRST):
        importlib.import_module(first)
    main()


if __name__ == "__main__":
    _main(int(sys.argv[1]))

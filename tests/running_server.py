"""A real server as a child process, for journeys, SDK tests and chaos: started, killed, started again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import yaml

from tests.fork_server import AVAILABLE, FIRST, Forked, fork_server

ADMIN_EMAIL = "admin@example.org"
ADMIN_PASSWORD = "a long password"
START_TIMEOUT_S = 180


class RunningServer:
    """`huahua serve` on a free port. Use as a context manager; `kill` and `start` may be called in between.

    `config` is written as the YAML file; `environ` adds to a clean environment. With `executed` the process loads
    everything anew, as a person's would, and takes a second or two more for each process (see `fork_server`).
    """

    def __init__(
        self,
        folder: Path,
        *,
        config: Mapping[str, Any] | None = None,
        environ: Mapping[str, str] | None = None,
        with_admin: bool = True,
        executed: bool = False,
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.port = 0
        self.output: list[str] = []
        self._process: subprocess.Popen[str] | Forked | None = None
        self._executed = executed or not AVAILABLE
        self._config = config or {}
        self._environ = {key: value for key, value in os.environ.items() if not key.startswith("HUAHUA_")}
        if config is not None:
            file = folder / "huahua.yaml"
            file.write_text(yaml.safe_dump(dict(config)))
            self._environ["HUAHUA_CONFIG"] = str(file)
        if with_admin:
            self._environ |= {"HUAHUA_ADMIN_EMAIL": ADMIN_EMAIL, "HUAHUA_ADMIN_PASSWORD": ADMIN_PASSWORD}
        self._environ |= dict(environ or {})
        assert not self._executed or FIRST not in self._environ, "only the fork server loads a module first"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def __enter__(self) -> RunningServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start, on the same port as before when there was one, and wait until it serves."""
        self._put_tables()
        process = self._begin("serve", "--port", str(self.port), "--data", str(self.data))
        self._process = process
        ready = threading.Event()
        threading.Thread(target=self._read, args=(process, ready), daemon=True).start()
        if not ready.wait(START_TIMEOUT_S) or process.poll() is not None:
            self.kill()
            raise RuntimeError("the server did not start:\n" + "".join(self.output[-40:]))

    def _put_tables(self) -> None:
        """What the first start would make by all migrations, which `executed` servers and commands do."""
        elsewhere = "HUAHUA_DATABASE_URL" in self._environ or "database_url" in self._config
        if self._executed or elsewhere or self.data.exists():
            return
        self.data.mkdir(mode=0o700, parents=True)
        (self.data / "huahua.db").write_bytes(_migrated())

    def _begin(
        self, *arguments: str, environ: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str] | Forked:
        if not self._executed:
            return fork_server().start(arguments, environ or self._environ, Path.cwd())
        return subprocess.Popen(
            self._command(*arguments),
            env=environ or self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def stop(self) -> None:
        """End it as an operator would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """`kill -9`."""
        self._end(signal.SIGKILL)

    def signal(self, which: signal.Signals) -> None:
        os.kill(self.pid, which)

    def wait(self) -> int:
        """Until the process has ended by itself; its exit status."""
        assert self._process is not None
        return self._process.wait(60)

    def wait_for_output(self, words: str, times: int = 1) -> None:
        end = time.monotonic() + START_TIMEOUT_S
        while "".join(self.output).count(words) < times:
            assert time.monotonic() < end, f"the server did not say {words!r}"
            time.sleep(0.05)

    def run(self, *arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run another `huahua …` command on the same data."""
        if not self._executed:
            return fork_server().run(arguments, self._command_environ(), self.folder, input or "", 300)
        return subprocess.run(
            self._command(*arguments),
            env=self._command_environ(),
            capture_output=True,
            text=True,
            timeout=300,
            input=input,
            cwd=self.folder,
        )

    def launch(self, *arguments: str) -> subprocess.Popen[str] | Forked:
        """Start another `huahua …` command on the same data, to be killed or waited for."""
        return self._begin(*arguments, environ=self._command_environ())

    def open(self, *arguments: str) -> subprocess.Popen[str]:
        """Start another `huahua …` command on the same data, with pipes to talk to it."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self._command(*arguments),
            env=self._command_environ(),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
            cwd=self.folder,
        )

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "huahua", *arguments]

    def _command_environ(self) -> dict[str, str]:
        return self._environ | {"HUAHUA_DATA_DIR": str(self.data)}

    def make_key(self, email: str = ADMIN_EMAIL) -> str:
        """An API key: the administrator's over HTTP, which is quicker, others' by the command."""
        if email == ADMIN_EMAIL:
            with self.client() as client:
                secret: str = (
                    client.post("/api/keys", json={"name": "test"}).raise_for_status().json()["secret"]
                )
                return secret
        done = self.run("key", "create", "--user", email)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    def client(self, key: str | None = None) -> httpx.Client:
        """An HTTP client that is signed in by key, or by cookie as the administrator."""
        headers = {"origin": self.url}
        if key is not None:
            headers["authorization"] = f"Bearer {key}"
            return _client(base_url=self.url, headers=headers)
        form = {"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD}
        with _client(base_url=self.url, headers=headers) as client:
            answer = client.post("/api/session", json=form)
        assert answer.status_code == 200, answer.text
        return _client(base_url=self.url, headers=headers, cookies=answer.cookies)

    def setup_code(self) -> str:
        """The first visitor's code, from what the start printed."""
        found = re.search(r"code:\s+([0-9A-Z]{4}-[0-9A-Z]{4})", "".join(self.output))
        assert found is not None, "".join(self.output)
        return found[1]

    def _read(self, process: subprocess.Popen[str] | Forked, ready: threading.Event) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.output.append(line)
            address = re.search(r"https?://localhost:(\d+)", line)
            if address:
                self.port = int(address[1])
            if "Application startup complete" in line:
                ready.set()
        process.wait()  # its output ends a moment before it does
        ready.set()

    def _end(self, how: signal.Signals) -> None:
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(120)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(60)
        self._process = None


@cache
def _migrated() -> bytes:
    """An SQLite file that all migrations have gone over, made once by each test worker."""
    with tempfile.TemporaryDirectory() as folder:
        made = RunningServer(Path(folder), with_admin=False)
        done = made.run("db", "upgrade")
        assert done.returncode == 0, done.stderr
        assert not (made.data / "huahua.db-wal").exists(), "a part of it would be missing"
        return (made.data / "huahua.db").read_bytes()


def _client(**more: Any) -> httpx.Client:
    """Without the list of certificate authorities, whose loading takes longer than most calls: nothing here is TLS."""
    return httpx.Client(timeout=180, trust_env=False, verify=False, **more)

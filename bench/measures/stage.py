"""The stage of a measurement: mock upstream, nginx, HuaHua, each pinned to a core."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GATEWAY_CORE, OTHER_CORE = 0, min(1, (os.cpu_count() or 1) - 1)
ADMIN = {"HUAHUA_ADMIN_EMAIL": "bench@example.org", "HUAHUA_ADMIN_PASSWORD": "bench password"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `aim` is empty where none was set."""

    what: str
    figure: str
    aim: str = ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, timeout_s: float = 60) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"nothing listens on port {port}")


def pinned(core: int, command: list[str]) -> list[str]:
    return ["taskset", "-c", str(core), *command] if shutil.which("taskset") else command


@contextmanager
def process(
    command: list[str], core: int, environ: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HUAHUA_")}
    child = subprocess.Popen(
        pinned(core, command),
        env=clean | (environ or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def mock_upstream() -> Iterator[int]:
    port = free_port()
    with process([sys.executable, str(ROOT / "bench" / "mock_upstream.py"), str(port)], OTHER_CORE):
        wait_for(port)
        yield port


@contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[int]:
    """nginx as a plain reverse proxy with one worker."""
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(
        f"""worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log /dev/null;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream mock {{ server 127.0.0.1:{upstream}; keepalive 256; }}
  server {{ listen 127.0.0.1:{port} backlog=4096; keepalive_requests 10000000;
    location / {{
      proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }} }}
}}
"""
    )
    with process(["nginx", "-p", str(folder), "-c", str(config)], GATEWAY_CORE):
        wait_for(port)
        yield port


MODELS = (
    "models: [{name: gpt-4o-mini, provider: mock, model: gpt-4o-mini}, "
    "{name: slow, provider: slow, model: slow}]\n"
)
LIMITS = "limits: {calls_per_user: 100000}\n"


class HuaHua:
    """A server on a folder of its own, with the mock upstream as a provider."""

    def __init__(
        self, folder: Path, upstream: int | None = None, *, models: str = MODELS, more: str = LIMITS
    ) -> None:
        """`models` and `more` are YAML; the providers are `mock` and `slow`, which takes 200 ms per chunk."""
        self.folder = folder
        self.port = free_port()
        self.environ = {**ADMIN, "HUAHUA_LOG_LEVEL": "error"}
        if upstream is not None:
            config = folder / "huahua.yaml"
            base_url = f"http://127.0.0.1:{upstream}/v1"
            provider = (
                f"{{name: mock, kind: openai, base_url: '{base_url}', api_key: x, allow_private: true}}"
            )
            slow = provider.replace("name: mock", "name: slow").replace("/v1'", "/d200/n600/v1'")
            config.write_text(f"providers: [{provider}, {slow}]\n{more}{models}")
            self.environ["HUAHUA_CONFIG"] = str(config)

    @property
    def command(self) -> list[str]:
        return [
            str(Path(sys.executable).with_name("huahua")),
            "serve",
            "--port",
            str(self.port),
            "--data",
            str(self.data),
        ]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        with process(self.command, GATEWAY_CORE, self.environ) as child:
            wait_until_healthy(self.port)
            yield child

    def make_key(self) -> str:
        done = subprocess.run(
            [
                self.command[0],
                "key",
                "create",
                "--user",
                ADMIN["HUAHUA_ADMIN_EMAIL"],
                "--data",
                str(self.data),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip().splitlines()[-1]


def wait_until_healthy(port: int, timeout_s: float = 60) -> None:
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if b"200" in connection.recv(64):
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise RuntimeError("the server did not become healthy")


def resident_mb(pid: int) -> float:
    """Resident memory of a process (Linux), in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far (Linux), of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def commit_seconds(port: int) -> list[float]:
    """p50 and p99 of the longest wait in each of the last batches of usage lines."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as reply:
        text = reply.read().decode()
    return [float(value) for value in re.findall(r"huahua_usage_commit_seconds\{.*?\} (\S+)", text)]


def wrk(
    url: str,
    key: str,
    *,
    seconds: int = 5,
    connections: int = 32,
    model: str = "gpt-4o-mini",
    environ: dict[str, str] | None = None,
) -> dict[str, float]:
    """One run of wrk with the chat request; its JSON summary. `environ` is what else `chat.lua` reads."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(ROOT / "bench" / "chat.lua"), url]
    done = subprocess.run(
        pinned(OTHER_CORE, command),
        env=os.environ | {"KEY": key, "MODEL": model} | (environ or {}),
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("JSON "))
    result: dict[str, float] = json.loads(line.removeprefix("JSON "))
    return result


def stream_load(url: str, key: str, *arguments: str) -> dict[str, float]:
    command = [sys.executable, str(ROOT / "bench" / "stream_load.py"), url, "--key", key, *arguments]
    done = subprocess.run(pinned(OTHER_CORE, command), capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def paced(url: str, key: str, rate: int, seconds: int = 5) -> dict[str, float]:
    """Calls at a steady rate, over as many connections as it takes."""
    command = [sys.executable, str(ROOT / "bench" / "paced_load.py"), url, "--key", key]
    command += ["--rate", str(rate), "--seconds", str(seconds)]
    done = subprocess.run(pinned(OTHER_CORE, command), capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def median(values: list[float]) -> float:
    return statistics.median(values)

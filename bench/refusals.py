"""CPU time of the calls that the gateway refuses: `python bench/refusals.py [--seconds 2] [--rounds 3] [--only TEXT]`.

A program that goes on asking after a refusal must not slow everybody else, so a refusal should cost less than a call.
wrk sends the chat request over 32 kept-alive connections; what the server's process and its threads used is divided by
the answers. The best of the rounds is shown, since other work on the machine only adds.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measures.stage import ADMIN, HuaHua, cpu_seconds, free_port, mock_upstream, wrk

PATH = "/v1/chat/completions"
PRICED = (
    "models: [{name: gpt-4o-mini, provider: mock, model: gpt-4o-mini, price: {input: 0.15, output: 0.6}}, "
)
MODELS = f"{PRICED}{{name: slow, provider: slow, model: slow}}]\n"
WELL = "calls_per_user: 100000"
ASIDE = "bob@example.org"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal. `limits` are the server's; `environ` is for `chat.lua`; `meanwhile` is entered around the
    calls with the server and the key of somebody else."""

    what: str
    status: int
    limits: str = WELL
    model: str = "gpt-4o-mini"
    key: str | None = None
    environ: dict[str, str] = field(default_factory=dict)
    upstream: bool = True
    meanwhile: Callable[[HuaHua, str], AbstractContextManager[None]] = lambda _server, _key: nullcontext()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="kinds whose name holds this")
    options = parser.parse_args()
    print("| refused because of | status | CPU µs | calls/s |\n|---|---|---|---|")
    with mock_upstream() as upstream:
        for kind in KINDS:
            if options.only in kind.what:
                cost_us, rate = measure(kind, upstream, options.seconds, options.rounds)
                print(f"| {kind.what} | {kind.status} | {cost_us:,.0f} | {rate:,.0f} |", flush=True)


def measure(kind: Kind, upstream: int, seconds: int, rounds: int) -> tuple[float, float]:
    """CPU microseconds of a refusal, and refusals a second: the best round."""
    with tempfile.TemporaryDirectory() as name:
        port = upstream if kind.upstream else free_port()
        server = HuaHua(Path(name), port, models=MODELS, more=f"limits: {{{kind.limits}}}\n")
        with server.serving() as child:
            own, other = server.make_key(), key_of_somebody(server)
            key = kind.key or (other if kind.what in OF_OTHER else own)
            best = (float("inf"), 0.0)
            with kind.meanwhile(server, other):
                until_refused(kind, server.port, key)
                for _ in range(rounds):
                    before = cpu_seconds(child.pid)
                    url = f"http://127.0.0.1:{server.port}{PATH}"
                    run = wrk(url, key, seconds=seconds, model=kind.model, environ=kind.environ)
                    assert run["non2xx"] >= 0.99 * run["n"] > 0, (kind.what, run)
                    best = min(best, ((cpu_seconds(child.pid) - before) / run["n"] * 1e6, run["rps"]))
    return best


def until_refused(kind: Kind, port: int, key: str) -> None:
    """Raises AssertionError when no call is refused as it should be."""
    status = 0
    for _ in range(300):
        status = ask(port, key, kind.model, kind.environ.get("BODY"))
        if status == kind.status:
            return
    raise AssertionError(f"{kind.what}: status {status}")


def ask(port: int, key: str, model: str, body: str | None = None) -> int:
    """The status of one call."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    chat = {"model": model, "messages": [{"role": "user", "content": "x" * 400}], "max_tokens": 256}
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    connection.request("POST", PATH, json.dumps(chat) if body is None else body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def key_of_somebody(server: HuaHua) -> str:
    command = [
        server.command[0],
        "user",
        "create",
        "--email",
        ASIDE,
        "--password",
        ADMIN["HUAHUA_ADMIN_PASSWORD"],
    ]
    folder = ["--data", str(server.data)]
    subprocess.run([*command, *folder], check=True, capture_output=True)
    made = subprocess.run(
        [server.command[0], "key", "create", "--user", ASIDE, *folder],
        check=True,
        capture_output=True,
        text=True,
    )
    return made.stdout.strip().splitlines()[-1]


@contextmanager
def suspended(server: HuaHua, _key: str) -> Iterator[None]:
    with sqlite3.connect(server.data / "huahua.db") as books:
        books.execute("UPDATE users SET disabled = 1 WHERE email = ?", [ASIDE])
    books.close()
    yield


@contextmanager
def one_call_running(server: HuaHua, key: str) -> Iterator[None]:
    """A stream of two minutes, which takes the only place."""
    body = {"model": "slow", "messages": [{"role": "user", "content": "x"}], "stream": True}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", PATH, json.dumps(body), {"authorization": f"Bearer {key}"})
    connection.getresponse().read(1)
    yield
    connection.close()


@contextmanager
def no_records(server: HuaHua, key: str) -> Iterator[None]:
    """The database is locked and a file stands where lines would be spilled: a call's line can be kept nowhere."""
    ask(server.port, key, "gpt-4o-mini")
    (server.data / "usage").rename(server.data / "away") if (server.data / "usage").exists() else None
    (server.data / "usage").write_text("")
    books = sqlite3.connect(server.data / "huahua.db", isolation_level=None)
    books.execute("BEGIN IMMEDIATE")
    threading.Thread(target=ask, args=(server.port, key, "gpt-4o-mini"), daemon=True).start()
    yield
    books.execute("ROLLBACK")
    books.close()


KINDS = (
    Kind("a wrong key, the same each time", 401, key="sk-" + "wrong" * 8),
    Kind("guessed keys", 401, key="sk-" + "wrong" * 8, environ={"GUESS": "1"}),
    Kind("the key of a suspended user", 401, meanwhile=suspended),
    Kind("no spending left", 402, f"{WELL}, spend_micros_per_user: 100"),
    Kind("calls per minute", 429, f"{WELL}, requests_per_minute: 1"),
    Kind("tokens per minute", 429, f"{WELL}, tokens_per_minute: 400"),
    Kind(
        "the user's queue is full",
        429,
        "calls_per_user: 1, waiting_calls_per_user: 0",
        meanwhile=one_call_running,
    ),
    Kind(
        "the server's queue is full", 503, "concurrent_calls: 1, waiting_calls: 0", meanwhile=one_call_running
    ),
    Kind("unknown model", 404, model="nobody"),
    Kind("no JSON", 400, environ={"BODY": '{"model": "gpt-4o-mini", "messages": ['}),
    Kind("a field of a wrong type", 400, environ={"BODY": '{"model": "gpt-4o-mini", "messages": 7}'}),
    Kind("the upstream is down, its breaker open", 503, upstream=False),
    Kind("no record of calls can be kept", 503, meanwhile=no_records),
)
OF_OTHER = ("the key of a suspended user", "the user's queue is full")

if __name__ == "__main__":
    main()

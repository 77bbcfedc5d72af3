"""Files and batches through the edge, on every kind of database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from huahua.gateway.batches.bytes import BlobFiles
from huahua.gateway.batches.model import BatchLimits
from huahua.gateway.batches.runner import BatchRunner
from huahua.gateway.batches.service import LANE, BatchService, FileService
from huahua.gateway.batches.store import SqlBatchStore
from huahua.gateway.domain.calls import Caller, JsonObject
from huahua.gateway.errors import InvalidRequest, Overloaded
from huahua.gateway.http.app import GatewayApp
from huahua.infra.blobs import open_blobs
from huahua.infra.db import Database
from huahua.jobs.api import Lane, PreviewStore, RunService, RunStore
from huahua.jobs.store import runs as run_table
from tests.integration.gateway.asgi import Client
from tests.integration.gateway.conftest import authenticate

CHAT = "/v1/chat/completions"
FORM = {"content-type": "multipart/form-data; boundary=xx"}


class Model:
    """What a batch asks: answers at once, holds, fails, or is busy for a while."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.callers: list[Caller] = []
        self.hold: set[str] = set()
        self.busy = 0
        self.on_ask: Callable[[], None] = lambda: None

    async def ask(self, caller: Caller, body: JsonObject, request_id: str) -> bytes:
        said = json.loads(bytes(body["say"]))
        self.asked.append((said, request_id))
        self.callers.append(caller)
        self.on_ask()
        if said in self.hold:
            await asyncio.Event().wait()
        if self.busy:
            self.busy -= 1
            raise Overloaded("Too many.", retry_after=0.5)
        if said == "bad":
            raise InvalidRequest("That was bad.", param="say")
        if said == "bug":
            raise ZeroDivisionError
        return json.dumps({"heard": said}).encode()

    @property
    def said(self) -> list[str]:
        return [said for said, _ in self.asked]


@dataclass
class Office:
    files: FileService
    batches: BatchService
    runner: BatchRunner
    runs: RunService
    model: Model
    app: GatewayApp
    alice: Client
    root: Client
    known: dict[str, bool]
    now: list[datetime]

    async def upload(self, data: bytes, client: Client | None = None, **fields: str) -> Any:
        return await (client or self.alice).post("/v1/files", form(data, **fields), FORM)

    async def start(self, *said: str, endpoint: str = CHAT, **more: Any) -> str:
        """A batch of these words; its id."""
        file_id = (await self.upload(requests(*said))).json["id"]
        body = {"input_file_id": file_id, "endpoint": endpoint, "completion_window": "24h", **more}
        reply = await self.alice.post("/v1/batches", body)
        assert reply.status == 200, reply.body
        assert reply.json["status"] == "validating"
        return str(reply.json["id"])

    async def state(self, batch_id: str) -> Any:
        return (await self.alice.get(f"/v1/batches/{batch_id}")).json

    async def until(self, batch_id: str, status: str) -> Any:
        async def there() -> Any:
            state = await self.state(batch_id)
            return state if state["status"] == status else None

        return await wait_for(there)

    async def until_completed(self, batch_id: str, count: int) -> None:
        """Until so many lines are answered."""

        async def there() -> bool:
            return bool((await self.state(batch_id))["request_counts"]["completed"] >= count)

        await wait_for(there)

    async def rows(self, file_id: str) -> dict[str, Any]:
        """Lines of a file by custom id."""
        reply = await self.alice.get(f"/v1/files/{file_id}/content")
        assert reply.status == 200
        found = [json.loads(line) for line in reply.body.splitlines()]
        return {row["custom_id"]: row for row in found}


async def wait_for(look: Callable[[], Awaitable[Any]]) -> Any:
    """What `look` gives once it gives something."""
    async with asyncio.timeout(60):
        while not (found := await look()):  # noqa: ASYNC110 - it happens in the database
            await asyncio.sleep(0.02)
    return found


def form(data: bytes, purpose: str = "batch", filename: str = "in.jsonl") -> bytes:
    head = f'--xx\r\ncontent-disposition: form-data; name="purpose"\r\n\r\n{purpose}\r\n'
    head += f'--xx\r\ncontent-disposition: form-data; name="file"; filename="{filename}"\r\n\r\n'
    return head.encode() + data + b"\r\n--xx--\r\n"


def requests(*said: str, url: str = CHAT) -> bytes:
    rows = [
        {"custom_id": f"id-{number}", "method": "POST", "url": url, "body": {"model": "m", "say": word}}
        for number, word in enumerate(said)
    ]
    return b"\n".join(json.dumps(row).encode() for row in rows)


LIMITS = BatchLimits(max_file_bytes=10_000, max_files=6, max_lines=50, max_open_batches=3, lines_at_once=2)


@pytest.fixture
async def new_office(db: Database, tmp_path: Path) -> AsyncIterator[Callable[[], Any]]:
    made: list[Office] = []
    model, known = Model(), {"usr_alice": True}
    now = [datetime(2026, 1, 1, tzinfo=UTC)]

    async def still_known(user_id: str, key_id: str | None) -> Caller | None:
        return Caller(user_id, "user", key_id) if known.get(user_id) else None

    async def no_sleep(_seconds: float) -> None:
        return

    async def make() -> Office:
        runs = RunService(RunStore(db), PreviewStore(db))
        runs.add_lane(Lane(LANE, 1))
        store, contents = SqlBatchStore(db, run_table), BlobFiles(open_blobs(str(tmp_path / "blobs")))
        files = FileService(store, contents, LIMITS, lambda: now[0])
        asks = {CHAT: model.ask}
        batches = BatchService(store, files, runs, frozenset(asks), LIMITS, lambda: now[0])
        runner = BatchRunner(
            store, contents, runs, asks, still_known, LIMITS, clock=lambda: now[0], sleep=no_sleep
        )
        runner.register()
        await runs.start()
        app = GatewayApp(None, authenticate, files=files, batches=batches)  # type: ignore[arg-type]
        office = Office(
            files, batches, runner, runs, model, app, Client(app), Client(app, "sk-root"), known, now
        )
        made.append(office)
        return office

    yield make
    for office in made:
        await office.runs.stop()


@pytest.fixture
async def office(new_office: Callable[[], Any]) -> Office:
    made: Office = await new_office()
    return made


async def test_a_batch_from_upload_to_output(office: Office) -> None:
    batch_id = await office.start("one", "bad", "three", "bug", "one", metadata={"for": "test"})
    state = await office.until(batch_id, "completed")
    assert state["request_counts"] == {"total": 5, "completed": 3, "failed": 2}
    assert state["object"] == "batch" and state["metadata"] == {"for": "test"}
    assert all(
        state[f"{stamp}_at"] for stamp in ("created", "in_progress", "finalizing", "completed", "expires")
    )
    output = await office.rows(state["output_file_id"])
    assert {key: row["response"]["body"] for key, row in output.items()} == {
        "id-0": {"heard": "one"},
        "id-2": {"heard": "three"},
        "id-4": {"heard": "one"},
    }
    assert all(row["error"] is None and row["response"]["status_code"] == 200 for row in output.values())
    errors = await office.rows(state["error_file_id"])
    assert errors["id-1"]["response"]["status_code"] == 400
    assert errors["id-1"]["response"]["body"]["error"]["param"] == "say"
    assert errors["id-3"]["response"]["status_code"] == 500
    assert "ZeroDivision" not in str(errors)
    assert set(office.model.callers) == {Caller("usr_alice", "user", "key_alice")}
    assert len({request_id for _, request_id in office.model.asked}) == 5
    made = (await office.alice.get(f"/v1/files/{state['output_file_id']}")).json
    assert (made["purpose"], made["object"]) == ("batch_output", "file")


async def test_what_is_wrong_with_a_file_stands_in_the_batch(office: Office) -> None:
    good = json.loads(requests("x"))
    bad: list[Any] = [
        {**good, "custom_id": "id-1", "url": "/v1/embeddings"},
        {**good, "custom_id": "id-2", "method": "GET"},
        {"custom_id": "id-3"},
        {**good, "custom_id": ""},
        good,
    ]
    data = b"\n".join([requests("x"), b"{not json", *(json.dumps(row).encode() for row in bad), b""])
    file_id = (await office.upload(data)).json["id"]
    body = {"input_file_id": file_id, "endpoint": CHAT, "completion_window": "24h"}
    batch_id = (await office.alice.post("/v1/batches", body)).json["id"]
    state = await office.until(batch_id, "failed")
    assert [(row["line"], row["code"]) for row in state["errors"]["data"]] == [
        (2, "invalid_json_line"),
        (3, "mismatched_endpoint"),
        (4, "invalid_method"),
        (5, "invalid_request"),
        (6, "invalid_custom_id"),
        (7, "duplicate_custom_id"),
    ]
    assert office.model.asked == [] and state["output_file_id"] is None


async def test_a_line_waits_where_it_is_told_to(office: Office) -> None:
    office.model.busy = 2
    state = await office.until(await office.start("one"), "completed")
    assert state["request_counts"]["completed"] == 1
    ids = [request_id for _, request_id in office.model.asked]
    assert len(ids) == len(set(ids)) == 3, "each attempt has a usage line of its own"
    assert all(len(request_id) <= 40 for request_id in ids)
    office.model.busy = 1000
    state = await office.until(await office.start("two"), "completed")
    errors = await office.rows(state["error_file_id"])
    assert errors["id-0"]["response"]["status_code"] == 429


async def test_done_lines_are_not_asked_again_by_the_next_process(
    office: Office, new_office: Callable[[], Any]
) -> None:
    office.model.hold = {"held"}
    batch_id = await office.start("one", "held", "three", "four", "five")
    await office.until_completed(batch_id, 4)
    await office.runs.stop()  # what is under way is lost with the process
    first_id = dict(office.model.asked)["held"]
    office.model.hold = set()
    office.model.asked.clear()
    other: Office = await new_office()
    state = await other.until(batch_id, "completed")
    assert other.model.asked == [("held", first_id)]
    assert state["request_counts"] == {"total": 5, "completed": 5, "failed": 0}
    assert len(await other.rows(state["output_file_id"])) == 5


async def test_a_batch_whose_run_was_lost_goes_on(office: Office) -> None:
    office.model.hold = {"held"}
    asked = asyncio.Event()
    office.model.on_ask = asked.set
    batch_id = await office.start("held", "two")
    await asked.wait()
    batch = await office.batches.get(Caller("usr_alice", "user"), batch_id)
    await office.runner.revive()
    assert (await office.batches.get(Caller("usr_alice", "user"), batch_id)).run_id == batch.run_id
    await office.runs.cancel(batch.run_id, "usr_alice")

    async def run_has_ended() -> bool:
        return (await office.runs.get(batch.run_id, "usr_alice")).status.is_terminal

    await wait_for(run_has_ended)
    office.model.hold = set()
    await office.runner.revive()
    state = await office.until(batch_id, "completed")
    assert state["request_counts"]["completed"] == 2


async def test_a_cancelled_batch_keeps_what_it_has(office: Office) -> None:
    office.model.hold = {"held", "hold too"}
    batch_id = await office.start("one", "held", "hold too", "never")
    await office.until_completed(batch_id, 1)
    reply = await office.alice.post(f"/v1/batches/{batch_id}/cancel", {})
    assert reply.json["status"] == "cancelling" and reply.json["cancelling_at"]
    state = await office.until(batch_id, "cancelled")
    assert list(await office.rows(state["output_file_id"])) == ["id-0"]
    assert "never" not in office.model.said
    again = await office.alice.post(f"/v1/batches/{batch_id}/cancel", {})
    assert (again.status, again.json["error"]["code"]) == (409, "batch_has_ended")


async def test_a_batch_expires_with_its_window(office: Office) -> None:
    office.model.hold = {"held", "hold too"}
    batch_id = await office.start("one", "held", "hold too", "never")
    await office.until_completed(batch_id, 1)
    office.now[0] += timedelta(hours=24)
    state = await office.until(batch_id, "expired")
    assert state["request_counts"] == {"total": 4, "completed": 1, "failed": 3}
    errors = await office.rows(state["error_file_id"])
    assert {row["error"]["code"] for row in errors.values()} == {"batch_expired"}
    assert all(row["response"] is None for row in errors.values())


async def test_a_revoked_key_ends_its_batches(office: Office) -> None:
    office.known["usr_alice"] = False
    state = await office.until(await office.start("one"), "failed")
    assert state["errors"]["data"][0]["code"] == "not_allowed"
    assert office.model.asked == []


async def test_others_see_nothing_of_it(office: Office) -> None:
    batch_id = await office.start("one")
    state = await office.until(batch_id, "completed")
    for file_id in (state["input_file_id"], state["output_file_id"]):
        assert (await office.root.get(f"/v1/files/{file_id}")).status == 404
        assert (await office.root.get(f"/v1/files/{file_id}/content")).status == 404
        assert (await office.root.request("DELETE", f"/v1/files/{file_id}")).status == 404
    assert (await office.root.get(f"/v1/batches/{batch_id}")).status == 404
    assert (await office.root.post(f"/v1/batches/{batch_id}/cancel", {})).status == 404
    body = {"input_file_id": state["input_file_id"], "endpoint": CHAT, "completion_window": "24h"}
    assert (await office.root.post("/v1/batches", body)).status == 404
    assert (await office.root.get("/v1/files")).json["data"] == []
    assert (await office.root.get("/v1/batches")).json["data"] == []
    assert (await office.alice.get(f"/v1/files/{state['output_file_id']}")).status == 200


async def test_files_are_listed_by_pages_and_deleted(office: Office) -> None:
    ids = [(await office.upload(requests(f"{number}"))).json["id"] for number in range(3)]
    page = (await office.alice.get("/v1/files?limit=2")).json
    assert [row["id"] for row in page["data"]] == ids[:0:-1] and page["has_more"]
    page = (await office.alice.get(f"/v1/files?limit=2&after={page['last_id']}&purpose=batch")).json
    assert [row["id"] for row in page["data"]] == ids[:1] and not page["has_more"]
    page = (await office.alice.get("/v1/files?order=asc")).json
    assert [row["id"] for row in page["data"]] == ids
    assert (await office.alice.request("DELETE", f"/v1/files/{ids[0]}")).json == {
        "id": ids[0],
        "object": "file",
        "deleted": True,
    }
    assert (await office.alice.get(f"/v1/files/{ids[0]}")).status == 404
    with pytest.raises(FileNotFoundError):
        await office.files.contents.get(ids[0])


async def test_a_file_that_is_read_stays(office: Office) -> None:
    office.model.hold = {"held"}
    batch_id = await office.start("held")
    file_id = (await office.state(batch_id))["input_file_id"]
    refused = await office.alice.request("DELETE", f"/v1/files/{file_id}")
    assert (refused.status, refused.json["error"]["code"]) == (409, "file_in_use")
    await office.alice.post(f"/v1/batches/{batch_id}/cancel", {})
    await office.until(batch_id, "cancelled")
    assert (await office.alice.request("DELETE", f"/v1/files/{file_id}")).status == 200


async def test_limits_and_wrong_words(office: Office) -> None:
    assert (await office.upload(b"x", purpose="assistants")).json["error"]["param"] == "purpose"
    assert (await office.upload(b" \n")).status == 400
    assert (await office.upload(b"x" * 10_001)).status == 413
    assert (await office.upload(b"x" * 100_000)).status == 413
    assert (await office.alice.post("/v1/files", b"--xx--\r\n", FORM)).status == 400
    file_id = (await office.upload(requests("x"))).json["id"]
    good = {"input_file_id": file_id, "endpoint": CHAT, "completion_window": "24h"}
    for change in (
        {"endpoint": "/v1/images/generations"},
        {"completion_window": "1h"},
        {"metadata": {"a": 1}},
        {"metadata": {str(number): "x" for number in range(17)}},
        {"input_file_id": 5},
    ):
        assert (await office.alice.post("/v1/batches", {**good, **change})).status == 400, change
    assert (await office.alice.post("/v1/batches", {**good, "input_file_id": "file_x"})).status == 404
    assert (await office.alice.get("/v1/files?limit=0")).status == 400
    assert (await office.alice.get("/v1/files/../../secret")).status == 404
    office.model.hold = {"x"}
    for _ in range(3):
        assert (await office.alice.post("/v1/batches", good)).status == 200
    assert (await office.alice.post("/v1/batches", good)).status == 429
    for _ in range(5):
        await office.upload(requests("x"))
    assert (await office.upload(requests("x"))).json["error"]["code"] == "file_quota_exceeded"


async def test_too_many_requests_in_one_file(office: Office) -> None:
    file = [f"{number}" for number in range(51)]
    state = await office.until(await office.start(*file), "failed")
    assert state["errors"]["data"][0]["code"] == "too_many_tasks"

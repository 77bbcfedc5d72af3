"""OpenAI's own Python package for files and batches, unchanged, against the running server."""

from __future__ import annotations

import io
import json
import time
from typing import Any

import openai
import pytest

from tests.integration.sdk.conftest import Stage
from tests.integration.sdk.test_openai_sdk import TEXT
from tests.simulators.openai import vector_of

END_S = 60


def upload(client: openai.OpenAI, url: str, *bodies: dict[str, Any]) -> str:
    rows = [
        {"custom_id": f"id-{number}", "method": "POST", "url": url, "body": body}
        for number, body in enumerate(bodies)
    ]
    data = "\n".join(json.dumps(row) for row in rows).encode()
    file = client.files.create(file=("问题.jsonl", io.BytesIO(data)), purpose="batch")
    assert (file.bytes, file.filename, file.purpose) == (len(data), "问题.jsonl", "batch")
    return file.id


def until_ended(client: openai.OpenAI, batch_id: str) -> Any:
    end = time.monotonic() + END_S
    while time.monotonic() < end:
        batch = client.batches.retrieve(batch_id)
        if batch.status in ("completed", "failed", "expired", "cancelled"):
            return batch
        time.sleep(0.1)
    raise AssertionError(f"the batch did not end within {END_S} s")


def rows(client: openai.OpenAI, file_id: str) -> dict[str, Any]:
    text = client.files.content(file_id).text
    return {row["custom_id"]: row for row in map(json.loads, text.splitlines())}


def ask(word: str, model: str = "talk-openai") -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": word}], "max_tokens": 50}


def test_chats_in_a_batch(openai_client: openai.OpenAI, stage: Stage) -> None:
    file_id = upload(
        openai_client,
        "/v1/chat/completions",
        *(ask(f"line {number}") for number in range(10)),
        ask("in another dialect", "talk-anthropic"),
        ask("x", "no-such-model"),
        {**ask("x"), "stream": True},
    )
    made = openai_client.batches.create(
        input_file_id=file_id,
        endpoint="/v1/chat/completions",
        completion_window="24h",
        metadata={"project": "moon"},
    )
    assert made.object == "batch" and made.metadata == {"project": "moon"}
    batch = until_ended(openai_client, made.id)
    assert batch.status == "completed" and batch.errors is None
    assert (batch.request_counts.total, batch.request_counts.completed, batch.request_counts.failed) == (
        13,
        11,
        2,
    )
    output = rows(openai_client, batch.output_file_id)
    assert {row["response"]["body"]["choices"][0]["message"]["content"] for row in output.values()} == {TEXT}
    assert output["id-3"]["response"]["status_code"] == 200
    errors = rows(openai_client, batch.error_file_id)
    assert errors["id-11"]["response"]["body"]["error"]["code"] == "model_not_found"
    assert errors["id-12"]["response"]["status_code"] == 400
    asked = [request.json["messages"][-1]["content"] for request in stage.sims.by_vendor["openai"].requests]
    assert sorted(asked) == sorted(f"line {number}" for number in range(10))
    listed = openai_client.batches.list(limit=1)
    assert listed.data[0].id == made.id


def test_embeddings_moderations_and_completions(openai_client: openai.OpenAI) -> None:
    made = openai_client.batches.create(
        input_file_id=upload(openai_client, "/v1/embeddings", {"model": "embed-openai", "input": ["a", "b"]}),
        endpoint="/v1/embeddings",
        completion_window="24h",
    )
    batch = until_ended(openai_client, made.id)
    body = rows(openai_client, batch.output_file_id)["id-0"]["response"]["body"]
    assert [row["embedding"] for row in body["data"]] == [vector_of("a", 8), vector_of("b", 8)]
    made = openai_client.batches.create(
        input_file_id=upload(
            openai_client,
            "/v1/completions",
            {"model": "talk-openai", "prompt": ["A line about the moon.", "Another."], "echo": True},
        ),
        endpoint="/v1/completions",
        completion_window="24h",
    )
    batch = until_ended(openai_client, made.id)
    body = rows(openai_client, batch.output_file_id)["id-0"]["response"]["body"]
    assert body["object"] == "text_completion"
    assert {choice["index"]: choice["text"] for choice in body["choices"]} == {
        0: "A line about the moon." + TEXT,
        1: "Another." + TEXT,
    }
    assert body["usage"]["completion_tokens"] == 2 * 17


def test_files(openai_client: openai.OpenAI) -> None:
    ids = [
        upload(openai_client, "/v1/embeddings", {"model": "m", "input": f"{number}"}) for number in range(3)
    ]
    listed = [file.id for file in openai_client.files.list(purpose="batch", limit=2)]
    assert listed[:3] == ids[::-1], "the pages follow each other"
    file = openai_client.files.retrieve(ids[0])
    assert file.id == ids[0] and file.status == "processed"
    assert openai_client.files.delete(ids[0]).deleted
    with pytest.raises(openai.NotFoundError):
        openai_client.files.retrieve(ids[0])
    with pytest.raises(openai.BadRequestError):
        openai_client.files.create(file=io.BytesIO(b"x"), purpose="assistants")


def test_a_wrong_file_and_a_cancelled_batch(openai_client: openai.OpenAI) -> None:
    file = openai_client.files.create(file=("a.jsonl", b"not json"), purpose="batch")
    made = openai_client.batches.create(
        input_file_id=file.id, endpoint="/v1/embeddings", completion_window="24h"
    )
    batch = until_ended(openai_client, made.id)
    assert batch.status == "failed" and batch.errors.data[0].code == "invalid_json_line"
    file_id = upload(openai_client, "/v1/chat/completions", ask("x", "openai-stall"))
    made = openai_client.batches.create(
        input_file_id=file_id, endpoint="/v1/chat/completions", completion_window="24h"
    )
    assert openai_client.batches.cancel(made.id).status in ("cancelling", "cancelled")
    assert until_ended(openai_client, made.id).status == "cancelled"

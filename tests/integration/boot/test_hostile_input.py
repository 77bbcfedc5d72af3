"""What no client sends by mistake: texts, numbers and addresses that a database or a parser refuses.

Every one gets an answer below 500, on SQLite and on PostgreSQL alike, and changes nothing for the next call.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import make_url

from tests.running_server import RunningServer

TEXTS = ["\x00", "a\x00b", "\ud800", "a\udfffb", "👨‍👩‍👧‍👦", "\u202eabc", "x" * 5_000, "", "²", "http://[::1"]
NUMBERS = [-1, 0, 2**31, 2**63, -(2**63) - 1, 10**30, 1e308]
OTHERS: list[Any] = [None, True, [], ["\x00"], {}, {"\ud800": "\x00"}, [[[]]]]
RAW = [
    b"",
    b"{",
    b"null",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b"NaN",
    b'{"a":Infinity}',
    b"\xff\xfe",
    b'{"\\ud800":1}',
    b'{"a":' + b"9" * 5_000 + b"}",
    b'{"model":' + b"9" * 5_000 + b',"messages":[]}',
    b"\x00",
]
BODIES: dict[str, dict[str, Any]] = {
    "PATCH /api/me": {"name": "Admin", "locale": "en", "theme": "dark"},
    "POST /api/session": {"email": "a@b", "password": "a password"},
    "POST /api/keys": {"name": "script"},
    "POST /api/users": {"email": "a@b", "password": "a password", "name": "A", "role": "user"},
    "PATCH /api/users/usr_x": {"name": "A", "role": "user", "disabled": False},
    "POST /api/conversations": {"model": "builtin/assistant"},
    "PATCH /api/conversations/{conversation}": {"title": "t", "model": "builtin/assistant", "leaf_id": "x"},
    "POST /api/conversations/{conversation}/turns": {
        "text": "",
        "attachments": [],
        "parent_id": None,
        "client_key": "k",
    },
    "PUT /api/conversations/{conversation}/summary": {"facts": ["a"]},
    "POST /api/pictures": {"prompt": "", "model": "m", "width": 64, "count": 1, "seed": 1, "source_id": "x"},
    "POST /api/pictures/delete": {"ids": ["img_x"]},
    "POST /api/avatars": {"text": "a", "style": "s", "options": {}, "size": 1, "conversation_id": "c"},
    "POST /api/avatars/projects": {
        "name": "a",
        "spec": {},
        "words": "w",
        "seed": 1,
        "engine": "e",
        "drawing": "d",
    },
    "PATCH /api/avatars/projects/{project}": {"name": "a", "head": 1},
    "POST /api/avatars/projects/{project}/steps": {
        "parent": 1,
        "words": "w",
        "engine": "e",
        "locked": ["hair"],
    },
    "POST /api/avatars/projects/{project}/candidates": {"step": 9, "count": 1, "size": 64},
    "POST /api/avatars/projects/{project}/picks": {"picture_id": "p", "run_id": "r", "shown": ["p"]},
    "POST /api/avatars/talk": {
        "spec": {},
        "seed": "s",
        "text": "a",
        "seconds": 1,
        "size": 64,
        "format": "svg",
    },
    "POST /api/avatars/lab": {"first": {"model": "m"}, "second": {"collection_id": "c"}},
    "POST /api/collections": {"name": "c", "ids": ["i"]},
    "PATCH /api/collections/{collection}": {"name": "c"},
    "POST /api/collections/{collection}/add": {"ids": ["i"]},
    "POST /api/pictures/enrich": {"prompt": "", "style": "s", "locked": ["l"], "model": "m"},
    "POST /api/pictures/img_x/finish": {"steps": [], "format": "png", "quality": 90},
    "POST /api/pictures/zip": {"ids": ["i"], "label": "en"},
    "POST /api/avatars/parse": {"text": "a", "model": "m", "locked": {"mood_words": ["calm"]}},
    "POST /api/avatars/words": {"spec": {"mood_words": ["calm"]}, "locale": "en", "text": "a"},
    "POST /api/admin/providers": {"name": "p", "kind": "openai", "base_url": "https://a.example/v1"},
    "POST /api/admin/models": {"name": "m", "provider": "p", "model": "x", "context_tokens": 1, "weight": 1},
    "PUT /api/admin/defaults": {"dialogue": "builtin/assistant"},
    "POST /api/invoke": {"task_type": "dialogue", "model_id": "m", "input": {"text": "a"}, "context": []},
    "POST /chat": {"user_input": "", "context": None},
    "POST /v1/chat/completions": {"model": "m", "messages": []},
    "POST /v1/messages": {"model": "m", "messages": [], "max_tokens": 1},
    "POST /v1/messages/count_tokens": {"model": "m", "messages": []},
    "POST /v1beta/models/m:generateContent": {"contents": []},
    "POST /v1beta/models/m:streamGenerateContent": {"contents": [], "tools": [], "generationConfig": {}},
    "POST /v1beta/models/m:countTokens": {"contents": []},
    "POST /v1beta/models/m:embedContent": {"content": {}},
    "POST /v1beta/models/m:batchEmbedContents": {"requests": []},
    "POST /v1/responses": {"model": "m", "input": [], "tools": [], "text": {}, "reasoning": {}},
    "POST /v1/completions": {"model": "m", "prompt": [], "suffix": "", "logprobs": None, "n": 1},
    "POST /v1/embeddings": {"model": "m", "input": "a"},
    "POST /v1/images/generations": {"model": "m", "prompt": ""},
}
ADDRESSES = [
    "/api/conversations?q=%00",
    "/api/conversations?cursor=%C2%B2",
    "/api/conversations?cursor=MjAyNi0wMS0wMVQwMDowMDowMB9j",  # a time without a zone
    "/api/conversations?cursor=OTk5OS0xMi0zMVQyMzo1OTo1OS0yMzo1OR94",  # a time after the last year
    "/api/conversations?cursor=MjAyNi0wMS0wMVQwMDowMDowMCswMDowMB8A",  # an id that is NUL
    "/api/conversations/%00",
    "/api/conversations/a%2F..%2Fb",
    "/api/conversations/%ed%a0%80",
    "/api/pictures?cursor=aW1nXwA&q=%ff&conversation_id=%00",
    "/api/pictures?limit=99999999999999999999",
    "/api/pictures/%00/file",
    "/api/pictures/links/%00",
    "/api/pictures/facets?collection_id=%00&since=0001-01-01T00:00:00%2B14:00",
    "/api/pictures?until=9999-12-31T23:59:59-14:00&model=%00&style=%ff",
    "/api/pictures/%00/licences",
    "/api/collections/%00",
    "/api/avatars/projects?cursor=MjAyNi0wMS0wMVQwMDowMDowMB9j",
    "/api/avatars/projects?cursor=OTk5OS0xMi0zMVQyMzo1OTo1OS0yMzo1OR94",
    "/api/avatars/projects/%00",
    "/api/avatars/projects/{project}/candidates/%00",
    "/api/billing/invoices?team_id=%00&cursor=%00",
    "/api/billing/invoices/%00/file",
    "/api/admin/invoices?user_id=%00",
    "/api/billing/subscription?team_id=%00",
    "/api/models/adapters?model=%00",
    "/api/runs/{run}/previews/99999999999999999999",
    "/api/runs/%00/previews/0",
    "/api/runs/%00",
    "/api/runs/{run}/events?after=9223372036854775808",
    "/api/runs/{run}/events?after=-1",
    "/api/avatars/preview.svg?seed=%00&size=1e9&style=%F0%9F%91%A8",
]
EVENT_IDS = [b"\xc2\xb2", b"9" * 5_000, b"99999999999999999999", b"-1", b"\xff", b""]


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Any:
    with RunningServer(tmp_path, environ={"HUAHUA_DATABASE_URL": _plain(database_url)}) as running:
        yield running


def _plain(url: str) -> str:
    return make_url(url).render_as_string(hide_password=False)


def test_nothing_that_is_sent_is_an_internal_error(server: RunningServer) -> None:
    key = server.make_key()
    with server.client(key) as client:
        conversation = client.post("/api/conversations", json={}).json()["id"]
        turn = client.post(f"/api/conversations/{conversation}/turns", json={"text": "hello"}).json()
        client.get(f"/api/runs/{turn['run_id']}/events")
        names = {
            "conversation": conversation,
            "run": turn["run_id"],
            "project": client.post("/api/avatars/projects", json={}).json()["id"],
            "collection": client.post("/api/collections", json={"name": "c"}).json()["id"],
        }
        failed = [
            f"{what}: {answer.status_code} {answer.text[:200]}"
            for what, answer in _shots(client, names)
            if answer.status_code >= 500 and "internal_error" in answer.text.lower()
        ]
        assert failed == []
        shown = client.get(f"/api/conversations/{conversation}").json()
        assert shown["messages"][0]["text"] == "hello"
    lines = [line for line in server.output if "request_failed" in line or "usage lines could not" in line]
    assert lines == []


def _shots(client: httpx.Client, names: dict[str, str]) -> Any:
    as_json = {"content-type": "application/json"}
    for route, body in BODIES.items():
        method, path = route.split(" ")
        path = path.format(**names)
        for raw in RAW:
            yield f"{route} {raw[:20]!r}", client.request(method, path, content=raw, headers=as_json)
        for name in [*body, "\ud800"]:
            for value in [*TEXTS, *NUMBERS, *OTHERS]:
                content = json.dumps({**body, name: value})  # escapes, which any JSON reader accepts
                answer = client.request(method, path, content=content, headers=as_json)
                yield f"{route} {name!a}={str(value)[:20]!a}", answer
    for address in ADDRESSES:
        yield address, client.get(address.format(**names))
    for event_id in EVENT_IDS:
        headers = [(b"last-event-id", event_id)]
        yield repr(event_id[:20]), client.get(f"/api/runs/{names['run']}/events", headers=headers)

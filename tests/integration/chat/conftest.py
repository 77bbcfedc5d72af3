"""A running chat area on a real database, with a scripted model and a fake painter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
import pytest
from fastapi import FastAPI

from huahua.audit.api import Unrecorded
from huahua.chat import http, simple
from huahua.chat.api import LANE, Chat, ChatConfig, build_chat
from huahua.infra.db import Database
from huahua.infra.problems import install_problem_handlers
from huahua.infra.routes import add_routes
from huahua.jobs import http as jobs_http
from huahua.jobs.api import Feed, Lane, PreviewStore, RunService, RunStore
from tests.integration.chat.fakes import FakeNotes, FakePainter, RememberedRatings, ScriptedModel, TokenIsUser
from tests.vaults import new_vault

ANN, BOB = "usr_ann", "usr_bob"


@dataclass
class World:
    """Everything a test touches. `client` speaks as Ann; `as_user` as somebody else."""

    db: Database
    runs: RunService
    feed: Feed
    model: ScriptedModel
    painter: FakePainter
    chat: Chat
    app: FastAPI
    client: httpx.AsyncClient
    ratings: RememberedRatings

    def as_user(self, user_id: str) -> httpx.AsyncClient:
        return client_for(self.app, user_id)

    async def new(self, **body: Any) -> str:
        reply = await self.client.post("/api/conversations", json=body)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    async def say(self, conversation_id: str, text: str, **more: Any) -> dict[str, Any]:
        reply = await self.client.post(
            f"/api/conversations/{conversation_id}/turns", json={"text": text, **more}
        )
        assert reply.status_code == 201, reply.text
        turn: dict[str, Any] = reply.json()
        return turn

    async def events(
        self, run_id: str, user_id: str = ANN, after: int = 0
    ) -> list[tuple[str, dict[str, Any]]]:
        """All events until the run has ended."""
        return [(event.type, event.data) async for event in self.runs.follow(run_id, user_id, after)]

    async def ask(self, conversation_id: str, text: str, **more: Any) -> dict[str, Any]:
        """A whole turn; the answer as the page shows it afterwards, its paintings finished."""
        turn = await self.say(conversation_id, text, **more)
        await self.events(turn["run_id"])
        await self.painted(turn["assistant_message"]["id"])
        return await self.message(turn["assistant_message"]["id"], conversation_id)

    async def painted(self, message_id: str) -> None:
        for run in await self.runs.active(ANN):
            if run.kind == "painting" and self.painter.gate.is_set():
                await self.events(run.id)

    async def open(self, conversation_id: str) -> dict[str, Any]:
        reply = await self.client.get(f"/api/conversations/{conversation_id}")
        assert reply.status_code == 200, reply.text
        opened: dict[str, Any] = reply.json()
        return opened

    async def message(self, message_id: str, conversation_id: str) -> dict[str, Any]:
        opened = await self.open(conversation_id)
        return next(message for message in opened["messages"] if message["id"] == message_id)


def client_for(app: FastAPI, user_id: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://huahua.test",
        headers={"authorization": f"Bearer {user_id}"},
    )


@pytest.fixture
def config() -> ChatConfig:
    return ChatConfig(page_size=3, max_text_chars=1000, source_wait_s=30, simple_wait_s=30)


def make_runs(db: Database) -> RunService:
    runs = RunService(RunStore(db, new_vault()), PreviewStore(db))
    runs.add_lane(Lane(LANE, 8))
    return runs


class Current:
    """Stands for what the test that runs has made. What is taken from it before there is a test stands likewise."""

    def __init__(self, of: Callable[[], Any] = lambda: None) -> None:
        self.of = of

    def __getattr__(self, name: str) -> Any:
        now = self.of()
        return Current(lambda: getattr(self.of(), name)) if now is None else getattr(now, name)


@dataclass(frozen=True)
class Edge:
    """The routes, built once, which takes longer than most tests, and what they serve for the time being."""

    app: FastAPI
    chat: Current
    runs: Current
    leaving: Current


@pytest.fixture(scope="session")
def edge() -> Edge:
    edge = Edge(FastAPI(), Current(), Current(), Current())
    edge.app.state.authenticator = TokenIsUser()
    install_problem_handlers(edge.app)
    chat: Any = edge.chat
    leaving: Any = edge.leaving
    runs: Any = edge.runs
    add_routes(
        edge.app, http.routes(chat, Unrecorded()), simple.routes(chat), jobs_http.routes(runs, leaving)
    )
    return edge


@pytest.fixture
async def world(db: Database, config: ChatConfig, edge: Edge) -> AsyncIterator[World]:
    runs, feed, model = make_runs(db), Feed(), ScriptedModel()
    painter = FakePainter(runs)
    painter.register()
    ratings = RememberedRatings()
    chat = build_chat(
        db,
        runs,
        feed,
        model=model,
        painter=painter,
        notes=FakeNotes(),
        ratings=ratings,
        config=config,
        vault=new_vault(),
    )
    leaving = asyncio.Event()
    edge.chat.of, edge.runs.of, edge.leaving.of = lambda: chat, lambda: runs, lambda: leaving
    await runs.start()
    async with client_for(edge.app, ANN) as client:
        yield World(db, runs, feed, model, painter, chat, edge.app, client, ratings)
    for _ in range(10):  # let the lanes see that their runs have ended
        await asyncio.sleep(0)
    await runs.stop()
    await chat.stop()

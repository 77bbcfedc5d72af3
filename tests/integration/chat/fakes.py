"""A model that follows a script, a painter that paints on command, and who is asking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.chat.api import (
    Asker,
    Completion,
    Finish,
    ModelError,
    ModelEvent,
    ModelFacts,
    ModelNotFound,
    ModelRequest,
    PaintingRefused,
    PaintSpec,
    TextDelta,
    TokenCount,
    ToolCall,
)
from huahua.infra.identity import Identity
from huahua.jobs.api import Lane, NewRun, OnLoss, RunContext, RunFailure, RunKind, RunNotFound, RunService
from huahua.kit.ids import new_id

Line = ModelEvent | Exception | asyncio.Event


def words(*pieces: str) -> list[Line]:
    """An answer of words only."""
    return [*(TextDelta(piece) for piece in pieces), TokenCount(10, len(pieces)), Finish("stop")]


def calling(name: str, arguments: str, *, text: str = "", id: str = "call_a") -> list[Line]:
    """An answer with a tool call."""
    said: list[Line] = [TextDelta(text)] if text else []
    return [*said, ToolCall(id, name, arguments), TokenCount(20, 5), Finish("tool_calls")]


class ScriptedModel:
    """Each question takes the next answer of the script; an Event in it is waited for."""

    def __init__(self) -> None:
        self.answers: list[list[Line]] = []
        self.requests: list[ModelRequest] = []
        self.askers: list[Asker] = []
        self.completions: list[str | Exception] = []
        self.completed: list[ModelRequest] = []
        self.models = {
            "test/model": ModelFacts("test/model"),
            "test/plain": ModelFacts("test/plain", tools=False),
            "test/vision": ModelFacts("test/vision", vision=True),
            "builtin/assistant": ModelFacts("builtin/assistant", builtin=True),
        }
        self.default = "test/model"
        self.streaming = 0

    def will_say(self, *answers: list[Line]) -> None:
        self.answers.extend(answers)

    async def facts(self, asker: Asker, model: str | None) -> ModelFacts:
        found = self.models.get(model or self.default)
        if found is None:
            raise ModelNotFound(f"There is no model '{model}'.")
        return found

    async def stream(self, asker: Asker, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        self.requests.append(request)
        self.askers.append(asker)
        self.streaming += 1
        try:
            for line in self.answers.pop(0):
                if isinstance(line, asyncio.Event):
                    await line.wait()
                elif isinstance(line, Exception):
                    raise line
                else:
                    yield line
        finally:
            self.streaming -= 1

    async def complete(self, asker: Asker, request: ModelRequest) -> Completion:
        self.completed.append(request)
        if not self.completions:
            raise ModelError("nothing scripted")
        answer = self.completions.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Completion(answer)


@dataclass
class FakePainter:
    """Paintings are real runs; `gate` holds them until a test lets them go on."""

    runs: RunService
    pictures: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """Owner and Picture by id."""
    specs: list[PaintSpec] = field(default_factory=list)
    by_run: dict[str, tuple[str, PaintSpec, list[str]]] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    refuse: str | None = None
    fail: str | None = None

    def register(self) -> None:
        self.gate.set()
        self.runs.add_lane(Lane("painting", 4))
        self.runs.register(RunKind("painting", self._paint, "painting", OnLoss.REQUEUE))

    async def begin(
        self,
        asker: Asker,
        conversation_id: str,
        message_id: str,
        spec: PaintSpec,
        connection: AsyncConnection,
    ) -> str:
        if self.refuse:
            raise PaintingRefused(self.refuse)
        run_id = new_id("run")
        self.specs.append(spec)
        self.by_run[run_id] = (asker.user_id, spec, [])
        new = NewRun(run_id, "painting", asker.user_id, {"conversation": conversation_id}, conversation_id)
        await self.runs.enqueue(connection, new)
        return run_id

    def kick(self) -> None:
        self.runs.kick("painting")

    async def _paint(self, context: RunContext) -> dict[str, Any]:
        await self.gate.wait()
        if self.fail:
            raise RunFailure("engine_failed", self.fail)
        user_id, spec, made = self.by_run[context.run.id]
        for _ in range(spec.count):
            picture = self.add(user_id, spec.prompt or spec.instruction, context.run.conversation_id)
            picture["enriched_prompt"] = f"{picture['prompt']}, soft light"
            made.append(picture["id"])
        return {"pictures": made}

    def add(self, user_id: str, prompt: str, conversation_id: str | None = None) -> dict[str, Any]:
        """A picture that is there: painted, or uploaded where it has no conversation."""
        id = new_id("img")
        url = f"/api/pictures/{id}/file"
        picture: dict[str, Any] = {
            "id": id,
            "origin": "painted" if conversation_id else "upload",
            "width": 1024,
            "height": 768,
            "media_type": "image/png",
            "bytes": 1,
            "prompt": prompt,
            "enriched_prompt": None,
            "negative": "",
            "model": None,
            "style": None,
            "seed": None,
            "unmet": ["unicorn"],
            "locked": [],
            "source_id": None,
            "conversation_id": conversation_id,
            "starred": False,
            "ai_generated": conversation_id is not None,
            "created_at": "2026-01-01T00:00:00.000Z",
            "recipe": {},
            "cached": False,
            "urls": {
                "original": url,
                "view": url + "?size=view",
                "medium": url + "?size=medium",
                "thumb": url + "?size=thumb",
            },
        }
        self.pictures[id] = (user_id, picture)
        return picture

    async def slots(self, user_id: str, painting_run_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        found = {}
        for run_id in painting_run_ids:
            try:
                run = await self.runs.get(run_id, user_id)
            except RunNotFound:
                continue
            _, spec, made = self.by_run[run_id]
            status = {"succeeded": "done", "interrupted": "failed"}.get(run.status, str(run.status))
            found[run_id] = {
                "painting_run_id": run_id,
                "latest_run_id": run_id,
                "status": status,
                "prompt": spec.prompt or spec.instruction,
                "count": spec.count,
                "aspect": spec.aspect,
                "pictures": [self.pictures[id][1] for id in made if id in self.pictures],
                "places": [place for place, id in enumerate(made) if id in self.pictures],
                "missing": [],
                "error": run.error,
            }
        return found

    async def recent_in_conversation(
        self, user_id: str, conversation_id: str, limit: int
    ) -> list[dict[str, Any]]:
        mine = [
            picture
            for owner, picture in self.pictures.values()
            if owner == user_id and picture["conversation_id"] == conversation_id
        ]
        return sorted(mine, key=lambda picture: picture["id"], reverse=True)[:limit]

    async def pictures_of(self, user_id: str, picture_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        return {
            id: self.pictures[id][1]
            for id in picture_ids
            if id in self.pictures and self.pictures[id][0] == user_id
        }

    async def data_url(self, user_id: str, picture_id: str) -> str | None:
        return f"data:image/png;base64,{picture_id}" if picture_id in self.pictures else None

    async def delete_of_conversation(self, user_id: str, conversation_id: str) -> int:
        doomed = [
            picture["id"] for picture in await self.recent_in_conversation(user_id, conversation_id, 1000)
        ]
        for id in doomed:
            del self.pictures[id]
        return len(doomed)


class FakeNotes:
    """Titles are the first words that are no greeting; facts are what the user said."""

    async def title(self, messages: Sequence[dict[str, Any]]) -> str:
        said = [str(message["content"]) for message in messages if message["role"] == "user"]
        return next((text for text in said if text != "hi"), said[0])[:20]

    async def key_facts(self, messages: Sequence[dict[str, Any]], previous: Sequence[str]) -> list[str]:
        return [*previous, *(str(m["content"]) for m in messages if m["role"] == "user")]


class TokenIsUser:
    """The bearer token, or the session cookie, is the user's id."""

    async def by_headers(self, headers: Mapping[str, str]) -> Identity | None:
        token = headers.get("authorization", "").removeprefix("Bearer ")
        return Identity(token, "user", key_id="key_1") if token.startswith("usr_") else None

    async def by_session(self, token: str) -> Identity | None:
        return Identity(token, "user", session_id="ses_1") if token.startswith("usr_") else None


class RememberedRatings:
    """Port `Ratings`."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, bool, str | None, str | None]] = []

    async def rated(
        self, model: str, question: str, *, picture: bool, value: str | None, before: str | None
    ) -> None:
        self.heard.append((model, question, picture, value, before))

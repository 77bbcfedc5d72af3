"""Accounts that tests act as, in the page and beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import BrowserContext

PASSWORD = "seven paper boats"


@dataclass(frozen=True, slots=True)
class Person:
    """One account with an HTTP client of its own, for looking at what the page stored."""

    email: str
    password: str
    api: httpx.Client

    @staticmethod
    def create(administrator: httpx.Client, url: str, email: str, role: str, name: str) -> Person:
        form = {"email": email, "password": PASSWORD, "role": role, "name": name}
        administrator.post("/api/users", json=form).raise_for_status()
        api = httpx.Client(base_url=url, timeout=180, headers={"origin": url}, trust_env=False, verify=False)
        api.post("/api/session", json={"email": email, "password": PASSWORD}).raise_for_status()
        return Person(email, PASSWORD, api)

    def enter(self, context: BrowserContext) -> None:
        """Sign the browser in without the sign-in page."""
        for cookie in self.api.cookies.jar:
            context.add_cookies(
                [{"name": cookie.name, "value": cookie.value or "", "url": str(self.api.base_url)}]
            )

    def get(self, path: str, **params: Any) -> Any:
        return self.api.get(path, params=params).raise_for_status().json()

    def post(self, path: str, body: Any) -> Any:
        return self.api.post(path, json=body).raise_for_status().json()

    def conversations(self) -> list[dict[str, Any]]:
        return list(self.get("/api/conversations")["items"])

    def messages(self, conversation_id: str | None = None) -> list[dict[str, Any]]:
        """All messages of a conversation (the newest when not named), the whole tree in the order of writing."""
        chosen = conversation_id or self.conversations()[0]["id"]
        return list(self.get(f"/api/conversations/{chosen}")["messages"])

    def pictures(self, **params: Any) -> list[dict[str, Any]]:
        return list(self.get("/api/pictures", **params)["items"])

    def ask(self, text: str, conversation_id: str | None = None, model: str | None = None) -> dict[str, Any]:
        """Say something outside the page and wait for the answer and its pictures; returns the conversation."""
        chosen = conversation_id or self.post("/api/conversations", {})["id"]
        turn = self.post(
            f"/api/conversations/{chosen}/turns", {"text": text} | ({"model": model} if model else {})
        )
        self.follow(turn["run_id"])
        for slot in self.messages(chosen)[-1]["pictures"]:
            self.follow(slot["painting_run_id"])
        return dict(self.get(f"/api/conversations/{chosen}"))

    def paint(self, prompt: str, **more: Any) -> list[str]:
        """Paint outside a conversation; returns the ids of the pictures."""
        before = {picture["id"] for picture in self.pictures()}
        run = self.post("/api/pictures", {"prompt": prompt, "width": 384, "height": 256} | more)["run_id"]
        self.follow(run)
        return [picture["id"] for picture in self.pictures() if picture["id"] not in before]

    def follow(self, run_id: str) -> None:
        """Return when the run is over: its stream of events ends then."""
        with self.api.stream("GET", f"/api/runs/{run_id}/events") as events:
            for _ in events.iter_lines():
                pass

"""A running server whose models are a vendor's: one paints in the page and asks about the picture.

Nothing else is configured than what the page's form asks for.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.integration.sdk.conftest import Simulators
from tests.running_server import RunningServer

TALKERS = {"openai": "gpt-4o", "anthropic": "claude-sonnet-4-5", "gemini": "gemini-2.5-flash"}
PAINTERS = {"openai": "gpt-image-1", "gemini": "gemini-2.5-flash-image"}


@dataclass(frozen=True, slots=True)
class Product:
    """The page's calls, signed in as the administrator."""

    page: httpx.Client
    sims: Simulators

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = self.page.post(path, json=body)
        assert reply.status_code in (200, 201, 202), reply.text
        found: dict[str, Any] = reply.json()
        return found

    def follow(self, run_id: str) -> list[tuple[str, dict[str, Any]]]:
        """All events of a run until its end."""
        reply = self.page.get(f"/api/runs/{run_id}/events")
        events = [
            json.loads(line.removeprefix("data: "))
            for line in reply.text.splitlines()
            if line.startswith("data: ")
        ]
        return [(event["type"], event["data"]) for event in events]

    def paint(self, **wish: Any) -> dict[str, Any]:
        """One picture, as the gallery shows it."""
        events = self.follow(self.post("/api/pictures", {"enrich": False, **wish})["run_id"])
        pictures: list[dict[str, Any]] = [data["picture"] for type, data in events if type == "picture"]
        assert len(pictures) == 1, events[-1]
        return pictures[0]

    def ask(self, conversation_id: str, text: str, **more: Any) -> None:
        turn = self.post(f"/api/conversations/{conversation_id}/turns", {"text": text, **more})
        events = self.follow(turn["run_id"])
        assert events[-1][0] == "run.succeeded", events[-1]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    sims = Simulators()
    sims.start()
    try:
        with RunningServer(tmp_path_factory.mktemp("vendors")) as server, server.client() as page:
            made = Product(page, sims)
            for vendor, simulator in sims.by_vendor.items():
                models = [{"model": TALKERS[vendor], "name": vendor, "vision": True}]
                if vendor in PAINTERS:
                    painter = PAINTERS[vendor]
                    models.append({"model": painter, "name": f"{vendor}-paints", "tasks": ["painting"]})
                made.post(
                    "/api/admin/providers",
                    {
                        "name": vendor,
                        "kind": vendor,
                        "preset": vendor,
                        "base_url": simulator.base_url,
                        "api_key": "sk-of-the-operator",
                        "allow_private": True,
                        "models": models,
                    },
                )
            yield made
    finally:
        sims.stop()


def test_a_wide_picture_is_asked_for_in_the_vendors_own_size(product: Product) -> None:
    picture = product.paint(prompt="a boat", aspect="16:9", model="openai-paints")
    sent = product.sims.last("openai").json
    assert (sent["model"], sent["size"]) == ("gpt-image-1", "1536x1024")
    assert (picture["width"], picture["height"]) == (1536, 1024)


def test_what_is_stored_is_the_size_of_the_picture_that_came(product: Product) -> None:
    picture = product.paint(prompt="a boat", aspect="16:9", model="gemini-paints")
    sent = product.sims.last("gemini").json
    assert sent["generationConfig"]["imageConfig"] == {"aspectRatio": "16:9"}
    assert (picture["width"], picture["height"]) == (128, 72), "the simulator paints small"


def test_without_an_aspect_the_vendor_chooses(product: Product) -> None:
    product.paint(prompt="a boat", model="openai-paints")
    assert "size" not in product.sims.last("openai").json


def seen_by(vendor: str, body: dict[str, Any]) -> list[tuple[str, bytes]]:
    """(role, bytes) of every picture that a vendor was sent, in its own wire."""
    found: list[tuple[str, bytes]] = []
    for message in body["contents"] if vendor == "gemini" else body["messages"]:
        parts = message["parts"] if vendor == "gemini" else message["content"]
        for part in parts if isinstance(parts, list) else ():
            if vendor == "openai" and part["type"] == "image_url":
                encoded = part["image_url"]["url"].removeprefix("data:image/jpeg;base64,")
            elif vendor == "anthropic" and part["type"] == "image":
                assert part["source"]["media_type"] == "image/jpeg"
                encoded = part["source"]["data"]
            elif vendor == "gemini" and "inlineData" in part:
                assert part["inlineData"]["mimeType"] == "image/jpeg"
                encoded = part["inlineData"]["data"]
            else:
                continue
            found.append((message["role"], base64.b64decode(encoded)))
    return found


@pytest.mark.parametrize("vendor", sorted(TALKERS))
def test_a_painted_picture_is_shown_to_the_vendors_model(product: Product, vendor: str) -> None:
    conversation_id = product.post("/api/conversations", {"model": vendor})["id"]
    product.ask(conversation_id, "a red boat", paint={"model": "builtin/painter", "aspect": "4:3"})
    slots = product.page.get(f"/api/conversations/{conversation_id}").json()["messages"][-1]["pictures"]
    product.follow(slots[0]["painting_run_id"])
    product.sims.forget()
    product.ask(conversation_id, "do you like it?")
    body = next(
        request.json
        for request in product.sims.by_vendor[vendor].requests
        if b"do you like it?" in request.body
    )
    [(role, data)] = seen_by(vendor, body)
    assert role == "user"
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "JPEG"
    assert max(picture.size) <= 1024
    assert picture.width > picture.height
    assert "painted above" in json.dumps(body)

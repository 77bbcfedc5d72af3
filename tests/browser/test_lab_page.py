"""The quality lab: refused with too few pictures, measured as a run, shown with its interval."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, Route, expect

from tests.browser.shots import Shots

RUN = {
    "id": "run_lab", "kind": "lab", "status": "succeeded", "conversation_id": None,
    "created_at": "2026-11-01T10:00:00Z",
    "started_at": None, "finished_at": None, "place": None, "error": None,
    "result": {
        "measure": "kid", "value": 0.0412, "low": 0.031, "high": 0.0514, "pictures": [60, 72],
        "features": "inception-v3 (clean) 0123456789ab", "comparable": True,
    },
}  # fmt: skip


def test_two_sets_are_compared(page: Page, shots: Shots) -> None:
    page.goto("/settings/lab")
    lab = page.get_by_test_id("lab")
    expect(lab).to_contain_text("Nothing measured yet.")
    lab.get_by_test_id("lab-begin").click()
    expect(page.get_by_text(re.compile("at least 50 pictures|too few pictures"))).to_be_visible()

    def begun(route: Route) -> None:
        if route.request.method == "GET":
            route.fulfill(json={"features": ["inception", "own"]})
            return
        asked = json.loads(route.request.post_data or "")
        assert (asked["measure"], asked["features"]) == ("kid", "inception")
        route.fulfill(status=202, json={"run_id": "run_lab"})

    def events(route: Route) -> None:
        line = '{"seq":1,"type":"run.succeeded","data":{},"at":"2026-11-01T10:00:00Z"}'
        route.fulfill(content_type="text/event-stream", body=f"id: 1\nevent: run.succeeded\ndata: {line}\n\n")

    page.route("**/api/avatars/lab", begun)
    page.route("**/api/runs/run_lab", lambda route: route.fulfill(json=RUN))
    page.route("**/api/runs/run_lab/events*", events)
    page.route_web_socket("**/api/ws", lambda socket: _says_done(socket))
    page.reload()
    lab.get_by_test_id("lab-begin").click()
    result = lab.get_by_test_id("lab-result")
    expect(result).to_contain_text("KID, 60 and 72 pictures")
    expect(result).to_contain_text("0.031 to 0.0514")
    expect(result.get_by_test_id("lab-features")).to_contain_text("inception-v3 (clean) 0123456789ab")
    shots.everywhere(page, "measured")


def _says_done(socket) -> None:  # type: ignore[no-untyped-def]
    def heard(message: str | bytes) -> None:
        asked = json.loads(message)
        if asked.get("type") == "subscribe":
            event = {"seq": 1, "type": "run.succeeded", "data": {}, "at": "2026-11-01T10:00:00Z"}
            socket.send(json.dumps({"type": "event", "run_id": asked["run_id"], "event": event}))

    socket.on_message(heard)

"""The API's reference, as a developer on a machine without internet reads it."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.running_server import RunningServer


def test_the_reference_comes_from_this_server_alone(page: Page, server: RunningServer) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/docs")
    page.get_by_role("link", name="accounts", exact=True).click()
    expect(page.get_by_text("/api/me", exact=True).first).to_be_visible()
    assert page.url.endswith("#/accounts")
    own = urlsplit(server.url).netloc
    assert {urlsplit(url).netloc for url in asked if url.startswith("http")} == {own}

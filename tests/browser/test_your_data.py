"""A person's data and the data keys, in the page."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import PASSWORD, Person
from tests.browser.shots import Shots
from tests.running_server import RunningServer


def begin(person: Person) -> None:
    """Something to copy and to delete."""
    conversation = person.post("/api/conversations", {})
    person.api.patch(
        f"/api/conversations/{conversation['id']}", json={"title": "The paper boat"}
    ).raise_for_status()


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_copy_of_everything(page: Page, person: Person, shots: Shots) -> None:
    begin(person)
    page.goto("/settings/profile")
    data = page.get_by_test_id("your-data")
    data.scroll_into_view_if_needed()
    expect(page.get_by_test_id("held-data").locator("dd").first).to_have_text("1")
    page.get_by_test_id("export-ask").click()
    fetch = page.get_by_test_id("export-fetch")
    expect(fetch).to_be_visible()
    data.scroll_into_view_if_needed()
    shots.everywhere(page, "your-data")
    with page.expect_download() as started:
        fetch.click()
    saved = Path(started.value.path()).read_bytes()
    assert re.fullmatch(r"huahua-\d{4}-\d\d-\d\d\.zip", started.value.suggested_filename)
    with zipfile.ZipFile(io.BytesIO(saved)) as archive:
        [conversation] = json.loads(archive.read("conversations.json"))
        assert conversation["title"] == "The paper boat"
        [profile] = json.loads(archive.read("profile.json"))
        assert profile["email"] == person.email


def test_deleting_everything_needs_the_address_and_the_password(
    page: Page, person: Person, shots: Shots
) -> None:
    begin(person)
    page.goto("/settings/profile")
    page.get_by_test_id("delete-me").click()
    submit = page.get_by_test_id("delete-submit")
    expect(submit).to_be_disabled()
    page.get_by_test_id("delete-confirm").fill("somebody@example.org")
    expect(submit).to_be_disabled()
    page.get_by_test_id("delete-confirm").fill(person.email.upper())
    page.get_by_test_id("delete-password").fill("not the password")
    submit.click()
    expect(page.get_by_role("alert").filter(has_text="not your current password")).to_be_visible()
    shots.everywhere(page, "delete-everything")
    page.get_by_test_id("delete-password").fill(PASSWORD)
    submit.click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert person.api.get("/api/me").status_code == 401
    again = person.api.post("/api/session", json={"email": person.email, "password": PASSWORD})
    assert again.status_code == 401


def test_the_data_key_changes(page: Page, server: RunningServer, shots: Shots) -> None:
    with server.client() as client:
        before = client.get("/api/admin/encryption").json()["primary"]
        for cookie in client.cookies.jar:
            page.context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": server.url}])
    page.goto("/settings/encryption")
    expect(page.get_by_test_id("encryption-state")).to_have_attribute("data-finished", "true")
    expect(page.get_by_test_id("data-key")).to_have_count(1)
    page.get_by_test_id("encryption-rotate").click()
    page.get_by_test_id("confirm-rotate").click()
    expect(page.get_by_test_id("data-key")).to_have_count(2)
    expect(page.get_by_test_id("data-key").first).not_to_contain_text(before)
    shots.everywhere(page, "encryption")

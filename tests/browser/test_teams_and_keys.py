"""Teams and keys as people use them: found a team, invite, make a limited key of it, change it, renew its secret."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import saved
from tests.browser.people import Person
from tests.browser.shots import Shots


def _chat(person: Person, secret: str, model: str = "builtin/assistant") -> httpx.Response:
    body = {"model": model, "messages": [{"role": "user", "content": "hello"}]}
    return httpx.post(
        f"{person.api.base_url}/v1/chat/completions".replace("//v1", "/v1"),
        json=body,
        headers={"authorization": f"Bearer {secret}"},
        trust_env=False,
        verify=False,
        timeout=60,
    )


def _choose(page: Page, test_id: str, option: str) -> None:
    page.get_by_test_id(test_id).click()
    page.locator(f".ant-select-item-option[title='{option}']").locator("visible=true").click()


def test_a_team_is_founded_and_somebody_joins(
    page: Page,
    person: Person,
    make_person: Callable[..., Person],
    new_context: Callable[[], BrowserContext],
    shots: Shots,
) -> None:
    other = make_person("user", "Ouyang Nana")
    page.goto("/settings/teams")
    expect(page.get_by_test_id("teams")).to_contain_text("No team yet")
    shots.everywhere(page, "teams-none")
    page.get_by_test_id("team-create").click()
    page.get_by_test_id("team-name").fill("Paper boats")
    with saved(page, "POST", "api/teams"):
        page.get_by_test_id("team-name-save").click()
    expect(page.get_by_test_id("team-row")).to_contain_text("Paper boats")
    page.get_by_test_id("project-add").click()
    page.get_by_test_id("team-name").fill("Harbour")
    page.get_by_test_id("team-name-save").click()
    expect(page.get_by_test_id("project-row")).to_contain_text("Harbour")
    page.get_by_test_id("team-invite").click()
    page.get_by_test_id("invite-email").fill("nobody")
    page.get_by_test_id("invite-send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_test_id("invite-email").fill(other.email)
    page.get_by_test_id("invite-send").click()
    expect(page.get_by_test_id("invited-row")).to_contain_text(other.email)

    there = new_context()
    other.enter(there)
    theirs = there.new_page()
    theirs.goto("/settings/teams")
    expect(theirs.get_by_test_id("invitation-row")).to_contain_text("Paper boats")
    shots.take(theirs, "teams-invited")
    theirs.get_by_test_id("invitation-accept").click()
    expect(theirs.get_by_test_id("member-row")).to_have_count(2)
    expect(theirs.get_by_test_id("team-invite")).to_have_count(0)
    expect(theirs.get_by_test_id("team-keys")).to_have_count(0)

    page.reload()
    expect(page.get_by_test_id("member-row")).to_have_count(2)
    shots.everywhere(page, "teams")
    page.get_by_test_id("member-cap").last.click()
    page.get_by_test_id("cap-amount").fill("12.5")
    shots.everywhere(page, "teams-cap")
    with saved(page, "PUT", "api/teams/.*/cap"):
        page.get_by_test_id("cap-save").click()
    expect(page.get_by_test_id("member-spent")).to_contain_text("12.50 this month")
    shots.everywhere(page, "teams-capped")
    team = person.get("/api/teams")["items"][0]["id"]
    assert {one["role"] for one in person.get(f"/api/teams/{team}")["members"]} == {"owner", "member"}
    theirs.get_by_test_id("member-remove").click()
    theirs.get_by_test_id("confirm-leave").click()
    expect(theirs.get_by_test_id("teams")).to_contain_text("No team yet")
    assert other.get("/api/teams")["items"] == []


def test_a_key_is_limited_changed_and_gets_a_new_secret(page: Page, person: Person, shots: Shots) -> None:
    team = person.post("/api/teams", {"name": "Paper boats"})
    person.post(f"/api/teams/{team['id']}/projects", {"name": "Harbour"})
    page.goto("/settings/keys")
    page.get_by_test_id("key-create").click()
    page.get_by_test_id("key-name").fill("boat builder")
    _choose(page, "key-owner", "Paper boats")
    _choose(page, "key-owner", "Paper boats / Harbour")
    page.get_by_test_id("key-advanced").click()
    _choose(page, "key-expiry", "In 30 days")
    models = page.get_by_test_id("key-models").locator("input")
    models.fill("builtin/assistant")
    models.press("Enter")
    networks = page.get_by_test_id("key-networks").locator("input")
    networks.fill("127.0.0.1")
    networks.press("Enter")
    page.get_by_test_id("limit-requests").fill("100")
    page.get_by_test_id("limit-spend").fill("2.5")
    shots.everywhere(page, "key-rules")
    with saved(page, "POST", "api/keys"):
        page.get_by_test_id("key-submit").click()
    secret = page.get_by_test_id("key-secret").inner_text().strip()
    page.get_by_test_id("key-done").click()
    row = page.get_by_test_id("key-row")
    expect(row).to_contain_text("Paper boats")
    expect(row).to_contain_text("Limited")
    key = person.get("/api/keys")["items"][0]
    assert key["rules"]["models"] == ["builtin/assistant"]
    assert key["rules"]["networks"] == ["127.0.0.1/32"]
    assert key["rules"]["limits"]["spend_micros"] == 2_500_000
    assert (key["team_id"], key["project_id"] is not None) == (team["id"], True)
    assert _chat(person, secret).status_code == 200
    assert _chat(person, secret, "builtin/painter").status_code == 403

    page.get_by_test_id("key-rotate").click()
    with saved(page, "POST", "api/keys/[^/]+/rotate"):
        page.get_by_test_id("key-rotate-submit").click()
    renewed = page.get_by_test_id("key-secret").inner_text().strip()
    page.get_by_test_id("key-done").click()
    expect(row).to_contain_text("Old secret")
    shots.everywhere(page, "keys")
    assert [_chat(person, one).status_code for one in (secret, renewed)] == [200, 200]

    page.get_by_test_id("key-edit").click()
    page.get_by_test_id("key-name").fill("boat repair")
    with saved(page, "PATCH", "api/keys/[^/]+"):
        page.get_by_test_id("key-submit").click()
    expect(row).to_contain_text("boat repair")
    changed = person.get("/api/keys")["items"][0]
    assert changed["rules"] == key["rules"]


def test_limits_of_a_person(
    page: Page, make_person: Callable[..., Person], context: BrowserContext, shots: Shots
) -> None:
    chief = make_person("administrator", "Ada")
    chief.enter(context)
    page.goto("/settings/users")
    page.get_by_test_id("user-limits").last.click()
    page.get_by_test_id("limit-requests").fill("7")
    shots.everywhere(page, "user-limits")
    with saved(page, "PUT", "api/admin/limits/[^/]+"):
        page.get_by_test_id("limits-save").click()
    users = chief.get("/api/users")["items"]
    limits = [chief.get(f"/api/admin/limits/{user['id']}")["requests_per_minute"] for user in users]
    assert sorted(limits)[-1] == 7
    shots.everywhere(page, "users")


@pytest.mark.parametrize("locale", ["zh-CN"])
def test_teams_in_chinese(page: Page, person: Person, shots: Shots) -> None:
    team = person.post("/api/teams", {"name": "纸船工作室"})
    person.post(f"/api/teams/{team['id']}/projects", {"name": "港湾"})
    person.post(f"/api/teams/{team['id']}/invitations", {"email": "lin@example.org"})
    person.post("/api/keys", {"name": "造船", "team_id": team["id"]})
    page.goto("/settings/teams")
    expect(page.get_by_test_id("team-key-row")).to_contain_text("造船")
    shots.everywhere(page, "teams")

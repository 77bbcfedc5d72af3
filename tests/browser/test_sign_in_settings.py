"""The administrator adds a provider to sign in with, tries it, and somebody comes in by its button."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import composer
from tests.browser.people import Person
from tests.browser.shots import Shots
from tests.simulators.oidc import CLIENT, SECRET, OidcProvider

PATH = "/api/admin/sign-in/providers"


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    return make_person("administrator", "Ada")


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    with OidcProvider() as running:
        running.person = {
            "sub": "mei",
            "email": "mei@example.org",
            "email_verified": True,
            "groups": ["money"],
        }
        yield running


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}" for one in found if one["impact"] in {"serious", "critical"}]


def speak(person: Person, page: Page, locale: str) -> None:
    person.api.patch("/api/me", json={"locale": locale}).raise_for_status()
    page.reload()


def fill(page: Page, provider: OidcProvider) -> None:
    page.get_by_test_id("oidc-add").click()
    page.get_by_test_id("oidc-title").fill("Acme, Inc.")
    page.get_by_test_id("oidc-issuer").fill(provider.issuer)
    page.get_by_test_id("oidc-client-id").fill(CLIENT)
    page.get_by_test_id("oidc-secret").fill(SECRET)
    page.get_by_test_id("oidc-create").click()


def test_a_provider_from_the_form_to_its_button(
    page: Page,
    person: Person,
    provider: OidcProvider,
    new_context: Callable[[], BrowserContext],
    shots: Shots,
) -> None:
    page.goto("/settings/signin")
    expect(page.get_by_test_id("sign-in-settings")).to_contain_text("Passwords only")
    shots.everywhere(page, "sign-in-settings-empty")
    fill(page, provider)
    expect(page.get_by_test_id("oidc-callback")).to_contain_text("/api/oidc/acme-inc/callback")
    page.get_by_test_id("oidc-save").click()  # http, and nobody said that it is on this machine
    expect(page.get_by_test_id("oidc-form").get_by_role("alert")).to_contain_text("https://")
    page.get_by_test_id("oidc-advanced").click()
    page.get_by_test_id("oidc-private").click()
    page.get_by_test_id("oidc-claim").fill("groups")
    page.get_by_test_id("oidc-claim-add").click()
    page.get_by_test_id("oidc-claim-value").fill("money")
    page.get_by_role("combobox", name="Role").last.click()
    page.get_by_title("Finance").last.click()
    page.get_by_test_id("oidc-test").click()
    expect(page.get_by_test_id("oidc-trial")).to_contain_text("The provider answers")
    assert serious(page) == []
    shots.everywhere(page, "sign-in-settings-form")
    page.get_by_test_id("oidc-save").click()
    row = page.get_by_test_id("oidc-row")
    expect(row).to_contain_text("Acme, Inc.")
    expect(page.get_by_test_id("oidc-form")).to_be_hidden()
    assert serious(page) == []

    row.get_by_test_id("oidc-edit").click()
    expect(page.get_by_test_id("oidc-secret")).to_have_value("")
    page.get_by_test_id("oidc-issuer").fill("https://login.example.com")
    page.get_by_test_id("oidc-save").click()
    expect(page.get_by_test_id("oidc-form").get_by_role("alert")).to_contain_text("secret")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("oidc-form")).to_be_hidden()
    shots.everywhere(page, "sign-in-settings")

    stranger = new_context().new_page()
    stranger.goto("/sign-in")
    stranger.get_by_test_id("provider-acme-inc").click()
    expect(composer(stranger)).to_be_visible()
    roles = {one["email"]: one["role"] for one in person.get("/api/users")["items"]}
    assert roles["mei@example.org"] == "finance"

    row.get_by_test_id("oidc-enabled").click()
    expect(row).to_contain_text("Off")
    stranger.context.clear_cookies()
    stranger.goto("/sign-in")
    expect(stranger.get_by_test_id("password")).to_be_visible()
    expect(stranger.get_by_test_id("provider-acme-inc")).to_have_count(0)

    speak(person, page, "zh-CN")
    expect(row).to_contain_text("停用")
    shots.everywhere(page, "sign-in-settings")
    row.get_by_test_id("oidc-edit").click()
    page.get_by_test_id("oidc-advanced").click()
    shots.everywhere(page, "sign-in-settings-form")
    page.keyboard.press("Escape")
    row.get_by_test_id("oidc-remove").click()
    page.get_by_test_id("confirm-oidc-remove").click()
    expect(row).to_have_count(0)
    assert person.get(PATH)["items"] == []

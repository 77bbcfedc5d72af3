"""The page can be installed as an application, and what it keeps for itself never hides an upgrade."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

CONTROLLED = "() => navigator.serviceWorker.controller !== null"
KEPT = """async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return lists.flat().map((request) => new URL(request.url).pathname);
}"""


def enter_controlled(page: Page) -> None:
    """The first screen, once the service worker stands between the page and the server."""
    page.goto("/")
    expect(page.get_by_test_id("greeting")).to_be_visible()
    page.wait_for_function(CONTROLLED)


def test_browsers_may_install_it(page: Page, context: BrowserContext) -> None:
    enter_controlled(page)
    devtools = context.new_cdp_session(page)
    found = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Every test runs in a private window, in which nothing can be installed.
    assert [error["errorId"] for error in found if error["errorId"] != "in-incognito"] == []
    manifest = context.request.get("/manifest.webmanifest").json()
    for icon in manifest["icons"]:
        assert context.request.get(icon["src"]).headers["content-type"] == icon["type"]


def test_only_files_that_never_change_are_kept(page: Page) -> None:
    enter_controlled(page)
    page.reload()
    expect(page.get_by_test_id("greeting")).to_be_visible()
    page.wait_for_function(f"async () => (await ({KEPT})()).length > 0")
    kept = page.evaluate(KEPT)
    assert [path for path in kept if not path.startswith("/assets/")] == []


def test_a_server_that_is_away_is_said_in_words(page: Page, context: BrowserContext) -> None:
    enter_controlled(page)
    context.set_offline(True)
    page.goto("/gallery")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_test_id("gallery-empty")).to_be_visible()

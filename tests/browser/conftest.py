"""One browser per worker, one server per module, one person and one empty browser profile per test.

The synchronous Playwright keeps an event loop running in this thread for as long as it lives, which the asynchronous
tests of other folders cannot bear; its fixtures therefore end with this folder and not with the session.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser.chat import KEEP_MESSAGES
from tests.browser.people import Person
from tests.browser.shots import PHONE, Shots
from tests.browser.upstream import ScriptedUpstream
from tests.running_server import RunningServer

PATIENCE_MS = 180_000
# The first is the same engine without the desktop's browser around it, and takes two fifths less of the processor.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_ON_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SHOTS = Path(__file__).parents[2] / "artifacts" / "screenshots"

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    assert found or CHROMIUM_ON_MAC.exists(), "no Chromium on this machine; scripts/chromium.sh installs one"
    return {"executable_path": found or str(CHROMIUM_ON_MAC), "args": ARGUMENTS}


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser_type(playwright: Playwright) -> BrowserType:
    return playwright.chromium


@pytest.fixture(scope="package")
def browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    browser = browser_type.launch(**browser_type_launch_args)
    yield browser
    browser.close()


@pytest.fixture
def locale() -> str:
    """The browser's language. Tests in another language parametrize it."""
    return "en-US"


@pytest.fixture
def browser_context_args(server: RunningServer, locale: str) -> dict[str, Any]:
    return {
        "base_url": server.url,
        "locale": locale,
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
        "color_scheme": "light",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def context(new_context: Callable[[], BrowserContext]) -> BrowserContext:
    context = new_context()
    context.add_init_script(KEEP_MESSAGES)
    context.set_default_timeout(PATIENCE_MS)
    context.set_default_navigation_timeout(PATIENCE_MS)
    return context


@pytest.fixture(scope="module")
def upstream() -> Iterator[ScriptedUpstream]:
    """An OpenAI-compatible server whose answers the tests write."""
    with ScriptedUpstream() as running:
        yield running


@pytest.fixture(scope="module")
def config(upstream: ScriptedUpstream) -> dict[str, Any]:
    """The server's settings: one real provider beside the built-in engines."""
    provider = {
        "name": "studio",
        "kind": "openai",
        "base_url": upstream.base_url,
        "allow_private": True,
        "api_key": "sk-test",
    }
    return {
        "providers": [provider],
        "models": [{"name": "storyteller", "provider": "studio", "model": "teller", "tools": False}],
        "defaults": {"dialogue": "builtin/assistant", "painting": "builtin/painter"},
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, config: dict[str, Any]) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("server"), config=config) as running:
        yield running


@pytest.fixture(scope="module")
def administrator(server: RunningServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture
def make_person(server: RunningServer, administrator: httpx.Client) -> Iterator[Callable[..., Person]]:
    people: list[Person] = []

    def make(role: str = "user", name: str = "Mo Li") -> Person:
        person = Person.create(administrator, server.url, f"{uuid.uuid4().hex[:12]}@example.org", role, name)
        people.append(person)
        return person

    yield make
    for person in people:
        person.api.close()


@pytest.fixture
def person(make_person: Callable[..., Person]) -> Person:
    """Somebody with an account and nothing in it."""
    return make_person()


@pytest.fixture
def page(context: BrowserContext, person: Person) -> Page:
    """A page of somebody who is signed in."""
    person.enter(context)
    return context.new_page()


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext], person: Person) -> Page:
    """The same on a telephone, by fingers."""
    context = new_context(has_touch=True, is_mobile=True)
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(KEEP_MESSAGES)
    person.enter(context)
    page = context.new_page()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    return page


@pytest.fixture
def shots(request: pytest.FixtureRequest) -> Shots:
    """Screenshots of this test's module, named after it, where `--shots` asks for them."""
    wanted = request.config.getoption("--shots")
    return Shots(SHOTS / request.module.__name__.rpartition(".")[2].removeprefix("test_") if wanted else None)
